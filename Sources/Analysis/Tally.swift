import Simulation

/// What a neuron did, added up as it runs: enough for every `Observable`.
struct Tally: Hashable, Sendable {
  // How many steps count, which are those after settling.
  private let steps: Int
  private(set) var firstSpike: Double?
  private(set) var lastSpike: Double?
  private var count = 0
  private var intervals = Moments()
  private var samples = 0
  private var sum = 0.0
  private var low = Double.infinity
  private var high = -Double.infinity

  /// Of spikes in their order or of samples, where so many steps count.
  init(steps: Int, spikesAt spikes: [Int] = [], samples: [Double] = []) {
    self.steps = steps
    for step in spikes { add(spikeAt: step) }
    for sample in samples { add(sample: sample) }
  }

  /// Adds a spike, which counts after settling, and before that only as the first.
  mutating func add(spikeAt step: Int, settling: Int = 0) {
    firstSpike = firstSpike ?? Double(step)
    guard step > settling else { return }
    if let lastSpike { intervals.add(Double(step) - lastSpike) }
    lastSpike = Double(step)
    count += 1
  }

  /// Adds a sample of the observed quantity.
  mutating func add(sample: Double) {
    samples += 1
    sum += sample
    low = min(low, sample)
    high = max(high, sample)
  }

  var time: Double? { Double(steps) }
  var spikes: Double? { Double(count) }
  var rate: Double? { Double(count) / Double(steps) }
  var interval: Double? { intervals.mean }
  var intervalRate: Double? { count < 2 ? rate : Double(intervals.count) / intervals.sum }
  var variation: Double? { intervals.variation }
  var mean: Double? { samples == 0 ? nil : sum / Double(samples) }
  var least: Double? { samples == 0 ? nil : low }
  var most: Double? { samples == 0 ? nil : high }
}

extension [Tally] {
  /// Adds what a population did in the steps that follow step `time`.
  ///
  /// - Parameter quantity: which samples are added; spikes where nil.
  mutating func add(
    _ recording: Recording, of quantity: String?, after time: Int, settling: Int
  ) {
    guard recording.steps > 0 else { return }
    guard let column = quantity.flatMap({ recording.quantities.firstIndex(of: $0) }) else {
      recording.forEachSpike(steps: 1...recording.steps) { row, neuron, _ in
        self[neuron].add(spikeAt: time + row, settling: settling)
      }
      return
    }
    var skipped = Swift.max(0, settling - time)
    for segment in recording.segments {
      let values = segment.columns[column]
      // An input that all neurons share is recorded once a step.
      let stride = values.count == segment.steps ? 1 : count
      for step in Swift.min(skipped, segment.steps)..<segment.steps where !values.isEmpty {
        for neuron in indices {
          self[neuron].add(sample: values[step * stride + (stride == 1 ? 0 : neuron)])
        }
      }
      skipped = Swift.max(0, skipped - segment.steps)
    }
  }
}
