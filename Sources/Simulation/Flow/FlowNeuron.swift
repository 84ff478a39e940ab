import Equations

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
  private let tolerance: Double
  private var equations: FlowEquations
  private var explicit: DormandPrince
  private var implicit: Rosenbrock
  /// The step of an adaptive method that goes on.
  private(set) var memory: FlowMemory?
  /// When it fired in the present step, counted from its begin.
  private(set) var spikes: [Double] = []
  /// The membrane potential before the last of them reset it.
  private(set) var membraneAtSpike: Double?
  // How far above its conditions it is, where that is known of the present states.
  private var margins: [Double]
  private var marginsAreKnown = false
  private var place: [Double]
  private var stepEnd: [Double]
  private var other: [Double]
  // When the present step began and how much of it is done.
  private var begin = 0.0
  private var now = 0.0
  // How many steps of their own length were taken in it.
  private var courses = 0
  // When it may fire again, counted from the begin of the step.
  private var refractoryEnd = 0.0

  /// Makes room for one neuron.
  init(_ flow: Flow, stateCount: Int, dt: Double, tolerance: Double) {
    self.flow = flow
    self.dt = dt
    self.tolerance = tolerance
    equations = FlowEquations(flow, stateCount: stateCount)
    let size = flow.flowing.count
    explicit = DormandPrince(size: size)
    implicit = Rosenbrock(size: flow.method == .stiff ? size : 0)
    margins = Array(repeating: 0, count: 1 + flow.eventCount)
    place = Array(repeating: 0, count: size)
    stepEnd = Array(repeating: 0, count: size + 1)
    other = place
  }

  /// All states.
  var states: [Double] { equations.states }

  /// Takes over the parameters of a neuron.
  mutating func prepare(_ parameters: [Double]) { equations.prepare(parameters) }

  /// Takes over where a neuron stands.
  mutating func load(_ states: [Double], memory: FlowMemory?) {
    equations.states = states
    self.memory = memory
  }

  /// Where a neuron is within a step.
  struct Position {
    var states: [Double]
    var memory: FlowMemory?
    var inputs: [Double] = []
    var now = 0.0, refractoryEnd = 0.0
    var spikes: [Double] = []
    var membraneAtSpike: Double?
  }

  /// Where it is within its step, for another one to take its place meanwhile.
  var position: Position {
    get {
      Position(
        states: equations.states, memory: memory, inputs: equations.inputs, now: now,
        refractoryEnd: refractoryEnd, spikes: spikes, membraneAtSpike: membraneAtSpike)
    }
    set {
      equations.states = newValue.states
      equations.inputs = newValue.inputs
      memory = newValue.memory
      (now, refractoryEnd) = (newValue.now, newValue.refractoryEnd)
      (spikes, membraneAtSpike) = (newValue.spikes, newValue.membraneAtSpike)
      marginsAreKnown = false
    }
  }

  /// Goes to a step, which began before.
  mutating func enter(_ number: Int) { begin = Double(number - 1) * dt }

  /// Begins a step.
  ///
  /// - Parameters:
  ///   - number: which one, counted from 1.
  ///   - inputs: what flows in at its begin.
  mutating func open(_ number: Int, inputs: [Double]) {
    begin = Double(number - 1) * dt
    now = 0
    courses = 0
    if memory?.inputs != inputs { memory = nil }
    equations.inputs = inputs
    equations.states[flow.spike] = 0
    if !spikes.isEmpty { spikes = [] }
    membraneAtSpike = nil
    marginsAreKnown = false
    refractoryEnd = flow.refractory.map { equations.states[$0] } ?? 0
  }

  /// Ends a step.
  mutating func close() throws(FlowFailure) {
    equations.follow(time: begin + dt)
    if let refractory = flow.refractory {
      equations.states[refractory] = max(0, refractoryEnd - dt)
    }
    equations.states[flow.spike] = spikes.isEmpty ? 0 : 1
    if let state = equations.states.firstIndex(where: { !$0.isFinite }) {
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
    // How often something happened at the present time.
    var (atOnce, happened) = (0, 0)
    while true {
      while let change = changes.first, change.offset <= now {
        try take(change)
        changes.removeFirst()
      }
      let isRefractory = refractoryEnd > now
      if !isRefractory, flow.firesWhileAbove {
        findMargins()
        if margins[0] >= 0 {
          atOnce += 1
          if atOnce > 1 { throw .endlessFiring }
          fire()
          continue
        }
      }
      guard now < end else { return }
      var next = min(end, changes.first?.offset ?? end)
      if isRefractory { next = min(next, refractoryEnd) }
      equations.isHeld = isRefractory && !flow.held.isEmpty
      let before = now
      let crossed = try flow(to: next, mayFire: !isRefractory)
      if now > before { atOnce = 0 }
      guard let crossed else { continue }
      happened += 1
      if crossed > 0 {
        equations.happen(crossed - 1, time: begin + now)
        leaveCourse()
        if happened > mostHappenings { throw .endlessEvent(crossed - 1) }
      } else {
        if happened > mostHappenings { throw .endlessFiring }
        atOnce += 1
        fire()
      }
    }
  }

  private mutating func take(_ change: Change) throws(FlowFailure) {
    switch change.kind {
    case .input(let input, let amount):
      equations.inputs[input] += amount
      leaveCourse()
    case .state(let state, let amount):
      if refractoryEnd > now, flow.held.contains(state) { return }
      findMargins()
      let before = margins
      equations.states[state] += amount
      leaveCourse()
      guard equations.states[state].isFinite else { throw .notFinite(state: state) }
      findMargins()
      // What begins to hold by a jump happens at once.
      for index in margins.indices where before[index] < 0 && margins[index] >= 0 {
        if index > 0 {
          equations.happen(index - 1, time: begin + now)
          leaveCourse()
        } else if !flow.firesWhileAbove, refractoryEnd <= now {
          fire()
        }
      }
    }
  }

  private mutating func leaveCourse() {
    memory = nil
    marginsAreKnown = false
  }

  private mutating func findMargins() {
    if !marginsAreKnown { equations.margins(time: begin + now, into: &margins) }
    marginsAreKnown = true
  }

  private mutating func fire() {
    let before = equations.states
    equations.follow(time: begin + now)
    membraneAtSpike = equations.states[flow.mem]
    spikes.append(now)
    let refractory = equations.fire(time: begin + now)
    if flow.refractory != nil { refractoryEnd = now + refractory }
    // Where nothing else changes the course goes on.
    if flow.flowing.contains(where: { equations.states[$0] != before[$0] }) { memory = nil }
    marginsAreKnown = false
  }

  // Goes on without a change to a time within the step, or to the first condition that begins to hold;
  // returns which of them that is.
  private mutating func flow(to end: Double, mayFire: Bool) throws(FlowFailure) -> Int? {
    let watched = (mayFire ? 0 : 1)..<margins.count
    if !watched.isEmpty { findMargins() }
    if !flow.method.isAdaptive, memory?.isOver ?? true {
      memory = nil
      if takeWholeStep(to: end, watched) { return nil }
    }
    return try flow(to: end, watched)
  }

  // Takes a step of the model's own method, unless a condition begins to hold in it.
  private mutating func takeWholeStep(to end: Double, _ watched: Range<Int>) -> Bool {
    let (before, reach) = (margins, end - now)
    other = equations.place
    equations.step(from: other, time: begin + now, length: reach, into: &stepEnd)
    let isSteep = stepEnd[place.count] > 0
    for index in place.indices { place[index] = stepEnd[index] }
    equations.move(to: place)
    let isFinite = !isSteep && place.allSatisfy(\.isFinite)
    if isFinite, !watched.isEmpty { equations.margins(time: begin + end, into: &margins) }
    guard isFinite, !watched.contains(where: { before[$0] < 0 && margins[$0] >= 0 }) else {
      equations.move(to: other)
      margins = before
      return false
    }
    marginsAreKnown = !watched.isEmpty
    now = end
    return true
  }

  // The same in steps as long as their error allows. What leads up to a spike may rise so steeply that no
  // step of the node's is short enough for it.
  private mutating func flow(
    to end: Double, _ watched: Range<Int>
  ) throws(FlowFailure) -> Int? {
    while now < end {
      if !watched.isEmpty { findMargins() }
      let before = margins
      try findCourse()
      let point = memory.map { min(end, now + ($0.length - $0.elapsed)) } ?? end
      let reach = point - now
      try move(by: reach)
      guard !watched.isEmpty else {
        arrive(after: reach, isWhole: point == end, end)
        continue
      }
      equations.margins(time: begin + point, into: &margins)
      var first: (index: Int, reach: Double)?
      for index in watched where before[index] < 0 && margins[index] >= 0 {
        let last = first?.reach ?? reach
        // It begins to hold before another one does, or not at all until then.
        let value = margin(index, after: last)
        guard value >= 0 else { continue }
        first = (
          index,
          root(between: (0, before[index]), and: (last, value), within: dt * 5e-13) {
            margin(index, after: $0)
          }
        )
      }
      guard let first else {
        marginsAreKnown = true
        arrive(after: reach, isWhole: point == end, end)
        continue
      }
      try move(by: first.reach)
      arrive(after: first.reach, isWhole: first.reach == reach && point == end, end)
      marginsAreKnown = false
      return first.index
    }
    return nil
  }

  // Notes that time went on.
  private mutating func arrive(after reach: Double, isWhole: Bool, _ end: Double) {
    memory?.elapsed += reach
    now = isWhole ? end : now + reach
    if let memory, memory.length - memory.elapsed < dt * 1e-13 {
      self.memory?.elapsed = memory.length
    }
  }

  private mutating func margin(_ index: Int, after reach: Double) -> Double {
    go(by: reach)
    var values = margins
    equations.margins(time: begin + now + reach, into: &values)
    return values[index]
  }

  // Puts the states where they are some time after the present.
  private mutating func move(by reach: Double) throws(FlowFailure) {
    go(by: reach)
    if let index = place.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(state: flow.flowing[index])
    }
  }

  private mutating func go(by reach: Double) {
    if let memory {
      memory.place(at: memory.elapsed + reach, into: &place)
    } else if reach == 0 {
      place = other
    } else {
      equations.step(from: other, time: begin + now, length: reach, into: &place)
    }
    equations.move(to: place)
  }

  // MARK: - Steps of their own length

  // Sees to it that there is a course that goes on.
  private mutating func findCourse() throws(FlowFailure) {
    if let memory, memory.isHeld != equations.isHeld { self.memory = nil }
    if let memory, !memory.isOver { return }
    courses += 1
    guard courses <= mostCourses else { throw .tolerance }
    let time = begin + now
    let distance = marginsAreKnown ? -margins[0] : .infinity
    switch flow.method {
    case .stiff:
      memory = try implicit.course(
        of: &equations, after: memory, time: time, dt: dt, within: tolerance, distance: distance)
    case .adaptive:
      memory = try explicit.course(
        of: &equations, after: memory, time: time, dt: dt, within: tolerance, distance: distance)
    case .euler, .exponentialEuler, .backwardEuler, .crankNicolson, .rosenbrock:
      // Its steps are as good as any, whatever their length.
      other = equations.place
    case .rk4:
      memory = try explicit.course(
        of: &equations, after: memory, time: time, dt: dt, within: crossingTolerance,
        distance: distance)
    }
  }
}

// Far below what the steps before have as their error.
private let crossingTolerance = 1e-11

// More in one step than that take longer than anybody waits: the equations are stiff.
private let mostCourses = 10_000
// More in one step than that have no end.
private let mostHappenings = 10_000
