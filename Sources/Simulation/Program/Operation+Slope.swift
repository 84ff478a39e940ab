/// How the result of an operation changes with its operands.
enum Slope<Number> {
  /// Not at all, or in steps, which count for nothing.
  case flat
  /// As the first two operands do, each times a factor, all by a divisor.
  case sum(Factor, Factor? = nil, over: Number? = nil)
  /// As one operand does where the condition holds, else as another one does.
  case choice(Number, yes: Int, no: Int?)

  /// What the change of an operand is multiplied with.
  struct Factor {
    /// 1 where nil.
    var number: Number?
    var isNegative = false

    /// The change as it is.
    static var one: Self { Self() }
    /// The change times a number.
    static func times(_ number: Number) -> Self { Self(number: number) }
    /// The change with the other sign, times a number.
    static func minus(_ number: Number? = nil) -> Self { Self(number: number, isNegative: true) }
  }
}

/// What the rules of differentiation compute with: numbers, or the values of a program.
protocol SlopeArithmetic {
  /// What is computed.
  associatedtype Number
  /// A number that is known.
  mutating func constant(_ number: Double) -> Number
  /// The result of an operation.
  mutating func apply(_ operation: Operation, _ operands: [Number]) -> Number
}

extension Operation {
  /// The rule of differentiation, written once for both directions and for numbers and equations.
  ///
  /// - Parameters:
  ///   - a: the first operand; those that the operation does not read may be anything.
  ///   - b: the second operand.
  ///   - result: what it gives.
  ///   - followsSecond: whether the change of the second operand counts.
  ///   - arithmetic: computes what the rule needs.
  func slope<Arithmetic: SlopeArithmetic>(
    _ a: Arithmetic.Number, _ b: Arithmetic.Number, result: Arithmetic.Number,
    followsSecond: Bool, in arithmetic: inout Arithmetic
  ) -> Slope<Arithmetic.Number> {
    func constant(_ number: Double) -> Arithmetic.Number { arithmetic.constant(number) }
    func apply(_ operation: Operation, _ operands: Arithmetic.Number...) -> Arithmetic.Number {
      arithmetic.apply(operation, operands)
    }
    switch self {
    case .copy: return .sum(.one)
    case .negate: return .sum(.minus())
    case .add: return .sum(.one, .one)
    case .subtract: return .sum(.one, .minus())
    case .multiply, .passed: return .sum(.times(b), .times(a))
    case .divide: return .sum(.one, .minus(result), over: b)
    case .power:
      let lower = apply(.power, a, apply(.subtract, b, constant(1)))
      let first = Slope<Arithmetic.Number>.Factor.times(apply(.multiply, b, lower))
      guard followsSecond else { return .sum(first) }
      // The power of a negative number has no slope by its exponent.
      let isPositive = apply(.less, constant(0), a)
      let inner = apply(.multiply, result, apply(.log, a))
      return .sum(first, .times(apply(.select, isPositive, inner, constant(0))))
    case .wholePower(let exponent):
      let lower = apply(.power, a, constant(Double(exponent - 1)))
      return .sum(.times(apply(.multiply, constant(Double(exponent)), lower)))
    case .select: return .choice(a, yes: 1, no: 2)
    // Where both are the same, the first one counts.
    case .min: return .choice(apply(.less, b, a), yes: 1, no: 0)
    case .max: return .choice(apply(.less, a, b), yes: 1, no: 0)
    case .relu: return .choice(apply(.less, constant(0), a), yes: 0, no: nil)
    case .exp: return .sum(.times(result))
    case .log: return .sum(.one, over: a)
    case .sqrt: return .sum(.one, over: apply(.multiply, constant(2), result))
    case .abs: return .sum(.times(apply(.sign, a)))
    case .sigmoid: return .sum(.times(apply(.subtract, result, apply(.multiply, result, result))))
    case .tanh: return .sum(.times(apply(.subtract, constant(1), apply(.multiply, result, result))))
    case .sin: return .sum(.times(apply(.cos, a)))
    case .cos: return .sum(.times(apply(.negate, apply(.sin, a))))
    case .arctangent:
      let square = apply(.add, apply(.multiply, a, a), apply(.multiply, b, b))
      return .sum(.times(b), .minus(a), over: square)
    case .exprel:
      // d/dx (e^x - 1)/x = (e^x - exprel(x)) / x, which tends to 1/2.
      let inner = apply(.divide, apply(.subtract, apply(.exp, a), result), a)
      let isZero = apply(.equal, a, constant(0))
      return .sum(.times(apply(.select, isZero, constant(0.5), inner)))
    // A surrogate's slope belongs to learning, and is no derivative of what it gives.
    case .floor, .ceil, .round, .sign, .not, .equal, .notEqual, .less, .lessOrEqual, .and, .or,
      .act, .fires, .surrogateSlope, .surrogateSlopeByAlpha, .detach, .uniform, .normal, .beta,
      .stepsBefore:
      return .flat
    }
  }
}
