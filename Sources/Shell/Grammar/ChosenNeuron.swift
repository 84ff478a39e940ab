import Equations
import OrderedCollections
import Simulation

/// A neuron of the session.
struct ChosenNeuron: Sendable {
  var node: Node
  /// Which neuron of the node, counted from 0.
  var index: Int
  /// Where it was named.
  var range: SourceRange

  /// What it is called: `n`, or `p[3]`.
  var label: String { node.population > 1 ? "\(node.name)[\(index + 1)]" : node.name }
}

extension Argument where Value == ChosenNeuron {
  /// A node of one neuron, or a neuron of a population, as the first word; the current node where
  /// it is left out.
  static var leadingNeuron: Argument { leadingNeuron(isAlone: false) }

  /// The same, for what looks at a neuron by itself: no other node's spikes may reach it.
  static var loneNeuron: Argument { leadingNeuron(isAlone: true) }

  private static func leadingNeuron(isAlone: Bool) -> Argument {
    Argument("TARGET", "which neuron", isOptional: true, candidates: \.nodeCandidates) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> ChosenNeuron in
      let session = context.session
      let first = reader.words.first
      let isTarget = first.map { $0.key == nil && $0.looksLikeTarget && !$0.isFlag } ?? false
      let target: Target
      if isTarget, let word = reader.takePositional() {
        target = try Target(Reference(word.value), in: session)
      } else {
        target = try session.currentTarget(at: reader.verb.range)
      }
      let chosen = try session.neuron(target)
      if isAlone { try session.checkIsAlone(chosen.node, at: target.range) }
      return chosen
    }
  }
}

extension Session {
  /// The one neuron that a target means.
  ///
  /// - Throws: `Diagnostic` where it means several.
  func neuron(_ target: Target) throws(Diagnostic) -> ChosenNeuron {
    guard target.parts.count == 1, let node = nodes[target.parts[0].node],
      let neurons = target.parts[0].neurons ?? Optional(0..<node.population), neurons.count == 1
    else {
      if let module = target.module { throw moduleInsteadOfNode(module, at: target.range) }
      let name = target.parts.first?.node ?? "p"
      let neuron = nodes[name]?.population == 1 ? name : "\(name)[1]"
      throw Diagnostic(
        "the target has more than one neuron", at: target.range,
        expected: "one neuron, such as \(neuron)")
    }
    return ChosenNeuron(node: node, index: neurons.lowerBound, range: target.range)
  }
}
