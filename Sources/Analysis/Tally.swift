import OrderedCollections
import Simulation

/// Adds up what the neurons of a population did, a stretch of steps at a time, for an observable.
struct Tally {
  private let observable: Observable
  private let column: Int?
  private var trains: [SpikeTrain]
  private var joined: [Double]
  private var samples = 0

  /// Starts with nothing.
  init(_ observable: Observable, population: Int, quantities: OrderedSet<String>) {
    self.observable = observable
    column = observable.quantity.flatMap { quantities.firstIndex(of: $0) }
    trains = Array(repeating: SpikeTrain(), count: population)
    joined = Array(repeating: observable.noSamples, count: population)
  }

  /// Adds a recording of the steps that follow step `time`.
  mutating func add(_ recording: Recording, after time: Int, settling: Int) {
    guard recording.steps > 0 else { return }
    if let column {
      add(column, of: recording, skipping: max(0, settling - time))
      return
    }
    recording.forEachSpike(steps: 1...recording.steps) { row, neuron, _ in
      trains[neuron].add(time + row, settling: settling)
    }
  }

  private mutating func add(_ column: Int, of recording: Recording, skipping skipped: Int) {
    let population = joined.count
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
          joined[neuron] = observable.joining(joined[neuron], value)
        }
      }
    }
  }

  /// The values, where the steps after settling are `window` in number; not a number where there is
  /// none.
  func values(window: Int) -> [Double] {
    guard column == nil else { return joined.map { observable.value(of: $0, samples: samples) } }
    return trains.map { observable.value(of: $0, steps: window) ?? .nan }
  }
}
