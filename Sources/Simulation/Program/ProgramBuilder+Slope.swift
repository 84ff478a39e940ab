// How a value changes with another: the rules of differentiation, applied to the values that a
// program computes. Forward mode, for one variable.
extension ProgramBuilder {
  /// The value of d `value` / d `variable`, added to the program.
  ///
  /// Operands come before what is computed from them, so that one pass in order does it, however
  /// long the chain is.
  mutating func derivative(of value: Int, by variable: Int) -> Int {
    let zero = constant(0)
    var slopes: [Int: Int] = [variable: constant(1)]
    for index in program.sources(of: value) where index != variable {
      guard case .operation(let operation, let operands) = program.values[index].origin else {
        continue
      }
      let changes = operands.map { slopes[$0] ?? zero }
      guard changes.contains(where: { $0 != zero }) else { continue }
      term = program.values[index].term
      let slope = operation.slope(
        operands[0], operands.count > 1 ? operands[1] : zero, result: index,
        followsSecond: changes.count > 1 && changes[1] != zero, in: &self)
      slopes[index] = change(by: slope, of: changes, zero: zero)
    }
    return slopes[value] ?? zero
  }

  // How a result changes where its operands change so.
  private mutating func change(by slope: Slope<Int>, of changes: [Int], zero: Int) -> Int {
    switch slope {
    case .flat: return zero
    case .choice(let condition, let yes, let no):
      return apply(.select, [condition, changes[yes], no.map { changes[$0] } ?? zero])
    case .sum(let first, let second, let divisor):
      var sum: Int?
      for (factor, change) in zip([first, second], changes) where change != zero {
        guard let factor else { continue }
        let part = factor.number.map { apply(.multiply, [$0, change]) } ?? change
        if let before = sum {
          sum = apply(factor.isNegative ? .subtract : .add, [before, part])
        } else {
          sum = factor.isNegative ? apply(.negate, [part]) : part
        }
      }
      guard let sum else { return zero }
      return divisor.map { apply(.divide, [sum, $0]) } ?? sum
    }
  }
}
