import OrderedCollections
import Simulation

/// A number that says what a neuron did in a window of time.
public enum Measure: Hashable, Sendable {
  /// Spikes a step, after settling: the inverse of the mean interval, or where there are fewer than
  /// two spikes, their number divided by the steps.
  case rate
  /// The number of spikes after settling.
  case spikes
  /// The first step that fires, settling included; none where no step does.
  case firstSpike
  /// The mean number of steps between two spikes, after settling.
  case interval
  /// The coefficient of variation of those intervals: their standard deviation by their mean.
  case variation
  /// The mean of a recorded quantity after settling.
  case mean(String)
  /// The smallest value of a recorded quantity after settling.
  case least(String)
  /// The largest value of a recorded quantity after settling.
  case most(String)

  /// The recorded quantity that it looks at; nil for spikes.
  var quantity: String? {
    switch self {
    case .rate, .spikes, .firstSpike, .interval, .variation: nil
    case .mean(let name), .least(let name), .most(let name): name
    }
  }

  /// Whether more than spikes has to be recorded for it.
  var needsStates: Bool { quantity != nil }
}

/// Adds up what the neurons of a population did, a stretch of steps at a time.
struct Tally {
  private let measure: Measure
  private let population: Int
  private let column: Int?
  private var spikes: [Int]
  private var first: [Int]
  private var last: [Int]
  /// The first spike after settling, and the squares of the intervals from it on.
  private var begin: [Int]
  private var squares: [Double]
  private var sums: [Double]
  private var samples = 0

  /// Starts with nothing.
  init(_ measure: Measure, population: Int, quantities: OrderedSet<String>) {
    self.measure = measure
    self.population = population
    column = measure.quantity.flatMap { quantities.firstIndex(of: $0) }
    spikes = Array(repeating: 0, count: population)
    first = spikes
    last = spikes
    begin = spikes
    squares = Array(repeating: 0, count: population)
    let start =
      switch measure {
      case .least: Double.infinity
      case .most: -Double.infinity
      default: 0.0
      }
    sums = Array(repeating: start, count: population)
  }

  /// Adds a recording of the steps that follow step `time`.
  mutating func add(_ recording: Recording, after time: Int, settling: Int) {
    guard recording.steps > 0 else { return }
    if let column {
      add(column, of: recording, skipping: max(0, settling - time))
      return
    }
    recording.forEachSpike(steps: 1...recording.steps) { row, neuron, _ in
      let step = time + row
      if first[neuron] == 0 { first[neuron] = step }
      guard step > settling else { return }
      if spikes[neuron] > 0 {
        let interval = Double(step - last[neuron])
        squares[neuron] += interval * interval
      } else {
        begin[neuron] = step
      }
      spikes[neuron] += 1
      last[neuron] = step
    }
  }

  private mutating func add(_ column: Int, of recording: Recording, skipping skipped: Int) {
    var row = 0
    for segment in recording.segments {
      let values = segment.columns[column]
      // An input that all neurons share is recorded once a step.
      let isShared = values.count == segment.steps && population > 1
      for step in 0..<segment.steps {
        row += 1
        guard row > skipped, !values.isEmpty else { continue }
        samples += 1
        for neuron in 0..<population {
          let value = values[isShared ? step : step * population + neuron]
          switch measure {
          case .least: sums[neuron] = min(sums[neuron], value)
          case .most: sums[neuron] = max(sums[neuron], value)
          default: sums[neuron] += value
          }
        }
      }
    }
  }

  /// The measured values, where the steps after settling are `window` in number.
  func values(window: Int) -> [Double] {
    (0..<population).map { neuron in
      let count = spikes[neuron]
      let span = Double(last[neuron] - begin[neuron])
      switch measure {
      case .rate: return count < 2 ? Double(count) / Double(window) : Double(count - 1) / span
      case .spikes: return Double(count)
      case .firstSpike: return first[neuron] == 0 ? .nan : Double(first[neuron])
      case .interval: return count < 2 ? .nan : span / Double(count - 1)
      case .variation:
        guard count > 2 else { return .nan }
        let mean = span / Double(count - 1)
        let variance = squares[neuron] / Double(count - 1) - mean * mean
        return max(0, variance).squareRoot() / mean
      case .mean: return sums[neuron] / Double(samples)
      case .least, .most: return sums[neuron]
      }
    }
  }
}
