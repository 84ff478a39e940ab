import Neurons
import OrderedCollections

/// A node among others at work, with what it is fed and what it records over a stretch of steps.
struct NetworkPart {
  let node: Node
  private var run: NodeRun
  /// The places of its connections among those of the run.
  var incoming: [Int] = []
  var outgoing: [Int] = []
  /// For each input of the program, a row of the population a step.
  private var inputs: [[Double]] = []
  /// What it gave at the last step.
  private(set) var output: [Double]
  private var beforeReset: [Double]
  private var mem: [Double]
  private var samples: [[Double]] = []
  private var recorded = Spikes()
  private let spikeSlot: Int
  private let refractorySlot: Int?

  init(_ node: Node, random: RandomSource) {
    self.node = node
    run = NodeRun(node, random: random)
    output = Array(repeating: 0, count: node.population)
    beforeReset = output
    mem = output
    let (program, first) = (node.program, node.program.stateSlots.lowerBound)
    spikeSlot = first + program.spike
    refractorySlot = program.refractory.map { first + $0 }
  }

  /// Prepares for `count` steps.
  mutating func begin(_ count: Int, random: RandomSource) {
    let population = node.population
    inputs =
      node.model.inputs.keys.map { name in
        node.feeds.filter { $0.input == name }
          .currents(after: node.time, count: count, population: population, random: random)
      } + node.windowInputs(after: node.time, count: count, random: random)
    let kept = node.record == .all ? count * population : 0
    samples = Array(
      repeating: Array(repeating: 0, count: kept), count: 1 + node.states.count)
  }

  /// The membrane potential of all neurons.
  mutating func membraneRow() -> [Double] {
    run.read(run.memSlot, into: &mem)
    return mem
  }

  /// The same as a list.
  var membrane: SpikeList {
    (0..<node.population).map { ($0, run.value(run.memSlot, neuron: $0)) }
  }

  /// The neurons that gave something at the last step, and how much.
  var spikes: SpikeList {
    var result: SpikeList = []
    for (neuron, value) in output.enumerated() where value != 0 { result.append((neuron, value)) }
    return result
  }

  mutating func add(_ row: [Double], toInput input: Int, at step: Int) {
    let offset = step * node.population
    for neuron in row.indices where row[neuron] != 0 {
      inputs[input][offset + neuron] += row[neuron]
    }
  }

  mutating func add(_ row: [Double], toState slot: Int, isMembrane: Bool) {
    let dt = node.dt
    for neuron in row.indices where row[neuron] != 0 {
      // Half a step is allowed for, as in the equations themselves.
      if isMembrane, let refractorySlot, run.value(refractorySlot, neuron: neuron) > dt / 2 {
        continue
      }
      run.add(row[neuron], to: slot, neuron: neuron)
    }
  }

  /// Computes what depends on all inputs of a window, once these are known.
  mutating func finishWindow(_ steps: Range<Int>) {
    let population = node.population
    let rows = steps.lowerBound * population..<steps.upperBound * population
    let currents = node.model.inputs.values.indices.map { Array(inputs[$0][rows]) }
    let time = node.time + steps.lowerBound
    let derived = node.windowInputs(of: currents, from: time, after: time, count: steps.count)
    for (index, row) in derived.enumerated() {
      inputs[node.model.inputs.count + index].replaceSubrange(rows, with: row)
    }
  }

  /// Takes a step.
  mutating func step(
    _ step: Int, checksAll: Bool, looksForTerm: Bool
  ) -> NetworkRun.Failure? {
    let population = node.population
    let row = step * population
    let currents = inputs.map { Array($0[row..<row + population]) }
    let before = looksForTerm ? run : nil
    run.advance(inputs: currents)
    run.read(spikeSlot, into: &output)
    run.read(run.beforeResetSlot, into: &beforeReset)
    if var failure = failure(step, checksAll: checksAll || node.record == .all) {
      var again = before
      failure.term = again?.firstNonFiniteTerm(inputs: currents, neuron: failure.neuron)
      return failure
    }
    for (neuron, value) in output.enumerated() where value != 0 {
      recorded.append(step: step, neuron: neuron, value: value)
    }
    if node.record == .all {
      samples[0].replaceSubrange(row..<row + population, with: beforeReset)
      for (index, slot) in node.program.stateSlots.enumerated() {
        run.read(slot, into: &samples[index + 1], at: row)
      }
    }
    return nil
  }

  private func failure(_ step: Int, checksAll: Bool) -> NetworkRun.Failure? {
    if let neuron = beforeReset.firstNotFinite {
      return NetworkRun.Failure(node: node.name, step: step, neuron: neuron, quantity: "mem")
    }
    return checksAll ? failureOfState(at: step) : nil
  }

  /// A state that is no number after the last step.
  func failureAtEnd() -> NetworkRun.Failure? { failureOfState(at: nil) }

  private func failureOfState(at step: Int?) -> NetworkRun.Failure? {
    var column = Array(repeating: 0.0, count: node.population)
    for (slot, name) in zip(node.program.stateSlots, node.states.keys) {
      run.read(slot, into: &column)
      if let neuron = column.firstNotFinite {
        return NetworkRun.Failure(node: node.name, step: step, neuron: neuron, quantity: name)
      }
    }
    return nil
  }

  /// The node after the first `count` steps of the stretch.
  func finished(_ count: Int) -> Node {
    var result = node
    result.take(run, steps: count)
    let known = inputs.prefix(node.model.inputs.count)
    if count > 0 { result.record(recorded, columns: known + samples, steps: count) }
    return result
  }
}

extension [Double] {
  /// The place of the first that is infinite or no number.
  var firstNotFinite: Int? {
    // Anything times 0 is 0, unless it is infinite or no number.
    var probe = 0.0
    for value in self { probe += value * 0 }
    return probe == 0 ? nil : firstIndex { !$0.isFinite }
  }
}

extension Node {
  /// Takes over the states of a run, `steps` later.
  mutating func take(_ run: NodeRun, steps: Int) {
    let before = states
    for (index, slot) in program.stateSlots.enumerated() {
      run.read(slot, into: &states.values[index])
    }
    state.count(steps, from: before)
  }
}
