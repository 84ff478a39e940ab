/// What is kept of the spikes of a neuron as they come: enough for every `Observable` of them.
public struct SpikeTrain: Hashable, Sendable {
  /// The step of the first spike of all; nil where there is none.
  public private(set) var first: Int?
  /// The step of the last spike that counts.
  public private(set) var last: Int?
  /// The number of spikes that count.
  public private(set) var count = 0
  /// The intervals between them, in steps.
  public private(set) var intervals = Moments()

  /// Of spikes at some steps, in their order.
  public init(_ steps: some Sequence<Int> = EmptyCollection()) {
    for step in steps { add(step) }
  }

  /// Adds a spike at a step behind those before.
  ///
  /// - Parameter settling: how many steps pass before spikes count for more than being the first.
  mutating func add(_ step: Int, settling: Int = 0) {
    first = first ?? step
    guard step > settling else { return }
    if let last { intervals.add(Double(step - last)) }
    count += 1
    last = step
  }
}

extension [Int] {
  /// The intervals between spikes at these steps.
  var intervals: [Int] { zip(dropFirst(), self).map { $0 - $1 } }
}
