import Neurons
import OrderedCollections

/// The neurons of a node at work, alone or among others.
final class Population {
  /// The node, with nothing recorded; its states are those of when the run began.
  private(set) var node: Node
  private lazy var cells = Cells(
    node, inputs: inputs, steps: pace.steps, code: code, workers: workers, random: random)
  /// The native code that is compiled while the interpreter takes its steps; nil where none is.
  let awaited: NativeSource?
  /// The places of its connections among those of the run.
  var incoming: [Int] = []
  var outgoing: [Int] = []
  /// How it takes its steps.
  let pace: Pace
  /// The neurons that gave something at the last step that was looked at, and how much.
  private(set) var spikes: SpikeList = []
  /// When in that step each of them was, as a share of the step; empty where all were at its end.
  private(set) var shares: [Double] = []
  /// The membrane potential of all neurons, as it was when it was last read.
  private(set) var membrane: [Double]
  /// Whether what arrives depends on its membrane potential.
  var isSeen = false
  /// Whether what depends on a whole window of inputs needs all of them before its first step.
  let seesWindow: Bool

  // What flows into each input of the program, and whether all neurons get the same.
  private var currents: [Currents] = []
  private var shared: [[Double]] = []
  private let isShared: [Bool]
  private let inputs: [NativeSource.Input]
  // Whether something may arrive at an input besides what is fed, or is seen before its time.
  private let isFilled: [Bool]
  // For each input the rows that it has, and then those of what is recorded: the membrane potential
  // before a spike resets it, and the states.
  private var columns: [[Double]] = []
  private var hasColumns = false
  // Whether rows of inputs are those of all steps, and the step of the first where they are not.
  private let keepsInputs: Bool
  private var firstStep = 0
  private let stateSlots: Range<Int>
  // How long a neuron may still be refractory that is not.
  private let leastRefractory: Double

  private let random: RandomSource
  private let workers: Int?
  private let code: NativeCode?
  // Spikes that were found between steps.
  private var timed = Spikes()
  private var flowing: FlowInputs?
  // What a whole stretch of neurons came to whose spikes are found between steps.
  private var segment: Recording.Segment?
  private var failure: Node.NotFinite?
  private var isFlowFinite = true

  /// What each step of the stretch began with, for who goes back through it; empty where nobody does.
  ///
  /// A column for each state and then each input of the program, of a row a step.
  private(set) var tape: [[Double]] = []
  /// What one of the states was after each step, a row a step; empty where none is watched.
  private(set) var watched: [Double] = []
  private let view: View

  /// How a population takes its steps.
  struct Pace {
    /// How many it takes at once at most: as many as it can before it has to know what others did.
    var steps: Int
    /// Whether nobody asks who of it fires when but the recording.
    var isAlone = false
  }

  /// What is looked at besides what is recorded.
  struct View {
    /// Whether every number is looked at after every step.
    var isCareful = false
    /// Whether it is kept what each step begins with.
    var keepsTape = false
    /// Which state is kept of every step, if any.
    var watchedState: Int?
  }

  /// Begins where a node stands.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - ports: the inputs and states on which connections end.
  ///   - pace: how it takes its steps.
  ///   - steps: how many are to be taken, by which it is decided what takes them.
  ///   - engine: what takes them; the numbers are the same.
  ///   - random: where noise comes from.
  ///   - view: what is looked at.
  init(
    _ node: Node, ports: [Connection.Port], pace: Pace, steps: Int, engine: Engine,
    random: RandomSource, view: View = View()
  ) {
    self.node = node.unrecorded
    self.random = random
    self.view = view
    self.pace = pace
    workers = engine.workers
    stateSlots = node.program.stateSlots
    // Half a step is allowed for, as in the equations themselves.
    leastRefractory = node.dt / 2
    seesWindow = node.seesWindow && !ports.isEmpty
    let isShared =
      zip(node.model.inputs.keys, node.sharedFeeds).map { name, isShared in
        isShared && !ports.contains(.input(name))
      } + node.program.windowInputs.map { _ in node.population == 1 && ports.isEmpty }
    self.isShared = isShared
    let isFilled =
      node.model.inputs.keys.map { [seesWindow] in seesWindow || ports.contains(.input($0)) }
      + node.program.windowInputs.map { [seesWindow] _ in seesWindow }
    self.isFilled = isFilled
    keepsInputs = node.record == .all || seesWindow
    // What flows in all the time need not be told at each step.
    let isConstant = node.currents(of: 1, random: random).map(\.isConstant)
    inputs = isShared.indices.map { input in
      isShared[input]
        ? .shared
        : isConstant[input] && !isFilled[input] && node.record != .all && node.flow == nil
          ? .steady : .own
    }
    let work = Double(steps) * Double(node.population) * node.kernel.weight
    let choice =
      // Those that go on within a step have none.
      node.flow != nil && !pace.isAlone
      ? NativeChoice() : engine.choice(for: node.nativeSource(inputs), work: work)
    (code, awaited) = (choice.code, choice.awaited)
    membrane = Array(repeating: 0, count: node.population)
  }

