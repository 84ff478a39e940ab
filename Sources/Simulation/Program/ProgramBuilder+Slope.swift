// How a value changes with another: the rules of differentiation, applied to the values that a
// program computes. Forward mode, for one variable.
extension ProgramBuilder {
  /// The value of d `value` / d `variable`, added to the program.
  ///
  /// Operands come before what is computed from them, so that one pass in order does it, however
  /// long the chain is.
  mutating func derivative(of value: Int, by variable: Int) -> Int {
    let zero = insert(.constant(0), term: "0")
    var slopes: [Int: Int] = [variable: insert(.constant(1), term: "1")]
    for index in ancestors(of: value) where index != variable {
      guard case .operation(let operation, let operands) = values[index] else { continue }
      let inner = operands.map { slopes[$0] ?? zero }
      guard inner.contains(where: { $0 != zero }) else { continue }
      slopes[index] = rule(operation, operands, inner, value: index, zero: zero)
    }
    return slopes[value] ?? zero
  }

  // A value and all that it is computed from, in the order of computation.
  private func ancestors(of value: Int) -> [Int] {
    var isNeeded = Array(repeating: false, count: value + 1)
    isNeeded[value] = true
    for index in (0...value).reversed() where isNeeded[index] {
      if case .operation(_, let operands) = values[index] {
        for operand in operands { isNeeded[operand] = true }
      }
    }
    return isNeeded.indices.filter { isNeeded[$0] }
  }

  private mutating func rule(
    _ operation: Operation, _ x: [Int], _ dx: [Int], value: Int, zero: Int
  ) -> Int {
    let term = terms[value]
    switch operation {
    case .copy: return dx[0]
    case .negate: return apply(.negate, [dx[0]], term)
    case .add: return sum(dx[0], dx[1], zero, term)
    case .subtract:
      return dx[1] == zero
        ? dx[0]
        : dx[0] == zero ? apply(.negate, [dx[1]], term) : apply(.subtract, dx, term)
    case .multiply:
      return sum(product(dx[0], x[1], zero, term), product(x[0], dx[1], zero, term), zero, term)
    case .divide:
      // (a / b)' = (a' - (a / b) b') / b
      let change = product(value, dx[1], zero, term)
      let above = change == zero ? dx[0] : apply(.subtract, [dx[0], change], term)
      return apply(.divide, [above, x[1]], term)
    case .power:
      // For an exponent that does not change with the variable: b a^(b-1) a'.
      let one = insert(.constant(1), term: "1")
      let lower = apply(.power, [x[0], apply(.subtract, [x[1], one], term)], term)
      return product(apply(.multiply, [x[1], lower], term), dx[0], zero, term)
    case .select:
      return apply(.select, [x[0], dx[1], dx[2]], term)
    case .exp: return product(value, dx[0], zero, term)
    case .log: return apply(.divide, [dx[0], x[0]], term)
    case .sqrt:
      let two = insert(.constant(2), term: "2")
      return apply(.divide, [dx[0], apply(.multiply, [two, value], term)], term)
    case .abs: return product(apply(.sign, [x[0]], term), dx[0], zero, term)
    case .min: return apply(.select, [apply(.less, x, term), dx[0], dx[1]], term)
    case .max: return apply(.select, [apply(.less, x, term), dx[1], dx[0]], term)
    case .relu: return apply(.select, [apply(.less, [zero, x[0]], term), dx[0], zero], term)
    case .sigmoid, .tanh:
      let one = insert(.constant(1), term: "1")
      let square = apply(.multiply, [value, value], term)
      let inner = apply(.subtract, [operation == .tanh ? one : value, square], term)
      return product(inner, dx[0], zero, term)
    case .sin: return product(apply(.cos, [x[0]], term), dx[0], zero, term)
    case .cos:
      return product(apply(.negate, [apply(.sin, [x[0]], term)], term), dx[0], zero, term)
    case .exprel:
      // d/dx (e^x - 1)/x = (e^x - exprel(x)) / x, which tends to 1/2.
      let half = insert(.constant(0.5), term: "0.5")
      let above = apply(.subtract, [apply(.exp, [x[0]], term), value], term)
      let isZero = apply(.equal, [x[0], zero], term)
      let slope = apply(.select, [isZero, half, apply(.divide, [above, x[0]], term)], term)
      return product(slope, dx[0], zero, term)
    // Steps are flat, and what is detached does not count.
    case .floor, .ceil, .round, .sign, .not, .equal, .notEqual, .less, .lessOrEqual, .and, .or,
      .act, .detach, .uniform, .normal, .beta:
      return zero
    }
  }

  private mutating func apply(_ operation: Operation, _ operands: [Int], _ term: String) -> Int {
    insert(.operation(operation, operands), term: term)
  }

  private mutating func sum(_ a: Int, _ b: Int, _ zero: Int, _ term: String) -> Int {
    a == zero ? b : b == zero ? a : apply(.add, [a, b], term)
  }

  private mutating func product(_ a: Int, _ b: Int, _ zero: Int, _ term: String) -> Int {
    if a == zero || b == zero { return zero }
    return apply(.multiply, [a, b], term)
  }
}
