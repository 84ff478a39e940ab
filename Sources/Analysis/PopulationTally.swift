import Neurons
import Simulation

/// What the neurons of a population do, added up as they run, so that nothing of it is kept.
struct PopulationTally {
  private let observable: Observable
  private let window: Range<Int>
  // Whether no more is asked than what spikes come to.
  private let isOfSpikes: Bool
  // What is added to then.
  private var spikes: SpikeTallies
  // What is added to else, one for each neuron.
  private var tallies: [Tally] = []

  /// Begins with a population at rest, of which an observable is asked.
  ///
  /// - Parameters:
  ///   - population: the neurons; how much is recorded of them is chosen here.
  ///   - observable: what is asked.
  ///   - steps: how many steps are taken.
  ///   - settling: how many of them pass before rates, intervals and means are taken.
  init(_ population: inout Node, _ observable: Observable, steps: Int, settling: Int) {
    self.observable = observable
    window = settling + 1..<steps + 1
    population.record = observable.quantity == nil ? .spikes : .all
    let count = population.population
    isOfSpikes =
      observable.quantity == nil && observable != .variation && population.spikeTiming == .grid
    spikes = SpikeTallies(
      of: isOfSpikes ? count : 0, after: observable == .firstSpike ? 0 : settling)
    if !isOfSpikes {
      let tally = Tally(window: window, variation: observable == .variation)
      tallies = Array(repeating: tally, count: count)
    }
  }

  /// Lets the neurons take their next steps, and adds up what they do.
  ///
  /// - Returns: how it ended.
  mutating func advance(
    _ population: inout Node, random: RandomSource, engine: Engine, isInterrupted: () -> Bool
  ) -> Node.Ending {
    let time = population.time
    let count = min(longestStretch, window.upperBound - 1 - time)
    if isOfSpikes {
      return population.tally(
        count, into: &spikes, random: random, engine: engine, isInterrupted: isInterrupted)
    }
    let fitting = max(1, mostSamples / population.population)
    let ending = population.advance(
      min(count, fitting), random: random, engine: engine, isInterrupted: isInterrupted)
    add(population, after: time)
    population.forgetRecording()
    return ending
  }

  // Adds what was recorded in the steps behind step `time`.
  private mutating func add(_ population: Node, after time: Int) {
    let recording = population.recording
    guard recording.steps > 0 else { return }
    guard let quantity = observable.quantity else {
      recording.forEachSpikeTime(steps: 1...recording.steps) { row, neuron in
        tallies[neuron].add(spikeAt: Double(time) + row)
      }
      return
    }
    let first = max(0, window.lowerBound - 1 - time) + 1
    guard first <= recording.steps else { return }
    for neuron in tallies.indices {
      let samples = population.samples(of: quantity, neuron: neuron, steps: first...recording.steps)
      for sample in samples { tallies[neuron].add(sample: sample) }
    }
  }

  /// What was asked, for each neuron; not a number where it has none.
  var values: [Double] {
    let all = isOfSpikes ? spikes.neurons.map { Tally(window: window, spikes: $0) } : tallies
    return all.map { observable.value(of: $0) ?? .nan }
  }
}

// In steps: what is recorded is measured and forgotten after so many, or where it has so many samples of a
// quantity.
private let longestStretch = 4096
private let mostSamples = 1_000_000
