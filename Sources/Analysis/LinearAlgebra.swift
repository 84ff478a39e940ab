import RealModule

/// A root of a matrix's characteristic polynomial.
public struct Eigenvalue: Hashable, Sendable {
  /// The real part: how fast a disturbance grows.
  public var real: Double
  /// The imaginary part: how fast it turns, in radians per unit of time.
  public var imaginary: Double
}

/// The eigenvalues of a small real matrix, largest real part first.
///
/// The characteristic polynomial by Faddeev & Le Verrier, its roots all at once by Weierstrass,
/// Durand & Kerner. Meant for the Jacobians of neurons, which have up to a dozen rows.
public func eigenvalues(of matrix: [[Double]]) -> [Eigenvalue] {
  let size = matrix.count
  guard size > 0, matrix.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return [] }
  let coefficients = characteristicPolynomial(of: matrix)
  // Starting points on a circle that encloses all roots (Cauchy's bound), off the real axis.
  let radius = 1 + (coefficients.dropLast().map(abs).max() ?? 0)
  let bound = min(radius, matrix.map { $0.reduce(0) { $0 + abs($1) } }.max() ?? radius)
  var roots = (0..<size).map { index in
    let angle = 2 * Double.pi * Double(index) / Double(size) + 0.4
    return (real: bound * .cos(angle), imaginary: bound * .sin(angle))
  }
  for _ in 0..<500 {
    var largestMove = 0.0
    for index in roots.indices {
      let here = roots[index]
      var above = (real: 1.0, imaginary: 0.0)
      for coefficient in coefficients.dropLast().reversed() {
        above = product(above, here)
        above.real += coefficient
      }
      var below = (real: 1.0, imaginary: 0.0)
      for (other, root) in roots.enumerated() where other != index {
        below = product(below, (here.real - root.real, here.imaginary - root.imaginary))
      }
      let norm = below.real * below.real + below.imaginary * below.imaginary
      guard norm > 0 else { continue }
      let move = product(above, (below.real / norm, -below.imaginary / norm))
      roots[index] = (here.real - move.real, here.imaginary - move.imaginary)
      largestMove = max(largestMove, abs(move.real) + abs(move.imaginary))
    }
    if largestMove <= 1e-15 * bound { break }
  }
  return roots.map { root in
    let isReal = abs(root.imaginary) <= 1e-9 * (abs(root.real) + 1e-9 * bound)
    return Eigenvalue(real: root.real, imaginary: isReal ? 0 : root.imaginary)
  }
  .sorted { ($0.real, $0.imaginary) > ($1.real, $1.imaginary) }
}

private typealias ComplexPair = (real: Double, imaginary: Double)

private func product(_ a: ComplexPair, _ b: ComplexPair) -> ComplexPair {
  (a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
}

// From the constant term to the leading 1.
private func characteristicPolynomial(of matrix: [[Double]]) -> [Double] {
  let size = matrix.count
  var coefficients = Array(repeating: 0.0, count: size) + [1]
  var auxiliary = Array(repeating: Array(repeating: 0.0, count: size), count: size)
  for order in 1...size {
    for row in 0..<size { auxiliary[row][row] += coefficients[size - order + 1] }
    let next = multiplied(matrix, auxiliary)
    let trace = (0..<size).reduce(0) { $0 + next[$1][$1] }
    coefficients[size - order] = -trace / Double(order)
    auxiliary = next
  }
  return coefficients
}

private func multiplied(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
  a.map { row in
    b[0].indices.map { column in row.indices.reduce(0) { $0 + row[$1] * b[$1][column] } }
  }
}

/// The solution of a small system of linear equations; nil where the matrix is singular.
///
/// Gaussian elimination with partial pivoting.
func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
  var rows = zip(matrix, right).map { $0 + [$1] }
  let size = rows.count
  for column in 0..<size {
    guard
      let pivot = (column..<size).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
      rows[pivot][column] != 0, rows[pivot][column].isFinite
    else { return nil }
    rows.swapAt(column, pivot)
    for row in column + 1..<size {
      let factor = rows[row][column] / rows[column][column]
      guard factor != 0 else { continue }
      for index in column...size { rows[row][index] -= factor * rows[column][index] }
    }
  }
  var result = Array(repeating: 0.0, count: size)
  for row in (0..<size).reversed() {
    let known = (row + 1..<size).reduce(0) { $0 + rows[row][$1] * result[$1] }
    result[row] = (rows[row][size] - known) / rows[row][row]
  }
  return result.allSatisfy(\.isFinite) ? result : nil
}
