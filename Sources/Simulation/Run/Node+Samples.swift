extension Node {
  /// One quantity of one neuron as it is shown, a value for each of the steps; empty where it is not
  /// recorded.
  ///
  /// Beyond the threshold an equation in time that ends with a reset has no meaning: how far the last
  /// step carries mem follows from the length of the step alone, up to 1e8 mV where mem rises
  /// exponentially. There `mem_before` is the threshold, at which the spike is cut off.
  ///
  /// What `let` names in the integral is what the integral computed in that step, from the states as
  /// they were when it began; behind or between equations `d x/dt` as well. What it names in the spike block
  /// is what that computed at the end of the step, whether the neuron fired or not.
  public func samples(of quantity: String, neuron: Int, steps: ClosedRange<Int>) -> [Double] {
    guard !computes(quantity) else { return computed(quantity, neuron: neuron, steps: steps) }
    var samples = recording.samples(of: quantity, neuron: neuron, steps: steps)
    guard quantity == "mem_before", isContinuous, !samples.isEmpty,
      let threshold = threshold(of: neuron)
    else { return samples }
    recording.forEachSpike(of: neuron..<neuron + 1, steps: steps) { step, _, _ in
      let index = step - steps.lowerBound
      // Without a reset mem goes on from there.
      guard let after = recording.sample(of: "mem", neuron: neuron, step: step),
        after != samples[index], after < threshold
      else { return }
      samples[index] = min(samples[index], threshold)
    }
    return samples
  }

  /// One quantity of one neuron at one step, as it is shown; nil where it is not recorded.
  public func sample(of quantity: String, neuron: Int, step: Int) -> Double? {
    samples(of: quantity, neuron: neuron, steps: step...step).first
  }
}
