/// Steps of their own length in lanes, each of which may go on behind the present step of its node: what
/// `FlowMemory` is for one neuron.
struct FlowCourses<Number: Lanes> where Number.Scalar == Double {
  /// 1 in the lanes that have one.
  var exists = Number(repeating: 0)
  /// How far into it the present is, and how long it is.
  private(set) var elapsed = Number(repeating: 0), length = Number(repeating: 0)
  /// How long the next one is to be, where that is known.
  private(set) var next = Number(repeating: 0)
  /// 1 in the lanes that have none and where it is known.
  private(set) var beginsAnew = Number(repeating: 0)
  /// 1 in the lanes in which it was found for states that are held.
  private(set) var isHeld = Number(repeating: 0)
  /// The slopes at its end.
  private(set) var endSlope: [Number]
  private var course: [Number]
  // What was found last, in all lanes.
  private var found: [Number]

  /// Makes room for courses of so many states.
  init(size: Int) {
    endSlope = Array(repeating: Number(repeating: 0), count: size)
    course = Array(repeating: Number(repeating: 0), count: 5 * size)
    found = course
  }

  /// Empties all lanes.
  mutating func clear() {
    exists = Number(repeating: 0)
    beginsAnew = exists
  }

  /// Lets others begin where the present is.
  ///
  /// - Parameters:
  ///   - isWanted: 1 in the lanes in which they do.
  ///   - length: how long they are to be.
  mutating func beginAnew(where isWanted: Number, trying length: Number) {
    exists = exists - exists * isWanted
    beginsAnew = .greatest(beginsAnew, isWanted)
    next = .choose(isWanted, length, next)
  }

  /// Takes over the course of a neuron.
  mutating func load(_ memory: FlowMemory, _ lane: Int) {
    exists[lane] = 1
    (elapsed[lane], length[lane], next[lane]) = (memory.elapsed, memory.length, memory.next)
    isHeld[lane] = memory.isHeld ? 1 : 0
    for index in course.indices { course[index][lane] = memory.course[index] }
    for index in memory.endSlope.indices { endSlope[index][lane] = memory.endSlope[index] }
  }

  /// Copies it to that of a neuron, which may have had one.
  func store(_ lane: Int, inputs: [Number], into kept: inout FlowMemory?) {
    var memory = kept.take() ?? FlowMemory(size: endSlope.count, inputs: inputs.map { $0[lane] })
    (memory.elapsed, memory.length, memory.next) = (elapsed[lane], length[lane], next[lane])
    memory.isHeld = isHeld[lane] != 0
    for index in course.indices { memory.course[index] = course[index][lane] }
    for index in inputs.indices { memory.inputs[index] = inputs[index][lane] }
    memory.end(with: endSlope.lazy.map { $0[lane] })
    kept = memory
  }

  /// Whether there is one in a lane that is not over.
  func goesOn(_ lane: Int) -> Bool { exists[lane] != 0 && elapsed[lane] < length[lane] }

  /// 1 in the lanes whose course is not over.
  var goOn: Number { exists * .isLess(elapsed, length) }

  /// How long a state that runs up goes on to do so, as `FlowMemory` has it; without bounds in lanes in which it
  /// does not.
  func timeOfRunUp(of index: Int) -> Number {
    let size = endSlope.count
    let first = (course[size + index] + course[2 * size + index]) / length
    let last = endSlope[index]
    let zero = Number(repeating: 0)
    let isKnown =
      exists * (Number(repeating: 1) - goOn) * .isLess(zero, first) * .isLess(first, last)
    return .choose(isKnown, length * first / (last - first), Number(repeating: .infinity))
  }

  /// How much of it is left; without bounds in lanes that have none.
  var left: Number { .choose(exists, length - elapsed, Number(repeating: .infinity)) }

  /// Begins the step that a method found.
  mutating func begin(
    _ method: borrowing some FlowMethod<Number>, where isFound: Number, length found: Number,
    next following: Number, isHeld held: Number
  ) {
    method.write(&self.found, length: found)
    for index in course.indices {
      course[index] = .choose(isFound, self.found[index], course[index])
    }
    for index in endSlope.indices {
      endSlope[index] = .choose(isFound, method.endSlope[index], endSlope[index])
    }
    exists = .greatest(exists, isFound)
    beginsAnew = beginsAnew - beginsAnew * isFound
    elapsed = .choose(isFound, Number(repeating: 0), elapsed)
    length = .choose(isFound, found, length)
    next = .choose(isFound, following, next)
    isHeld = .choose(isFound, held, isHeld)
  }

  /// Goes on in it, to its end where hardly anything is left of it.
  mutating func goOn(by reach: Number, atOnceFor little: Double, where isWanted: Number) {
    let moved = elapsed + reach
    let isOver = Number.isLess(length - moved, Number(repeating: little))
    elapsed = .choose(isWanted, .choose(isOver, length, moved), elapsed)
  }

  /// Where the states are some time after the present.
  func place(after reach: Number, into place: inout [Number]) {
    let size = place.count
    let one = Number(repeating: 1)
    let share = Number.least((elapsed + reach) / length, one)
    let rest = one - share
    for index in place.indices {
      let bends =
        course[2 * size + index]
        + share * (course[3 * size + index] + rest * course[4 * size + index])
      place[index] = course[index] + share * (course[size + index] + rest * bends)
    }
  }
}
