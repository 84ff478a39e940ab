import Neurons
public import OrderedCollections
import RealModule
public import Simulation

/// Two of a model's states as a plane: how both change at any point, and where neither does.
///
/// A model with differential equations changes at its slopes, in units of the state per unit of
/// time; its other states are at every point where they would settle there, so that a fixed point of
/// the plane is one of the neuron. Any other model changes by what one step of its integral adds,
/// with its other states held where they are.
public struct PhasePlane: Sendable {
  /// The states that span it.
  public let x: String, y: String
  /// The states that are held, with their values.
  public let held: OrderedDictionary<String, Double>
  /// The states that are at every point where they settle.
  public let settled: [String]
  /// Whether changes are slopes; else they are what a step adds.
  public var isContinuous: Bool { field != nil }

  private let node: Node
  private let neuron: Int
  private let field: VectorField?

  /// The plane of a neuron with its present parameters.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - neuron: which neuron of a population, counted from 0.
  ///   - x: the state along the horizontal axis.
  ///   - y: the state along the vertical axis.
  ///   - holding: states that are to be held, with their values.
  ///   - settles: whether the others settle, where the model has differential equations; else they
  ///     are held at their present values.
  /// - Returns: nil where one of the states is not part of the integral.
  public init?(
    _ node: Node, neuron: Int = 0, x: String, y: String, holding: [String: Double] = [:],
    settles: Bool = true
  ) {
    let field = VectorField(node, neuron: neuron)
    let names = Self.states(of: node, field)
    guard x != y, names.contains(x), names.contains(y) else { return nil }
    self.x = x
    self.y = y
    self.node = node
    self.neuron = neuron
    self.field = field
    let others = names.filter { $0 != x && $0 != y }
    settled = field == nil || !settles ? [] : others.filter { holding[$0] == nil }
    var held: OrderedDictionary<String, Double> = [:]
    for name in others where !settled.contains(name) {
      held[name] = holding[name] ?? node.states[name]?[neuron] ?? 0
    }
    self.held = held
  }

  /// The states of a neuron that can span a plane.
  public static func states(of node: Node, neuron: Int = 0) -> [String] {
    states(of: node, VectorField(node, neuron: neuron))
  }

  private static func states(of node: Node, _ field: VectorField?) -> [String] {
    field?.states ?? node.states.keys.filter { $0 != "spike" }
  }

  /// How both states change at some points, given as two columns.
  ///
  /// Where a step fires, what it adds to a state other than mem is not known: the spike is in it.
  /// Where another state does not settle, the changes are no numbers.
  public func changes(
    x: [Double], y: [Double], inputs: [Double]
  ) -> (x: [Double], y: [Double]) {
    guard !x.isEmpty else { return ([], []) }
    guard let field else { return steps(x: x, y: y, inputs: inputs) }
    let columns = columns(of: field, x: x, y: y, inputs: inputs)
    let slopes = field.slopes(columns: columns, inputs: inputs)
    return (slopes[index(of: self.x)], slopes[index(of: self.y)])
  }

  // Every state of the field at some points; those that settle are found by Newton's method, which
  // for the gates of channels takes one step.
  private func columns(
    of field: VectorField, x: [Double], y: [Double], inputs: [Double]
  ) -> [[Double]] {
    var columns = field.states.map { state in
      let value = held[state] ?? node.states[state]?[neuron] ?? 0
      return state == self.x ? x : state == self.y ? y : Array(repeating: value, count: x.count)
    }
    let axes = settled.map(index(of:))
    guard !axes.isEmpty else { return columns }
    var open = Array(x.indices)
    for _ in 0..<50 where !open.isEmpty {
      let slopes = field.slopes(columns: columns, inputs: inputs)
      let changes = axes.map { field.changes(along: $0, columns: columns, inputs: inputs) }
      open = open.filter { point in
        let matrix = axes.map { row in changes.map { $0[row][point] } }
        guard let step = solve(matrix, axes.map { -slopes[$0][point] }) else {
          for axis in axes { columns[axis][point] = .nan }
          return false
        }
        for (axis, change) in zip(axes, step) { columns[axis][point] += change }
        return zip(axes, step).contains { axis, change in
          abs(change) > 1e-10 * (1 + abs(columns[axis][point]))
        }
      }
    }
    for point in open { for axis in axes { columns[axis][point] = .nan } }
    return columns
  }

