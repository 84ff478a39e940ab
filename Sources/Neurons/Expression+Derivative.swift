package import Equations

extension Expression {
  /// Its derivative by a name, other names held.
  ///
  /// - Parameters:
  ///   - name: by which name.
  ///   - definitions: what stands behind names that depend on it in turn.
  /// - Returns: nil where a function in it has none here.
  package func derivative(by name: String, _ definitions: [String: Expression] = [:]) -> Expression?
  {
    func slope(_ term: Expression) -> Expression? { term.derivative(by: name, definitions) }
    switch kind {
    case .number, .quantity, .element, .member: return .number(0)
    case .name(let other):
      if other == name { return .number(1) }
      return definitions[other].map(slope) ?? .number(0)
    case .unary(.minus, let operand): return slope(operand).map { $0.isZero ? $0 : -$0 }
    case .unary(.not, _): return .number(0)
    case .conditional(let test, let yes, let no):
      guard let yes = slope(yes), let no = slope(no) else { return nil }
      return yes.isZero && no.isZero ? yes : .choice(test, yes, no)
    case .binary(let op, let left, let right):
      guard !isCondition else { return .number(0) }
      guard let a = slope(left), let b = slope(right) else { return nil }
      switch op {
      case .add: return a.isZero ? b : b.isZero ? a : a + b
      case .subtract: return b.isZero ? a : a.isZero ? -b : a - b
      case .multiply:
        let (first, second) = (a.times(right), b.times(left))
        return first.isZero ? second : second.isZero ? first : first + second
      case .divide:
        if b.isZero { return a.isZero ? a : a / right }
        return (a.times(right) - b.times(left)) / (right * right)
      default:
        // By its base alone, or by its exponent as well.
        guard b.isZero else {
          return times(b.times(.call(.log, left)).plus(right.times(a).divided(by: left)))
        }
        return a.times(right * left.joined(.power, right - .number(1)))
      }
    case .call(let function, let arguments):
      let slopes = arguments.compactMap(slope)
      guard slopes.count == arguments.count else { return nil }
      if slopes.allSatisfy(\.isZero) { return .number(0) }
      guard let function = Function(rawValue: function.text), let x = arguments.first else {
        return nil
      }
      if function == .min || function == .max {
        let op: BinaryOperator = function == .min ? .lessOrEqual : .greaterOrEqual
        return .choice(x.joined(op, arguments[1]), slopes[0], slopes[1])
      }
      return function.slope(at: x, value: self).map { slopes[0].times($0) }
    }
  }

  package var isZero: Bool { kind == .number(0) }

  /// The sum, or the difference; nothing is added where one side is 0.
  package func plus(_ other: Expression, _ op: BinaryOperator = .add) -> Expression {
    if other.isZero { return self }
    if isZero { return op == .add ? other : -other }
    return joined(op, other)
  }

  /// The product; 0 where one side is.
  package func times(_ other: Expression) -> Expression {
    if isZero || other.kind == .number(1) { return self }
    return other.isZero || kind == .number(1) ? other : self * other
  }

  /// The quotient; 0 where the dividend is.
  package func divided(by other: Expression) -> Expression {
    isZero || other.kind == .number(1) ? self : self / other
  }
}

extension Function {
  fileprivate func slope(at x: Expression, value: Expression) -> Expression? {
    switch self {
    case .exp: value
    case .log: .number(1) / x
    case .sqrt: .number(0.5) / value
    case .abs: .call(.sign, x)
    case .sigmoid: value * (.number(1) - value)
    case .tanh: .number(1) - value * value
    case .relu: .choice(x.joined(.greater, .number(0)), .number(1), .number(0))
    case .sin: .call(.cos, x)
    case .cos: -.call(.sin, x)
    case .sinh: .call(.cosh, x)
    case .cosh: .call(.sinh, x)
    case .tan: .number(1) + value * value
    case .asin: .number(1) / .call(.sqrt, .number(1) - x * x)
    case .acos: -(.number(1) / .call(.sqrt, .number(1) - x * x))
    case .atan: .number(1) / (.number(1) + x * x)
    case .exprel:
      .choice(x.joined(.equal, .number(0)), .number(0.5), (.call(.exp, x) - value) / x)
    case .floor, .ceil, .round, .sign, .heaviside: .number(0)
    default: nil
    }
  }
}
