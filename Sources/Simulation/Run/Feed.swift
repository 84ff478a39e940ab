public import Neurons

/// A signal that flows into some neurons of a node.
public struct Feed: Hashable, Sendable, Codable {
  /// The current as a function of time.
  public var signal: Signal
  /// Which neurons get it, counted from 0.
  public var neurons: Range<Int>
  /// Which of the model's inputs it flows into.
  public var input: String

  /// Makes a feed.
  public init(_ signal: Signal, neurons: Range<Int>, input: String) {
    self.signal = signal
    self.neurons = neurons
    self.input = input
  }
}

extension [Feed] {
  /// The feeds without what flows into `neurons`, by one input or by all.
  func removing(_ neurons: Range<Int>, input: String?) -> [Feed] {
    flatMap { feed in
      if let input, feed.input != input { return [feed] }
      return [
        feed.neurons.clamped(to: 0..<neurons.lowerBound),
        feed.neurons.clamped(to: neurons.upperBound..<Swift.max(neurons.upperBound, .max)),
      ]
      .filter { !$0.isEmpty }.map { Feed(feed.signal, neurons: $0, input: feed.input) }
    }
  }
}
