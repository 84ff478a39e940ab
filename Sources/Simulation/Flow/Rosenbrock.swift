/// Steps of RODAS4P, an L-stable Rosenbrock method of order 4 with an embedded one of order 3.
///
/// Steinebach 1995, Order-reduction of ROW-methods for DAEs; form and course between the ends: Hairer &
/// Wanner 1996, Solving ordinary differential equations II, IV.7.
struct Rosenbrock: FlowMethod {
  static let order = 4
  private var stages: [[Double]]
  var start: [Double], slope: [Double]
  private var place: [Double], next: [Double]
  private var changes: [Double]
  private var matrix: LinearSystem
  private(set) var end: [Double]
  var difference: [Double] { stages[5] }
  let endSlope: [Double] = []
  let knowsEndSlope = false

  init(size: Int) {
    let zero = Array(repeating: 0.0, count: size)
    stages = Array(repeating: zero, count: 6)
    (start, slope, place, next, end) = (zero, zero, zero, zero, zero)
    changes = Array(repeating: 0, count: size * (size + 1))
    matrix = LinearSystem(size: size)
  }

  mutating func step(_ equations: inout FlowEquations<Double>, time: Double, length: Double) {
    let size = start.count
    equations.changes(at: start, time: time, into: &changes)
    matrix.factorise { row, column in
      (row == column ? 1 / (length * Self.gamma) : 0) - changes[row * size + column]
    }
    for stage in 0..<6 {
      for index in 0..<size { place[index] = start[index] }
      if stage > 0 {
        let row = Self.places[min(stage, 4) - 1]
        for index in 0..<size {
          for earlier in row.indices { place[index] += row[earlier] * stages[earlier][index] }
          // The fifth and the sixth begin where the stage before ended.
          if stage == 5 { place[index] += stages[4][index] }
        }
        equations.slopes(at: place, time: time + Self.times[stage] * length, into: &next)
      }
      for index in 0..<size {
        var sum =
          (stage > 0 ? next[index] : slope[index]) + length * Self.timeShares[stage]
          * changes[size * size + index]
        for earlier in 0..<stage {
          sum += Self.couplings[stage][earlier] / length * stages[earlier][index]
        }
        stages[stage][index] = sum
      }
      matrix.solve(&stages[stage])
    }
    for index in 0..<size { end[index] = place[index] + stages[5][index] }
  }

  func write(_ course: inout [Double], length: Double) {
    let size = start.count
    for index in start.indices {
      course[index] = start[index]
      course[size + index] = end[index] - start[index]
      for (row, weights) in Self.dense.enumerated() {
        var sum = 0.0
        for stage in weights.indices { sum += weights[stage] * stages[stage][index] }
        course[(2 + row) * size + index] = sum
      }
    }
  }

  private static let gamma = 0.25
  private static let times = [0, 0.75, 0.21, 0.63, 1, 1]
  private static let timeShares = [0.25, -0.5, -0.023504, -0.0362, 0, 0]
  private static let places = [
    [3],
    [1.831036793486759, 0.4955183967433795],
    [2.304376582692669, -0.05249275245743001, -1.176798761832782],
    [-7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401],
  ]
  private static let couplings = [
    [],
    [-12],
    [-8.791795173947035, -2.207865586973518],
    [10.81793056857153, 6.780270611428266, 19.53485944642410],
    [34.19095006749676, 15.49671153725963, 54.74760875964130, 14.16005392148534],
    [
      34.62605830930532, 15.30084976114473, 56.99955578662667, 18.40807009793095,
      -5.714285714285717,
    ],
  ]
  private static let dense = [
    [25.09876703708589, 11.62013104361867, 28.49148307714626, -5.664021568594133, 0],
    [
      1.638054557396973, -0.7373619806678748, 8.477918219238990, 15.99253148779520,
      -1.882352941176471,
    ],
  ]
}

/// A square system of linear equations, solved by elimination with partial pivoting.
struct LinearSystem {
  private let size: Int
  private var rows: [Double]
  private var order: [Int]

  init(size: Int) {
    self.size = size
    rows = Array(repeating: 0, count: size * size)
    order = Array(0..<size)
  }

  /// Takes over a matrix, row and column counted from 0.
  mutating func factorise(_ entry: (Int, Int) -> Double) {
    for row in 0..<size {
      order[row] = row
      for column in 0..<size { rows[row * size + column] = entry(row, column) }
    }
    for column in 0..<size {
      let pivot =
        (column..<size).max {
          rows[$0 * size + column].magnitude < rows[$1 * size + column].magnitude
        } ?? column
      if pivot != column {
        order.swapAt(pivot, column)
        for index in 0..<size { rows.swapAt(pivot * size + index, column * size + index) }
      }
      for row in column + 1..<max(column + 1, size) {
        let factor = rows[row * size + column] / rows[column * size + column]
        rows[row * size + column] = factor
        guard factor != 0 else { continue }
        for index in column + 1..<size {
          rows[row * size + index] -= factor * rows[column * size + index]
        }
      }
    }
  }

  /// Turns a right side into the solution.
  func solve(_ side: inout [Double]) {
    var values = order.map { side[$0] }
    for row in 0..<size {
      for column in 0..<row { values[row] -= rows[row * size + column] * values[column] }
    }
    for row in (0..<size).reversed() {
      for column in row + 1..<max(row + 1, size) {
        values[row] -= rows[row * size + column] * values[column]
      }
      values[row] /= rows[row * size + row]
    }
    side = values
  }
}
