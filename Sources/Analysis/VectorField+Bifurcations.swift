import RealModule
public import Simulation

/// A constant input at which an equilibrium changes its character.
public struct Bifurcation: Hashable, Sendable {
  /// What happens there.
  public enum Kind: Hashable, Sendable {
    /// A pair of complex eigenvalues crosses the imaginary axis: an oscillation begins or ends.
    case hopf
    /// Two equilibria meet and vanish.
    case saddleNode
  }

  /// What happens there.
  public var kind: Kind
  /// The input.
  public var input: Double
  /// The states of the equilibrium, in the order of the field's.
  public var point: [Double]
  /// How often a disturbance turns in a unit of time; 0 at a saddle-node.
  public var frequency: Double
}

extension VectorField {
  /// The Hopf and saddle-node bifurcations of the equilibria with the first input as the parameter,
  /// in the order of mem.
  ///
  /// Every mem has one input that holds it, so that the curve of equilibria is followed along mem,
  /// around its folds. Along it, a saddle-node is where the product of all eigenvalues changes its
  /// sign, and a Hopf bifurcation where the product of all sums of two does (Guckenheimer & Myers
  /// 1996) and the two are complex.
  ///
  /// - Parameters:
  ///   - range: where mem is looked at.
  ///   - start: states from which the first equilibrium is sought.
  ///   - inputs: the currents; the first one is replaced.
  ///   - knots: into how many parts the range is split.
  public func bifurcations(
    over range: ClosedRange<Double>, from start: [Double], inputs: [Double], knots: Int = 500
  ) -> [Bifurcation] {
    guard let axis = states.firstIndex(of: "mem") else { return [] }
    let curve = curve(axis, over: range, from: start, inputs: inputs, knots: knots)
    var found: [Bifurcation] = []
    var last: (equilibrium: Equilibrium, signs: [Bool])?
    let kinds = [Bifurcation.Kind.saddleNode, .hopf]
    for equilibrium in curve {
      let next = equilibrium.map { equilibrium in
        let eigenvalues = equilibrium.eigenvalues
        return (equilibrium, kinds.map { test($0, eigenvalues) > 0 })
      }
      if let last, let next {
        for (index, kind) in kinds.enumerated() where last.signs[index] != next.1[index] {
          found += bifurcation(
            kind, axis, between: last.equilibrium, and: next.0, inputs: inputs)
        }
      }
      last = next
    }
    return found
  }

  /// All equilibria for constant inputs, in the order of mem: where the curve of equilibria has the
  /// first of these inputs.
  ///
  /// - Parameters:
  ///   - range: where mem is looked at.
  ///   - start: states from which the first equilibrium is sought.
  ///   - inputs: the currents that stay constant, in the order of the model's inputs.
  ///   - knots: into how many parts the range is split.
  public func equilibria(
    over range: ClosedRange<Double>, from start: [Double], inputs: [Double], knots: Int = 500
  ) -> [FixedPoint] {
    guard let axis = states.firstIndex(of: "mem") else { return [] }
    let curve = curve(axis, over: range, from: start, inputs: inputs, knots: knots)
    var found: [FixedPoint] = []
    for case (let last?, let next?) in zip(curve, curve.dropFirst())
    where (last.input > inputs[0]) != (next.input > inputs[0]) {
      var nearest = last
      let place = root(between: last.point[axis], and: next.point[axis]) { mem in
        guard let here = equilibrium(holding: axis, at: mem, near: nearest.point, inputs: inputs)
        else { return .nan }
        nearest = here
        return here.input - inputs[0]
      }
      guard
        let here = equilibrium(holding: axis, at: place, near: nearest.point, inputs: inputs)
      else { continue }
      found.append(FixedPoint(point: here.point, eigenvalues: here.eigenvalues))
    }
    return found
  }

  // The equilibria at evenly spaced values of mem; nil where none was found.
  private func curve(
    _ axis: Int, over range: ClosedRange<Double>, from start: [Double], inputs: [Double],
    knots: Int
  ) -> [Equilibrium?] {
    var guess = start
    return spaced(from: range.lowerBound, to: range.upperBound, count: knots + 1).map { mem in
      let next = equilibrium(holding: axis, at: mem, near: guess, inputs: inputs)
      if let next { guess = next.point }
      return next
    }
  }

