import Equations
import Exchange
import Neurons
import OrderedCollections
import Simulation

extension ImportFormat {
  /// The format of a name.
  static func named(_ name: String) -> ImportFormat? { all.first { $0.name == name } }
}

extension ImportedModel {
  /// A node of it that ran.
  ///
  /// - Parameters:
  ///   - steps: how many steps; as many as the file wants where nil.
  ///   - input: what flows in.
  func run(_ steps: Int? = nil, input: Double = 0) throws -> Node {
    var node = try Node(name: "x", model: model, population: 1, at: SourceRange(0, 0))
    if findsSpikes { node.solve(by: model.method, spikes: .exact) }
    try node.begin(random: RandomSource(seed: 1))
    if input != 0 {
      node.feed(Signal(.constant(input)), neurons: 0..<1, isAdded: true)
    }
    _ = node.advance(
      steps ?? self.steps ?? 0, random: RandomSource(seed: 1), isInterrupted: { false })
    return node
  }

  /// What the variables of the file end with, as it names them.
  func final(_ node: Node) -> OrderedDictionary<String, Double> {
    let old = Dictionary(uniqueKeysWithValues: renamings.map { ($0.new, $0.old) })
    var result: OrderedDictionary<String, Double> = [:]
    for (name, values) in node.states where name != "spike" {
      result[old[name] ?? name] = values[0]
    }
    return result
  }
}
