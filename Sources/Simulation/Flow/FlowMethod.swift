/// A method that takes steps and knows the course between their ends, and about how wrong they are.
///
/// It does so for one neuron, or for as many as there are lanes.
protocol FlowMethod<Number> {
  /// One number a neuron.
  associatedtype Number: Lanes where Number.Scalar == Double
  /// The order to which it is correct.
  static var order: Int { get }
  /// Where a step begins, and the slope there.
  var start: [Number] { get set }
  var slope: [Number] { get set }
  /// Where the last step ended.
  var end: [Number] { get }
  /// By how much another method of lower order would have ended elsewhere.
  var difference: [Number] { get }
  /// The slope where it ended, and whether that is known.
  var endSlope: [Number] { get }
  var knowsEndSlope: Bool { get }
  /// Takes a step from `start`.
  ///
  /// - Parameters:
  ///   - equations: what is solved.
  ///   - time: when it begins.
  ///   - length: how long it is.
  mutating func step(_ equations: inout FlowEquations<Number>, time: Number, length: Number)
  /// Writes the coefficients of the course of the last step, as `FlowMemory` has them.
  func write(_ course: inout [Number], length: Number)
}

/// How large the error of a step may be.
struct FlowTolerance {
  /// As a share of each state.
  var share: Double
  /// As the time, in which mem moves by as much.
  var time = 0.0

  /// Whether mem runs up to a spike.
  var isUpstroke = false

  /// Far below what the steps before have as their error, in ms as well: what leads up to a spike is so
  /// short that only its time matters.
  static let upstroke = Self(share: 1e-11, time: 1e-9, isUpstroke: true)
}

extension FlowMethod {
  /// Finds a step from where neurons stand whose error keeps to a tolerance.
  ///
  /// - Parameters:
  ///   - equations: what is solved, from `start`, with the slope there.
  ///   - isWanted: 1 in the lanes that need one.
  ///   - first: how long the one is that is tried first.
  ///   - time: when it begins.
  ///   - dt: how long a step of the node is.
  ///   - tolerance: how large the error of a step may be.
  ///   - distance: how far a state is below the condition of a spike.
  ///   - take: looks at the method where it found one: 1 in the lanes in which it did, how long it is and how
  ///     long the next one is to be. The states are at the end of it.
  /// - Returns: 1 in the lanes in which no step is so short.
  mutating func findStep(
    of equations: inout FlowEquations<Number>, where isWanted: Number, first: Number,
    time: Number, dt: Double, within tolerance: FlowTolerance, distance: Number,
    taking take: (borrowing Self, _ isFound: Number, _ length: Number, _ next: Number) -> Void
  ) -> Number {
    let (zero, one) = (Number(repeating: 0), Number(repeating: 1))
    let least = Number(repeating: dt * 1e-14)
    // What changes with time is looked at in each step of the node.
    let longest = Number(repeating: equations.flow.readsTime ? dt : dt * longestStep)
    var length = first
    var isOpen = isWanted
    var isGivenUp = zero
    // Just behind a step that was too long another one as long would be so again, as where mem runs up to
    // a spike.
    var mostGrowth = Number(repeating: 5)
    while true {
      let isLong = Number.isLess(least, length)
      isGivenUp = .choose(isLong, isGivenUp, .greatest(isGivenUp, isOpen))
      isOpen = isOpen * isLong
      if isOpen.nonZeroBits == 0 { return isGivenUp }
      step(&equations, time: time, length: length)
      let error = error(length: length, within: tolerance, dt: dt, distance: distance)
      let factor = Number(repeating: safety) * factor(error)
      let isFound = isOpen * .isAtMost(error, one)
      if isFound.nonZeroBits != 0 {
        let least = Number.greatest(Number(repeating: 0.2), factor)
        // The factor of no error has no bounds.
        let growth = Number.choose(
          .isEqual(error, zero), mostGrowth, .least(mostGrowth, least))
        let next = length * growth
        take(self, isFound, length, .least(next * rush(in: equations, tolerance), longest))
        isOpen = isOpen - isFound
        if isOpen.nonZeroBits == 0 { return isGivenUp }
      }
      // An error that is no number is far too large.
      let isNumber = Number.isEqual(error * zero, zero)
      let tenth = Number(repeating: 0.1)
      length = length * .choose(isNumber, .greatest(tenth, factor), tenth)
      mostGrowth = one
    }
  }

