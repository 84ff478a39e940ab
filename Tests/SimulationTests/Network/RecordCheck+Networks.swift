import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

extension RecordCheck {
  /// Two neurons, and thousands.
  static let networks = [
    RecordCheck(
      file: "pairs.json", prefix: "pair.master_slave", compare: masterAndSlave),
    RecordCheck(file: "pairs.json", prefix: "pair.gap_ml", compare: gapJunction),
    RecordCheck(
      file: "networks.json", prefix: "net.cuba",
      unread: [
        "expect.mean_rate_Hz_brian2": "another draw of the network; 'accept_rate_Hz' is around it",
        "expect.cv_isi_brian2": "another draw of the network; 'accept_cv' is around it",
        "expect.mean_rate_Hz_nest": "another draw of the network; 'accept_rate_Hz' is around it",
      ],
      loose: [
        "expect.accept_rate_Hz": "a range; a wider one is not seen",
        "expect.accept_cv": "a range; a wider one is not seen",
      ], compare: currentBased),
  ]

  @Sendable private static func masterAndSlave(_ record: Oracle) throws -> RecordComparison {
    var p = record.dictionary("params")
    let delay = try p.take("delay_ms")
    let (weight, currents) = (
      try p.take("w_AB_mV"), [("A", try p.take("RI_A")), ("B", try p.take("RI_B"))]
    )
    let values = [
      "tau": try p.take("tau_ms"), "R": 1, "EL": 0, "Vr": try p.take("reset"), "mem": 0,
      "threshold": try p.take("theta"), "t_ref": try p.take("tref_ms"),
    ]
    try p.requireNone()
    var network = Network()
    for (name, current) in currents {
      var node = try makeRecordNode("RefractoryLIF", values)
      node.name = name
      node.record = .spikes
      node.solve(by: node.method, spikes: .exact)
      network.nodes[name] = node
      network.feed(name, .constant(current))
    }
    let dt = try #require(network.nodes["A"]).dt
    try network.connect(
      "A", "B", port: .state("mem"), weight: weight, delay: Int((delay / dt).rounded()))
    #expect(
      network.run(Int((try #require(record.number("t_stop_ms")) / dt).rounded())) == .finished)
    let times = currents.map { name, _ in network.nodes[name]?.exactSpikeTimes ?? [] }
    var comparison = RecordComparison()
    comparison.number(intervals(times[0]).last, "expect.A_isi_ms", within: 1e-3)
    for (name, own) in zip(["A", "B"], times) {
      comparison.spikes(own, "expect.\(name)_spikes", count: "expect.\(name)_count") { _ in 1e-3 }
    }
    return comparison
  }

  @Sendable private static func gapJunction(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params")
    let (weight, current) = (try values.take("g_gap"), try values.take("I"))
    let dt = 0.05
    values["dt"] = dt
    let start = record.numbers("init")
    var network = Network()
    for (index, name) in ["A", "B"].enumerated() {
      (values["mem"], values["w"]) = (start[2 * index], start[2 * index + 1])
      var node = try makeRecordNode("MorrisLecar", values)
      node.name = name
      network.nodes[name] = node
      network.feed(name, .constant(current))
    }
    for (source, target) in [("A", "B"), ("B", "A")] {
      try network.connect(source, target, carried: .membrane, weight: weight)
    }
    let steps = Int((try #require(record.number("t_stop_ms")) / dt).rounded())
    #expect(network.run(steps) == .finished)
    let times = ["A", "B"].map { name in
      let mem =
        network.nodes[name]?.recording.samples(of: "mem", neuron: 0, steps: 1...steps) ?? []
      return network.spikes(name).map { step in
        (Double(step) - mem[step - 1] / (mem[step - 1] - mem[step - 2])) * dt
      }
    }
    var comparison = RecordComparison()
    comparison.numbers(times[0], "expect.spikes_A", within: 0.05)
    comparison.numbers(times[1], "expect.spikes_B", within: 0.05)
    // Of two times that may each be off by so much.
    comparison.number(
      (times[1].last ?? .nan) - (times[0].last ?? .nan), "expect.final_phase_lag_ms", within: 0.1)
    return comparison
  }

  // The whole network, as Tests/Benchmarks/cuba.nsh has it for the shell.
  @Sendable private static func currentBased(_ record: Oracle) throws -> RecordComparison {
    var p = record.dictionary("params")
    #expect(record.text("params", "v0") == "uniform(-60,-50)")
    #expect(record.text("params", "delay") == "0 (next step)")
    var library = ModelLibrary.builtIn
    let model = try library.define(
      """
      define CUBA
        inherits Membrane
        param threshold = -50mV; param tau = 20ms; param tau_e = 5ms; param tau_i = 10ms
        param EL = -49mV; param Vr = -60mV
        state mem = -60mV; state ge = 0mV; state gi = 0mV
        param t_ref = 5ms; refractory t_ref
        method exponential-euler
        integral {
          d mem/dt = (EL - mem + ge + gi) / tau
          d ge/dt = -ge / tau_e; d gi/dt = -gi / tau_i
        }
        spike { spike when mem >= threshold; reset mem = Vr }
      end
      """)
    let size = Int(try p.take("N"))
    let excitatory = Int(Double(size) * (try p.take("frac_exc")))
    let dt = try #require(p["dt"])
    let names = [
      ("tau", "tau_m"), ("tau_e", "tau_e"), ("tau_i", "tau_i"), ("threshold", "Vt"), ("Vr", "Vr"),
      ("EL", "El"), ("dt", "dt"), ("t_ref", "tref"),
    ]
    var network = Network()
    for (name, count) in [("e", excitatory), ("i", size - excitatory)] {
      var node = try Node(name: name, model: model, population: count, at: nowhere)
      node.record = .spikes
      for (own, key) in names {
        try node.set(Name(own, nowhere), to: p[key] ?? .nan, neurons: 0..<count, at: nowhere)
      }
      let first = (0..<count).map { neuron in
        let place = RandomSource.Place(
          stream: RandomSource.stream(name), neuron: neuron, step: 0)
        return -60 + 10 * random.uniform(at: place)
      }
      try node.set(Name("mem", nowhere), to: first, neurons: 0..<count, at: nowhere)
      network.nodes[name] = node
    }
    let probability = try p.take("p")
    for (source, state, weight) in [("e", "ge", try p.take("we")), ("i", "gi", try p.take("wi"))] {
      for target in ["e", "i"] {
        try network.connect(
          source, target, port: .state(state), weight: weight, delay: 1,
          pattern: .probability(probability, includesSelf: false))
      }
    }
    let window = record.numbers("t_window_ms")
    let steps = Int(window[1] / dt)
    #expect(network.run(steps) == .finished)
    var spikes = 0
    var intervals: [[Int]] = []
    for node in network.nodes.values {
      var last = Array(repeating: 0, count: node.population)
      var own = Array(repeating: [Int](), count: node.population)
      node.recording.forEachSpike(steps: Int(window[0] / dt) + 1...steps) { step, neuron, _ in
        spikes += 1
        if last[neuron] > 0 { own[neuron].append(step - last[neuron]) }
        last[neuron] = step
      }
      intervals += own
    }
    for (_, key) in names { _ = try p.take(key) }
    try p.requireNone()
    let rate = Double(spikes) / Double(size) / (window[1] - window[0]) * 1000
    let spreads = intervals.filter { $0.count > 2 }.compactMap { variation($0.map(Double.init)) }
    let cv = spreads.reduce(0, +) / Double(spreads.count)
    var comparison = RecordComparison()
    for (own, field) in [(rate, "accept_rate_Hz"), (cv, "accept_cv")] {
      comparison.add { record in
        let accepted = record.numbers("expect", field)
        return RecordComparison.Row(
          what: field, measured: "\(Float(own))", expected: "\(accepted)",
          isMet: accepted.count == 2 && accepted[0] <= own && own <= accepted[1])
      }
    }
    return comparison
  }
}
