import Equations
import Neurons
import OrderedCollections

/// Some neurons between steps, one a lane: they go together through what `FlowNeuron` goes through for one,
/// and come to the same, to the last bit.
///
/// Steps with what only few neurons meet are left to that: a change from outside within the step, and what
/// ends with a failure.
struct FlowLanes {
  /// One number a neuron.
  typealias Numbers = Double.Vector

  let flow: Flow
  let dt: Double
  var equations: FlowEquations<Numbers>
  var explicit: DormandPrince<Numbers>
  var courses: FlowCourses<Numbers>
  /// When the present step of the node began.
  private(set) var begin = 0.0
  /// How much of it is done.
  var now = zero
  /// 1 in the lanes that are left to others.
  var isGivenUp = zero
  /// 1 in the lanes in which a step taken at once is known to fail.
  var stepFails = zero
  /// How far above the condition of a spike they are, and the lanes for which that is known.
  var known = zero, isKnown = zero
  // The same where a step or a course began, and at a point of it.
  var before = zero, between = [zero]
  // How fast it rises there.
  var risesBefore = [zero], rises = [zero]
  // 1 in the lanes in which a state jumped at the present time.
  var hasJumped = zero
  var place: [Numbers], here: [Numbers], other: [Numbers], stepEnd: [Numbers]
  // When they may fire again, counted from the begin of the step.
  private var refractoryEnd = zero
  /// When the neuron of each lane fired in the present step, counted from its begin.
  private(set) var spikes = Array(repeating: [Double](), count: Numbers.laneCount)
  /// The membrane potential before the last of them reset it.
  private(set) var membraneAtSpike = zero

  /// Whether they suit a model: it has no events, and steps of dt.
  static func suit(_ flow: Flow) -> Bool { flow.eventCount == 0 && !flow.method.isAdaptive }

  /// Makes room for neurons of a node, with the parameters of one of them.
  init(_ node: Node, _ flow: Flow, neuron: Int) {
    self.flow = flow
    dt = node.dt
    let size = flow.flowing.count
    equations = FlowEquations(flow, stateCount: node.states.count)
    explicit = DormandPrince(size: size)
    courses = FlowCourses(size: size)
    place = Array(repeating: zero, count: size)
    (here, other) = (place, place)
    stepEnd = Array(repeating: zero, count: size + 1)
    equations.prepare(Array(node.parameters.values)) { _ in neuron }
  }

  /// The time of each.
  var time: Numbers { Numbers(repeating: begin) + now }

  /// All lanes with what is the same in all of them.
  func all(_ value: Double) -> Numbers { Numbers(repeating: value) }

  /// Empties all lanes.
  mutating func clear() {
    isGivenUp = one
    courses.clear()
    stepFails = zero
  }

  /// Takes over where a neuron stands, for which something is known to happen if its step is taken at once.
  ///
  /// - Parameters:
  ///   - lane: its lane.
  ///   - memory: the step of its own length that goes on.
  ///   - state: each of its states, by its place among all.
  ///   - input: what flows into each of its inputs at the begin of the step.
  mutating func load(
    _ lane: Int, memory: FlowMemory?, _ state: (Int) -> Double, input: (Int) -> Double
  ) {
    for index in equations.states.indices { equations.states[index][lane] = state(index) }
    for index in equations.inputs.indices { equations.inputs[index][lane] = input(index) }
    if let memory {
      // How it began is not known of one that was saved.
      if memory.endSlope.isEmpty { return }
      let isSame = equations.inputs.indices.allSatisfy {
        equations.inputs[$0][lane] == memory.inputs[$0]
      }
      if isSame { courses.load(memory, lane) }
    } else if flow.refractory.map({ equations.states[$0][lane] == 0 }) ?? true {
      stepFails[lane] = 1
    }
    isGivenUp[lane] = 0
  }

  /// A bit for each lane with a neuron that is not left to others.
  var present: UInt64 { (one - isGivenUp).nonZeroBits }

