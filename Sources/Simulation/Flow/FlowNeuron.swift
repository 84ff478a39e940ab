import Neurons
import OrderedCollections

/// One neuron between steps: its equations are solved from one happening to the next, and spikes act
/// when they happen.
struct FlowNeuron {
  /// What changes from outside within a step.
  struct Change {
    enum Kind {
      /// An input of the model becomes another one by so much.
      case input(Int, by: Double)
      /// Something arrives at a state.
      case state(Int, by: Double)
    }

    /// When, counted from the begin of the step.
    var offset: Double
    var kind: Kind
  }

  private let flow: Flow
  private let dt: Double
  private var solution: FlowSolution
  /// When it fired in the present step, counted from its begin.
  private(set) var spikes: [Double] = []
  /// The membrane potential before the last of them reset it.
  private(set) var membraneAtSpike: Double?
  // Whose parameters it has.
  private var prepared: Int?
  // When it may fire again, counted from the begin of the step.
  private var refractoryEnd = 0.0
  // How often something happened in the present step.
  private var happened = 0

  /// Makes room for one neuron of a node, with its parameters.
  init(_ node: Node, _ flow: Flow, neuron: Int) {
    self.flow = flow
    dt = node.dt
    solution = FlowSolution(
      flow, stateCount: node.states.count, dt: dt, tolerance: node.setup.tolerance)
    prepare(Array(node.parameters.values), of: neuron)
  }

  /// The step of an adaptive method that goes on.
  var memory: FlowMemory? { solution.memory }

  /// How many steps of their own length it took.
  var courseCount: Int { solution.courseCount }

  /// Whether there is one.
  var goesOn: Bool { solution.memory.map { !$0.isOver } ?? false }

  /// Hands the step that goes on over to who keeps it meanwhile.
  mutating func takeMemory() -> FlowMemory? { solution.memory.take() }

  /// All states.
  var states: [Double] { solution.equations.states }

  /// Takes over the parameters of a neuron, unless it has them.
  ///
  /// - Parameters:
  ///   - parameters: of each one value for all, or one for each neuron of a population.
  ///   - neuron: which of that it is.
  mutating func prepare(_ parameters: [[Double]], of neuron: Int) {
    if prepared == neuron { return }
    solution.equations.prepare(parameters) { _ in neuron }
    prepared = neuron
  }

  /// Takes over where a neuron stands.
  ///
  /// - Parameters:
  ///   - memory: the step of an adaptive method that goes on.
  ///   - state: each of its states, by its place among all.
  mutating func load(memory: FlowMemory?, _ state: (Int) -> Double) {
    for index in solution.equations.states.indices {
      solution.equations.states[index] = state(index)
    }
    solution.memory = memory
  }

  /// Where a neuron is within a step.
  struct Position {
    var states: [Double]
    var memory: FlowMemory?
    var inputs: [Double] = []
    var now = 0.0, refractoryEnd = 0.0
    var spikes: [Double] = []
    var membraneAtSpike: Double?
    var happened = 0
  }

  /// Where it is within its step, for another one to take its place meanwhile.
  var position: Position {
    get {
      Position(
        states: states, memory: memory, inputs: solution.equations.inputs, now: solution.now,
        refractoryEnd: refractoryEnd, spikes: spikes, membraneAtSpike: membraneAtSpike,
        happened: happened)
    }
    set {
      solution.equations.states = newValue.states
      solution.equations.inputs = newValue.inputs
      solution.leave()
      (solution.memory, solution.now) = (newValue.memory, newValue.now)
      (refractoryEnd, happened) = (newValue.refractoryEnd, newValue.happened)
      (spikes, membraneAtSpike) = (newValue.spikes, newValue.membraneAtSpike)
    }
  }

  /// Goes to a step, which began before.
  mutating func enter(_ number: Int) { solution.begin = Double(number - 1) * dt }

  /// Begins a step.
  ///
  /// - Parameters:
  ///   - number: which one, counted from 1.
  ///   - inputs: what flows in at its begin.
  mutating func open(_ number: Int, inputs: [Double]) {
    enter(number)
    happened = 0
    solution.open(inputs: inputs)
    solution.equations.states[flow.spike] = 0
    if !spikes.isEmpty { spikes.removeAll(keepingCapacity: true) }
    membraneAtSpike = nil
    refractoryEnd = flow.refractory.map { solution.equations.states[$0] } ?? 0
  }

