public import Neurons
public import OrderedCollections
public import Simulation

/// Everything the user has made, as one value: undo is a copy, replay is bit-identical.
public struct Session: Hashable, Sendable {
  /// The neurons that can be created.
  public var models = ModelLibrary.builtIn
  /// The nodes by name, in order of creation.
  public var nodes: OrderedDictionary<String, Node> = [:]
  /// The node that commands mean where they name none: the one created or fed last.
  public var current: String?
  /// Where noise comes from.
  public var random = RandomSource(seed: 1)

  /// What computes the steps of neurons; the results are the same.
  public var backend = Backend.auto

  /// Makes an empty session.
  public init() {}

  /// How many numbers the nodes hold: what they recorded, and their states.
  var size: Int {
    nodes.values.reduce(0) { $0 + $1.recording.size + $1.population * $1.states.count }
  }

  /// What stands before the line at the prompt: the current node, its time and its mem.
  public var prompt: String {
    guard let current, let node = nodes[current] else { return "neurosh> " }
    let mem = node.readable(node.states["mem"] ?? [])
    return "\(current) step=\(node.time) mem=\(mem)> "
  }
}
