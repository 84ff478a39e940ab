import Equations
import Neurons
import OrderedCollections
public import Simulation
import Testing

/// Layers of neurons as records of network gradients describe them: a relay of the inputs, and a
/// connection to each layer from the one before.
public struct LayeredNetwork {
  /// Nodes that are called by their layer, and connections by those of both ends: `0 1`, `1 1`.
  public private(set) var network = Network()
  /// How many neurons each layer has, with that of the inputs first.
  public let sizes: [Int]
  /// Which layers end on themselves.
  public let loops: [Int]

  /// Reads a record's `params`.
  public init(_ params: Oracle) throws {
    let weights = params.json(at: "weights")?.elements ?? []
    sizes = params.numbers("sizes").map { Int($0) }
    #expect(params.text("node") == "LIF")
    #expect(weights.map(\.elements.count) == Array(sizes.dropFirst()))
    let recurrent = params.part("recurrent")
    loops = recurrent.numbers("layer").map { Int($0) }
    let surrogate = try #require(
      params.text("surrogate").flatMap { Surrogate(named: $0) })
    var library = ModelLibrary.builtIn
    let attached = params.json(at: "reset_detach") == .flag(false)
    let model =
      try attached
      ? library.define(
        "define X\n inherits LIF\n spike { spike = act(mem - threshold); mem = mem * (1 - spike) }")
      : #require(library["LIF"])
    try add("0", #require(library["Relay"]), sizes[0])
    for (layer, rows) in weights.enumerated() {
      let name = "\(layer + 1)"
      try add(name, model, sizes[layer + 1])
      network.nodes[name]?.set(surrogate: surrogate)
      for parameter in ["tau", "threshold"] {
        try set(parameter, of: name, to: params.numbers(parameter)[layer])
      }
      try set("alpha", of: name, to: #require(params.number("alpha")))
      if params.json(at: "mem_detach") == .flag(true) { try set("mem_detach", of: name, to: 1) }
      try connect("\(layer)", name, rows.elements.map(\.flat), delay: 0)
      if let index = loops.firstIndex(of: layer + 1) {
        let backward = recurrent.json(at: "weights")?.elements[index].elements ?? []
        let delay = Int(try #require(recurrent.number("delay")))
        try connect(name, name, backward.map(\.flat), delay: delay)
      }
    }
  }

  private mutating func add(_ name: String, _ model: NeuronModel, _ population: Int) throws {
    network.nodes[name] = try Node(
      name: name, model: model, population: population, at: SourceRange(0, 0))
  }

  private mutating func set(_ parameter: String, of name: String, to value: Double) throws {
    let nowhere = SourceRange(0, 0)
    let population = network.nodes[name]?.population ?? 0
    try network.nodes[name]?.set(
      Name(parameter, nowhere), to: value, neurons: 0..<population, at: nowhere)
  }

  // Upstream's rows are targets, ours are sources.
  private mutating func connect(
    _ source: String, _ target: String, _ rows: [[Double]], delay: Int
  ) throws {
    let (sources, targets) = (rows[0].count, rows.count)
    let sparse = try #require(
      SparseWeights(
        sources: sources, targets: targets, starts: (0...sources).map { $0 * targets },
        columns: (0..<sources * targets).map { UInt32($0 % targets) },
        values: (0..<sources).flatMap { source in rows.map { $0[source] } }))
    network.connections["\(source) \(target)"] = Connection(
      name: "\(source) \(target)", from: source, to: target, port: .input("input"),
      pattern: .all(includesSelf: true), delay: delay, weights: sparse)
  }

  /// Numbers of a connection's synapses as upstream has them: a row for each target.
  public func rows(_ values: [Double], to layer: Int, isLoop: Bool = false) -> [Double] {
    let (sources, targets) = (sizes[isLoop ? layer : layer - 1], sizes[layer])
    return (0..<targets).flatMap { target in
      (0..<sources).map { values[$0 * targets + target] }
    }
  }
}
