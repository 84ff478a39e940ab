import Equations

/// The equations of one neuron, solved from one happening to the next.
struct FlowSolution {
  let flow: Flow
  let dt: Double
  private let tolerance: Double
  // Whether the method has steps of dt.
  private let hasSteps: Bool
  /// The equations, with the states where they are at present.
  var equations: FlowEquations<Double>
  private var explicit: DormandPrince<Double>
  private var implicit: Rosenbrock
  /// What takes steps of mem.
  var risingUp: DormandPrince<Double>
  /// The step of an adaptive method that goes on.
  var memory: FlowMemory?
  // How far above its conditions it is, where that is known of the present states.
  var known: [Double]
  // The same where a step or a course began, and at a point of it.
  private var before: [Double], between: [Double]
  var isKnown = false
  private var place: [Double]
  private var stepEnd: [Double]
  private var other: [Double]
  /// When the present step of the node began.
  var begin = 0.0
  /// How much of it is done.
  var now = 0.0
  /// Whether a condition is known to begin to hold in the present step if that is taken at once, or mem to
  /// rise too steeply for it.
  var stepFails = false
  // How fast what is watched rises where a step or a course began, and at a point of it.
  private var risesBefore: [Double], rises: [Double]
  // Whether a state jumped at the present time.
  private var hasJumped = false
  // How many steps of their own length were taken in it.
  private var courses = 0
  /// How many were taken at all.
  var courseCount = 0

  /// Makes room for one neuron.
  init(_ flow: Flow, stateCount: Int, dt: Double, tolerance: Double) {
    self.flow = flow
    self.dt = dt
    self.tolerance = tolerance
    hasSteps = !flow.method.isAdaptive
    equations = FlowEquations(flow, stateCount: stateCount)
    let size = flow.flowing.count
    explicit = DormandPrince(size: size)
    risingUp = DormandPrince(size: flow.runsUp ? size : 0)
    implicit = Rosenbrock(size: flow.method == .stiff ? size : 0)
    known = Array(repeating: 0, count: 1 + flow.eventCount)
    (before, between, risesBefore, rises) = (known, known, known, known)
    place = Array(repeating: 0, count: size)
    stepEnd = Array(repeating: 0, count: size + 1)
    other = place
  }

  /// The time.
  var time: Double { begin + now }

  /// Begins a step of the node.
  mutating func open(inputs: [Double]) {
    now = 0
    courses = 0
    (stepFails, hasJumped) = (false, false)
    if memory != nil, memory?.inputs != inputs { memory = nil }
    equations.take(inputs: inputs)
    isKnown = false
  }

  /// Leaves the course on which it is, as something changed.
  ///
  /// - Parameter keepsCourse: whether it goes on all the same, as nothing did that flows.
  mutating func leave(keepsCourse: Bool = false) {
    if !keepsCourse, memory != nil { memory = nil }
    (isKnown, hasJumped) = (false, true)
    stepFails = false
  }

  /// Lets states jump.
  ///
  /// - Returns: the conditions that begin to hold by that: events, and then 0 for that of a spike.
  mutating func jump(
    _ change: (inout FlowEquations<Double>) -> Void
  ) -> [Int] {
    learnMargins()
    keepMargins()
    change(&equations)
    leave()
    learnMargins()
    let conditions = Array(known.indices.dropFirst()) + [0]
    return conditions.filter { before[$0] < 0 && known[$0] >= 0 }
  }

  /// Whether the condition of a spike holds.
  mutating func isAbove() -> Bool {
    learnMargins()
    return known[0] >= 0
  }

  private mutating func learnMargins() {
    if !isKnown { equations.margins(time: time, into: &known) }
    isKnown = true
  }

  // Notes how far above its conditions it is before it goes on.
  private mutating func keepMargins() {
    for index in known.indices { before[index] = known[index] }
  }

