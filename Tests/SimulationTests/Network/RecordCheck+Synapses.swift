import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

extension RecordCheck {
  /// Synapses by themselves, what they do to a membrane, and how they tire and learn.
  static let synapses = [
    RecordCheck(file: file, prefix: "syn.alpha", compare: rising),
    RecordCheck(file: file, prefix: "syn.biexp", compare: rising),
    RecordCheck(file: file, prefix: "syn.exp.", compare: exponential),
    RecordCheck(file: file, prefix: "syn.psp", compare: potential),
    RecordCheck(
      file: file, prefix: "stp.tm", unread: ["convention": "in words"], compare: tsodyksAndMarkram),
    RecordCheck(
      file: file, prefix: "stdp.pair", unread: ["convention": "in words"], compare: pairsOfSpikes),
  ]

  private static let file = "synapses_plasticity.json"

  /// A synapse by itself that gets one spike, or a train; the first sample is that of the spike.
  private static func response(
    _ model: String, _ values: [String: Double], dt: Double, arrivals: [Int], of weight: Double,
    steps: Int
  ) throws -> [Double] {
    var network = Network()
    try network.add("s", model, values.merging(["dt": dt]) { first, _ in first })
    var currents = Array(repeating: 0.0, count: steps)
    for step in arrivals { currents[step] = weight }
    network.feed("s", .list(currents))
    #expect(network.run(steps) == .finished)
    return network.nodes["s"]?.recording.samples(of: "mem", neuron: 0, steps: 1...steps) ?? []
  }

  // The highest point, on the parabola through the largest sample and its neighbours.
  private static func peak(of curve: [Double], dt: Double) -> (time: Double, height: Double) {
    let top = curve.indices.max { curve[$0] < curve[$1] } ?? 0
    let (a, b, c) = (curve[top - 1], curve[top], curve[top + 1])
    let shift = (a - c) / (2 * (a - 2 * b + c))
    return ((Double(top) + shift) * dt, b - (a - c) * shift / 4)
  }

  // Simpson's rule; the tail beyond 150 ms is below 1e-9.
  private static func integral(of curve: [Double], dt: Double) -> Double {
    curve.indices.dropFirst().dropLast().reduce(curve[0]) {
      $0 + curve[$1] * ($1.isMultiple(of: 2) ? 2 : 4)
    } * dt / 3
  }

  @Sendable private static func rising(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params")
    let weight = try values.take("gmax")
    let isAlpha = record.id.hasPrefix("syn.alpha")
    func response(dt: Double, steps: Int) throws -> [Double] {
      try Self.response(
        isAlpha ? "AlphaSynapse" : "BiexpSynapse", values, dt: dt, arrivals: [0], of: weight,
        steps: steps)
    }
    let dt = 0.01
    let curve = try response(dt: dt, steps: 15_000)
    var comparison = RecordComparison()
    comparison.samples("expect.samples", within: [1e-6]) {
      [curve[Int(($0 / dt).rounded())]]
    }
    let rough = peak(of: curve, dt: dt)
    let top = peak(of: try response(dt: 0.001, steps: Int(rough.time * 1100)), dt: 0.001)
    comparison.number(top.time, "expect.peak_t", within: 1e-6)
    if isAlpha {
      comparison.number(top.height, "expect.peak", within: 1e-6)
      comparison.number(integral(of: curve, dt: dt), "expect.integral", within: 1e-6)
    } else {
      #expect(abs(top.height - weight) <= 1e-6)
      // How many times the difference of the two exponentials it is, early and late.
      let (rise, decay) = (try values.take("tau_rise"), try values.take("tau_decay"))
      for time in [1.0, 10] {
        comparison.number(
          curve[Int((time / dt).rounded())] / (exp(-time / decay) - exp(-time / rise)),
          "expect.norm", within: 1e-6)
      }
    }
    return comparison
  }

  @Sendable private static func exponential(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params")
    let weight = try values.take("jump")
    let dt = 0.1
    func response(_ arrivals: [Int], dt: Double, steps: Int) throws -> [Double] {
      try Self.response(
        "ExpSynapse", values, dt: dt, arrivals: arrivals, of: weight, steps: steps)
    }
    let curve = try response([0], dt: dt, steps: 1000)
    let fine = try response([0], dt: 0.01, steps: 15_001)
    let train = try response(Array(stride(from: 0, to: 2000, by: 100)), dt: dt, steps: 2000)
    var comparison = RecordComparison()
    comparison.samples("expect.samples", within: [1e-6]) { [curve[Int(($0 / dt).rounded())]] }
    comparison.number(integral(of: fine, dt: 0.01), "expect.integral", within: 1e-6)
    comparison.number(train[1900], "expect.train_steady_state_100Hz", within: 1e-6)
    return comparison
  }

