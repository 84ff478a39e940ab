import RealModule
public import Simulation

/// How the neurons of a population fired in a window of time.
public struct SpikeStatistics: Hashable, Sendable {
  /// How many neurons were looked at.
  public let neurons: Int
  /// How many steps.
  public let steps: Int
  /// How many spikes there were.
  public let spikes: Int
  /// Every interval between two spikes of one neuron, in steps, neuron by neuron.
  public let intervals: [Int]
  /// The mean interval, in steps, of the neurons that fired twice or more; nil where none did.
  public let meanInterval: Double?
  /// The coefficient of variation of a neuron's intervals, their standard deviation by their mean,
  /// on average over the neurons with two intervals or more; nil where there are none.
  public let variation: Double?

  /// Looks at the recorded spikes of some neurons, which are counted from 0.
  public init(_ recording: Recording, neurons: Range<Int>, steps: ClosedRange<Int>) {
    var times: [[Int]] = Array(repeating: [], count: neurons.count)
    recording.forEachSpike(steps: steps) { step, neuron, _ in
      if neurons.contains(neuron) { times[neuron - neurons.lowerBound].append(step) }
    }
    let intervals = times.map { times in zip(times.dropFirst(), times).map { $0 - $1 } }
    self.neurons = neurons.count
    self.steps = steps.count
    spikes = times.reduce(0) { $0 + $1.count }
    self.intervals = intervals.flatMap(\.self)
    let means = intervals.filter { !$0.isEmpty }.map { mean(of: $0.map(Double.init)) }
    let variations = intervals.filter { $0.count > 1 }.map { intervals in
      let values = intervals.map(Double.init)
      return .sqrt(variance(of: values)) / mean(of: values)
    }
    meanInterval = means.isEmpty ? nil : mean(of: means)
    variation = variations.isEmpty ? nil : mean(of: variations)
  }

  /// Spikes a neuron and step.
  public var rate: Double { Double(spikes) / Double(neurons * steps) }
}

extension Recording {
  /// How much neurons do the same at the same time, from 0 to 1: the square root of the variance in
  /// time of their mean, by the mean of their variances.
  ///
  /// The measure chi of Golomb and Rinzel (1994, Physica D 72:259); where neurons have nothing in
  /// common it falls with the square root of their number.
  ///
  /// - Returns: nil where the quantity was not recorded, or nothing changed.
  public func synchrony(
    of quantity: String, neurons: Range<Int>, steps: ClosedRange<Int>
  ) -> Double? {
    guard holds(quantity, steps: steps), !neurons.isEmpty else { return nil }
    var mean = Array(repeating: 0.0, count: steps.count)
    var variances = 0.0
    for neuron in neurons {
      let samples = samples(of: quantity, neuron: neuron, steps: steps)
      variances += variance(of: samples)
      for (index, value) in samples.enumerated() { mean[index] += value / Double(neurons.count) }
    }
    let common = variance(of: mean) / (variances / Double(neurons.count))
    return common.isFinite ? .sqrt(common) : nil
  }
}

private func mean(of values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

private func variance(of values: [Double]) -> Double {
  let mean = mean(of: values)
  return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
}
