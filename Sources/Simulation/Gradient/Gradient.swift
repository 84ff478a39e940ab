public import OrderedCollections

/// How a loss over a window changes with everything in a network.
public struct Gradient: Hashable, Sendable {
  /// The loss.
  public var loss: Double
  /// What is known of each node.
  public var nodes: OrderedDictionary<String, Part> = [:]
  /// What is known of each connection's synapses that have equations.
  public var synapses: OrderedDictionary<String, Part> = [:]
  /// d loss / d weight, by connection: one number a synapse, or one where they share their weight.
  public var weights: OrderedDictionary<String, [Double]> = [:]
  /// What the node that the loss is about did: the state that it looks at, a row of the population a
  /// step.
  public var output: [Double] = []

  /// How the loss changes with what is in a node.
  public struct Part: Hashable, Sendable {
    /// d loss / d input, by input: a row of the population a step.
    public var inputs: OrderedDictionary<String, [Double]>
    /// d loss / d parameter, one number a neuron; a parameter that another one follows passes on what
    /// reaches that.
    public var parameters: OrderedDictionary<String, [Double]>
  }
}
