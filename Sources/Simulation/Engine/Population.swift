import Neurons
import OrderedCollections

/// The neurons of a node at work, alone or among others.
final class Population {
  /// The node, with nothing recorded; its states are those of when the run began.
  private(set) var node: Node
  /// The native code that is compiled while the interpreter takes its steps; nil where none is.
  let awaited: NativeSource?
  /// The places of its connections among those of the run.
  var incoming: [Int] = []
  var outgoing: [Int] = []
  /// How it takes its steps.
  let pace: Pace
  /// The neurons that gave something at the last step that was looked at, and how much.
  private(set) var spikes: SpikeList = []
  /// The membrane potential of all neurons, as it was when it was last read; empty before.
  private(set) var membrane: [Double] = []
  /// Its neurons, where their spikes are found between steps and others act on them there.
  let flow: FlowColumns?
  /// What synapses that are parts of it let flow into its inputs: the input, the state that says it, and
  /// what this is multiplied with.
  var synapticCurrents: [(input: Int, state: Int, scale: Double)] = []
  /// Whether what arrives depends on its membrane potential.
  var isSeen = false
  /// Whether synapses that end on it learn.
  var isLearntFrom = false
  /// Whether others get its membrane potential, or spikes between steps.
  var sendsOtherThanSpikes = false

