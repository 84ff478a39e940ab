import RealModule

/// A method that takes steps and knows the course between their ends, and about how wrong they are.
protocol FlowMethod {
  /// The order to which it is correct.
  static var order: Int { get }
  /// Where a step begins, and the slope there.
  var start: [Double] { get set }
  var slope: [Double] { get set }
  /// Where the last step ended.
  var end: [Double] { get }
  /// By how much another method of lower order would have ended elsewhere.
  var difference: [Double] { get }
  /// The slope where it ended, and whether that is known.
  var endSlope: [Double] { get }
  var knowsEndSlope: Bool { get }
  /// Takes a step from `start`.
  ///
  /// - Parameters:
  ///   - equations: what is solved.
  ///   - time: when it begins.
  ///   - length: how long it is.
  mutating func step(_ equations: inout FlowEquations, time: Double, length: Double)
  /// Writes the coefficients of the course of the last step, as `FlowMemory` has them.
  func write(_ course: inout [Double], length: Double)
}

/// How large the error of a step may be.
struct FlowTolerance {
  /// As a share of each state.
  var share: Double
  /// As the time, in which mem moves by as much.
  var time = 0.0
}

extension FlowMethod {
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
    of equations: inout FlowEquations, after memory: inout FlowMemory?, time: Double, dt: Double,
    within tolerance: FlowTolerance, distance: Double
  ) throws(FlowFailure) {
    equations.read(into: &start)
    if let known = memory?.endSlope, !known.isEmpty {
      for index in slope.indices { slope[index] = known[index] }
    } else {
      equations.slopes(at: start, time: time, into: &slope)
    }
    var length = memory?.next ?? firstLength(dt: dt)
    // Just behind a step that was too long another one as long would be so again, as where mem runs up to
    // a spike.
    var mostGrowth = 5.0
    while length > dt * 1e-14 {
      step(&equations, time: time, length: length)
      let error = error(length: length, within: tolerance, dt: dt, distance: distance)
      guard error <= 1 else {
        // An error that is no number is far too large.
        length *= error.isFinite ? max(0.1, safety * factor(error)) : 0.1
        mostGrowth = 1
        continue
      }
      let growth = error == 0 ? mostGrowth : min(mostGrowth, max(0.2, safety * factor(error)))
      equations.move(to: start)
      // What the old one had room for is used again.
      var next = memory.take() ?? FlowMemory(size: start.count, inputs: equations.inputs)
      (next.elapsed, next.length) = (0, length)
      next.next = min(length * growth, dt * longestStep)
      write(&next.course, length: length)
      if knowsEndSlope { next.end(with: endSlope) }
      if next.inputs != equations.inputs { next.inputs = equations.inputs }
      next.isHeld = equations.isHeld
      memory = next
      return
    }
    throw .tolerance
  }

  // By how much longer a step has that as its error.
  private func factor(_ error: Double) -> Double { .pow(error, -1 / Double(Self.order)) }

  // The largest error as a multiple of what is allowed: a share of its state, or what that moves in a time
  // that does not matter; just before a spike one that nobody can tell. Without the latter nothing would be
  // short enough for an upstroke that takes less than that to where it is cut off.
  private func error(
    length: Double, within tolerance: FlowTolerance, dt: Double, distance: Double
  ) -> Double {
    var largest = 0.0
    for index in difference.indices {
      let size = max(start[index].magnitude, end[index].magnitude) + leastSize
      let speed = max(slope[index].magnitude, (end[index] - start[index]).magnitude / length)
      let time = max(tolerance.time, speed * dt >= distance ? dt * 1e-12 : 0)
      let error = difference[index].magnitude / (tolerance.share * size + speed * time)
      // Not by 'max', which may pass over what is no number.
      if !(error <= largest) { largest = error }
    }
    return largest
  }

  // A step over which no state moves by more than about a hundredth of its size (Hairer, Nørsett & Wanner
  // 1993, II.4).
  private func firstLength(dt: Double) -> Double {
    var length = dt
    for index in start.indices where slope[index] != 0 {
      length = min(length, 0.01 * (start[index].magnitude + leastSize) / slope[index].magnitude)
    }
    return length
  }
}

// Below that size what is allowed of an error does not shrink with a state any more.
private let leastSize = 1e-3
// Which share of the step that is just short enough is taken: mem runs up to a spike faster from step to step.
private let safety = 0.8
// In steps of the node.
private let longestStep = 100.0