  /// An equilibrium that a certain input holds.
  private struct Equilibrium {
    var point: [Double]
    var input: Double
    var jacobian: [[Double]]

    var eigenvalues: [Eigenvalue] { Analysis.eigenvalues(of: jacobian) }
  }

  // Changes its sign at a bifurcation of this kind.
  private func test(_ kind: Bifurcation.Kind, _ eigenvalues: [Eigenvalue]) -> Double {
    var product = (real: 1.0, imaginary: 0.0)
    func multiply(_ real: Double, _ imaginary: Double) {
      // Only the sign counts; the size is kept from running off.
      let size = max(abs(real) + abs(imaginary), .leastNonzeroMagnitude)
      let (real, imaginary) = (real / size, imaginary / size)
      product = (
        product.real * real - product.imaginary * imaginary,
        product.real * imaginary + product.imaginary * real
      )
    }
    for (index, first) in eigenvalues.enumerated() {
      if kind == .saddleNode { multiply(first.real, first.imaginary) }
      for second in eigenvalues[(index + 1)...] where kind == .hopf {
        multiply(first.real + second.real, first.imaginary + second.imaginary)
      }
    }
    return product.real
  }

  private func bifurcation(
    _ kind: Bifurcation.Kind, _ axis: Int, between first: Equilibrium, and second: Equilibrium,
    inputs: [Double]
  ) -> [Bifurcation] {
    var nearest = first
    let place = root(between: first.point[axis], and: second.point[axis]) { mem in
      guard let here = equilibrium(holding: axis, at: mem, near: nearest.point, inputs: inputs)
      else { return .nan }
      nearest = here
      return test(kind, here.eigenvalues)
    }
    // mem is known no better than that, so that what is as near to 0 is 0.
    let resolution = 1e-12 * abs(second.point[axis] - first.point[axis])
    guard
      let here = equilibrium(
        holding: axis, at: abs(place) < resolution ? 0 : place, near: nearest.point,
        inputs: inputs)
    else { return [] }
    switch kind {
    case .saddleNode:
      return [Bifurcation(kind: kind, input: here.input, point: here.point, frequency: 0)]
    case .hopf:
      // Two real ones with opposite signs make a sum of zero as well: a neutral saddle.
      let pair = here.eigenvalues.filter { $0.imaginary > 0 }
        .min { abs($0.real) < abs($1.real) }
      guard let pair, abs(pair.real) < 1e-3 * pair.imaginary else { return [] }
      return [
        Bifurcation(
          kind: kind, input: here.input, point: here.point,
          frequency: pair.imaginary / (2 * .pi))
      ]
    }
  }

  // The other states by Newton's method; the input that then holds mem by the secant method, which
  // is exact after one step where the input enters as a sum.
  private func equilibrium(
    holding axis: Int, at mem: Double, near guess: [Double], inputs: [Double]
  ) -> Equilibrium? {
    var inputs = inputs
    var point = guess
    point[axis] = mem
    let others = states.indices.filter { $0 != axis }
    for round in 0..<60 {
      let slopes = slopes(at: point, inputs: inputs)
      guard slopes.allSatisfy(\.isFinite) else { return nil }
      let jacobian = jacobian(at: point, inputs: inputs)
      let matrix = others.map { row in others.map { jacobian[row][$0] } }
      guard let step = others.isEmpty ? [] : solve(matrix, others.map { -slopes[$0] }) else {
        return nil
      }
      for (index, move) in zip(others, step) { point[index] += move }
      let isSettled = zip(others, step).allSatisfy { abs($1) <= 1e-12 * (1 + abs(point[$0])) }
      let before = self.slopes(at: point, inputs: inputs)[axis]
      var raised = inputs
      raised[0] += 1
      let gain = self.slopes(at: point, inputs: raised)[axis] - before
      guard gain != 0, gain.isFinite else { return nil }
      inputs[0] -= before / gain
      if isSettled, round > 0, abs(before / gain) <= 1e-10 * (1 + abs(inputs[0])) {
        return Equilibrium(
          point: point, input: inputs[0], jacobian: self.jacobian(at: point, inputs: inputs))
      }
    }
    return nil
  }
}