  /// Says that something happens in the step that is open, if it is taken at once.
  mutating func expectHappening() { solution.stepFails = true }

  /// Ends a step.
  mutating func close() throws(FlowFailure) {
    solution.equations.follow(time: solution.begin + dt)
    if let refractory = flow.refractory {
      solution.equations.states[refractory] = max(0, refractoryEnd - dt)
    }
    solution.equations.states[flow.spike] = spikes.isEmpty ? 0 : 1
    if let state = solution.equations.states.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(state: state)
    }
  }

  /// Goes on within a step.
  ///
  /// - Parameters:
  ///   - end: to where, counted from its begin.
  ///   - changes: what changes until then, in the order of their times.
  mutating func advance(to end: Double, changes: ArraySlice<Change>) throws(FlowFailure) {
    var changes = changes
    // How often it fired at the present time.
    var atOnce = 0
    while true {
      while let change = changes.first, change.offset <= solution.now {
        try take(change)
        changes.removeFirst()
      }
      let isRefractory = refractoryEnd > solution.now
      if !isRefractory, flow.firesWhileAbove, solution.isAbove() {
        atOnce += 1
        if atOnce > 1 { throw .endlessFiring }
        try take([0])
        continue
      }
      guard solution.now < end else { return }
      var next = min(end, changes.first?.offset ?? end)
      if isRefractory { next = min(next, refractoryEnd) }
      solution.equations.isHeld = isRefractory && !flow.held.isEmpty ? 1 : 0
      let before = solution.now
      let crossed = try solution.solve(to: next, mayFire: !isRefractory)
      if solution.now > before { atOnce = 0 }
      guard let crossed else { continue }
      if crossed == 0 { atOnce += 1 }
      try take([crossed])
    }
  }

  // Lets happen what conditions that begin to hold say, and what begins to hold by that.
  private mutating func take(_ conditions: [Int]) throws(FlowFailure) {
    var open = conditions[...]
    while let condition = open.popFirst() {
      happened += 1
      if happened > mostHappenings {
        throw condition == 0 ? .endlessFiring : .endlessEvent(condition - 1)
      }
      if condition == 0 {
        open += fire()
      } else {
        let (time, isHeld) = (solution.time, refractoryEnd > solution.now)
        open += begun(
          solution.jump { $0.happen(condition - 1, time: time, holding: isHeld) })
      }
    }
  }

  // Which of the conditions that begin to hold by a jump act: that of a spike, where it holds for longer than
  // a moment, does so as long as it holds.
  private func begun(_ conditions: [Int]) -> [Int] {
    conditions.filter { $0 > 0 || !flow.firesWhileAbove && refractoryEnd <= solution.now }
  }

  private mutating func take(_ change: Change) throws(FlowFailure) {
    switch change.kind {
    case .input(let input, let amount):
      solution.equations.inputs[input] += amount
      solution.leave()
    case .state(let state, let amount):
      if refractoryEnd > solution.now, flow.held.contains(state) { return }
      let conditions = solution.jump { $0.states[state] += amount }
      guard solution.equations.states[state].isFinite else { throw .notFinite(state: state) }
      // What begins to hold by a jump happens at once.
      try take(begun(conditions))
    }
  }

  // Returns what begins to hold by that.
  private mutating func fire() -> [Int] {
    // Kept only where it matters.
    let before = solution.memory == nil ? [] : solution.equations.states
    solution.equations.follow(time: solution.time)
    membraneAtSpike = solution.equations.states[flow.mem]
    spikes.append(solution.now)
    let time = solution.time
    if flow.eventCount > 0 {
      var refractory = 0.0
      let conditions = solution.jump { refractory = $0.fire(time: time) }
      if flow.refractory != nil { refractoryEnd = solution.now + refractory }
      return conditions.filter { $0 > 0 }
    }
    let refractory = solution.equations.fire(time: time)
    if flow.refractory != nil { refractoryEnd = solution.now + refractory }
    // Where nothing else changes the course goes on.
    solution.leave(
      keepsCourse: !before.isEmpty
        && flow.flowing.allSatisfy { solution.equations.states[$0] == before[$0] })
    return []
  }
}

// More in one step than that have no end.
private let mostHappenings = 10_000
