import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

extension RecordCheck {
  /// A neuron and the synapse that ends on it as one system of equations; spikes arrive and happen where
  /// they are between steps.
  static let synapseCurrents = [
    ("syn.alpha", "AlphaSynapse"), ("syn.biexp", "BiexpSynapse"), ("syn.exp", "ExpSynapse"),
    ("syn.cond.exp", "ExpConductance"), ("syn.cond.alpha", "AlphaConductance"),
    ("syn.cond.inhibition", "ExpConductance"),
  ].map { (prefix: String, synapse: String) -> RecordCheck in
    RecordCheck(
      file: "synapse_exact.json", prefix: prefix,
      unread: [
        "sensitivity": "how exact the record is",
        "expect.single_arrival_of_first_weight.text": "in words",
      ], loose: ["expect.final.t_ms": "when the run ends"]
    ) { try arrivals($0, synapse) }
  }

  @Sendable private static func arrivals(
    _ record: Oracle, _ synapse: String
  ) throws -> RecordComparison {
    let isConductance = synapse.hasSuffix("Conductance")
    let name = isConductance ? "g" : "S"
    let state = isConductance ? "g" : "mem"
    let weights = record.numbers("input", isConductance ? "weights_nS" : "weights_nA")
    let times = record.numbers("input", "arrivals_ms")
    let start = record.part("init")
    #expect(start.number("mem") == record.number("params", "EL") && start.number(name) == 0)

    // Of the two neurons the first has its threshold out of reach. Its states at a time are those at the end
    // of steps of which the last one ends there.
    func run(_ record: Oracle, to end: Double) throws -> [String: Double] {
      let network = try network(
        record, synapse, zip(times, weights).map { ($0, $1) }, to: end, step: 0.5)
      return [
        "mem": try #require(network.nodes["n"]?.states["mem"]?[0]),
        "own": try #require(network.nodes["n"]?.states["mem"]?[1]),
        name: network.connections.values.reduce(0) { $0 + ($1.synapse?.states[state]?[0] ?? .nan) },
      ]
    }

    var comparison = RecordComparison()
    let tolerance = record.part("tolerance")
    let below = try #require(tolerance.number("subthreshold_mV"))
    let field = "subthreshold_t_mem_\(name)"
    let table = record.table("expect", field)
    let samples = try table.map { try run(record, to: $0[0]) }
    comparison.samples("expect.\(field)", within: [below, below]) { time in
      guard let index = table.firstIndex(where: { $0[0] == time }) else { return [.nan, .nan] }
      return [samples[index]["mem"] ?? .nan, samples[index][name] ?? .nan]
    }
    let stop = try #require(record.number("t_stop_ms"))
    let whole = try network(
      record, synapse, zip(times, weights).map { ($0, $1) }, to: stop, step: 0.5)
    let node = try #require(whole.nodes["n"])
    let spikes = node.recording.spikeTimes(neuron: 1).map { $0 * node.dt }
    comparison.spikes(spikes, "expect.spike_times_ms", count: "expect.spike_count") { _ in
      tolerance.number("spike_time_ms") ?? .nan
    }
    #expect(node.recording.spikeTimes(neuron: 0).isEmpty)
    comparison.number(Double(node.time) * node.dt, "expect.final.t_ms", within: 1e-9)
    let last = try run(record, to: stop)
    comparison.number(
      last["own"], "expect.final.mem", within: tolerance.number("final_mV") ?? 10 * below)
    comparison.number(last[name], "expect.final.\(name)", within: below)
    if isConductance { return comparison }

    let peak = try peak(of: record, synapse, weight: weights[0])
    let path = "expect.single_arrival_of_first_weight"
    comparison.number(peak.time, "\(path).peak_after_ms", within: 1e-5)
    comparison.number(peak.height, "\(path).peak_mV", within: 1e-8)
    return comparison
  }

