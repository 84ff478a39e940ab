import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Layers of neurons whose loss has a gradient in every weight.
  static let networkGradients = [
    RecordCheck(
      file: "network_gradients.json", prefix: "pub-net-",
      unread: [
        "grad": "issue 17: no gradients across connections", "mode": "the order of the loops",
        "framework": "what made the record", "loss.text": "in words",
        "params.surrogate": "issue 17: it acts on gradients only",
        "params.alpha": "issue 17: it acts on gradients only",
        "params.reset_detach": "issue 17: it acts on gradients only",
        "params.mem_detach": "issue 17: it acts on gradients only",
      ],
      loose: [
        "loss.target": "what the loss compares with", "loss.classes": "what the loss compares with",
      ], results: ["loss", "output", "spike", "mem_final"], compare: layers)
  ]

  // A batch is as many networks as it has members.
  @Sendable private static func layers(_ record: Oracle) throws -> RecordComparison {
    let params = record.part("params")
    let weights = params.json(at: "weights")?.elements ?? []
    let input = record.json(at: "input")?.elements ?? []
    let window = Int(try #require(params.number("window")))
    #expect(params.text("node") == "LIF")
    #expect(params.number("batch") == Double(input.count))
    let sizes = params.numbers("sizes")
    #expect(weights.map { Double($0.elements.count) } == Array(sizes.dropFirst()))
    let runs = try input.map { try run(params, weights: weights, input: $0, steps: window) }
    var comparison = RecordComparison()
    comparison.values(
      weights.indices.flatMap { layer in runs.flatMap { $0[layer].spikes } }, "spike", within: 0)
    comparison.values(
      weights.indices.flatMap { layer in runs.flatMap { $0[layer].mem } }, "mem_final",
      within: 1e-9)
    let outputs = try runs.map { layers in
      let last = try #require(layers.last)
      return (0..<last.mem.count).map { neuron in
        stride(from: neuron, to: last.spikes.count, by: last.mem.count)
          .reduce(0) { $0 + last.spikes[$1] }
      }
    }
    comparison.values(outputs.flatMap(\.self), "output", within: 0)
    let kind = try #require(record.text("loss", "kind"))
    let own = try loss(kind, of: outputs, record.part("loss"), window: Double(window))
    comparison.value(own, "loss.value", within: 1e-9)
    return comparison
  }

  private static func run(
    _ params: Oracle, weights: [JSONValue], input: JSONValue, steps: Int
  ) throws -> [(spikes: [Double], mem: [Double])] {
    var network = Network()
    func connect(_ source: String, _ target: String, _ rows: JSONValue, delay: Int) throws {
      let rows = rows.elements.map(\.flat)
      let (sources, targets) = (rows[0].count, rows.count)
      // Upstream's rows are targets, ours are sources.
      let values = (0..<sources).flatMap { source in rows.map { $0[source] } }
      let sparse = try #require(
        SparseWeights(
          sources: sources, targets: targets, starts: (0...sources).map { $0 * targets },
          columns: (0..<sources * targets).map { UInt32($0 % targets) }, values: values))
      network.connections["\(source) \(target)"] = Connection(
        name: "\(source) \(target)", from: source, to: target, port: .input("input"),
        pattern: .all(includesSelf: true), delay: delay, weights: sparse)
    }
    let columns = input.elements.map(\.flat)
    try network.add("0", "Relay", population: columns[0].count)
    for neuron in columns[0].indices {
      network.feed("0", .list(columns.map { $0[neuron] }), neurons: neuron..<neuron + 1)
    }
    let recurrent = params.part("recurrent")
    let looping = recurrent.numbers("layer")
    let delay = recurrent.number("delay")
    let backward = recurrent.json(at: "weights")?.elements ?? []
    for (layer, rows) in weights.enumerated() {
      let name = "\(layer + 1)"
      let values = Dictionary(
        uniqueKeysWithValues: ["tau", "threshold"].map { ($0, params.numbers($0)[layer]) })
      try network.add(name, "LIF", population: rows.elements.count, values)
      try connect("\(layer)", name, rows, delay: 0)
      if let index = looping.firstIndex(of: Double(layer + 1)) {
        try connect(name, name, backward[index], delay: Int(try #require(delay)))
      }
    }
    #expect(network.run(steps) == .finished)
    return weights.indices.map { layer in
      let node = network.nodes["\(layer + 1)"]
      let spikes = (1...steps).flatMap { step in
        (0..<(node?.population ?? 0)).map { neuron in
          node?.recording.sample(of: "spike", neuron: neuron, step: step) ?? .nan
        }
      }
      return (spikes, node?.states["mem"] ?? [])
    }
  }

  private static func loss(
    _ kind: String, of outputs: [[Double]], _ loss: Oracle, window: Double
  ) throws -> Double {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    switch kind {
    case "sum": return outputs.joined().reduce(0, +)
    case "rate":
      let target = loss.numbers("target")
      return mean(
        outputs.map { counts in
          zip(counts, target).reduce(0) { $0 + pow($1.0 / window - $1.1, 2) }
        })
    case "ce":
      return mean(
        zip(outputs, loss.numbers("classes")).map { counts, chosen in
          log(counts.reduce(0) { $0 + exp($1) }) - counts[Int(chosen)]
        })
    default: throw UnknownInRecord(what: kind)
    }
  }
}