  // Synapse and membrane in one system of equations, as the record has them.
  @Sendable private static func potential(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params")
    let weight = try values.take("w")
    var library = ModelLibrary.builtIn
    let model = try library.define(
      """
      define Receiver
        inherits Membrane
        param tau_m = 20ms; param tau_s = 5ms; param dt = 0.001ms
        state mem = 0mV; state s = 0mV
        integral { d mem/dt = (s - mem) / tau_m; d s/dt = -s / tau_s }
        spike { spike when mem >= 1V }
      end
      """)
    var network = Network()
    try network.add("pre", "Relay", ["dt": 0.001])
    var node = try Node(name: "post", model: model, at: nowhere)
    for (name, value) in values {
      try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
    }
    network.nodes["post"] = node
    try network.connect("pre", "post", port: .state("s"), weight: weight)
    network.feed("pre", .list([1]))
    #expect(network.run(11_000) == .finished)
    let curve = network.nodes["post"]?.recording.samples(of: "mem", neuron: 0, steps: 1...11_000)
    // The first sample is one step after the spike.
    let top = peak(of: [0] + (curve ?? []), dt: 0.001)
    var comparison = RecordComparison()
    comparison.number(top.height, "expect.peak_v", within: 1e-6)
    comparison.number(top.time, "expect.peak_t", within: 1e-6)
    return comparison
  }

  @Sendable private static func tsodyksAndMarkram(_ record: Oracle) throws -> RecordComparison {
    var p = record.dictionary("params")
    let rule = ShortTermPlasticity(
      use: try p.take("U"), facilitation: try p.take("tau_facil_ms"),
      recovery: try p.take("tau_rec_ms"))
    let interval = 1000 / (try p.take("rate_Hz"))
    let times = record.numbers("input", "spike_times_ms")
    #expect(try p.take("n") == Double(times.count) && p.isEmpty)
    var state = ShortTermPlasticity.State.rested
    var columns: [String: [Double]] = [:]
    for (index, time) in times.enumerated() {
      state.elapsed = index == 0 ? nil : time - times[index - 1]
      columns["amplitude", default: []].append(rule.spike(&state))
      columns["u", default: []].append(state.u)
      columns["R", default: []].append(state.resources)
    }
    var comparison = RecordComparison()
    for (name, own) in columns { comparison.numbers(own, "expect.\(name)", within: 1e-6) }
    let amplitudes = columns["amplitude"] ?? []
    comparison.number(amplitudes[1] / amplitudes[0], "expect.ratio_2_over_1", within: 1e-6)
    // Long after, every spike has the same amplitude.
    var amplitude = 0.0
    for _ in 0..<500 {
      state.elapsed = interval
      amplitude = rule.spike(&state)
    }
    comparison.number(amplitude, "expect.steady_amplitude", within: 1e-6)
    return comparison
  }

  /// A pair of neurons of which each fires when it is told, with a learning synapse.
  private static func weight(
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

  @Sendable private static func pairsOfSpikes(_ record: Oracle) throws -> RecordComparison {
    var p = record.dictionary("params")
    let pair = Plasticity.PairRule(
      potentiation: try p.take("A_plus"), depression: try p.take("A_minus"),
      tauBefore: try p.take("tau_plus"), tauAfter: try p.take("tau_minus"))
    try p.requireNone()
    let start = 0.5
    let changes = try Dictionary(
      uniqueKeysWithValues: record.table("expect", "window").map { sample in
        let interval = Int(sample[0])
        let first = max(0, -interval)
        let after = try weight(
          after: [(first, first + interval)], steps: abs(interval) + 2, dt: 1, .stdp(pair),
          start: start)
        return (sample[0], after - start)
      })
    var comparison = RecordComparison()
    comparison.samples("expect.window", within: [1e-9]) { [changes[$0] ?? .nan] }
    comparison.samples("expect.window", within: [1e-9]) { [pair.window($0)] }
    for (name, shift) in [("post_after_pre_10ms", 1), ("pre_after_post_10ms", -1)] {
      // 60 pairings a second apart, in steps of 10 ms.
      let pairings = (0..<60).map { (before: 1 + $0 * 100, after: 1 + shift + $0 * 100) }
      comparison.number(
        try weight(after: pairings, steps: 6000, dt: 10, .stdp(pair), start: start),
        "expect.sixty_pairings_1Hz_w0_0p5.\(name)", within: 1e-6)
    }
    comparison.number(
      pair.potentiation * pair.tauBefore - pair.depression * pair.tauAfter, "expect.integral",
      within: 1e-6)
    return comparison
  }
}
