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

  /// The summed currents of `count` steps after step `time`, one row of `population` a step.
  func currents(
    after time: Int, count: Int, population: Int, random: RandomSource
  ) -> [Double] {
    var result = [Double](repeating: 0, count: count * population)
    for feed in self {
      for step in 0..<count {
        let row = step * population
        if feed.signal.isShared {
          let current = feed.signal.current(step: time + step + 1, neuron: 0, random: random)
          for neuron in feed.neurons { result[row + neuron] += current }
        } else {
          for neuron in feed.neurons {
            result[row + neuron] += feed.signal.current(
              step: time + step + 1, neuron: neuron, random: random)
          }
        }
      }
    }
    return result
  }
}