  // None where neurons by themselves are solved between steps, a whole stretch at once.
  private let cells: Cells?
  private let inflow: Inflow
  private var recorder: Recorder
  private let population: Int
  private let stateSlots: Range<Int>
  private let memSlot: Int
  // How long a neuron may still be refractory that is not.
  private let leastRefractory: Double
  private let view: View
  private let isRecorded: Bool
  private let random: RandomSource
  private let workers: Int?
  private let isInterrupted: @Sendable () -> Bool
  private let code: NativeCode?
  // Currents that begin or end between steps.
  private var flowing: FlowInputs?
  // What neurons by themselves came to whose spikes are found between steps.
  private var segment: Recording.Segment?

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
    /// Whether states are looked at between two steps.
    var seesStates = false
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
    self.pace = pace
    self.view = view
    isRecorded = node.record == .all
    workers = engine.workers
    isInterrupted = engine.isInterrupted
    population = node.population
    stateSlots = node.program.stateSlots
    memSlot = node.program.stateSlots.lowerBound + node.program.mem
    // Half a step is allowed for, as in the equations themselves.
    leastRefractory = node.dt / 2
    // Those that go on within a step do so one by one, without native code.
    let isBetweenSteps = node.flow != nil && !pace.isAlone
    inflow = Inflow(node, ports: ports, isBetweenSteps: isBetweenSteps, random: random)
    let work = Double(steps) * Double(node.population) * node.kernel.weight
    let choice =
      isBetweenSteps
      ? NativeChoice()
      : engine.choice(
        for: node.nativeSource(inflow.kinds, tells: node.tallies == nil ? .steps : .tallies),
        work: work)
    (code, awaited) = (choice.code, choice.awaited)
    cells =
      node.flow != nil && pace.isAlone
      ? nil
      : Cells(
        node, inputs: inflow.kinds, steps: pace.steps, code: choice.code,
        isWatched: !pace.isAlone || view.isCareful || view.keepsTape || view.watchedState != nil,
        seesSpikes: view.isCareful || view.keepsTape || view.watchedState != nil || view.seesStates,
        isCareful: view.isCareful, workers: engine.workers, random: random)
    if case .flow(let columns) = cells { flow = columns } else { flow = nil }
    recorder = Recorder(view, of: node)
  }

  /// Whether its neurons are solved between steps by themselves, a whole stretch at once.
  var isSolved: Bool { cells == nil }

  /// Whether what depends on a whole window of inputs needs all of them before its first step.
  var seesWindow: Bool { inflow.seesWindow }

  /// What each step of the stretch began with, for who goes back through it; see `Recorder`.
  var tape: [[Double]] { recorder.tape }

  /// What the state that is watched was after each step, a row a step.
  var watched: [Double] { recorder.watched }

  // MARK: - What flows in

  /// Prepares for `count` steps.
  func begin(_ count: Int) {
    inflow.begin(count, atOnce: pace.steps, of: node, random: random)
    flowing = flow.map { _ in
      FlowInputs(node, currents: inflow.currents, count: count, random: random)
    }
    recorder.begin(count, of: node)
    let keepsEach = node.record != .none || !pace.isAlone
    let tallied = node.tallies.map { SpikeDetail.tallies(from: max(0, $0.start - node.time)) }
    cells?.begin(count, keeping: tallied ?? (keepsEach ? .each : .counts))
  }

  /// Puts in what is fed at the steps that come next, before what arrives at them is added.
  func open(_ steps: Range<Int>) { inflow.open(steps) }

  /// Reads the membrane potential of all neurons.
  func readMembrane() {
    if membrane.isEmpty { membrane = Array(repeating: 0, count: node.population) }
    cells?.read(memSlot, into: &membrane, at: 0)
  }

  /// Puts a number for each neuron into an input at the step that comes next, in place of all else.
  func load(_ values: [Double], into input: Int, at step: Int) {
    inflow.load(values, into: input, at: step)
  }

  /// Adds what arrives at a step.
  func add(_ amounts: SpikeList, to landing: Landing, at step: Int) {
    if amounts.isEmpty { return }
    switch landing {
    case .input(let input): inflow.add(amounts, to: input, at: step)
    case .state(let state, let refractory):
      cells?.add(
        amounts, to: stateSlots.lowerBound + state,
        sparing: refractory.map { stateSlots.lowerBound + $0 }, above: leastRefractory)
    case .jumps(let jumps):
      for jump in jumps {
        let amounts = amounts.map { ($0, $1 * jump.factor.value(of: $0)) }
        cells?.add(amounts, to: stateSlots.lowerBound + jump.state, sparing: nil, above: 0)
      }
    }
  }

  /// Adds what spikes make arrive at a step through synapses.
  func add(
    _ spikes: SpikeList, through weights: SparseWeights, times scale: Double, to landing: Landing,
    at step: Int
  ) {
    switch landing {
    case .input(let input):
      inflow.add(spikes, through: weights, times: scale, to: input, at: step)
    case .state(let state, let refractory):
      cells?.add(
        spikes, through: weights, times: scale, to: stateSlots.lowerBound + state,
        sparing: refractory.map { stateSlots.lowerBound + $0 }, above: leastRefractory)
    case .jumps:
      var amounts: SpikeList = []
      weights.forEachTarget(of: spikes, times: scale) { amounts.append(($0, $1)) }
      add(amounts, to: landing, at: step)
    }
  }

  /// Computes what depends on all inputs of a window, once these are known.
  func finishWindow(_ steps: Range<Int>) { inflow.finishWindow(steps, of: node) }

  // MARK: - Steps

  /// Takes steps.
  ///
  /// - Returns: the first number that is infinite or undefined, where every one is looked at, or why a
  ///   neuron could not be solved on.
  func take(_ steps: Range<Int>) -> Plan.Failure? {
    // The node itself is large, and not to be handed about at each step.
    guard let cells else { return solve(steps) }
    let step = steps.lowerBound
    if let flow { return finish(flow, cells, step) }
    let before = view.isCareful ? states : []
    if view.keepsTape { recorder.keepOnTape(step, cells, inflow) }
    let (population, isRecorded) = (population, isRecorded)
    if !isRecorded, !inflow.rows.hasPlaces {
      cells.take(
        Intake(
          steps: steps, population: population, inflow: inflow,
          rows: UnsafeBufferPointer(start: nil, count: 0), samples: nil))
      if view.watchedState != nil { recorder.watch(step, cells) }
      return view.isCareful ? firstNotFinite(step, from: before) : nil
    }
    inflow.rows.withPlaces(at: inflow.place(step)) { rows in
      recorder.samples.withPlaces(at: step * population) { samples in
        cells.take(
          Intake(
            steps: steps, population: population, inflow: inflow, rows: rows,
            samples: isRecorded ? samples : nil))
      }
    }
    if view.watchedState != nil { recorder.watch(step, cells) }
    return view.isCareful ? firstNotFinite(step, from: before) : nil
  }

  // What became of neurons in a step in which they went on by themselves.
  private func finish(_ flow: FlowColumns, _ cells: Cells, _ step: Int) -> Plan.Failure? {
    flow.close()
    spikes.removeAll(keepingCapacity: true)
    cells.addSpikes(at: step, to: &spikes)
    if let failure = flow.failure {
      return Plan.Failure(failure.reason.place(step: step, neuron: failure.neuron, in: node), node)
    }
    recorder.record(step, spikes, shares: flow.spikes.map(\.share), cells)
    for current in synapticCurrents where isRecorded {
      let flowing = state(current.state).map { $0 * current.scale }
      inflow.add(SpikeList(row: flowing), to: current.input, at: step)
    }
    return nil
  }

  // Takes a stretch of neurons by themselves whose spikes are found between steps.
  private func solve(_ steps: Range<Int>) -> Plan.Failure? {
    guard let flow = node.flow else { return nil }
    var stretch = Stretch(
      node: node, count: steps.count, currents: inflow.currents, random: random, code: code,
      workers: workers, isInterrupted: isInterrupted)
    stretch.isCareful = view.isCareful
    segment = stretch.run(&node.state, of: flow)
    return stretch.failure.map { Plan.Failure($0, node) }
  }

  /// Looks up who fired at a step.
  func look(at step: Int) {
    if flow != nil { return }
    spikes.removeAll(keepingCapacity: true)
    cells?.addSpikes(at: step, to: &spikes)
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
    for input in inflow.kinds.indices {
      flow.load(input, from: inflow.rows.numbers[input], at: inflow.place(step))
    }
    flow.open(step, flowing)
  }

  /// Adds what arrives within a step at inputs to what is recorded of them: means over the step.
  func addMeans(of arriving: FlowChanges, at step: Int) {
    guard isRecorded else { return }
    arriving.forEach { neuron, change in
      guard case .input(let input, let amount) = change.kind else { return }
      inflow.add([(neuron, amount * (1 - change.offset / node.dt))], to: input, at: step)
    }
  }

  // MARK: - What became of it

  private var states: [[Double]] { stateSlots.map(column) }

  /// The numbers of a state, one for each neuron.
  func state(_ index: Int) -> [Double] { column(stateSlots.lowerBound + index) }

  /// The numbers of a column, one for each neuron.
  func column(_ slot: Int) -> [Double] { cells?.column(slot, of: population) ?? [] }

  // Where the numbers after a step are infinite or undefined, and the term where that began.
  private func firstNotFinite(_ step: Int, from before: [[Double]]) -> Plan.Failure? {
    let quantities = [("mem", column(node.kernel.membraneSlot))] + zip(node.states.keys, states)
    var found: (quantity: String, neuron: Int)?
    for (quantity, values) in quantities {
      guard let neuron = values.firstNotFinite, neuron < found?.neuron ?? .max else { continue }
      found = (quantity, neuron)
    }
    guard let (quantity, neuron) = found else { return nil }
    let term = node.firstNonFiniteTerm(
      of: neuron, states: before.map { $0[neuron] },
      inputs: inflow.kinds.indices.map { inflow.value($0, at: step, of: neuron) },
      at: node.time + step + 1, random: random)
    return Plan.Failure(
      Node.NotFinite(step: step, neuron: neuron, quantity: quantity, term: term ?? quantity), node)
  }

  /// Whether nothing became infinite or undefined since the last call.
  func isFinite() -> Bool {
    guard let cells else { return segment != nil }
    return cells.isFinite()
  }

  /// Puts what became of its node in the `count` steps of the stretch into it.
  func finish(_ count: Int, in result: inout Node) {
    let before = result.states
    if let cells {
      // Behind its own there may be those of synapses.
      for (index, slot) in zip(result.state.columns.values.indices, stateSlots) {
        result.state.columns.values[index] = cells.column(slot, of: population)
      }
      if let flow { result.state.memories = flow.memories }
      if result.tallies != nil {
        let time = result.time
        result.tallies?.add(cells.tallies, after: time)
      } else {
        segment = recorder.segment(count, cells, inflow, of: node)
      }
    } else {
      result.state.columns = node.state.columns
      result.state.memories = node.state.memories
    }
    result.count(count, from: before, random: random)
    if let segment { result.keep(segment, from: before) }
    segment = nil
    node.state.time = result.state.time
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
