/// Values at the points of a rectangular grid, row by row from the lowest.
public struct SampledField: Hashable, Sendable {
  /// Points in a row.
  public var columns: Int
  /// Rows of points.
  public var rows: Int
  /// The values.
  public var values: [Double]

  /// Makes a field of `rows * columns` values.
  public init(columns: Int, rows: Int, values: [Double]) {
    precondition(values.count == columns * rows, "a value for every point")
    self.columns = columns
    self.rows = rows
    self.values = values
  }

  /// The value at a point.
  public subscript(column: Int, row: Int) -> Double { values[row * columns + column] }

  /// A straight piece of a contour, in columns and rows of the grid.
  struct Segment: Hashable, Sendable {
    var start: (x: Double, y: Double) { (startX, startY) }
    var end: (x: Double, y: Double) { (endX, endY) }
    private let startX, startY, endX, endY: Double

    init(_ start: (x: Double, y: Double), _ end: (x: Double, y: Double)) {
      (startX, startY, endX, endY) = (start.x, start.y, end.x, end.y)
    }
  }

  /// Where the values pass through zero: marching squares (Lorensen and Cline 1987, in the plane).
  ///
  /// Squares with a corner that is no finite number have no contour.
  var zeroContour: [Segment] {
    guard columns > 1, rows > 1 else { return [] }
    return (0..<rows - 1).flatMap { row in
      (0..<columns - 1).flatMap { column in crossings(column: column, row: row) }
    }
  }

  private func crossings(column: Int, row: Int) -> [Segment] {
    // The corners around the square, and the side that leads from each to the next.
    let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map { (column + $0.0, row + $0.1) }
    let values = corners.map { self[$0.0, $0.1] }
    guard values.allSatisfy(\.isFinite) else { return [] }
    var points: [(x: Double, y: Double)] = []
    for side in 0..<4 {
      let (from, to) = (values[side], values[(side + 1) % 4])
      guard (from >= 0) != (to >= 0) else { continue }
      // Halves keep the difference of two huge numbers finite.
      let share = (from / 2) / (from / 2 - to / 2)
      let (start, end) = (corners[side], corners[(side + 1) % 4])
      points.append(
        (
          Double(start.0) + share * Double(end.0 - start.0),
          Double(start.1) + share * Double(end.1 - start.1)
        ))
    }
    switch points.count {
    case 2: return [Segment(points[0], points[1])]
    case 4:
      // Opposite corners agree; the middle tells which of them are connected.
      let middle = values.reduce(0) { $0 + $1 / 4 }
      let isJoined = (middle >= 0) == (values[0] >= 0)
      return isJoined
        ? [Segment(points[0], points[1]), Segment(points[2], points[3])]
        : [Segment(points[3], points[0]), Segment(points[1], points[2])]
    default: return []
    }
  }
}
