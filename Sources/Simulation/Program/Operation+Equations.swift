import Equations

extension Operation {
  /// The operation of an operator; those that compare with more get their operands swapped.
  init(_ op: BinaryOperator) {
    switch op {
    case .or: self = .or
    case .and, .crosses: self = .and
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .less, .greater: self = .less
    case .lessOrEqual, .greaterOrEqual: self = .lessOrEqual
    case .add: self = .add
    case .subtract: self = .subtract
    case .multiply: self = .multiply
    case .divide: self = .divide
    case .power: self = .power
    }
  }

  /// The operation of a function that is one.
  init?(_ function: Function) {
    switch function {
    case .exp: self = .exp
    case .log: self = .log
    case .sqrt: self = .sqrt
    case .abs: self = .abs
    case .min: self = .min
    case .max: self = .max
    case .sigmoid: self = .sigmoid
    case .tanh: self = .tanh
    case .relu: self = .relu
    case .sin: self = .sin
    case .cos: self = .cos
    case .atan2: self = .arctangent
    case .pow: self = .power
    case .floor: self = .floor
    case .ceil: self = .ceil
    case .round: self = .round
    case .sign: self = .sign
    case .exprel: self = .exprel
    case .clamp, .tan, .asin, .acos, .atan, .sinh, .cosh, .mod, .heaviside, .uniform, .normal,
      .beta, .xi:
      return nil
    }
  }
}
