import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

extension RecordCheck {
  /// Neurons that get spikes between steps: two of them, or one and a list of arrivals.
  static let exactArrivals =
    [
      RecordCheck(
        file: "exact_spikes.json", prefix: "exact.lif.exp", unread: unread, compare: arrivals)
    ]
    + [
      RecordCheck(
        file: "exact_spikes.json", prefix: "exact.pair",
        unread: unread, compare: pair)
    ]

  private static let unread = [
    "sensitivity": "how exact the record is", "refractory": "in words; the check has it",
    "synapse.kind": "the check has it", "synapse.S_unit": "the check has it",
    "neurons.A.equations": "in words", "neurons.A.units": "those of our models",
    "neurons.B.equations": "in words", "neurons.B.units": "those of our models",
  ]

  // A current that an arrival lets jump, as a state of the neuron itself.
  private static let receiver = """
    define Receiver
      inherits RefractoryLIF
      param tau_s = 5ms
      state S = 0nA
      integral {
        d S/dt = -S / tau_s
        d mem/dt = (EL - mem + R * (input + S)) / tau
      }
    end
    """

  @Sendable private static func arrivals(_ record: Oracle) throws -> RecordComparison {
    var values = record.dictionary("params").merging(record.dictionary("init")) { $1 }
    let synapse = record.part("synapse")
    values["tau_s"] = synapse.number("tau_ms")
    var network = Network()
    var node = try exact("Receiver", defining: receiver, values, name: "n")
    node.feed(exactSegments: record.table("input", "segments_ms"))
    network.nodes["n"] = node
    // A source for each weight, as all spikes of a connection's synapse have one.
    let arrivals = record.numbers("synapse", "arrivals_ms")
    let weights = record.numbers("synapse", "weights")
    let all =
      weights.isEmpty
      ? Array(repeating: try #require(synapse.number("weights")), count: arrivals.count) : weights
    for (index, weight) in Set(all).sorted().enumerated() {
      let name = "s\(index)"
      try network.add(name, "Spikes")
      let own = zip(arrivals, all).filter { $0.1 == weight }.map { $0.0 / node.dt }
      network.feed(name, .spikes(times: own, weight: 1))
      try network.connect(name, "n", port: .state("S"), weight: weight)
    }
    let stop = try #require(record.number("t_stop_ms"))
    #expect(network.run(Int((stop / node.dt).rounded())) == .finished)
    let tolerance = record.part("tolerance")
    var comparison = RecordComparison()
    let spikes = times(of: "n", in: network)
    comparison.spikes(spikes, "expect.spike_times_ms", count: "expect.spike_count") { _ in
      tolerance.number("spike_time_ms") ?? .nan
    }
    comparison.number(intervals(spikes).min(), "expect.min_isi_ms", within: 1e-7)
    for name in ["mem", "S"] {
      comparison.number(
        network.nodes["n"]?.last(name), "expect.final.\(name)",
        within: tolerance.number("final") ?? .nan)
    }
    comparison.number(stop, "expect.final.t_ms", within: 0)
    return comparison
  }

  private static func times(of name: String, in network: Network) -> [Double] {
    guard let node = network.nodes[name] else { return [] }
    return node.recording.spikeTimes(neuron: 0).map { $0 * node.dt }
  }

  private static func exact(
    _ model: String, defining text: String? = nil, _ values: [String: Double], name: String
  ) throws -> Node {
    var node = try makeRecordNode(model, defining: text, values)
    node.name = name
    node.solve(by: .adaptive, spikes: .exact)
    try node.set(tolerance: 1e-13, at: nowhere)
    return node
  }

  @Sendable private static func pair(_ record: Oracle) throws -> RecordComparison {
    var network = Network()
    var names: [String: [String]] = [:]
    for name in ["A", "B"] {
      var node: Node
      let described = record.part("neurons").part(name)
      if described.keys.isEmpty {
        var values = record.dictionary("params")
        let currents = ["A": try values.take("RI_A"), "B": try values.take("RI_B")]
        let start = record.dictionary("init")
        for state in ["mem", "S"] { values[state] = start["\(state)_\(name)"] }
        node = try exact("Receiver", defining: receiver, values, name: name)
        node.feed(constant: currents[name] ?? .nan)
        names[name] = record.part("expect").part("final").part(name).keys
      } else {
        let (kind, values) = (described.text("model") ?? "", described.dictionary("params"))
        var own = values.merging(described.dictionary("init")) { $1 }
        // Ours has a refractory period unless it is told otherwise.
        if kind == "RefractoryLIF" { own["t_ref"] = own["t_ref"] ?? 0 }
        let text = model(kind)
        node = try exact(text.name, defining: text.text, own, name: name)
        node.feed(exactSegments: described.table("segments_ms"))
        names[name] = described.part("init").keys
      }
      network.nodes[name] = node
    }
    // Both in the steps of the one with the shorter ones.
    let dt = network.nodes.values.map(\.dt).min() ?? .nan
    for name in ["A", "B"] {
      let feeds = network.nodes[name].map { Array($0.feeds) } ?? []
      let factor = (network.nodes[name]?.dt ?? dt) / dt
      try network.nodes[name]?.set(Name("dt", nowhere), to: dt, neurons: 0..<1, at: nowhere)
      network.nodes[name]?.feeds = FeedList(
        feeds.map {
          Feed(
            $0.signal.rescaled(by: factor, at: 0) ?? $0.signal, neurons: $0.neurons, input: $0.input
          )
        })
    }
    for connection in record.parts("connections") {
      let (source, target) = (connection.text("source") ?? "", connection.text("target") ?? "")
      let isCurrent = connection.text("synapse")?.hasPrefix("exp") == true
      let delay = try #require(connection.number("delay"))
      try network.connect(
        source, target, port: .state(isCurrent ? "S" : "mem"),
        weight: try #require(connection.number("weight")), delay: Int((delay / dt).rounded()))
      network.connections["\(source)_\(target)"]?.exactDelay = delay / dt
    }
    let stop = try #require(record.number("t_stop_ms"))
    #expect(network.run(Int((stop / dt).rounded())) == .finished)
    let tolerance = record.part("tolerance")
    var comparison = RecordComparison()
    for name in ["A", "B"] {
      comparison.spikes(
        times(of: name, in: network), "expect.\(name)_spikes_ms", count: "expect.\(name)_count"
      ) { _ in tolerance.number("spike_time_ms") ?? .nan }
      for state in names[name] ?? [] {
        comparison.number(
          network.nodes[name]?.last(state), "expect.final.\(name).\(state)",
          within: tolerance.number("final") ?? .nan)
      }
    }
    if record.part("expect").number("min_isi_ms") != nil {
      let all = ["A", "B"].compactMap { intervals(times(of: $0, in: network)).min() }
      comparison.number(all.min(), "expect.min_isi_ms", within: 1e-7)
    }
    comparison.number(stop, "expect.final.t_ms", within: 0)
    return comparison
  }

  private static func model(_ kind: String) -> (name: String, text: String?) {
    kind == "Izhikevich (continuous time)" ? ("Continuous", continuousIzhikevich) : (kind, nil)
  }
}
