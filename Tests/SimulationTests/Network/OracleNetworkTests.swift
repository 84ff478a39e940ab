import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

/// The records of ../shared/oracles on synapses, learning and two or more neurons.
@Suite(.serialized, .enabled(if: Oracle.areThere)) struct OracleNetworkTests {
  private func report(
    _ record: Oracle, _ what: String, _ measured: String, _ expected: String, _ isMet: Bool
  ) {
    #expect(record.mismatch(what, measured: measured, expected: expected, isMet: isMet) == nil)
  }

  /// A synapse by itself that gets one spike, or a train; the first sample is that of the spike.
  private func response(
    _ model: String, _ values: [String: Double], dt: Double, arrivals: [Int], steps: Int
  ) throws -> [Double] {
    var network = Network()
    try network.add("s", model, values.merging(["dt": dt]) { first, _ in first })
    var currents = Array(repeating: 0.0, count: steps)
    for step in arrivals { currents[step] = 1 }
    network.feed("s", .list(currents))
    #expect(network.run(steps) == .finished)
    return network.nodes["s"]?.recording.samples(of: "mem", neuron: 0, steps: 1...steps) ?? []
  }

  private func worst(_ samples: [[Double]], of curve: [Double], dt: Double) -> Double {
    samples.map { abs(curve[Int(($0[0] / dt).rounded())] - $0[1]) }.max() ?? .nan
  }

  // The highest point, on the parabola through the largest sample and its neighbours.
  private func peak(of curve: [Double], dt: Double) -> (time: Double, height: Double) {
    let top = curve.indices.max { curve[$0] < curve[$1] } ?? 0
    let (a, b, c) = (curve[top - 1], curve[top], curve[top + 1])
    let shift = (a - c) / (2 * (a - 2 * b + c))
    return ((Double(top) + shift) * dt, b - (a - c) * shift / 4)
  }

  @Test(arguments: Oracle.records("synapses_plasticity.json", "syn.alpha", "syn.biexp"))
  func synapsesThatRise(record: Oracle) throws {
    let p = record.dictionary("params")
    let dt = 0.01
    let isAlpha = record.id.hasPrefix("syn.alpha")
    let values =
      isAlpha
      ? ["tau": p["tau"] ?? 0]
      : ["tau_rise": p["tau_rise"] ?? 0, "tau_decay": p["tau_decay"] ?? 0]
    let curve = try response(
      isAlpha ? "AlphaSynapse" : "BiexpSynapse", values, dt: dt, arrivals: [0], steps: 15_000)
    let off = worst(record.table("expect", "samples"), of: curve, dt: dt)
    report(record, "samples", "off by \(Float(off))", "within 1e-6", off <= 1e-6)
    let time = try #require(record.number("expect", "peak_t"))
    let fine = try response(
      isAlpha ? "AlphaSynapse" : "BiexpSynapse", values, dt: 0.001, arrivals: [0],
      steps: Int(time * 1100))
    let peak = peak(of: fine, dt: 0.001)
    report(
      record, "peak", "\(Float(peak.height)) at \(peak.time)", "1 at \(time) within 1e-6",
      abs(peak.height - 1) <= 1e-6 && abs(peak.time - time) <= 1e-6)
    if let integral = record.number("expect", "integral") {
      // Simpson's rule; the tail beyond 150 ms is below 1e-9.
      let inner = curve.indices.dropFirst().dropLast()
      let sum = inner.reduce(curve[0]) { $0 + curve[$1] * ($1.isMultiple(of: 2) ? 2 : 4) }
      let own = sum * dt / 3
      report(
        record, "integral", "\(own)", "\(integral) within 1e-6", abs(own - integral) <= 1e-6)
    }
  }

  @Test(arguments: Oracle.records("synapses_plasticity.json", "syn.exp."))
  func exponentialSynapse(record: Oracle) throws {
    let tau = record.number("params", "tau") ?? 0
    let dt = 0.1
    let curve = try response("ExpSynapse", ["tau": tau], dt: dt, arrivals: [0], steps: 1000)
    let off = worst(record.table("expect", "samples"), of: curve, dt: dt)
    report(record, "samples", "off by \(Float(off))", "within 1e-6", off <= 1e-6)
    let train = try response(
      "ExpSynapse", ["tau": tau], dt: dt, arrivals: Array(stride(from: 0, to: 2000, by: 100)),
      steps: 2000)
    let steady = try #require(record.number("expect", "train_steady_state_100Hz"))
    report(
      record, "train at 100 Hz", "\(train[1900])", "\(steady) within 1e-6",
      abs(train[1900] - steady) <= 1e-6)
  }

  // Synapse and membrane in one system of equations, as the record has them.
  @Test(arguments: Oracle.records("synapses_plasticity.json", "syn.psp"))
  func postsynapticPotential(record: Oracle) throws {
    let p = record.dictionary("params")
    var library = ModelLibrary.builtIn
    let model = try library.define(
      """
      define Receiver
        inherits Membrane
        param tau = 20ms; param tau_s = 5ms; param dt = 0.001ms
        state mem = 0mV; state s = 0mV
        integral { d mem/dt = (s - mem) / tau; d s/dt = -s / tau_s }
        spike { spike when mem >= 1V }
      end
      """)
    var network = Network()
    try network.add("pre", "Relay", ["dt": 0.001])
    var node = try Node(name: "post", model: model, at: nowhere)
    for (name, value) in [("tau", p["tau_m"]), ("tau_s", p["tau_s"])] {
      try node.set(Name(name, nowhere), to: try #require(value), neurons: 0..<1, at: nowhere)
    }
    network.nodes["post"] = node
    try network.connect("pre", "post", port: .state("s"), weight: try #require(p["w"]))
    network.feed("pre", .list([1]))
    #expect(network.run(11_000) == .finished)
    let curve = network.nodes["post"]?.recording.samples(of: "mem", neuron: 0, steps: 1...11_000)
    // The first sample is one step after the spike.
    let top = peak(of: [0] + (curve ?? []), dt: 0.001)
    let time = try #require(record.number("expect", "peak_t"))
    let height = try #require(record.number("expect", "peak_v"))
    report(
      record, "peak", measuredAt(top.height, top.time), "\(height) at \(time) within 1e-6",
      abs(top.height - height) <= 1e-6 && abs(top.time - time) <= 1e-6)
  }

  private func measuredAt(_ value: Double, _ time: Double) -> String {
    "\(Float(value)) at \(time)"
  }

  @Test(arguments: Oracle.records("synapses_plasticity.json", "stp.tm"))
  func tsodyksAndMarkram(record: Oracle) throws {
    let p = record.dictionary("params")
    let rule = ShortTermPlasticity(
      use: p["U"] ?? 0, facilitation: p["tau_facil_ms"] ?? 0, recovery: p["tau_rec_ms"] ?? 0)
    let times = record.numbers("input", "spike_times_ms")
    var state = ShortTermPlasticity.State.rested
    var last: Double?
    var worst = 0.0
    func compare(_ own: Double, _ list: String, _ index: Int) {
      worst = max(worst, abs(own - record.numbers("expect", list)[index]))
    }
    for (index, time) in times.enumerated() {
      state.elapsed = last.map { time - $0 }
      last = time
      let amplitude = rule.spike(&state)
      compare(amplitude, "amplitude", index)
      compare(state.u, "u", index)
      compare(state.resources, "R", index)
    }
    report(
      record, "train", "off by \(Float(worst))", "\(times.count) spikes within 1e-6", worst <= 1e-6)
    // Long after, every spike has the same amplitude.
    let interval = 1000 / (p["rate_Hz"] ?? 1)
    var amplitude = 0.0
    for _ in 0..<500 {
      state.elapsed = interval
      amplitude = rule.spike(&state)
    }
    let steady = try #require(record.number("expect", "steady_amplitude"))
    report(
      record, "steady", "\(Float(amplitude))", "\(steady) within 1e-6",
      abs(amplitude - steady) <= 1e-6)
  }

  /// A pair of neurons of which each fires when it is told, with a learning synapse.
  private func weight(
    after pairings: [(before: Int, after: Int)], steps: Int, dt: Double, _ rule: Plasticity,
    start: Double
  ) throws -> Double {
    var network = Network()
    try network.add("pre", "Relay", ["dt": dt])
    try network.add("post", "Relay", ["dt": dt])
    func train(_ steps: [Int]) -> Signal.Waveform {
      let marked = Set(steps)
      return .list((0..<(steps.max() ?? 0) + 1).map { marked.contains($0) ? 1 : 0 })
    }
    network.feed("pre", train(pairings.map(\.before)))
    network.feed("post", train(pairings.map(\.after)))
    // It ends where it changes nothing: the output is overwritten by the step.
    try network.connect("pre", "post", port: .state("spike"), weight: start)
    network.connections["pre_post"]?.plasticity = rule
    network.connections["pre_post"]?.limits = 0...1
    network.nodes["pre"]?.record = .none
    network.nodes["post"]?.record = .none
    #expect(network.run(steps) == .finished)
    return network.connections["pre_post"]?.weights.values[0] ?? .nan
  }

  @Test(arguments: Oracle.records("synapses_plasticity.json", "stdp.pair"))
  func pairsOfSpikes(record: Oracle) throws {
    let p = record.dictionary("params")
    let pair = Plasticity.PairRule(
      potentiation: p["A_plus"] ?? 0, depression: p["A_minus"] ?? 0,
      tauBefore: p["tau_plus"] ?? 0, tauAfter: p["tau_minus"] ?? 0)
    var worst = 0.0
    for sample in record.table("expect", "window") {
      let interval = Int(sample[0])
      let first = max(0, -interval)
      let own =
        try weight(
          after: [(first, first + interval)], steps: abs(interval) + 2, dt: 1, .stdp(pair),
          start: 0.5) - 0.5
      worst = max(worst, abs(own - sample[1]), abs(pair.window(sample[0]) - sample[1]))
    }
    report(record, "window", "off by \(Float(worst))", "within 1e-9", worst <= 1e-9)
    let scale = 10.0
    for (name, shift) in [("post_after_pre_10ms", 1), ("pre_after_post_10ms", -1)] {
      // 60 pairings a second apart, in steps of 10 ms.
      let pairings = (0..<60).map { (before: 1 + $0 * 100, after: 1 + shift + $0 * 100) }
      let own = try weight(
        after: pairings, steps: 6000, dt: scale, .stdp(pair), start: 0.5)
      let expected = try #require(
        record.number("expect", "sixty_pairings_1Hz_w0_0p5", name))
      report(
        record, name, "\(Float(own))", "\(expected) within 1e-6", abs(own - expected) <= 1e-6)
    }
    let integral = pair.potentiation * pair.tauBefore - pair.depression * pair.tauAfter
    let expected = try #require(record.number("expect", "integral"))
    report(
      record, "integral", "\(Float(integral))", "\(expected) within 1e-6",
      abs(integral - expected) <= 1e-6)
  }

  @Test(arguments: Oracle.records("pairs.json", "pair.master_slave"))
  func masterAndSlave(record: Oracle) throws {
    let p = record.dictionary("params")
    let dt = 0.05
    var network = Network()
    let values = [
      "dt": dt, "tau": p["tau_ms"] ?? 0, "R": 1, "EL": 0, "Vr": p["reset"] ?? 0,
      "threshold": p["theta"] ?? 0, "t_ref": p["tref_ms"] ?? 0,
    ]
    try network.add("A", "RefractoryLIF", values)
    try network.add("B", "RefractoryLIF", values)
    network.feed("A", .constant(p["RI_A"] ?? 0))
    try network.connect(
      "A", "B", port: .state("mem"), weight: p["w_AB_mV"] ?? 0,
      delay: Int(((p["delay_ms"] ?? 0) / dt).rounded()))
    let stop = try #require(record.number("t_stop_ms"))
    #expect(network.run(Int(stop / dt)) == .finished)
    for (name, list, count) in [("A", "A_spikes", "A_count"), ("B", "B_spikes", "B_count")] {
      let own = network.spikes(name).map { Double($0) * dt }
      // A clock adds up to a step to each interval, so that intervals are compared, and the first.
      let expected = record.numbers("expect", list)
      let intervals = zip(own.dropFirst(), own).map { $0 - $1 }
      let theirs = zip(expected.dropFirst(), expected).map { $0 - $1 }
      let worst = zip(intervals, theirs).map { abs($0 - $1) }.max() ?? .nan
      let first = abs(own.first.map { $0 - expected[0] } ?? .nan)
      let number = Int(try #require(record.number("expect", count)))
      report(
        record, name, "\(own.count) spikes, intervals off by \(Float(worst)) ms",
        "\(number) spikes within \(2 * dt) ms",
        own.count == number && worst <= 2 * dt && first <= 2 * dt)
    }
  }

  @Test(arguments: Oracle.records("pairs.json", "pair.gap_ml"))
  func gapJunction(record: Oracle) throws {
    let p = record.dictionary("params")
    let dt = 0.05
    var network = Network()
    var values = ["dt": dt]
    for name in ["C", "gL", "gK", "VL", "VK", "VCa", "V1", "V2", "gCa", "V3", "V4", "phi"] {
      values[name] = p[name]
    }
    let start = record.numbers("init")
    for (index, name) in ["A", "B"].enumerated() {
      try network.add(name, "MorrisLecar", values)
      for (offset, state) in ["mem", "w"].enumerated() {
        try network.nodes[name]?.set(
          Name(state, nowhere), to: start[2 * index + offset], neurons: 0..<1, at: nowhere)
      }
      network.feed(name, .constant(p["I"] ?? 0))
    }
    for (source, target) in [("A", "B"), ("B", "A")] {
      try network.connect(source, target, carried: .membrane, weight: p["g_gap"] ?? 0)
    }
    let stop = try #require(record.number("t_stop_ms"))
    #expect(network.run(Int(stop / dt)) == .finished)
    for name in ["A", "B"] {
      let mem =
        network.nodes[name]?.recording.samples(
          of: "mem", neuron: 0, steps: 1...Int(stop / dt)) ?? []
      let own = network.spikes(name).map { step in
        (Double(step) - mem[step - 1] / (mem[step - 1] - mem[step - 2])) * dt
      }
      let expected = record.numbers("expect", "spikes_\(name)")
      let worst = zip(own, expected).map { abs($0 - $1) }.max() ?? .nan
      report(
        record, name, "\(own.count) spikes, off by \(Float(worst)) ms",
        "\(expected.count) spikes within 0.05 ms", own.count == expected.count && worst <= 0.05)
    }
  }

  // The whole network, as Tests/Benchmarks/cuba.nsh has it for the shell.
  @Test(arguments: Oracle.records("networks.json", "net.cuba"))
  func currentBasedNetwork(record: Oracle) throws {
    let p = record.dictionary("params")
    var library = ModelLibrary.builtIn
    let model = try library.define(
      """
      define CUBA
        inherits Membrane
        param threshold = -50mV; param tau = 20ms; param tau_e = 5ms; param tau_i = 10ms
        param EL = -49mV; param Vr = -60mV
        state mem = -60mV; state ge = 0mV; state gi = 0mV
        refractory 5ms
        method exponential-euler
        integral {
          d mem/dt = (EL - mem + ge + gi) / tau
          d ge/dt = -ge / tau_e; d gi/dt = -gi / tau_i
        }
        spike { spike when mem >= threshold; reset mem = Vr }
      end
      """)
    let size = Int(try #require(p["N"]))
    let excitatory = Int(Double(size) * (p["frac_exc"] ?? 0))
    let dt = try #require(p["dt"])
    var network = Network()
    for (name, count) in [("e", excitatory), ("i", size - excitatory)] {
      var node = try Node(name: name, model: model, population: count, at: nowhere)
      node.record = .spikes
      let first = (0..<count).map { neuron in
        let place = RandomSource.Place(
          stream: RandomSource.stream(name), neuron: neuron, step: 0)
        return -60 + 10 * random.uniform(at: place)
      }
      try node.set(Name("mem", nowhere), to: first, neurons: 0..<count, at: nowhere)
      network.nodes[name] = node
    }
    for (source, state, weight) in [("e", "ge", p["we"]), ("i", "gi", p["wi"])] {
      for target in ["e", "i"] {
        try network.connect(
          source, target, port: .state(state), weight: try #require(weight), delay: 1,
          pattern: .probability(try #require(p["p"]), includesSelf: false))
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
    let rate = Double(spikes) / Double(size) / (window[1] - window[0]) * 1000
    let accepted = record.numbers("expect", "accept_rate_Hz")
    report(
      record, "rate", "\(Float(rate)) Hz", "\(accepted[0]) to \(accepted[1]) Hz",
      accepted[0] <= rate && rate <= accepted[1])
    let spreads = intervals.filter { $0.count > 2 }.map { intervals in
      let mean = Double(intervals.reduce(0, +)) / Double(intervals.count)
      let variance = intervals.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      return (variance / Double(intervals.count)).squareRoot() / mean
    }
    let cv = spreads.reduce(0, +) / Double(spreads.count)
    let acceptedSpread = record.numbers("expect", "accept_cv")
    report(
      record, "cv", "\(Float(cv))", "\(acceptedSpread[0]) to \(acceptedSpread[1])",
      acceptedSpread[0] <= cv && cv <= acceptedSpread[1])
  }
}
