import Equations

extension Expression {
  /// The derivative by a name; 0 where a step has none, one side's where a term has two.
  ///
  /// - Returns: nil where a function is called whose derivative is not known.
  func derivative(by name: String) -> Expression? {
    guard uses(name) else { return constant(0) }
    switch kind {
    case .number, .quantity, .element, .member: return constant(0)
    case .name(let own): return constant(own == name ? 1 : 0)
    case .unary(.not, _): return constant(0)
    case .unary(.minus, let operand):
      return operand.derivative(by: name).map { Expression(.unary(.minus, $0), range) }
    case .conditional(let test, let yes, let no):
      guard let yes = yes.derivative(by: name), let no = no.derivative(by: name) else { return nil }
      return Expression(.conditional(test, yes, no), range)
    case .binary(let op, let left, let right):
      guard let slope = left.derivative(by: name), let other = right.derivative(by: name) else {
        return nil
      }
      switch op {
      case .add: return slope.plus(other)
      case .subtract: return slope.plus(other, .subtract)
      case .multiply: return slope.times(right).plus(left.times(other))
      case .divide:
        let change = slope.times(right).plus(left.times(other), .subtract)
        return change.divided(by: Expression(.binary(.power, right, constant(2)), range))
      case .power:
        if !right.uses(name) {
          let less = right.plus(constant(1), .subtract)
          return right.times(Expression(.binary(.power, left, less), range)).times(slope)
        }
        let log = Expression(.call(Name("log", range), [left]), range)
        return times(other.times(log).plus(right.times(slope).divided(by: left)))
      default: return constant(0)
      }
    case .call(let function, let arguments):
      guard let argument = arguments.first, arguments.count == 1,
        let inner = argument.derivative(by: name),
        let outer = slope(of: function.text, at: argument)
      else { return nil }
      return outer.times(inner)
    }
  }

  private func slope(of function: String, at x: Expression) -> Expression? {
    func call(_ name: String) -> Expression { Expression(.call(Name(name, range), [x]), range) }
    func square(_ term: Expression) -> Expression {
      Expression(.binary(.power, term, constant(2)), range)
    }
    let one = constant(1)
    switch function {
    case "exp": return self
    case "log": return one.divided(by: x)
    case "sqrt": return one.divided(by: constant(2).times(self))
    case "sin": return call("cos")
    case "cos": return Expression(.unary(.minus, call("sin")), range)
    case "tan": return one.plus(square(self))
    case "sinh": return call("cosh")
    case "cosh": return call("sinh")
    case "tanh": return one.plus(square(self), .subtract)
    case "atan": return one.divided(by: one.plus(square(x)))
    case "asin":
      let root = Expression(.call(Name("sqrt", range), [one.plus(square(x), .subtract)]), range)
      return one.divided(by: root)
    case "abs": return call("sign")
    case "heaviside", "sign", "floor", "ceil": return constant(0)
    default: return nil
    }
  }

  private func constant(_ number: Double) -> Expression { Expression(.number(number), range) }

  /// The sum, or the difference; nothing is added where one side is 0.
  func plus(_ other: Expression, _ op: BinaryOperator = .add) -> Expression {
    if other.kind == .number(0) { return self }
    if kind == .number(0) { return op == .add ? other : Expression(.unary(.minus, other), range) }
    return Expression(.binary(op, self, other), range)
  }

  /// The product; 0 where one side is.
  func times(_ other: Expression) -> Expression {
    if kind == .number(0) || other.kind == .number(1) { return self }
    if other.kind == .number(0) || kind == .number(1) { return other }
    return Expression(.binary(.multiply, self, other), range)
  }

  /// The quotient; 0 where the dividend is.
  func divided(by other: Expression) -> Expression {
    kind == .number(0) || other.kind == .number(1)
      ? self : Expression(.binary(.divide, self, other), range)
  }
}