  /// Goes on without a change to a time within the step, or to the first condition that begins to hold.
  ///
  /// - Parameters:
  ///   - end: the time, counted from the begin of the step.
  ///   - mayFire: whether the condition of a spike counts.
  /// - Returns: which condition it is, 0 for that of a spike; nil where none begins to hold.
  mutating func solve(to end: Double, mayFire: Bool) throws(FlowFailure) -> Int? {
    let watched = (mayFire ? 0 : 1)..<known.count
    if !watched.isEmpty { learnMargins() }
    if hasSteps, memory?.isOver ?? true {
      if memory != nil { memory = nil }
      if !stepFails, takeWholeStep(to: end, watched) { return nil }
      stepFails = false
    }
    return try solve(to: end, watched)
  }

  // Takes a step of the model's own method, unless a condition begins to hold in it.
  private mutating func takeWholeStep(to end: Double, _ watched: Range<Int>) -> Bool {
    keepMargins()
    equations.read(into: &other)
    if !watched.isEmpty { equations.rises(time: begin + now, into: &risesBefore) }
    equations.step(from: other, time: begin + now, length: end - now, into: &stepEnd)
    let isSteep = stepEnd[place.count] > 0
    for index in place.indices { place[index] = stepEnd[index] }
    equations.move(to: place)
    let isFinite = !isSteep && place.allSatisfy(\.isFinite)
    if isFinite, !watched.isEmpty {
      equations.margins(time: begin + end, into: &known)
      equations.rises(time: begin + end, into: &rises)
    }
    let happens = watched.contains {
      before[$0] < 0 && known[$0] >= 0 || mayTurn($0, within: end - now)
    }
    guard isFinite, !happens else {
      equations.move(to: other)
      swap(&known, &before)
      return false
    }
    isKnown = !watched.isEmpty
    now = end
    hasJumped = false
    return true
  }

  // Whether a condition that holds at both ends of some time, or at neither, may be otherwise meanwhile.
  private func mayTurn(_ index: Int, within length: Double) -> Bool {
    let sign = before[index] < 0 ? 1.0 : -1
    guard flow.free.rises != nil, (before[index] < 0) == (known[index] < 0),
      sign * rises[index] < 0
    else { return false }
    return sign * risesBefore[index] > 0
      ? sign * (before[index] + risesBefore[index] * length) >= 0 : hasJumped
  }

  // How long after the present a margin turns, and what it is there; nil where it does not go beyond 0.
  private mutating func turn(of index: Int, within length: Double) -> (at: Double, value: Double)? {
    let sign = before[index] < 0 ? 1.0 : -1
    var start = 0.0
    if sign * risesBefore[index] <= 0 {
      // What follows a jump may go the other way at first.
      let points = [0.125, 0.25, 0.5].map { $0 * length }
      guard let first = points.first(where: { sign * rise(index, after: $0) > 0 }) else {
        return nil
      }
      start = first
    }
    let first = -sign * rise(index, after: start)
    guard first < 0 else { return nil }
    let place = root(
      between: (start, first), and: (length, -sign * rises[index]), within: dt * 5e-13
    ) { -sign * rise(index, after: $0) }
    let value = margin(index, after: place)
    return (value < 0) == (before[index] < 0) ? nil : (place, value)
  }

  private mutating func rise(_ index: Int, after reach: Double) -> Double {
    go(by: reach)
    equations.rises(time: begin + (now + reach), into: &between)
    return between[index]
  }

