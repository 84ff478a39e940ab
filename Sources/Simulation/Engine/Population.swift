import Neurons
import OrderedCollections

/// A node among others at work, with what it is fed and what it records over a stretch of steps.
final class NetworkPart {
  private(set) var node: Node
  private let columns: RunningColumns
  /// The native code that is compiled while the interpreter takes its steps; nil where none is.
  private(set) var awaited: NativeSource?
  /// The places of its connections among those of the run.
  var incoming: [Int] = []
  var outgoing: [Int] = []
  /// The neurons that gave something at the last step, and how much.
  private(set) var spikes: SpikeList = []
  /// What flows into each input of the program, and whether all neurons get the same.
  private var currents: [Currents] = []
  private let isShared: [Bool]
  // For each input a row of the population: that of the present step, or those of all steps where
  // they are recorded or seen before their time.
  private var inputs: [[Double]] = []
  private let keepsInputs: Bool
  /// The membrane potential of all neurons, as it was when it was last read.
  private(set) var membrane: [Double]
  /// Whether what arrives depends on its membrane potential.
  var isSeen = false
  /// Whether what depends on a whole window of inputs needs all of them before its first step.
  let seesWindow: Bool
  // The slots of the states, and how long a neuron may still be refractory that is not.
  private let stateSlots: Range<Int>
  private let leastRefractory: Double
  private var samples: [[Double]] = []
  private var recorded = Spikes()
  /// When in the last step each of `spikes` was, as a share of the step; empty where all were at its end.
  private(set) var shares: [Double] = []
  /// Its neurons, where their spikes are found between steps.
  var flow: FlowColumns? { if case .flow(let columns) = columns { columns } else { nil } }
  private var flowing: FlowInputs?
  /// What each step of the stretch began with, for who goes back through it; empty where nobody does.
  ///
  /// A column for each state and then each input of the program, of a row a step.
  private(set) var tape: [[Double]] = []
  private let keepsTape: Bool
  /// What one of the states was after each step, a row a step; empty where none is watched.
  private(set) var watched: [Double] = []
  private let watchedState: Int?

  /// - Parameters:
  ///   - node: the node as it stands.
  ///   - ports: the inputs and states on which connections end.
  ///   - steps: how many steps are to be taken.
  ///   - engine: what takes them.
  ///   - random: where noise comes from.
  ///   - keepsTape: whether it is kept what each step begins with.
  ///   - watchedState: which state is kept of every step, if any.
  init(
    _ node: Node, ports: [Connection.Port], steps: Int, engine: Engine, random: RandomSource,
    keepsTape: Bool = false, watching watchedState: Int? = nil
  ) {
    self.node = node
    self.keepsTape = keepsTape
    self.watchedState = watchedState
    stateSlots = node.program.stateSlots
    // Half a step is allowed for, as in the equations themselves.
    leastRefractory = node.dt / 2
    seesWindow = node.seesWindow && !ports.isEmpty
    keepsInputs = node.record == .all || seesWindow
    isShared =
      zip(node.model.inputs.keys, node.sharedFeeds).map { name, isShared in
        isShared && !ports.contains(.input(name))
      } + node.program.windowInputs.map { _ in false }
    columns = RunningColumns(
      node, sharing: isShared, steps: steps, engine: node.record == .all ? Engine() : engine,
      random: random, awaiting: &awaited)
    membrane = Array(repeating: 0, count: node.population)
  }

  /// Prepares for `count` steps.
  func begin(_ count: Int, random: RandomSource) {
    let population = node.population
    currents = node.currents(of: count, random: random)
    flowing = flow.map { _ in FlowInputs(node, currents: currents, count: count, random: random) }
    inputs = currents.map { _ in
      Array(repeating: 0, count: keepsInputs ? count * population : population)
    }
    if keepsInputs { for step in 0..<count { fillInputs(step) } }
    samples = Array(
      repeating: Array(repeating: 0, count: node.record == .all ? count * population : 0),
      count: 1 + node.states.count)
    recorded = Spikes()
    tape =
      keepsTape
      ? Array(
        repeating: Array(repeating: 0, count: count * population),
        count: node.states.count + currents.count) : []
    watched = Array(repeating: 0, count: watchedState == nil ? 0 : count * population)
  }

  // Puts what is fed at a step into its rows.
  private func fillInputs(_ step: Int) {
    for index in inputs.indices where keepsInputs || !isShared[index] {
      let row = row(step)
      inputs[index].withUnsafeMutableBufferPointer {
        let row = UnsafeMutableBufferPointer(rebasing: $0[row..<row + node.population])
        currents[index].fill(row, step: step, firstNeuron: 0)
      }
    }
  }

  // Where the row of a step begins.
  private func row(_ step: Int) -> Int { keepsInputs ? step * node.population : 0 }

  /// Puts in what is fed at a step, before what arrives at it is added.
  func open(_ step: Int) {
    if !keepsInputs { fillInputs(step) }
  }

  /// Reads the membrane potential of all neurons.
  func readMembrane() {
    columns.read(stateSlots.lowerBound + node.program.mem, into: &membrane, at: 0)
  }

  /// Adds what arrives at a step.
  func add(_ amounts: SpikeList, to landing: Landing, at step: Int) {
    if amounts.isEmpty { return }
    switch landing {
    case .input(let input):
      let row = row(step)
      for (neuron, amount) in amounts { inputs[input][row + neuron] += amount }
    case .state(let state, let refractory):
      columns.add(
        amounts, to: stateSlots.lowerBound + state,
        sparing: refractory.map { stateSlots.lowerBound + $0 }, above: leastRefractory)
    }
  }

