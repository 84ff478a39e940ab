/// One node's recorded membrane potential, evenly sampled.
public struct Trace: Hashable, Sendable {
  /// The node's name.
  public var name: String
  /// One value a sample: the membrane potential before a reset, so that a firing step shows its
  /// peak.
  public var values: [Double]
  /// For samples at which a spike changed the value: what the reset left.
  public var resets: [Int: Double]
  /// The samples that fired, ascending.
  public var spikes: [Int]
  /// Where the neuron fires; nil where that is no single value.
  public var threshold: Double?
  /// The input current, as many samples as `values`.
  public var input: [Double]?
  /// Whether it is an earlier run, which stands back behind the present one.
  public var isGhost = false
  /// Whether its spikes are counted and marked above the curves.
  public var hasSpikeRow = true

  /// Makes a trace.
  public init(
    name: String, values: [Double], resets: [Int: Double] = [:], spikes: [Int] = [],
    threshold: Double? = nil, input: [Double]? = nil
  ) {
    self.name = name
    self.values = values
    self.resets = resets
    self.spikes = spikes
    self.threshold = threshold
    self.input = input
  }
}
