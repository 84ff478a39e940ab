/// A step of an adaptive method and its course, which may go on behind the present step of its node.
struct FlowMemory: Hashable, Sendable {
  /// How far into it the present is, and how long it is.
  var elapsed = 0.0, length: Double
  /// How long the next one is to be.
  var next: Double
  /// For each of the states that flow, where it begins, how far it moves, and three more coefficients
  /// of its course: one coefficient of all states after another.
  var course: [Double]
  /// The slopes at its end; empty where they are not known.
  private(set) var endSlope: [Double] = []
  /// With which inputs it was found.
  var inputs: [Double]
  /// Whether it was found for states that are held.
  var isHeld: Bool

  /// Makes room for a course of so many states.
  init(size: Int, inputs: [Double]) {
    (length, next, isHeld) = (0, 0, false)
    course = Array(repeating: 0, count: 5 * size)
    self.inputs = inputs
  }

  /// Takes it over from its numbers.
  ///
  /// - Parameters:
  ///   - numbers: as `numbers` gives them.
  ///   - size: how many states flow.
  ///   - inputCount: how many inputs there are.
  /// - Returns: nil for others.
  init?(numbers: [Double], size: Int, inputCount: Int) {
    let parts = [4, 5 * size, inputCount]
    let least = parts.reduce(0, +)
    guard numbers.count == least || numbers.count == least + size, numbers.allSatisfy(\.isFinite),
      numbers[0] >= 0,
      numbers[1] >= numbers[0], numbers[1] > 0, numbers[2] > 0
    else { return nil }
    self.init(size: size, inputs: Array(numbers[4 + 5 * size..<least]))
    (elapsed, length, next, isHeld) = (numbers[0], numbers[1], numbers[2], numbers[3] != 0)
    course = Array(numbers[4..<4 + 5 * size])
    endSlope = Array(numbers[least...])
  }

  /// Takes over those of some neurons, of which not each has one.
  ///
  /// - Parameters:
  ///   - courses: for each neuron its numbers, or none.
  ///   - count: how many neurons there are.
  ///   - size: how many states flow.
  ///   - inputCount: how many inputs there are.
  /// - Returns: nil where there are more neurons or fewer, and for others.
  static func all(
    _ courses: [[Double]], count: Int, size: Int, inputCount: Int
  ) -> [Self?]? {
    let memories = courses.map { Self(numbers: $0, size: size, inputCount: inputCount) }
    guard courses.count == count,
      zip(courses, memories).allSatisfy({ $0.isEmpty == ($1 == nil) })
    else { return nil }
    return memories
  }

  /// All of it: how far the present is, the lengths, whether states are held, the course, the inputs and the
  /// slopes at its end.
  var numbers: [Double] { [elapsed, length, next, isHeld ? 1 : 0] + course + inputs + endSlope }

  /// Takes over the slopes at its end.
  mutating func end(with slopes: some Collection<Double>) {
    if endSlope.count == slopes.count {
      for (index, slope) in slopes.enumerated() { endSlope[index] = slope }
    } else {
      // A copy of its own, or the method would have to make one at its next step.
      endSlope = slopes.map { $0 }
    }
  }

  /// Lets another one begin where the present is.
  ///
  /// - Parameter length: how long it is to be.
  mutating func beginAnew(trying length: Double) {
    next = length
    elapsed = self.length
    endSlope.removeAll(keepingCapacity: true)
  }

  /// How long a state that runs up goes on to do so; nil where it does not, or that is not known.
  ///
  /// Its slopes at both ends tell: their inverse falls in a straight line where a state grows exponentially.
  func timeOfRunUp(of index: Int) -> Double? {
    let size = course.count / 5
    guard isOver, endSlope.count == size, length > 0 else { return nil }
    let (first, last) = (
      (course[size + index] + course[2 * size + index]) / length, endSlope[index]
    )
    return first > 0 && last > first ? length * first / (last - first) : nil
  }

  /// Whether it is over.
  var isOver: Bool { elapsed >= length }

  /// How much of it is left.
  var left: Double { length - elapsed }

  /// Goes on in it, to its end where hardly anything is left of it.
  mutating func goOn(by reach: Double, atOnceFor little: Double) {
    elapsed += reach
    if left < little { elapsed = length }
  }

  /// Where the states are at a point of it.
  func place(at point: Double, into place: inout [Double]) {
    let size = place.count
    let share = min(point / length, 1)
    let rest = 1 - share
    for index in place.indices {
      let bends =
        course[2 * size + index]
        + share * (course[3 * size + index] + rest * course[4 * size + index])
      place[index] = course[index] + share * (course[size + index] + rest * bends)
    }
  }
}