  private func index(of state: String) -> Int { field?.states.firstIndex(of: state) ?? 0 }

  private func steps(x: [Double], y: [Double], inputs: [Double]) -> (x: [Double], y: [Double]) {
    let after = node.afterOneStep(
      of: neuron, from: [self.x: x, self.y: y], inputs: inputs, count: x.count)
    func change(of state: String, from start: [Double]) -> [Double] {
      guard state != "mem" else {
        return zip(after.membraneBeforeReset, start).map { $0 - $1 }
      }
      let end = after.states[state] ?? start
      let spikes = after.states["spike"]
      return start.indices.map { spikes?[$0] ?? 0 == 0 ? end[$0] - start[$0] : .nan }
    }
    return (change(of: self.x, from: x), change(of: self.y, from: y))
  }

  // MARK: - Fixed points

  /// A point at which neither state changes.
  public struct RestPoint: Hashable, Sendable {
    /// Its place on the axes.
    public var x: Double, y: Double
    /// Whether every small disturbance dies away.
    public var isStable: Bool
    /// What disturbances do around it.
    public var kind: FixedPoint.Kind
  }

  /// The fixed points within a rectangle: those of the whole neuron where all other states settle,
  /// else those that Newton's method finds from the cells of a grid in which both changes pass
  /// through zero.
  public func fixedPoints(
    x xRange: ClosedRange<Double>, y yRange: ClosedRange<Double>, inputs: [Double]
  ) -> [RestPoint] {
    if let points = wholeFixedPoints(x: xRange, y: yRange, inputs: inputs) { return points }
    let knots = 60
    func place(_ index: Int, _ range: ClosedRange<Double>) -> Double {
      range.lowerBound + Double(index) / Double(knots) * (range.upperBound - range.lowerBound)
    }
    let grid = (0...knots).flatMap { row in (0...knots).map { (column: $0, row: row) } }
    let changes = changes(
      x: grid.map { place($0.column, xRange) }, y: grid.map { place($0.row, yRange) },
      inputs: inputs)
    var found: [RestPoint] = []
    for row in 0..<knots {
      for column in 0..<knots {
        let corners = [(0, 0), (1, 0), (0, 1), (1, 1)].map {
          (row + $0.1) * (knots + 1) + column + $0.0
        }
        guard corners.map({ changes.x[$0] }).passesZero, corners.map({ changes.y[$0] }).passesZero
        else { continue }
        let start = (place(column, xRange) + place(column + 1, xRange)) / 2
        let height = (place(row, yRange) + place(row + 1, yRange)) / 2
        guard let point = fixedPoint(nearX: start, y: height, inputs: inputs),
          xRange.contains(point.x), yRange.contains(point.y)
        else { continue }
        let (width, length) = (
          xRange.upperBound - xRange.lowerBound, yRange.upperBound - yRange.lowerBound
        )
        let isKnown = found.contains {
          abs($0.x - point.x) < 1e-6 * width && abs($0.y - point.y) < 1e-6 * length
        }
        if !isKnown { found.append(point) }
      }
    }
    return found.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
  }

  private func fixedPoint(nearX start: Double, y height: Double, inputs: [Double]) -> RestPoint? {
    var (x, y) = (start, height)
    for _ in 0..<50 {
      let change = changes(x: [x], y: [y], inputs: inputs)
      let j = jacobian(x: x, y: y, inputs: inputs)
      let determinant = j.xx * j.yy - j.xy * j.yx
      let stepX = (change.y[0] * j.xy - change.x[0] * j.yy) / determinant
      let stepY = (change.x[0] * j.yx - change.y[0] * j.xx) / determinant
      guard stepX.isFinite, stepY.isFinite else { return nil }
      x += stepX
      y += stepY
      // Where differences stand for derivatives, steps stay a little larger.
      let small = settled.isEmpty ? 1e-10 : 1e-8
      if abs(stepX) <= small * (1 + abs(x)), abs(stepY) <= small * (1 + abs(y)) {
        return classified(x: x, y: y, jacobian(x: x, y: y, inputs: inputs))
      }
    }
    return nil
  }

