/// One node's recorded membrane potential, evenly sampled.
public struct Trace: Hashable, Sendable {
  /// The node's name.
  public var name: String
  /// One value a sample: the membrane potential before a reset, so that a firing step shows its
  /// peak.
  public var values: [Double]
  /// For samples at which a spike changed the value: what the reset left.
  public var resets: [Int: Double]
  /// The samples that fired, ascending; one of several spikes is there as often.
  public var spikes: [Int]
  /// Where the neuron fires; nil where that is no single value.
  public var threshold: Double?
  /// The input current, as many samples as `values`.
  public var input: [Double]?
  /// The unit of the input current; empty for none.
  public var inputUnit = ""
  /// Whether it is an earlier run, which stands back behind the present one.
  public var isGhost = false
  /// The neuron that it is of, which may have several traces: its spikes and its input are shown
  /// once.
  public var neuron: String
  /// What it shows; what the plot's value axis says where nil.
  public var quantity: String?
  /// Whether `values` are those before a reset.
  public var isBeforeReset = false

  /// Makes a trace.
  public init(
    name: String, values: [Double], resets: [Int: Double] = [:], spikes: [Int] = [],
    threshold: Double? = nil, input: [Double]? = nil
  ) {
    self.name = name
    neuron = name
    self.values = values
    self.resets = resets
    self.spikes = spikes
    self.threshold = threshold
    self.input = input
  }

  /// The values that a reset leaves at each sample.
  public var valuesAfterReset: [Double] {
    values.enumerated().map { resets[$0.offset] ?? $0.element }
  }
}