  /// Takes a step of the neurons that are loaded.
  ///
  /// - Parameter number: which one, counted from 1.
  mutating func takeStep(_ number: Int) {
    begin = Double(number - 1) * dt
    (now, isKnown, hasJumped) = (zero, zero, zero)
    equations.states[flow.spike] = zero
    for lane in spikes.indices where !spikes[lane].isEmpty {
      spikes[lane].removeAll(keepingCapacity: true)
    }
    refractoryEnd = flow.refractory.map { equations.states[$0] } ?? zero
    advance()
    close()
  }

  private mutating func advance() {
    let end = all(dt)
    // How often each fired at the present time, and at all.
    var (atOnce, fired) = (zero, 0)
    while true {
      let isActive = one - isGivenUp
      let isRefractory = Numbers.isLess(now, refractoryEnd)
      let mayFire = isActive - isActive * isRefractory
      if flow.firesWhileAbove {
        learnMargins(where: mayFire)
        let isAbove = mayFire * .isAtMost(zero, known)
        if isAbove.nonZeroBits != 0 {
          atOnce += isAbove
          fired += 1
          fire(
            where: giveUp(
              isAbove, unless: fired > mostSpikes ? zero : .isAtMost(atOnce, one)))
          continue
        }
      }
      let isOpen = isActive * .isLess(now, end)
      if isOpen.nonZeroBits == 0 { return }
      let next = Numbers.choose(isRefractory, .least(end, refractoryEnd), end)
      equations.isHeld = flow.held.isEmpty ? zero : isRefractory
      let start = now
      let isCrossed = solve(to: next, where: isOpen, mayFire: isOpen * mayFire)
      atOnce = .choose(.isLess(start, now), zero, atOnce)
      if isCrossed.nonZeroBits != 0 {
        fired += 1
        atOnce += isCrossed
        fire(where: giveUp(isCrossed, unless: fired > mostSpikes ? zero : one))
      }
    }
  }

  // Leaves lanes to others where a condition does not hold; says which are not left.
  private mutating func giveUp(_ lanes: Numbers, unless condition: Numbers) -> Numbers {
    let rest = lanes * condition
    isGivenUp = .greatest(isGivenUp, lanes - rest)
    return rest
  }

  private mutating func fire(where fires: Numbers) {
    equations.read(into: &other)
    equations.follow(time: time)
    membraneAtSpike = .choose(fires, equations.states[flow.mem], membraneAtSpike)
    fires.nonZeroBits.forEachBit { spikes[$0].append(now[$0]) }
    let refractory = equations.fire(time: time, where: fires)
    if flow.refractory != nil { refractoryEnd = .choose(fires, now + refractory, refractoryEnd) }
    // Where nothing else changes the course goes on.
    var isLeft = zero
    for index in place.indices {
      let isSame = Numbers.isEqual(equations.states[flow.flowing[index]], other[index])
      isLeft = .greatest(isLeft, one - isSame)
    }
    courses.exists -= courses.exists * fires * isLeft
    isKnown -= isKnown * fires
    hasJumped = .greatest(hasJumped, fires)
    stepFails -= stepFails * fires
  }

  private mutating func close() {
    equations.follow(time: all(begin + dt))
    if let refractory = flow.refractory {
      equations.states[refractory] = .greatest(zero, refractoryEnd - all(dt))
    }
    var probe = zero
    for state in equations.states { probe += state * zero }
    isGivenUp = .choose(.isEqual(probe, zero), isGivenUp, one)
  }

  /// Finds out how far above the condition of a spike neurons are, where that is not known.
  mutating func learnMargins(where isWanted: Numbers) {
    let isOpen = isWanted - isWanted * isKnown
    if isOpen.nonZeroBits == 0 { return }
    equations.margins(time: time, into: &between)
    known = .choose(isOpen, between[0], known)
    isKnown = .greatest(isKnown, isOpen)
  }
}

private let zero = FlowLanes.Numbers(repeating: 0)
private let one = FlowLanes.Numbers(repeating: 1)
// More in one step than that are left to who says that they have no end.
private let mostSpikes = 100