  // The same in steps as long as their error allows. What leads up to a spike may rise so steeply that no
  // step of the node's is short enough for it.
  private mutating func solve(
    to end: Double, _ watched: Range<Int>
  ) throws(FlowFailure) -> Int? {
    var isClose = false
    while now < end {
      if !watched.isEmpty { learnMargins() }
      keepMargins()
      if watched == 0..<1 {
        let start = now
        if runUp(to: end) {
          isKnown = false
          return 0
        }
        if now > start { continue }
      }
      if !watched.isEmpty { equations.rises(time: begin + now, into: &risesBefore) }
      try findCourse()
      // Field by field here and below: a copy of the whole would count references to what it holds.
      let left = memory?.left ?? .infinity
      let point = min(end, now + left)
      let reach = point - now
      try move(by: reach)
      guard !watched.isEmpty else {
        isKnown = false
        arrive(after: reach, isWhole: point == end, end)
        continue
      }
      equations.margins(time: begin + point, into: &known)
      equations.rises(time: begin + point, into: &rises)
      var first: (index: Int, reach: Double)?
      var isSearched = false
      for index in watched {
        var (low, high) = ((at: 0.0, value: before[index]), (at: reach, value: known[index]))
        if mayTurn(index, within: reach) {
          isSearched = true
          guard let turn = turn(of: index, within: reach) else { continue }
          if turn.value < 0 { low = turn } else { high = turn }
        }
        // It begins to hold before another one does, or not at all until then.
        if let first, first.reach < high.at {
          high = (first.reach, margin(index, after: first.reach))
        }
        guard low.value < 0, high.value >= 0, low.at < high.at else { continue }
        first = (
          index,
          root(between: low, and: high, within: dt * 5e-13) { margin(index, after: $0) }
        )
      }
      guard let first else {
        if isSearched { go(by: reach) }
        isKnown = true
        arrive(after: reach, isWhole: point == end, end)
        continue
      }
      if flow.method == .rk4, !isClose {
        // Equations may change where mem is cut off, which a step across that does not know of before.
        isClose = true
        try move(by: 0)
        memory?.beginAnew(trying: first.reach * closeReach)
        for index in known.indices { known[index] = before[index] }
        isKnown = true
        continue
      }
      try move(by: first.reach)
      arrive(after: first.reach, isWhole: first.reach == reach && point == end, end)
      isKnown = false
      return first.index
    }
    return nil
  }

  // Notes that time went on.
  private mutating func arrive(after reach: Double, isWhole: Bool, _ end: Double) {
    memory?.goOn(by: reach, atOnceFor: dt * 1e-13)
    now = isWhole ? end : now + reach
    hasJumped = false
  }

  private mutating func margin(_ index: Int, after reach: Double) -> Double {
    go(by: reach)
    // Added as it is where the present is there, or a condition would begin to hold once more.
    equations.margins(time: begin + (now + reach), into: &between)
    return between[index]
  }

  // Puts the states where they are some time after the present.
  private mutating func move(by reach: Double) throws(FlowFailure) {
    go(by: reach)
    if let index = place.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(state: flow.flowing[index])
    }
  }

  private mutating func go(by reach: Double) {
    if let elapsed = memory?.elapsed {
      memory?.place(at: elapsed + reach, into: &place)
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
    if let isHeld = memory?.isHeld, isHeld != (equations.isHeld != 0) { memory = nil }
    if let isOver = memory?.isOver, !isOver { return }
    courses += 1
    courseCount += 1
    guard courses <= mostCourses else { throw hasSteps ? .tolerance : .steps }
    let time = begin + now
    let distance = isKnown ? -known[0] : .infinity
    switch flow.method {
    case .stiff:
      try implicit.findCourse(
        of: &equations, after: &memory, time: time, dt: dt, within: FlowTolerance(share: tolerance),
        distance: distance)
    case .adaptive:
      try explicit.findCourse(
        of: &equations, after: &memory, time: time, dt: dt, within: FlowTolerance(share: tolerance),
        distance: distance)
    case .euler, .exponentialEuler, .backwardEuler, .crankNicolson, .rosenbrock, .exact:
      // Its steps are as good as any, whatever their length.
      equations.read(into: &other)
    case .rk4:
      try explicit.findCourse(
        of: &equations, after: &memory, time: time, dt: dt, within: .upstroke,
        distance: distance)
    }
  }
}

/// How much longer than to where it crosses the threshold a course is, so that it does.
let closeReach = 1.001

// More in one step than that take longer than anybody waits: the equations are stiff, or dt is long.
private let mostCourses = 10_000
