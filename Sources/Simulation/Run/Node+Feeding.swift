public import Neurons
import OrderedCollections

// What flows into its neurons.
extension Node {
  /// Replaces what flows into some neurons, or adds to it.
  ///
  /// - Parameters:
  ///   - signal: the current, in the input's unit.
  ///   - neurons: which neurons get it, counted from 0.
  ///   - input: which of the model's inputs; the first where nil.
  ///   - isAdded: whether it adds to what flows already.
  public mutating func feed(
    _ signal: Signal, neurons: Range<Int>, input: String? = nil, isAdded: Bool
  ) {
    let input = input ?? model.inputs.keys[0]
    if !isAdded { feeds.remove(neurons, input: input) }
    feeds.append(Feed(signal, neurons: neurons, input: input))
  }

  /// Which random numbers a new feed draws: they follow from the node's name, so that a node added
  /// to a script elsewhere leaves this one's noise as it is.
  public func feedStream(isAdded: Bool) -> UInt32 {
    RandomSource.stream("\(name)#\(isAdded ? feeds.count : 0)")
  }

  /// What flows into a neuron at the last step, or at the first where it has not run: one current
  /// for each of the model's inputs.
  public func presentInputs(neuron: Int, random: RandomSource) -> [Double] {
    model.inputs.keys.map { input in
      if let last = recording.sample(of: input, neuron: neuron, step: max(1, recording.steps)) {
        return last
      }
      return feeds.filter { $0.input == input && $0.neurons.contains(neuron) }.reduce(0) {
        $0 + $1.signal.current(step: time + 1, neuron: neuron, random: random)
      }
    }
  }

  /// Stops what flows into some neurons, by one input or by all.
  public mutating func unfeed(neurons: Range<Int>, input: String? = nil) {
    feeds.remove(neurons, input: input)
  }
}