  // By how much shorter all becomes from one step to the next one: where mem runs up to a spike, as the time
  // to it, and so the inverse of the slope.
  private func rush(in equations: FlowEquations<Number>, _ tolerance: FlowTolerance) -> Number {
    let one = Number(repeating: 1)
    guard tolerance.isUpstroke, let mem = equations.flow.membrane else { return one }
    let share = slope[mem].absolute() / endSlope[mem].absolute()
    return .greatest(Number(repeating: 0.1), .least(one, share))
  }

  // By how much longer a step has that as its error.
  private func factor(_ error: Number) -> Number {
    error.map { exponential(logarithm($0) * (-1 / Double(Self.order))) }
  }

  // The largest error as a multiple of what is allowed: a share of its state, or what that moves in a time
  // that does not matter; just before a spike one that nobody can tell. Without the latter nothing would be
  // short enough for an upstroke that takes less than that to where it is cut off.
  private func error(
    length: Number, within tolerance: FlowTolerance, dt: Double, distance: Number
  ) -> Number {
    let zero = Number(repeating: 0)
    let share = Number(repeating: tolerance.share)
    var largest = zero
    for index in difference.indices {
      let (from, to) = (start[index], end[index])
      let size = .greatest(from.absolute(), to.absolute()) + Number(repeating: leastSize)
      let speed = Number.greatest(slope[index].absolute(), (to - from).absolute() / length)
      let isNear = Number.isAtMost(distance, speed * Number(repeating: dt))
      let time = Number.greatest(
        Number(repeating: tolerance.time), .choose(isNear, Number(repeating: dt * 1e-12), zero))
      let error = difference[index].absolute() / (share * size + speed * time)
      // Not by 'greatest', which may pass over what is no number.
      largest = .choose(.isAtMost(error, largest), largest, error)
    }
    return largest
  }

  /// A step over which no state moves by more than about a hundredth of its size (Hairer, Nørsett & Wanner
  /// 1993, II.4).
  func firstLength(dt: Double) -> Number {
    let zero = Number(repeating: 0)
    var length = Number(repeating: dt)
    for index in start.indices {
      let size = start[index].absolute() + Number(repeating: leastSize)
      let limit = Number(repeating: 0.01) * size / slope[index].absolute()
      length = .choose(.isEqual(slope[index], zero), length, .least(length, limit))
    }
    return length
  }
}

extension FlowMethod<Double> {
  /// Finds the course from where a neuron stands, as long as its error keeps to a tolerance.
  ///
  /// - Parameters:
  ///   - equations: what is solved, from where its states are.
  ///   - memory: the course that ends there, if there was one; then the new one.
  ///   - time: when it begins.
  ///   - dt: how long a step of the node is.
  ///   - tolerance: how large the error of a step may be.
  ///   - distance: how far a state is below the condition of a spike.
  /// - Throws: `FlowFailure.tolerance` where no step is so short.
  mutating func findCourse(
    of equations: inout FlowEquations<Double>, after memory: inout FlowMemory?, time: Double,
    dt: Double, within tolerance: FlowTolerance, distance: Double
  ) throws(FlowFailure) {
    equations.read(into: &start)
    if let known = memory?.endSlope, !known.isEmpty {
      for index in slope.indices { slope[index] = known[index] }
    } else {
      equations.slopes(at: start, time: time, into: &slope)
    }
    // What the old one had room for is used again.
    var next = memory.take() ?? FlowMemory(size: start.count, inputs: equations.inputs)
    let isGivenUp = findStep(
      of: &equations, where: 1, first: next.next > 0 ? next.next : firstLength(dt: dt), time: time,
      dt: dt, within: tolerance, distance: distance
    ) { method, _, length, nextLength in
      (next.elapsed, next.length, next.next) = (0, length, nextLength)
      method.write(&next.course, length: length)
      if method.knowsEndSlope { next.end(with: method.endSlope) }
    }
    guard isGivenUp == 0 else { throw .tolerance }
    equations.move(to: start)
    if next.inputs != equations.inputs { next.inputs = equations.inputs }
    next.isHeld = equations.isHeld != 0
    memory = next
  }
}

// Below that size what is allowed of an error does not shrink with a state any more.
private let leastSize = 1e-3
// Which share of the step that is just short enough is taken: mem runs up to a spike faster from step to step.
private let safety = 0.8
// In steps of the node.
private let longestStep = 100.0