  /// Its neurons, where their spikes are found between steps and others act on them there.
  var flow: FlowColumns? {
    guard node.flow != nil, !pace.isAlone, case .flow(let cells) = cells else { return nil }
    return cells
  }

  // MARK: - What flows in

  /// Prepares for `count` steps.
  func begin(_ count: Int) {
    let population = node.population
    currents = node.currents(of: count, random: random)
    flowing = flow.map { _ in FlowInputs(node, currents: currents, count: count, random: random) }
    shared = zip(currents, isShared).map { $1 ? $0.shared ?? [] : [] }
    let recordedInputs = node.record == .all ? node.model.inputs.count : 0
    let rows = isShared.indices.map { input in
      let isWanted = isFilled[input] || !isShared[input] && input < recordedInputs
      let isNeeded = isWanted || flow != nil && !pace.isAlone
      let steps = keepsInputs ? count : min(count, pace.steps)
      return Array(repeating: 0.0, count: isNeeded ? steps * population : 0)
    }
    let samples = (0...node.states.count).map { quantity in
      let isKept = node.record == .all && quantity != node.program.spike + 1
      return Array(repeating: 0.0, count: isKept ? count * population : 0)
    }
    columns = rows + samples
    hasColumns = columns.contains { !$0.isEmpty }
    timed = Spikes()
    if node.flow == nil { cells.begin(count, keepsSpikes: node.record != .none || !pace.isAlone) }
    let tapeSize = view.keepsTape ? count * population : 0
    tape = Array(
      repeating: Array(repeating: 0, count: tapeSize),
      count: view.keepsTape ? node.states.count + currents.count : 0)
    watched = Array(repeating: 0, count: view.watchedState == nil ? 0 : count * population)
    if seesWindow { fillInputs(0..<count) }
  }

  /// Puts in what is fed at the steps that come next, before what arrives at them is added.
  func open(_ steps: Range<Int>) {
    firstStep = steps.lowerBound
    if !seesWindow { fillInputs(steps) }
  }

  private func fillInputs(_ steps: Range<Int>) {
    for input in isFilled.indices where isFilled[input] || flow != nil && !columns[input].isEmpty {
      for step in steps {
        let row = row(step)
        columns[input].withUnsafeMutableBufferPointer {
          let row = UnsafeMutableBufferPointer(rebasing: $0[row..<row + node.population])
          if let shared = currents[input].shared {
            row.update(repeating: shared[step])
          } else {
            currents[input].fill(row, step: step, firstNeuron: 0)
          }
        }
      }
    }
  }

  // Where the row of a step begins.
  private func row(_ step: Int) -> Int {
    (keepsInputs ? step : step - firstStep) * node.population
  }

  /// Reads the membrane potential of all neurons.
  func readMembrane() {
    cells.read(stateSlots.lowerBound + node.program.mem, into: &membrane, at: 0)
  }

  /// Puts a number for each neuron into an input at a step, in place of all else.
  func load(_ values: [Double], into input: Int, at step: Int) {
    firstStep = step
    let row = row(step)
    columns[input].replaceSubrange(row..<row + node.population, with: values)
  }

