import Simulation

/// What a neuron did, added up as it runs: enough for every `Observable`.
struct Tally: Hashable, Sendable {
  // The steps that count, which are those after settling.
  private let window: Range<Int>
  private(set) var firstSpike: Double?
  private(set) var lastSpike: Double?
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

  /// Adds spikes at the ends of steps: a bit for each step, the lowest for the first of them.
  mutating func add(spikesAt steps: UInt64, from first: Int) {
    var rest = steps
    // One by one where the first is still to come, or steps before those that count.
    while rest != 0, intervals != nil || lastSpike == nil || first < window.lowerBound {
      add(spikeAt: Double(first + rest.trailingZeroBitCount))
      rest &= rest - 1
    }
    guard rest != 0, var last = lastSpike else { return }
    count += rest.nonzeroBitCount
    var longest = longestInterval
    while rest != 0 {
      let time = Double(first + rest.trailingZeroBitCount)
      longest = max(longest, time - last)
      last = time
      rest &= rest - 1
    }
    (longestInterval, lastSpike) = (longest, last)
  }

  /// Adds a sample of the observed quantity.
  mutating func add(sample: Double) {
    samples += 1
    sum += sample
    low = min(low, sample)
    high = max(high, sample)
  }

  var time: Double? { Double(window.count) }
  var spikes: Double? { Double(count) }
  var rate: Double? { Double(count) / Double(window.count) }
  var interval: Double? { sumOfIntervals.map { $0 / Double(count - 1) } }
  var intervalRate: Double? {
    guard lasts, let sumOfIntervals else { return rate }
    return Double(count - 1) / sumOfIntervals
  }
  var variation: Double? { intervals?.variation }
  var mean: Double? { samples == 0 ? nil : sum / Double(samples) }
  var least: Double? { samples == 0 ? nil : low }
  var most: Double? { samples == 0 ? nil : high }
}

extension Tally {
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

extension [Tally] {
  /// Adds what a population did in the steps that follow step `time`.
  ///
  /// - Parameter quantity: which samples are added; spikes where nil.
  mutating func add(
    _ population: Node, of quantity: String?, after time: Int, settling: Int
  ) {
    let recording = population.recording
    guard recording.steps > 0 else { return }
    guard let quantity else {
      if population.spikeTiming == .exact {
        recording.forEachSpikeTime(steps: 1...recording.steps) { row, neuron in
          self[neuron].add(spikeAt: Double(time) + row)
        }
        return
      }
      withUnsafeMutableBufferPointer { tallies in
        recording.forEachTrain(steps: 1...recording.steps) { neuron, first, steps in
          tallies[neuron].add(spikesAt: steps, from: time + first)
        }
      }
      return
    }
    let first = Swift.max(0, settling - time) + 1
    guard first <= recording.steps else { return }
    for neuron in indices {
      let samples = population.samples(of: quantity, neuron: neuron, steps: first...recording.steps)
      for sample in samples { self[neuron].add(sample: sample) }
    }
  }
}
