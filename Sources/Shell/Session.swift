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
  /// Sessions to return to, by the names that `mark` gave them; they have no marks themselves.
  public var marks: OrderedDictionary<String, Session> = [:]

  /// Makes an empty session.
  public init() {}

  /// How many numbers the nodes hold, those of marks included: what they recorded, and their states.
  var size: Int {
    let own = nodes.values.reduce(0) {
      $0 + $1.recording.size + $1.population * $1.states.count
    }
    return marks.values.reduce(own) { $0 + $1.size }
  }

  /// What stands before the line at the prompt: the current node, its time and its mem.
  public var prompt: String {
    guard let current, let node = nodes[current] else { return "neurosh> " }
    let mem = node.readable(node.states["mem"] ?? [])
    return "\(current) step=\(node.time) mem=\(mem)> "
  }
}