  /// Adds what arrives at a step.
  func add(_ amounts: SpikeList, to landing: Landing, at step: Int) {
    if amounts.isEmpty { return }
    switch landing {
    case .input(let input):
      let row = row(step)
      for (neuron, amount) in amounts { columns[input][row + neuron] += amount }
    case .state(let state, let refractory):
      cells.add(
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
      columns[input].withUnsafeMutableBufferPointer { inputs in
        weights.forEachTarget(of: spikes, times: scale) { inputs[row + $0] += $1 }
      }
    case .state(let state, let refractory):
      cells.add(
        spikes, through: weights, times: scale, to: stateSlots.lowerBound + state,
        sparing: refractory.map { stateSlots.lowerBound + $0 }, above: leastRefractory)
    }
  }

  /// Computes what depends on all inputs of a window, once these are known.
  func finishWindow(_ steps: Range<Int>) {
    let population = node.population
    let rows = steps.lowerBound * population..<steps.upperBound * population
    let currents = node.model.inputs.values.indices.map { Array(columns[$0][rows]) }
    let time = node.time + steps.lowerBound
    let derived = node.windowInputs(of: currents, from: time, after: time, count: steps.count)
    for (index, row) in derived.enumerated() {
      columns[node.model.inputs.count + index].replaceSubrange(rows, with: row)
    }
  }

  // MARK: - Steps

  /// Takes steps.
  ///
  /// - Returns: the first number that is infinite or undefined, where every one is looked at, or why a
  ///   neuron could not be solved on.
  func take(_ steps: Range<Int>) -> Plan.Failure? {
    if node.flow != nil, pace.isAlone { return takeFlow(steps) }
    let (step, isLookedAt) = (steps.lowerBound, view.isCareful && flow == nil)
    let before = isLookedAt ? states : []
    if view.keepsTape { keepOnTape(step) }
    withPlaces(of: steps) { places in
      cells.take(
        Intake(
          steps: steps, population: node.population, currents: currents, shared: shared,
          inputs: inputs, isFilled: isFilled, places: places, isRecorded: node.record == .all))
    }
    if let flow {
      spikes.removeAll(keepingCapacity: true)
      cells.addSpikes(at: step, to: &spikes)
      shares = flow.spikes.map(\.share)
      if let failure = flow.failure {
        return Plan.Failure(failure.reason.place(step: step, neuron: failure.neuron, in: node), node)
      }
      recordFlow(step)
    }
    if let watchedState = view.watchedState {
      cells.read(stateSlots.lowerBound + watchedState, into: &watched, at: step * node.population)
    }
    return isLookedAt ? firstNotFinite(step, from: before) : nil
  }

  /// Looks up who fired at a step.
  func look(at step: Int) {
    if flow != nil { return }
    spikes.removeAll(keepingCapacity: true)
    cells.addSpikes(at: step, to: &spikes)
  }

  private func withPlaces(
    of steps: Range<Int>, _ body: (UnsafeBufferPointer<UnsafeMutablePointer<Double>?>) -> Void
  ) {
    withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<Double>?.self, capacity: columns.count
    ) { places in
      places.initialize(repeating: nil)
      guard hasColumns else { return body(UnsafeBufferPointer(places)) }
      let (inputs, first, population) = (isShared.count, steps.lowerBound, node.population)
      let row = row(first)
      // One column's storage at a time, and the others within.
      func descend(_ index: Int) {
        guard index < columns.count else { return body(UnsafeBufferPointer(places)) }
        if columns[index].isEmpty { return descend(index + 1) }
        var column: [Double] = []
        swap(&column, &columns[index])
        column.withUnsafeMutableBufferPointer { numbers in
          places[index] = numbers.baseAddress.map {
            $0 + (index < inputs ? row : first * population)
          }
          descend(index + 1)
        }
        swap(&column, &columns[index])
      }
      descend(0)
    }
  }

  // Takes a stretch of neurons by themselves whose spikes are found between steps.
  private func takeFlow(_ steps: Range<Int>) -> Plan.Failure? {
    guard let flow = node.flow else { return nil }
    var stretch = Stretch(
      node: node, count: steps.count, currents: currents, random: random, code: code,
      workers: workers)
    stretch.isCareful = view.isCareful
    segment = stretch.run(&node.state, of: flow)
    isFlowFinite = segment != nil
    return stretch.failure.map { Plan.Failure($0, node) }
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
    for input in isShared.indices { flow.load(input, from: columns[input], at: row(step)) }
    flow.open(step, flowing)
  }

  // MARK: - What is kept

  private func recordFlow(_ step: Int) {
    for (index, spike) in spikes.enumerated() {
      timed.append(
        step: step, neuron: spike.neuron, value: spike.value,
        lead: shares.isEmpty ? 0 : 1 - shares[index])
    }
    guard node.record == .all else { return }
    let slots = [node.kernel.membraneSlot] + stateSlots
    for (index, slot) in slots.enumerated() where !columns[isShared.count + index].isEmpty {
      cells.read(slot, into: &columns[isShared.count + index], at: step * node.population)
    }
  }

