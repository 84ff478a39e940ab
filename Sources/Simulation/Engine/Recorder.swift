import Neurons
import OrderedCollections

/// What is kept of a population over a stretch of steps.
struct Recorder {
  /// The membrane potential before a spike resets it and the states, a row of the population a step;
  /// empty where they are not recorded.
  var samples = PlainColumns()
  /// What each step began with, for who goes back through it; empty where nobody does.
  ///
  /// A column for each state and then each input of the program, of a row a step.
  private(set) var tape: [[Double]] = []
  /// What one of the states was after each step, a row a step; empty where none is watched.
  private(set) var watched: [Double] = []
  // Spikes that were found between steps.
  private var timed = Spikes()
  private let view: Population.View
  private let population: Int
  private let stateSlots: Range<Int>
  private let membraneSlot: Int

  init(_ view: Population.View, of node: Node) {
    self.view = view
    population = node.population
    stateSlots = node.program.stateSlots
    membraneSlot = node.kernel.membraneSlot
  }

  /// Prepares for a stretch of `count` steps of a node.
  mutating func begin(_ count: Int, of node: Node) {
    let size = count * population
    // Of the states of synapses behind its own nothing is recorded here.
    samples = PlainColumns(
      (0...node.states.count - node.synapseStates).map { quantity in
        let isKept = node.record == .all && quantity != node.program.spike + 1
        // Every number of it is written by the steps.
        return Array(unsafeUninitializedCapacity: isKept ? size : 0) { $1 = isKept ? size : 0 }
      })
    timed = Spikes()
    tape = Array(
      repeating: Array(repeating: 0, count: view.keepsTape ? size : 0),
      count: view.keepsTape ? node.states.count + node.program.inputSlots.count : 0)
    watched = Array(repeating: 0, count: view.watchedState == nil ? 0 : size)
  }

  /// Keeps what a step begins with.
  mutating func keepOnTape(_ step: Int, _ cells: Cells, _ inflow: Inflow) {
    let first = step * population
    for (index, slot) in stateSlots.enumerated() { cells.read(slot, into: &tape[index], at: first) }
    for input in inflow.kinds.indices {
      tape[stateSlots.count + input].withUnsafeMutableBufferPointer {
        inflow.copy(
          input, at: step,
          into: UnsafeMutableBufferPointer(rebasing: $0[first..<first + population]))
      }
    }
  }

  /// Keeps what a step led to of the state that is watched.
  mutating func watch(_ step: Int, _ cells: Cells) {
    guard let state = view.watchedState else { return }
    cells.read(stateSlots.lowerBound + state, into: &watched, at: step * population)
  }

  /// Keeps what a step led to whose spikes were found within it.
  mutating func record(_ step: Int, _ spikes: SpikeList, shares: [Double], _ cells: Cells) {
    for (index, spike) in spikes.enumerated() {
      timed.append(
        step: step, neuron: spike.neuron, value: spike.value, lead: 1 - shares[index])
    }
    let slots = [membraneSlot] + stateSlots
    for (index, slot) in zip(samples.numbers.indices, slots)
    where !samples.numbers[index].isEmpty {
      cells.read(slot, into: &samples.numbers[index], at: step * population)
    }
  }

  /// What is recorded of the `count` steps of the stretch, which is then given away.
  mutating func segment(
    _ count: Int, _ cells: Cells, _ inflow: Inflow, of node: Node
  ) -> Recording.Segment {
    let quantities = node.recording.quantities.count
    let (bits, counts) = cells.spikes
    if let first = counts.first, !first.isEmpty {
      let sums = (0..<count).map { step in counts.reduce(0) { $0 + $1[step] } }
      return Recording.Segment(spikeCounts: sums, quantities: quantities)
    }
    let spikes = node.flow == nil ? Spikes(bits, steps: count) : timed
    switch node.record {
    case .none:
      return Recording.Segment(spikeCounts: spikes.counts(at: 0..<count), quantities: quantities)
    case .spikes:
      return Recording.Segment(
        steps: count, columns: Array(repeating: [], count: quantities), spikes: spikes)
    case .all:
      let columns = inflow.recorded(count, inputs: node.model.inputs.count) + samples.numbers
      // What two hold would be copied when the next stretch begins.
      samples = PlainColumns()
      inflow.rows = PlainColumns()
      return Recording.Segment(steps: count, columns: columns, spikes: spikes)
    }
  }
}
