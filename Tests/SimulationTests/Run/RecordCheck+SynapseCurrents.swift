import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

extension RecordCheck {
  /// A membrane and its synapse as one system of equations, in steps from one arrival to the next.
  ///
  /// What is below threshold agrees to the last digit; spikes lie on steps until they are exact.
  static let synapseCurrents = [
    ("syn.alpha", alpha), ("syn.biexp", biexponential), ("syn.exp", exponential),
    ("syn.cond.exp", exponential), ("syn.cond.alpha", alpha), ("syn.cond.inhibition", exponential),
  ].map { (prefix: String, equations: String) -> RecordCheck in
    RecordCheck(
      file: "synapse_exact.json", prefix: prefix,
      unread: [
        "expect.final.mem": "issue 19: moved by the last spike, which lies on a step",
        "sensitivity": "how exact the record is",
        "expect.single_arrival_of_first_weight.text": "in words",
      ], loose: ["expect.final.t_ms": "when the run ends"]
    ) { try arrivals($0, equations) }
  }

  // `S` is the current or the conductance; an arrival jumps in the states of `jumps`.
  private static let exponential = "d S/dt = -S / tau_s"
  private static let alpha = "d rise/dt = -rise / tau_s; d S/dt = (rise - S) / tau_s"
  private static let biexponential =
    "d rise/dt = -rise / tau_rise; d S/dt = -S / tau_decay - rise / tau_decay + rise / tau_rise"

  // What an arrival of weight 1 adds to the states.
  private static func jumps(_ equations: String, scale: Double) -> [String: Double] {
    switch equations {
    case alpha: ["rise": exp(1)]
    // The difference of two exponentials, of which `rise` is the one that is taken away.
    case biexponential: ["rise": scale]
    default: ["S": 1]
    }
  }

  private static func text(_ equations: String, isConductance: Bool) -> String {
    let (unit, current) = isConductance ? ("nS", "S * (E - mem)") : ("nA", "S")
    return """
      define Receiver
        inherits Membrane
        param tau = 20ms; param R = 10MOhm; param EL = -70mV; param E = 0mV; param Vr = -65mV
        param tau_s = 5ms; param tau_rise = 1ms; param tau_decay = 5ms; param t_ref = 0ms
        input input in nA
        state mem = EL; state S = 0\(unit); state rise = 0\(unit)
        refractory t_ref
        integral {
          \(equations)
          d mem/dt = (EL - mem + R * (input + \(current))) / tau
        }
        spike { spike when mem >= threshold; reset mem = Vr }
      end
      """
  }

  @Sendable private static func arrivals(
    _ record: Oracle, _ equations: String
  ) throws -> RecordComparison {
    var values = record.dictionary("params")
    let (threshold, current) = (try values.take("threshold"), try values.take("I"))
    let isConductance = values["E"] != nil
    let name = isConductance ? "g" : "S"
    let start = record.part("init")
    #expect(start.number("mem") == values["EL"] && start.number(name) == 0)
    let jumps = jumps(equations, scale: values.removeValue(forKey: "scale") ?? 1)
    var library = ModelLibrary.builtIn
    let model = try library.define(text(equations, isConductance: isConductance))

    // Two neurons, of which the first has its threshold out of reach.
    func make(_ current: Double) throws -> Node {
      var node = try Node(name: "n", model: model, population: 2, at: nowhere)
      for (name, value) in values {
        try node.set(Name(name, nowhere), to: value, neurons: 0..<2, at: nowhere)
      }
      try node.set(Name("threshold", nowhere), to: [1e9, threshold], neurons: 0..<2, at: nowhere)
      try node.begin()
      node.feed(Signal(.constant(current)), neurons: 0..<2, isAdded: false)
      return node
    }
    // Runs for a time in whole steps of about a length, and gives the ends of those with a spike.
    func run(_ node: inout Node, for duration: Double, step: Double) throws -> [Double] {
      guard duration > 0 else { return [] }
      let (steps, before) = (Int((duration / step).rounded(.up)), node.time)
      let dt = duration / Double(steps)
      try node.set(Name("dt", nowhere), to: dt, neurons: 0..<2, at: nowhere)
      #expect(node.advance(steps, random: RandomSource(seed: 1)) { false } == .finished)
      return node.recording.spikeSteps(neuron: 1, after: before).map { Double($0 - before) * dt }
    }
    func arrive(_ weight: Double, at node: inout Node) throws {
      for (state, jump) in jumps {
        let before = node.states[state] ?? []
        try node.set(
          Name(state, nowhere), to: before.map { $0 + jump * weight }, neurons: 0..<2, at: nowhere)
      }
    }

    let weights = record.numbers("input", isConductance ? "weights_nS" : "weights_nA")
    let field = "subthreshold_t_mem_\(name)"
    let stop = try #require(record.number("t_stop_ms"))
    let arriving = zip(record.numbers("input", "arrivals_ms"), weights).map { ($0, $1 as Double?) }
    let looks = (record.table("expect", field).map { $0[0] } + [stop]).map { ($0, nil as Double?) }
    var node = try make(current)
    node.record = .spikes
    let step = 0.002
    var (time, spikes, samples) = (0.0, [Double](), [Double: [Double]]())
    for (event, weight) in (arriving + looks).sorted(by: { $0.0 < $1.0 }) {
      spikes += try run(&node, for: event - time, step: step).map { time + $0 }
      time = event
      if let weight { try arrive(weight, at: &node) }
      samples[event] = ["mem", "S"].map { node.states[$0]?[0] ?? .nan }
    }
    var comparison = RecordComparison()
    let tolerance = isConductance ? 1e-8 : 1e-9
    comparison.samples("expect.\(field)", within: [tolerance, tolerance]) {
      samples[$0] ?? [.nan, .nan]
    }
    // Each is up to a step late, and delays those after it.
    comparison.spikes(spikes, "expect.spike_times_ms", count: "expect.spike_count") { _ in
      10 * step
    }
    comparison.number(time, "expect.final.t_ms", within: 0)
    comparison.number(samples[stop]?[1], "expect.final.\(name)", within: tolerance)
    if isConductance { return comparison }

    // The highest point after one arrival, on the parabola through the largest sample and its
    // neighbours.
    var single = try make(0)
    try arrive(weights[0], at: &single)
    let fine = 0.005
    _ = try run(&single, for: 60, step: fine)
    let curve = single.column("mem")
    let top = curve.indices.max { curve[$0] < curve[$1] } ?? 0
    let (a, b, c) = (curve[top - 1], curve[top], curve[top + 1])
    let shift = (a - c) / (2 * (a - 2 * b + c))
    let peak = "expect.single_arrival_of_first_weight"
    comparison.number((Double(top + 1) + shift) * fine, "\(peak).peak_after_ms", within: 1e-5)
    comparison.number(
      b - (a - c) * shift / 4 - (values["EL"] ?? 0), "\(peak).peak_mV", within: 1e-8)
    return comparison
  }
}