  private typealias Matrix = (xx: Double, xy: Double, yx: Double, yy: Double)

  // Those of the whole neuron, with what disturbances of any of its states do; nil where states are
  // held, or there are none besides the plane's.
  private func wholeFixedPoints(
    x xRange: ClosedRange<Double>, y yRange: ClosedRange<Double>, inputs: [Double]
  ) -> [RestPoint]? {
    guard let field, held.isEmpty, !settled.isEmpty, field.states.contains("mem") else {
      return nil
    }
    let mem = x == "mem" ? xRange : y == "mem" ? yRange : field.usualRange
    let start = field.states.map { node.states[$0]?[neuron] ?? 0 }
    let points = field.equilibria(over: mem, from: start, inputs: inputs).map { found in
      RestPoint(
        x: found.point[index(of: self.x)], y: found.point[index(of: self.y)],
        isStable: found.isStable, kind: found.kind)
    }
    return points.filter { xRange.contains($0.x) && yRange.contains($0.y) }
      .sorted { ($0.x, $0.y) < ($1.x, $1.y) }
  }

  // Exact where there are differential equations and nothing settles, else by central differences.
  private func jacobian(x: Double, y: Double, inputs: [Double]) -> Matrix {
    if let field, settled.isEmpty {
      let point = field.states.map { $0 == self.x ? x : $0 == self.y ? y : held[$0] ?? 0 }
      let full = field.jacobian(at: point, inputs: inputs)
      let (i, j) = (index(of: self.x), index(of: self.y))
      return (full[i][i], full[i][j], full[j][i], full[j][j])
    }
    let (dx, dy) = (1e-5 * (1 + abs(x)), 1e-5 * (1 + abs(y)))
    let ends = changes(x: [x + dx, x - dx, x, x], y: [y, y, y + dy, y - dy], inputs: inputs)
    func slope(_ values: [Double], _ first: Int, _ step: Double) -> Double {
      (values[first] - values[first + 1]) / (2 * step)
    }
    return (slope(ends.x, 0, dx), slope(ends.x, 2, dy), slope(ends.y, 0, dx), slope(ends.y, 2, dy))
  }

  // By the eigenvalues of the Jacobian: of slopes they have to be negative, of steps, which add to
  // the states themselves, less than 1 in size.
  private func classified(x: Double, y: Double, _ jacobian: Matrix) -> RestPoint {
    let own = isContinuous ? 0.0 : 1
    let (xx, yy) = (jacobian.xx + own, jacobian.yy + own)
    let half = (xx + yy) / 2
    let discriminant = half * half - (xx * yy - jacobian.xy * jacobian.yx)
    guard discriminant >= 0 else {
      let size = isContinuous ? half : .sqrt(half * half - discriminant) - 1
      return RestPoint(x: x, y: y, isStable: size < 0, kind: .focus)
    }
    let growth = [half - .sqrt(discriminant), half + .sqrt(discriminant)].map {
      isContinuous ? $0 : abs($0) - 1
    }
    let isSaddle = growth.contains { $0 < 0 } && growth.contains { $0 > 0 }
    return RestPoint(
      x: x, y: y, isStable: growth.allSatisfy { $0 < 0 }, kind: isSaddle ? .saddle : .node)
  }
}

extension [Double] {
  /// Whether some are negative and others are not; false where one is no finite number.
  fileprivate var passesZero: Bool {
    allSatisfy(\.isFinite) && contains { $0 < 0 } && contains { $0 >= 0 }
  }
}
