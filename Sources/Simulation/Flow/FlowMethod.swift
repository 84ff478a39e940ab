import RealModule

/// A method that takes steps and knows the course between their ends, and about how wrong they are.
protocol FlowMethod {
  /// The order to which it is correct.
  static var order: Int { get }
  /// Where the last step ended.
  var end: [Double] { get }
  /// By how much another method of lower order would have ended elsewhere.
  var difference: [Double] { get }
  /// The slope there, where it is known.
  var endSlope: [Double]? { get }
  /// Takes a step.
  ///
  /// - Parameters:
  ///   - equations: what is solved.
  ///   - start: where it begins.
  ///   - slope: the slope there.
  ///   - time: when it begins.
  ///   - length: how long it is.
  mutating func step(
    _ equations: inout FlowEquations, from start: [Double], slope: [Double], time: Double,
    length: Double)
  /// The coefficients of the course of the last step, as `FlowMemory` has them.
  func course(from start: [Double], length: Double) -> [Double]
}

extension FlowMethod {
  /// Finds the course from where a neuron stands, as long as its error keeps to a tolerance.
  ///
  /// - Parameters:
  ///   - equations: what is solved, from where its states are.
  ///   - former: the course that ends there, if there was one.
  ///   - time: when it begins.
  ///   - dt: how long a step of the node is.
  ///   - tolerance: how large the error of a step may be, as a share of each state.
  ///   - distance: how far a state is below the condition of a spike.
  /// - Throws: `FlowFailure.tolerance` where no step is so short.
  mutating func course(
    of equations: inout FlowEquations, after former: FlowMemory?, time: Double, dt: Double,
    within tolerance: Double, distance: Double
  ) throws(FlowFailure) -> FlowMemory {
    let start = equations.place
    var slope = start
    if let known = former?.endSlope {
      slope = known
    } else {
      equations.slopes(at: start, time: time, into: &slope)
    }
    var length = former?.next ?? firstLength(from: start, slope: slope, dt: dt)
    while length > dt * 1e-14 {
      step(&equations, from: start, slope: slope, time: time, length: length)
      let error = error(
        from: start, slope: slope, length: length, within: tolerance, dt: dt, distance: distance)
      guard error <= 1 else {
        // An error that is no number is far too large.
        length *= error.isFinite ? max(0.1, 0.9 * factor(error)) : 0.1
        continue
      }
      let growth = error == 0 ? 5 : min(5, max(0.2, 0.9 * factor(error)))
      equations.move(to: start)
      return FlowMemory(
        length: length, next: min(length * growth, dt * longestStep),
        course: course(from: start, length: length), endSlope: endSlope,
        inputs: equations.inputs, isHeld: equations.isHeld)
    }
    throw .tolerance
  }

  // By how much longer a step has that as its error.
  private func factor(_ error: Double) -> Double { .pow(error, -1 / Double(Self.order)) }

  // The largest error as a multiple of what is allowed: a share of its state, or just before a spike what
  // that moves in a time that nobody can tell. Without the latter nothing would be short enough for an
  // upstroke that takes less than that to where it is cut off.
  private func error(
    from start: [Double], slope: [Double], length: Double, within tolerance: Double,
    dt: Double, distance: Double
  ) -> Double {
    var largest = 0.0
    for index in difference.indices {
      let size = max(start[index].magnitude, end[index].magnitude) + leastSize
      let speed = max(slope[index].magnitude, (end[index] - start[index]).magnitude / length)
      let shift = speed * dt >= distance ? speed * dt * 1e-12 : 0
      let error = difference[index].magnitude / (tolerance * size + shift)
      // Not by 'max', which may pass over what is no number.
      if !(error <= largest) { largest = error }
    }
    return largest
  }

  // A step over which no state moves by more than about a hundredth of its size (Hairer, Nørsett & Wanner
  // 1993, II.4).
  private func firstLength(from start: [Double], slope: [Double], dt: Double) -> Double {
    var length = dt
    for index in start.indices where slope[index] != 0 {
      length = min(length, 0.01 * (start[index].magnitude + leastSize) / slope[index].magnitude)
    }
    return length
  }
}

// Below that size what is allowed of an error does not shrink with a state any more.
private let leastSize = 1e-3
// In steps of the node.
private let longestStep = 100.0