  private func keepOnTape(_ step: Int) {
    let first = step * node.population
    for (index, slot) in stateSlots.enumerated() { cells.read(slot, into: &tape[index], at: first) }
    var numbers = Array(repeating: 0.0, count: node.population)
    for input in isShared.indices {
      fill(&numbers, input, step)
      tape[node.states.count + input].replaceSubrange(first..<first + numbers.count, with: numbers)
    }
  }

  // What flows into an input of all neurons at a step that is about to be taken.
  private func fill(_ numbers: inout [Double], _ input: Int, _ step: Int) {
    if isFilled[input] || flow != nil {
      let row = row(step)
      numbers = Array(columns[input][row..<row + node.population])
    } else if let shared = currents[input].shared {
      numbers = Array(repeating: shared[step], count: node.population)
    } else {
      numbers.withUnsafeMutableBufferPointer {
        currents[input].fill($0, step: step, firstNeuron: 0)
      }
    }
  }

  private var states: [[Double]] { stateSlots.map(column) }

  /// The numbers of a column, one for each neuron.
  func column(_ slot: Int) -> [Double] {
    var column = Array(repeating: 0.0, count: node.population)
    cells.read(slot, into: &column, at: 0)
    return column
  }

  // Where the numbers after a step are infinite or undefined, and the term where that began.
  private func firstNotFinite(_ step: Int, from before: [[Double]]) -> Plan.Failure? {
    let quantities = [("mem", column(node.kernel.membraneSlot))] + zip(node.states.keys, states)
    var found: (quantity: String, neuron: Int)?
    for (quantity, values) in quantities {
      guard let neuron = values.firstNotFinite, neuron < found?.neuron ?? .max else { continue }
      found = (quantity, neuron)
    }
    guard let (quantity, neuron) = found else { return nil }
    var numbers = Array(repeating: 0.0, count: node.population)
    let inputs = isShared.indices.map { input in
      fill(&numbers, input, step)
      return numbers[neuron]
    }
    let term = node.firstNonFiniteTerm(
      of: neuron, states: before.map { $0[neuron] }, inputs: inputs, at: node.time + step + 1,
      random: random)
    return Plan.Failure(
      Node.NotFinite(step: step, neuron: neuron, quantity: quantity, term: term ?? quantity), node)
  }

  /// Whether nothing became infinite or undefined since the last call.
  func isFinite() -> Bool {
    guard node.flow == nil || !pace.isAlone else { return isFlowFinite }
    return cells.isFinite() && states.allSatisfy { $0.firstNotFinite == nil }
  }

  /// Puts what became of its node in the `count` steps of the stretch into it.
  ///
  /// - Parameter isRecorded: whether more of it is recorded than how long it ran.
  func finish(_ count: Int, in result: inout Node, isRecorded: Bool = true) {
    let before = result.states
    if node.flow == nil || !pace.isAlone {
      for (index, slot) in stateSlots.enumerated() {
        cells.read(slot, into: &result.state.columns.values[index], at: 0)
      }
      if let flow { result.state.memories = flow.memories }
      segment =
        isRecorded
        ? makeSegment(count)
        : Recording.Segment(
          steps: count, columns: Array(repeating: [], count: node.recording.quantities.count),
          spikes: Spikes())
    } else {
      result.state.columns = node.state.columns
      result.state.memories = node.state.memories
    }
    result.count(count, from: before, random: random)
    if let segment { result.keep(segment, from: before) }
    node.state.time = result.state.time
  }

  private func makeSegment(_ count: Int) -> Recording.Segment {
    let quantities = node.recording.quantities.count
    let (bits, counts) = cells.spikes
    if node.record == .none, let first = counts.first, !first.isEmpty {
      let sums = (0..<count).map { step in counts.reduce(0) { $0 + $1[step] } }
      return Recording.Segment(spikeCounts: sums, quantities: quantities)
    }
    let spikes = flow == nil ? Spikes(bits, steps: count) : timed
    switch node.record {
    case .none:
      return Recording.Segment(spikeCounts: spikes.counts(at: 0..<count), quantities: quantities)
    case .spikes:
      return Recording.Segment(
        steps: count, columns: Array(repeating: [], count: quantities), spikes: spikes)
    case .all:
      let inputs = node.model.inputs.values.indices.map { index in
        shared[index].isEmpty ? columns[index] : Array(shared[index].prefix(count))
      }
      let kept = inputs + columns[isShared.count...]
      // They are the recording's own, and not to be copied when the next stretch begins.
      columns = []
      return Recording.Segment(steps: count, columns: kept, spikes: spikes)
    }
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
