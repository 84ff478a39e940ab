import RealModule
public import Simulation

/// A point at which nothing moves.
public struct FixedPoint: Hashable, Sendable {
  /// The states there, in the order of the field's.
  public var point: [Double]
  /// How small disturbances grow: the eigenvalues of the Jacobian, largest real part first.
  public var eigenvalues: [Eigenvalue]

  /// What disturbances do around a point.
  public enum Kind: String, Hashable, Sendable {
    /// They move straight.
    case node
    /// They turn around it.
    case focus
    /// They come in along one direction and leave along another.
    case saddle
  }

  /// What disturbances do around it.
  public var kind: Kind {
    if isSaddle, eigenvalues.contains(where: { $0.real > 0 && $0.imaginary == 0 }) {
      return .saddle
    }
    return eigenvalues.contains { $0.imaginary != 0 } ? .focus : .node
  }

  /// Whether every small disturbance dies away.
  public var isStable: Bool { eigenvalues.allSatisfy { $0.real < 0 } }

  /// Whether disturbances turn around it instead of moving straight.
  public var isSpiral: Bool { eigenvalues.first.map { $0.imaginary != 0 } ?? false }

  /// Whether some directions lead in and others out.
  public var isSaddle: Bool {
    eigenvalues.contains { $0.real < 0 } && eigenvalues.contains { $0.real > 0 }
  }
}

extension VectorField {
  /// The fixed point that Newton's method reaches from a point; nil where it reaches none.
  ///
  /// Steps that do not bring the slopes down are halved.
  public func fixedPoint(near start: [Double], inputs: [Double]) -> FixedPoint? {
    var point = start
    var slopes = slopes(at: point, inputs: inputs)
    guard slopes.allSatisfy(\.isFinite) else { return nil }
    for _ in 0..<100 {
      let jacobian = jacobian(at: point, inputs: inputs)
      guard let step = solve(jacobian, slopes.map { -$0 }) else { return nil }
      var share = 1.0
      var next = zip(point, step).map { $0 + $1 }
      var nextSlopes = self.slopes(at: next, inputs: inputs)
      while !(nextSlopes.size < slopes.size), share > 1e-6 {
        share /= 2
        next = zip(point, step).map { $0 + share * $1 }
        nextSlopes = self.slopes(at: next, inputs: inputs)
      }
      let isLast = zip(step, point).allSatisfy { abs($0) <= 1e-12 * (1 + abs($1)) }
      if nextSlopes.size < slopes.size || nextSlopes.size == 0 {
        (point, slopes) = (next, nextSlopes)
      } else if !isLast {
        return nil
      }
      if isLast || slopes.size == 0 {
        return FixedPoint(
          point: point, eigenvalues: eigenvalues(of: self.jacobian(at: point, inputs: inputs)))
      }
    }
    return nil
  }

  /// All fixed points that Newton's method finds from the knots of a grid over a box.
  ///
  /// - Parameters:
  ///   - box: the range of every state.
  ///   - inputs: the currents that stay constant, in the order of the model's inputs.
  ///   - knots: how many knots an axis has.
  /// - Complexity: O(`knots` to the power of the number of states).
  public func fixedPoints(
    within box: [ClosedRange<Double>], inputs: [Double], knots: Int
  ) -> [FixedPoint] {
    var starts: [[Double]] = [[]]
    for range in box {
      starts = starts.flatMap { start in
        (0..<knots).map { knot in
          let share = knots > 1 ? Double(knot) / Double(knots - 1) : 0.5
          return start + [range.lowerBound + share * (range.upperBound - range.lowerBound)]
        }
      }
    }
    var found: [FixedPoint] = []
    for start in starts {
      guard let candidate = fixedPoint(near: start, inputs: inputs) else { continue }
      let isInside = zip(candidate.point, box).allSatisfy { $1.contains($0) }
      let isNew = !found.contains { known in
        zip(zip(known.point, candidate.point), box).allSatisfy { points, range in
          abs(points.0 - points.1) <= 1e-6 * (range.upperBound - range.lowerBound)
        }
      }
      if isInside, isNew { found.append(candidate) }
    }
    return found.sorted { $0.point.lexicographicallyPrecedes($1.point) }
  }
}

extension [Double] {
  fileprivate var size: Double { reduce(0) { Swift.max($0, abs($1)) } }
}
