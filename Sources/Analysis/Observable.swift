public import Simulation

/// A number that says what a neuron did in a window of time: its name, what it is measured in, and
/// how it is found, in what was recorded or while the neuron runs.
public struct Observable: Hashable, Sendable {
  /// What it is measured in.
  public enum Dimension: Hashable, Sendable {
    /// Nothing.
    case number
    /// Steps.
    case time
    /// Spikes a step.
    case rate
    /// What a recorded quantity is measured in.
    case quantity(String)
  }

  /// The word for it.
  public let name: String
  /// What it says, in a few words.
  public let meaning: String
  /// What it is measured in.
  public let dimension: Dimension
  private let measure: Tally.Measure

  private init(
    _ name: String, _ meaning: String, _ dimension: Dimension,
    _ measure: Tally.Measure
  ) {
    self.name = name
    self.meaning = meaning
    self.dimension = dimension
    self.measure = measure
  }

  /// The number of steps.
  public static let time = Observable("time", "how long it ran", .time, .time)
  /// The number of spikes by the number of steps.
  public static let rate = Observable("rate", "how often it fires: spikes by time", .rate, .rate)
  /// The number of spikes.
  public static let spikes = Observable("spikes", "how often it fired", .number, .spikes)
  /// The first step that fires, settling included; none where no step does.
  public static let firstSpike = Observable(
    "first_spike", "when it fires first", .time, .firstSpike)
  /// The last step that fires; none where no step does.
  public static let lastSpike = Observable("last_spike", "when it fires last", .time, .lastSpike)
  /// The mean number of steps between two spikes; none for fewer than two.
  public static let interval = Observable(
    "interval", "from one spike to the next, on average", .time, .interval)
  /// The inverse of the mean interval, which depends less than `rate` on where the window ends; it
  /// is the rate for fewer than two spikes, and where the train has ended or is only a moment of the
  /// window: where the pause behind it is longer than every interval, or the one before it longer than
  /// the train.
  public static let intervalRate = Observable(
    "interval_rate", "how often it fires: the inverse of the interval while it lasts", .rate,
    .intervalRate)
  /// The coefficient of variation of the intervals, see `Moments`; none for fewer than two of them.
  public static let variation = Observable(
    "cv", "how irregular the intervals are", .number, .variation)

  /// Those of spikes, in the order in which they are named.
  public static let ofSpikes = [
    rate, spikes, firstSpike, lastSpike, interval, intervalRate, variation,
  ]
  /// Those that a population has as well: the sum of its spikes, and the mean of its rates.
  public static let ofPopulations = [time, rate, spikes]
  /// Those of every neuron.
  public static let ofNeurons = [time] + ofSpikes

  /// The mean of a recorded quantity.
  public static func mean(_ quantity: String) -> Observable {
    Observable("mean_\(quantity)", "", .quantity(quantity), .mean)
  }

  /// The smallest value of a recorded quantity.
  public static func least(_ quantity: String) -> Observable {
    Observable("min_\(quantity)", "", .quantity(quantity), .least)
  }

  /// The largest value of a recorded quantity.
  public static func most(_ quantity: String) -> Observable {
    Observable("max_\(quantity)", "", .quantity(quantity), .most)
  }

  /// Those of recorded quantities.
  public static func of(_ quantities: some Sequence<String>) -> [Observable] {
    quantities.flatMap { [mean($0), least($0), most($0)] }
  }

  /// The recorded quantity that it looks at; nil for spikes.
  public var quantity: String? {
    if case .quantity(let quantity) = dimension { quantity } else { nil }
  }

  /// Its value for a neuron over all that its node recorded; nil where it has none.
  public func value(of node: Node, neuron: Int) -> Double? {
    let recording = node.recording
    guard recording.steps > 0 else { return nil }
    let steps = 1...recording.steps
    guard let quantity else {
      return value(
        of: Tally(window: Range(steps), spikesAt: recording.spikeTimes(neuron: neuron)))
    }
    let samples = node.samples(of: quantity, neuron: neuron, steps: steps)
    return value(of: Tally(window: Range(steps), samples: samples))
  }

  /// Its value for what was added up; nil where it has none.
  func value(of tally: Tally) -> Double? { tally[measure] }
}
