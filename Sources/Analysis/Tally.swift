import Simulation

/// What a neuron did, added up as it runs: enough for every `Observable`.
struct Tally: Hashable, Sendable {
  // The steps that count, which are those after settling.
  private let window: Range<Int>
  private var firstSpike: Double?
  private var lastSpike: Double?
  private var firstCounted: Double?
  private var count = 0
  // Only where they are asked for: they cost more than all else.
  private var intervals: Moments?
  private var longestInterval = 0.0
  private var samples = 0
  private var sum = 0.0
  private var low = Double.infinity
  private var high = -Double.infinity

  /// Of spikes in their order or of samples, where certain steps count.
  ///
  /// - Parameter variation: whether it is to tell how irregular the intervals are.
  init(
    window: Range<Int>, spikesAt times: [Double] = [], samples: [Double] = [],
    variation: Bool = true
  ) {
    self.window = window
    intervals = variation ? Moments() : nil
    for time in times { add(spikeAt: time) }
    for sample in samples { add(sample: sample) }
  }

  /// Of spikes of which it is only known what they come to, all within the steps that count.
  init(window: Range<Int>, spikes: SpikeTally) {
    self.window = window
    guard spikes.count > 0 else { return }
    (count, longestInterval) = (spikes.count, Double(spikes.longestInterval))
    (firstSpike, lastSpike) = (Double(spikes.first), Double(spikes.last))
    firstCounted = firstSpike
  }

  /// Adds a spike by its time in steps, which before the steps that count is only the first.
  mutating func add(spikeAt time: Double) {
    firstSpike = firstSpike ?? time
    // What lies between two steps belongs to the later one.
    guard time > Double(window.lowerBound - 1) else { return }
    firstCounted = firstCounted ?? time
    if let lastSpike {
      let interval = time - lastSpike
      intervals?.add(interval)
      longestInterval = max(longestInterval, interval)
    }
    lastSpike = time
    count += 1
  }

  /// Adds a sample of the observed quantity.
  mutating func add(sample: Double) {
    samples += 1
    sum += sample
    low = min(low, sample)
    high = max(high, sample)
  }
}

extension Tally {
  /// What can be asked of it.
  enum Measure: Hashable, Sendable {
    case time, spikes, rate, firstSpike, lastSpike, interval, intervalRate, variation
    case mean, least, most
  }

  /// What was asked; nil where it has no value.
  subscript(measure: Measure) -> Double? {
    switch measure {
    case .time: Double(window.count)
    case .spikes: Double(count)
    case .rate: rate
    case .firstSpike: firstSpike
    case .lastSpike: lastSpike
    case .interval: sumOfIntervals.map { $0 / Double(count - 1) }
    case .intervalRate: sumOfIntervals.map { lasts ? Double(count - 1) / $0 : rate } ?? rate
    case .variation: intervals?.variation
    case .mean: samples == 0 ? nil : sum / Double(samples)
    case .least: samples == 0 ? nil : low
    case .most: samples == 0 ? nil : high
    }
  }

  private var rate: Double { Double(count) / Double(window.count) }

  // From the first spike that counts to the last; nil where they are the same.
  private var sumOfIntervals: Double? {
    guard count > 1, let firstCounted, let lastSpike else { return nil }
    return lastSpike - firstCounted
  }

  // Whether the train goes on through all of the steps. A neuron that fires two spikes and is then
  // silent does not fire at the inverse of their interval; one that only takes its time to begin does.
  private var lasts: Bool {
    guard count > 1, let firstCounted, let lastSpike else { return false }
    let before = firstCounted - Double(window.lowerBound - 1)
    let after = Double(window.upperBound - 1) - lastSpike
    return after <= longestInterval && before <= max(longestInterval, lastSpike - firstCounted)
  }
}