  /// Adds what spikes make arrive at a step through synapses.
  func add(
    _ spikes: SpikeList, through weights: SparseWeights, times scale: Double, to landing: Landing,
    at step: Int
  ) {
    switch landing {
    case .input(let input):
      let row = row(step)
      inputs[input].withUnsafeMutableBufferPointer { inputs in
        weights.forEachTarget(of: spikes, times: scale) { inputs[row + $0] += $1 }
      }
    case .state(let state, let refractory):
      columns.add(
        spikes, through: weights, times: scale, to: stateSlots.lowerBound + state,
        sparing: refractory.map { stateSlots.lowerBound + $0 }, above: leastRefractory)
    }
  }

  /// Computes what depends on all inputs of a window, once these are known.
  func finishWindow(_ steps: Range<Int>) {
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
  ///
  /// - Parameters:
  ///   - step: which of the stretch.
  ///   - random: where noise comes from.
  ///   - isCareful: whether every number is looked at.
  /// - Returns: the first that is infinite or undefined.
  func step(
    _ step: Int, random: RandomSource, isCareful: Bool
  ) -> NetworkRun.Failure? {
    let row = row(step)
    if flow == nil { giveInputs(step) }
    let before = isCareful && flow == nil ? states : []
    if keepsTape { keepOnTape(step) }
    columns.step(into: &spikes)
    if let flow {
      shares = flow.spikes.map(\.share)
      if let failure = flow.failure {
        let place = failure.reason.place(step: step, neuron: failure.neuron, in: node)
        return NetworkRun.Failure(
          node: node.name, step: step, neuron: failure.neuron, quantity: place.quantity,
          term: place.term, cause: place.cause)
      }
    }
    if let watchedState {
      columns.read(
        stateSlots.lowerBound + watchedState, into: &watched,
        at: step * node.population)
    }
    if isCareful, flow == nil, var failure = failure(step) {
      failure.term = node.firstNonFiniteTerm(
        of: failure.neuron, states: before.map { $0[failure.neuron] },
        inputs: inputs.indices.map { index in
          isShared[index]
            ? currents[index].shared?[step] ?? 0 : inputs[index][row + failure.neuron]
        }, at: node.time + step + 1, random: random)
      return failure
    }
    if !spikes.isEmpty { record(step) }
    if node.record == .all {
      columns.read(node.kernel.membraneSlot, into: &samples[0], at: row)
      for (index, slot) in stateSlots.enumerated() {
        columns.read(slot, into: &samples[index + 1], at: row)
      }
    }
    return nil
  }

  private func record(_ step: Int) {
    for (index, spike) in spikes.enumerated() {
      recorded.append(
        step: step, neuron: spike.neuron, value: spike.value,
        lead: shares.isEmpty ? 0 : 1 - shares[index])
    }
  }

  private func giveInputs(_ step: Int) {
    for (index, isShared) in isShared.enumerated() {
      if isShared, let shared = currents[index].shared {
        columns.fill(input: index, with: shared[step])
      } else {
        columns.load(input: index, from: inputs[index], at: row(step))
      }
    }
  }

  /// When in a step a neuron fired, as shares of the step: at its end, but where it fires at given times.
  func shares(of neuron: Int, at step: Int) -> [Double] {
    guard node.model.lineage.contains(where: { $0.name == "Spikes" }) else { return [1] }
    let shares = node.feeds.filter { $0.neurons.contains(neuron) }
      .flatMap { $0.signal.sharesOfSpikes(inStep: node.time + step + 1) }
    return shares.isEmpty ? [1] : shares.sorted()
  }

  /// Begins a step of neurons whose spikes are found between steps.
  func enter(_ step: Int) {
    guard let flow, let flowing else { return }
    giveInputs(step)
    flow.open(step, flowing)
  }

  private func keepOnTape(_ step: Int) {
    let first = step * node.population
    for (index, slot) in stateSlots.enumerated() {
      columns.read(slot, into: &tape[index], at: first)
    }
    for (index, input) in inputs.enumerated() {
      let place = node.states.count + index
      if isShared[index], let shared = currents[index].shared {
        for neuron in 0..<node.population { tape[place][first + neuron] = shared[step] }
      } else {
        let row = row(step)
        tape[place].replaceSubrange(
          first..<first + node.population, with: input[row..<row + node.population])
      }
    }
  }

  private var states: [[Double]] { stateSlots.map(column) }

  private func column(_ slot: Int) -> [Double] { columns.column(slot, count: node.population) }

  // Where the numbers after a step are infinite or undefined.
  private func failure(_ step: Int) -> NetworkRun.Failure? {
    let quantities = [("mem", column(node.kernel.membraneSlot))] + zip(node.states.keys, states)
    return quantities.lazy.compactMap { [node] name, values in
      values.firstNotFinite.map {
        NetworkRun.Failure(node: node.name, step: step, neuron: $0, quantity: name)
      }
    }.first
  }

  /// Whether nothing became infinite or undefined since the last call.
  func isFinite() -> Bool { columns.isFinite() && states.allSatisfy { $0.firstNotFinite == nil } }

  /// The node after the `count` steps of the stretch.
  func finish(_ count: Int, random: RandomSource) -> Node {
    let before = node.states
    node.take(columns, steps: count, random: random)
    let known = inputs.prefix(node.model.inputs.count)
    node.record(recorded, columns: known + samples, steps: count, from: before)
    return node
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
  mutating func take(_ columns: RunningColumns, steps: Int, random: RandomSource) {
    let before = states
    for (index, slot) in program.stateSlots.enumerated() {
      columns.read(slot, into: &states.values[index], at: 0)
    }
    if case .flow(let columns) = columns { state.memories = columns.memories }
    count(steps, from: before, random: random)
  }
}
