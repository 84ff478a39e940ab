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

  /// Makes an empty session.
  public init() {}
}
