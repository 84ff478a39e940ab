import Equations

// Functions that are no operations of their own.
extension ProgramBuilder {
  /// A function that is made of operations; nil for one that draws.
  mutating func composed(_ function: Function, _ operands: [Int]) -> Int? {
    guard let x = operands.first else { return nil }
    switch function {
    case .clamp: return apply(.min, [apply(.max, [x, operands[1]]), operands[2]])
    case .tan: return apply(.divide, [apply(.sin, [x]), apply(.cos, [x])])
    case .atan: return apply(.arctangent, [x, constant(1)])
    case .asin, .acos:
      // The other side of the triangle, exact near 1 as well.
      let one = constant(1)
      let square = apply(.multiply, [apply(.subtract, [one, x]), apply(.add, [one, x])])
      let other = apply(.sqrt, [square])
      return apply(.arctangent, function == .asin ? [x, other] : [other, x])
    case .cosh:
      let sum = apply(.add, [apply(.exp, [x]), apply(.exp, [apply(.negate, [x])])])
      return apply(.multiply, [sum, constant(0.5)])
    case .sinh:
      // By exprel nothing cancels near 0.
      let sum = apply(.add, [apply(.exprel, [x]), apply(.exprel, [apply(.negate, [x])])])
      return apply(.multiply, [x, apply(.multiply, [sum, constant(0.5)])])
    case .mod:
      let whole = apply(.floor, [apply(.divide, [x, operands[1]])])
      return apply(.subtract, [x, apply(.multiply, [operands[1], whole])])
    case .heaviside: return apply(.lessOrEqual, [constant(0), x])
    default: return nil
    }
  }

  /// What a draw is in the mean.
  mutating func mean(of function: Function, _ operands: [Int]) -> Int {
    switch function {
    case .uniform: return constant(0.5)
    case .beta: return apply(.divide, [operands[0], apply(.add, operands)])
    default: return constant(0)
    }
  }
}
