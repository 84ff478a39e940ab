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

  /// Takes over the slopes at its end.
  mutating func end(with slopes: [Double]) {
    if endSlope.count == slopes.count {
      for index in slopes.indices { endSlope[index] = slopes[index] }
    } else {
      // A copy of its own, or the method would have to make one at its next step.
      endSlope = slopes.map { $0 }
    }
  }

  /// Whether it is over.
  var isOver: Bool { elapsed >= length }

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
