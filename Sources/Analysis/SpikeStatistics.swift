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
  public let intervals: [Double]
  /// The mean interval, in steps, of the neurons that fired twice or more; nil where none did.
  public let meanInterval: Double?
  /// The coefficient of variation of a neuron's intervals, as `Moments` has it, on average over the
  /// neurons with two intervals or more; nil where there are none.
  public let variation: Double?

  /// Looks at the recorded spikes of some neurons, which are counted from 0.
  ///
  /// - Parameters:
  ///   - recording: the spikes.
  ///   - neurons: whose.
  ///   - steps: when.
  ///   - isInterrupted: asked now and then where there are many.
  /// - Returns: nil where it was interrupted.
  public init?(
    _ recording: Recording, neurons: Range<Int>, steps: ClosedRange<Int>,
    isInterrupted: () -> Bool
  ) {
    guard
      let times = recording.spikeTimes(
        neurons: neurons, steps: steps, isInterrupted: isInterrupted)
    else { return nil }
    var tallies: [Tally] = []
    for times in times {
      if isInterrupted() { return nil }
      tallies.append(Tally(window: Range(steps), spikesAt: times))
    }
    self.init(times, tallies, steps: steps)
  }

  /// Looks at the recorded spikes of some neurons, which are counted from 0.
  public init(_ recording: Recording, neurons: Range<Int>, steps: ClosedRange<Int>) {
    let times = recording.spikeTimes(neurons: neurons, steps: steps)
    self.init(times, times.map { Tally(window: Range(steps), spikesAt: $0) }, steps: steps)
  }

  private init(_ times: [[Double]], _ tallies: [Tally], steps: ClosedRange<Int>) {
    neurons = times.count
    self.steps = steps.count
    spikes = times.reduce(0) { $0 + $1.count }
    intervals = times.flatMap(\.intervals)
    meanInterval = Moments(tallies.compactMap { $0[.interval] }).mean
    variation = Moments(tallies.compactMap { $0[.variation] }).mean
  }

  /// Spikes a neuron and step.
  public var rate: Double { Double(spikes) / Double(neurons * steps) }
}

extension Recording {
  /// The times in steps at which each of some neurons fired, those that are not recorded left out.
  public func spikeTimes(neurons: Range<Int>, steps: ClosedRange<Int>) -> [[Double]] {
    spikeTimes(neurons: neurons, steps: steps, isInterrupted: { false }) ?? []
  }

  /// The same where it may be stopped.
  ///
  /// - Parameters:
  ///   - neurons: whose, counted from 0.
  ///   - steps: when.
  ///   - isInterrupted: asked now and then where there are many.
  /// - Returns: nil where it was interrupted.
  public func spikeTimes(
    neurons: Range<Int>, steps: ClosedRange<Int>, isInterrupted: () -> Bool
  ) -> [[Double]]? {
    var times: [[Double]] = Array(repeating: [], count: neurons.count)
    let isWhole = forEachSpikeTime(of: neurons, steps: steps, isInterrupted: isInterrupted) {
      time, neuron in
      times[neuron - neurons.lowerBound].append(time)
    }
    return isWhole ? times : nil
  }

  /// How much neurons do the same at the same time, from 0 to 1: the square root of the variance in
  /// time of their mean, by the mean of their variances.
  ///
  /// The measure chi of Golomb and Rinzel (1994, Physica D 72:259); where neurons have nothing in
  /// common it falls with the square root of their number.
  ///
  /// - Parameters:
  ///   - quantity: what they do.
  ///   - neurons: which, counted from 0.
  ///   - steps: when.
  ///   - isInterrupted: asked before each neuron.
  /// - Returns: nil where the quantity was not recorded, nothing changed by more than rounding, or it was
  ///   interrupted.
  public func synchrony(
    of quantity: String, neurons: Range<Int>, steps: ClosedRange<Int>,
    isInterrupted: () -> Bool = { false }
  ) -> Double? {
    guard holds(quantity, steps: steps), !neurons.isEmpty else { return nil }
    var mean = Array(repeating: 0.0, count: steps.count)
    var variances = 0.0
    for neuron in neurons {
      if isInterrupted() { return nil }
      let samples = samples(of: quantity, neuron: neuron, steps: steps)
      let moments = Moments(samples)
      let largest = samples.reduce(0) { max($0, abs($1)) }
      if let deviation = moments.deviation, deviation > mostRounding * largest.ulp {
        variances += moments.variance ?? 0
      }
      for (index, value) in samples.enumerated() { mean[index] += value / Double(neurons.count) }
    }
    guard variances > 0 else { return nil }
    let common = (Moments(mean).variance ?? 0) / (variances / Double(neurons.count))
    return common.isFinite ? min(1, common.squareRoot()) : nil
  }
}

// In units of the last place: what computing the same number in another way does to it.
private let mostRounding = 16.0

extension [Double] {
  /// The intervals between spikes at these times.
  var intervals: [Double] { zip(dropFirst(), self).map { $0 - $1 } }
}
