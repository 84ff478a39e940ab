import Equations

// Equations that are linear in their states, solved by the matrix exponential.
extension ProgramBuilder {
  /// Takes a step to x + dt phi(dt J) f(x) with phi(z) = (exp(z) - 1) / z, J = df/dx: where f is J x and what is
  /// steady during the step, that is where the equations lead (Rotter & Diesmann 1999, Biol Cybern 81:381).
  ///
  /// What phi is follows from parameters and dt, so that it is computed once, and a step is a product of a
  /// matrix and a vector.
  ///
  /// - Parameters:
  ///   - equations: the block's equations.
  ///   - block: what they stand in.
  ///   - start: what their states are when the step begins.
  ///   - dt: how long it is.
  /// - Returns: what the states are at its end.
  mutating func solveExactly(
    _ equations: [Statement], in block: Block, from start: [Int], over dt: Int
  ) -> [Int] {
    let slopes = slopes(of: equations, in: block, at: start, followsAssignments: true)
    let zero = constant(0)
    let changes: Matrix = slopes.map { slope in
      start.map { state in
        let change = derivative(of: slope, by: state)
        return change == zero ? nil : apply(.multiply, [dt, change])
      }
    }
    let shares = relativeExponential(of: changes)
    return start.indices.map { row in
      term = program.values[slopes[row]].term
      let sum = shares[row].indices.compactMap { column in
        shares[row][column].map { apply(.multiply, [$0, slopes[column]]) }
      }
      guard let first = sum.first else { return start[row] }
      let move = sum.dropFirst().reduce(first) { apply(.add, [$0, $1]) }
      return apply(.add, [start[row], apply(.multiply, [dt, move])])
    }
  }

  /// Rows of entries; those that are 0 whatever the numbers are do not exist.
  private typealias Matrix = [[Int?]]

  // By its series at a power of two less, and by phi(2 z) = phi(z) (1 + z phi(z) / 2) from there: with no
  // difference of large numbers, and no division by that of two time constants, which may be the same.
  private mutating func relativeExponential(of matrix: Matrix) -> Matrix {
    let one = constant(1)
    let isDiagonal = matrix.indices.allSatisfy { row in
      matrix[row].indices.allSatisfy { $0 == row || matrix[row][$0] == nil }
    }
    if isDiagonal {
      return matrix.indices.map { row in
        matrix.indices.map { column in
          row == column ? matrix[row][row].map { apply(.exprel, [$0]) } ?? one : nil
        }
      }
    }
    var scaled = times(matrix, 1 / Double(1 << doublings))
    var result: Matrix = matrix.indices.map { row in
      matrix.indices.map { $0 == row ? one : nil }
    }
    for order in stride(from: terms, through: 1, by: -1) {
      result = addingOne(times(product(scaled, result), 1 / Double(order + 1)))
    }
    for _ in 0..<doublings {
      result = product(result, addingOne(times(product(scaled, result), 0.5)))
      scaled = times(scaled, 2)
    }
    return result
  }

  private mutating func times(_ matrix: Matrix, _ factor: Double) -> Matrix {
    let factor = constant(factor)
    return matrix.map { row in row.map { $0.map { apply(.multiply, [factor, $0]) } } }
  }

  private mutating func addingOne(_ matrix: Matrix) -> Matrix {
    let one = constant(1)
    var matrix = matrix
    for index in matrix.indices {
      matrix[index][index] = matrix[index][index].map { apply(.add, [one, $0]) } ?? one
    }
    return matrix
  }

  private mutating func product(_ a: Matrix, _ b: Matrix) -> Matrix {
    a.indices.map { row in
      b.indices.map { column in
        var sum: Int?
        for index in b.indices {
          guard let first = a[row][index], let second = b[index][column] else { continue }
          let part = apply(.multiply, [first, second])
          sum = sum.map { apply(.add, [$0, part]) } ?? part
        }
        return sum
      }
    }
  }
}

// Good to the last digits for rates up to a million in a step.
private let terms = 6
private let doublings = 24