  // What became of neurons at which spikes arrive, each with a weight.
  private static func network(
    _ record: Oracle, _ synapse: String, _ arrivals: [(time: Double, weight: Double)],
    current: Double? = nil, to end: Double, step: Double
  ) throws -> Network {
    let steps = Int((end / step).rounded(.up))
    let dt = end / Double(steps)
    var values = record.dictionary("params")
    let threshold = try values.take("threshold")
    let given = try values.take("I")
    // It follows from the time constants, and is nothing to set.
    values["scale"] = nil
    var node = try Node(
      name: "n", model: #require(ModelLibrary.builtIn["RefractoryLIF"]), population: 2, at: nowhere)
    var own = try Node(
      name: "synapse", model: #require(ModelLibrary.builtIn[synapse]), population: 2, at: nowhere)
    for (name, value) in values {
      let isOfSynapse = ["tau_s", "tau_rise", "tau_decay", "E"].contains(name)
      if isOfSynapse {
        try own.set(
          Name(name == "tau_s" ? "tau" : name, nowhere), to: value, neurons: 0..<2, at: nowhere)
      } else {
        try node.set(Name(name, nowhere), to: value, neurons: 0..<2, at: nowhere)
      }
    }
    try own.set(Name("dt", nowhere), to: dt, neurons: 0..<2, at: nowhere)
    try node.set(Name("dt", nowhere), to: dt, neurons: 0..<2, at: nowhere)
    try node.set(Name("threshold", nowhere), to: [1e9, threshold], neurons: 0..<2, at: nowhere)
    try node.begin()
    node.feed(Signal(.constant(current ?? given)), neurons: 0..<2, isAdded: false)
    node.solve(by: .adaptive, spikes: .exact)
    try node.set(tolerance: 1e-13, at: nowhere)
    var network = Network()
    network.nodes["n"] = node
    // A source for each weight, as all spikes of a connection's synapses have one.
    for (index, weight) in Set(arrivals.map(\.weight)).sorted().enumerated() {
      let name = "s\(index)"
      try network.add(name, "Spikes")
      try network.nodes[name]?.set(Name("dt", nowhere), to: dt, neurons: 0..<1, at: nowhere)
      let times = arrivals.filter { $0.weight == weight }.map { $0.time / dt }
      network.feed(name, .spikes(times: times, weight: 1))
      try network.connect(name, "n", port: .input("input"), weight: weight)
      network.connections["\(name)_n"]?.synapse = own
      if synapse.hasSuffix("Conductance") { network.connections["\(name)_n"]?.scale = 0.001 }
    }
    #expect(network.run(steps) == .finished)
    return network
  }

  // The highest point after one arrival, on the curve of fourth degree through the largest sample and its
  // neighbours.
  private static func peak(
    of record: Oracle, _ synapse: String, weight: Double
  ) throws -> (time: Double, height: Double) {
    let (arrival, step) = (1.0, 0.05)
    let single = try network(
      record, synapse, [(arrival, weight)], current: 0, to: 60, step: step)
    let curve = try #require(single.nodes["n"]).samples(of: "mem", neuron: 0, steps: 1...1200)
    let rest = try #require(record.number("params", "EL"))
    let top = try #require(curve.indices.max { abs(curve[$0] - rest) < abs(curve[$1] - rest) })
    let y = (top - 2...top + 2).map { curve[$0] }
    let first = (y[0] - 8 * y[1] + 8 * y[3] - y[4]) / 12
    let second = (-y[0] + 16 * y[1] - 30 * y[2] + 16 * y[3] - y[4]) / 24
    let third = (-y[0] + 2 * y[1] - 2 * y[3] + y[4]) / 12
    let fourth = (y[0] - 4 * y[1] + 6 * y[2] - 4 * y[3] + y[4]) / 24
    var shift = 0.0
    for _ in 0..<20 {
      let slope = first + shift * (2 * second + shift * (3 * third + shift * 4 * fourth))
      shift -= slope / (2 * second + shift * (6 * third + shift * 12 * fourth))
    }
    let height = y[2] + shift * (first + shift * (second + shift * (third + shift * fourth)))
    return ((Double(top + 1) + shift) * step - arrival, height - rest)
  }
}
