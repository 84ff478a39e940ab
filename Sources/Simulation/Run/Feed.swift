public import Neurons
import OrderedCollections

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

  /// Whether it can flow into a node that took so many steps.
  func fits(_ setup: Node.Setup, at time: Int) -> Bool {
    neurons.lowerBound >= 0 && neurons.upperBound <= setup.population
      && setup.model.inputs[input] != nil && signal.waveform.isMeaningful
      && 0...time ~= signal.start
  }
}

extension Signal {
  /// What gives all neurons the constant current that one of them, counted from 0, has for itself.
  func ofAll(like neuron: Int) -> Signal {
    guard case .constants = waveform, let current = constant(of: neuron) else { return self }
    return Signal(.constant(current), start: start, stream: stream)
  }
}

extension Signal {
  /// The signal for neurons that stand further behind in their population.
  func moved(by neurons: Int) -> Signal {
    guard case .constants(let currents, let first) = waveform else { return self }
    return Signal(.constants(currents, from: first + neurons), start: start, stream: stream)
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
