public import Simulation

/// A number that says what a neuron did in a window of time.
public enum Observable: Hashable, Sendable {
  /// The number of steps.
  case time
  /// Spikes a step: their number by the number of steps.
  case rate
  /// The number of spikes.
  case spikes
  /// The first step that fires, settling included; none where no step does.
  case firstSpike
  /// The last step that fires; none where no step does.
  case lastSpike
  /// The mean number of steps between two spikes; none for fewer than two.
  case interval
  /// The inverse of the mean interval, in spikes a step, which depends less than `rate` on where the
  /// window ends; where there are fewer than two spikes, it is the rate.
  case intervalRate
  /// The coefficient of variation of the intervals, as `Moments` has it; none for fewer than two of
  /// them.
  case variation
  /// The mean of a recorded quantity.
  case mean(String)
  /// The smallest value of a recorded quantity.
  case least(String)
  /// The largest value of a recorded quantity.
  case most(String)

  /// Those of spikes, in the order in which they are named.
  public static let ofSpikes: [Observable] = [
    .rate, .spikes, .firstSpike, .lastSpike, .interval, .intervalRate, .variation,
  ]

  /// Those of recorded quantities.
  public static func observables(of quantities: some Sequence<String>) -> [Observable] {
    quantities.flatMap { [.mean($0), .least($0), .most($0)] }
  }

  /// The word for it.
  public var name: String {
    switch self {
    case .time: "time"
    case .rate: "rate"
    case .spikes: "spikes"
    case .firstSpike: "first_spike"
    case .lastSpike: "last_spike"
    case .interval: "interval"
    case .intervalRate: "interval_rate"
    case .variation: "cv"
    case .mean(let quantity): "mean_\(quantity)"
    case .least(let quantity): "min_\(quantity)"
    case .most(let quantity): "max_\(quantity)"
    }
  }

  /// What it says, in a few words; empty where its name says it.
  public var meaning: String {
    switch self {
    case .time: "how long it ran"
    case .rate: "how often it fires: spikes by time"
    case .spikes: "how often it fired"
    case .firstSpike: "when it fires first"
    case .lastSpike: "when it fired last"
    case .interval: "from one spike to the next, on average"
    case .intervalRate: "how often it fires: the inverse of the interval"
    case .variation: "how irregular the intervals are"
    case .mean, .least, .most: ""
    }
  }

  /// How many spikes there have to be before it has a value.
  public var fewestSpikes: Int {
    switch self {
    case .firstSpike, .lastSpike: 1
    case .interval: 2
    case .variation: 3
    default: 0
    }
  }

  /// Whether a whole population has it as well: the sum of its spikes, and the mean of its rates.
  public var isOfPopulation: Bool { [.time, .spikes, .rate].contains(self) }

  /// Whether it never falls while time passes.
  public var onlyGrows: Bool { [.time, .spikes].contains(self) }

  /// The recorded quantity that it looks at; nil for spikes.
  public var quantity: String? {
    switch self {
    case .mean(let quantity), .least(let quantity), .most(let quantity): quantity
    default: nil
    }
  }

  /// Its value for a neuron over all that was recorded; nil where it has none.
  public func value(in recording: Recording, neuron: Int) -> Double? {
    guard let quantity else {
      return value(of: SpikeTrain(recording.spikeSteps(neuron: neuron)), steps: recording.steps)
    }
    guard recording.steps > 0 else { return nil }
    let samples = recording.samples(of: quantity, neuron: neuron, steps: 1...recording.steps)
    return samples.isEmpty
      ? nil : value(of: samples.reduce(noSamples, joining), samples: samples.count)
  }

  /// Its value for the spikes of a neuron in so many steps; nil where it has none.
  func value(of train: SpikeTrain, steps: Int) -> Double? {
    switch self {
    case .time: Double(steps)
    case .rate: Double(train.count) / Double(steps)
    case .spikes: Double(train.count)
    case .firstSpike: train.first.map(Double.init)
    case .lastSpike: train.last.map(Double.init)
    case .interval: train.intervals.mean
    case .intervalRate:
      train.count < 2
        ? Observable.rate.value(of: train, steps: steps)
        : Double(train.intervals.count) / train.intervals.sum
    case .variation: train.intervals.variation
    case .mean, .least, .most: nil
    }
  }

  /// What samples are joined to.
  var noSamples: Double {
    switch self {
    case .least: .infinity
    case .most: -.infinity
    default: 0
    }
  }

  /// Samples joined with another one: their sum, or the smaller or larger.
  func joining(_ joined: Double, _ sample: Double) -> Double {
    switch self {
    case .least: min(joined, sample)
    case .most: max(joined, sample)
    default: joined + sample
    }
  }

  /// Its value for samples that were joined.
  func value(of joined: Double, samples: Int) -> Double {
    if case .mean = self { joined / Double(samples) } else { joined }
  }
}
