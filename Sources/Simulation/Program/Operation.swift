import Neurons

/// What a number is computed with from at most three others: a, b and c.
///
/// Conditions are 1 or 0.
enum Operation: Hashable, Sendable {
  /// `a`, in another place.
  case copy
  /// `-a`.
  case negate
  /// 1 where `a` is 0, else 0.
  case not
  /// `a + b`.
  case add
  /// `a - b`.
  case subtract
  /// `a * b`.
  case multiply
  /// `a / b`.
  case divide
  /// `a` to the power of `b`.
  case power
  /// `a` to a whole power that does not change.
  case wholePower(Int)
  /// Whether `a` equals `b`.
  case equal
  /// Whether `a` differs from `b`.
  case notEqual
  /// Whether `a` is less than `b`.
  case less
  /// Whether `a` is at most `b`.
  case lessOrEqual
  /// Whether both hold.
  case and
  /// Whether either holds.
  case or
  /// `b` where `a` is not 0, else `c`.
  case select
  /// `Function.exp` of `a`.
  case exp
  /// `Function.log` of `a`.
  case log
  /// `Function.sqrt` of `a`.
  case sqrt
  /// `Function.abs` of `a`.
  case abs
  /// `Function.min` of `a` and `b`.
  case min
  /// `Function.max` of `a` and `b`.
  case max
  /// `Function.sigmoid` of `a`.
  case sigmoid
  /// `Function.tanh` of `a`.
  case tanh
  /// `Function.relu` of `a`.
  case relu
  /// `Function.sin` of `a`.
  case sin
  /// `Function.cos` of `a`.
  case cos
  /// `Function.atan2` of `a` and `b`.
  case arctangent
  /// `Function.floor` of `a`.
  case floor
  /// `Function.ceil` of `a`.
  case ceil
  /// `Function.round` of `a`.
  case round
  /// `Function.sign` of `a`.
  case sign
  /// `Function.exprel` of `a`.
  case exprel
  /// Random numbers, the last of Beta with the shapes `a` and `b`; which of the program's draws.
  case uniform(Int), normal(Int), beta(Int)
  /// How many steps were taken since the reset, before this one.
  case stepsBefore
  /// The surrogate's forward side.
  case act(Surrogate)
  /// `a`, through which no gradient flows.
  case detach
  /// `a`, a condition that changes where `b` is 0: gradients take it for the surrogate at `b`.
  case fires(Surrogate)
  /// What learning takes for the slope of a surrogate at `a`, where its alpha is `b`.
  case surrogateSlope(Surrogate)
  /// What learning takes for the change of a spike at `a` with alpha, which is `b`.
  case surrogateSlopeByAlpha(Surrogate)
  /// `a * b`, but 0 where `a` is 0, whatever `b` is: what no change reaches passes none on.
  case passed
}

extension Operation {
  /// How many numbers it reads.
  var arity: Int {
    switch self {
    case .uniform, .normal, .stepsBefore: 0
    case .copy, .negate, .not, .wholePower, .exp, .log, .sqrt, .abs, .sigmoid, .tanh, .relu, .sin,
      .cos, .floor, .ceil, .round, .sign, .exprel, .act, .detach:
      1
    case .add, .subtract, .multiply, .divide, .power, .equal, .notEqual, .less, .lessOrEqual, .and,
      .or, .min, .max, .arctangent, .beta, .fires, .surrogateSlope, .surrogateSlopeByAlpha, .passed:
      2
    case .select: 3
    }
  }

  /// Whether it is not computed but comes with the step: random numbers, and the step's own.
  var comesWithStep: Bool {
    switch self {
    case .uniform, .normal, .beta, .stepsBefore: true
    default: false
    }
  }

  /// Whether it gives 1 or 0.
  var isCondition: Bool {
    switch self {
    case .not, .equal, .notEqual, .less, .lessOrEqual, .and, .or: true
    case .act(let surrogate): surrogate.comparison != nil
    default: false
    }
  }

  /// Whether the result is a finite number whatever the operands are.
  var isAlwaysFinite: Bool {
    switch self {
    // Rounding gives back what is undefined; the other surrogates compare.
    case .act(let surrogate): surrogate != .round
    case .uniform, .normal, .stepsBefore: true
    default: isCondition
    }
  }

  /// How much longer than an addition it takes, about.
  var weight: Double {
    switch self {
    case .wholePower(let exponent): Double(Swift.min(exponent.magnitude, 6))
    case .divide, .sqrt: 4
    case .exp, .log, .sigmoid, .tanh, .exprel: 25
    case .power, .sin, .cos, .arctangent, .uniform, .surrogateSlope, .surrogateSlopeByAlpha: 30
    case .normal, .beta: 100
    default: 1
    }
  }
}
