public import RealModule

extension Expression {
  /// The number that the term stands for.
  ///
  /// This is the plain walk over the tree. Defaults, initial values and `expect` use it; running
  /// neurons do not.
  ///
  /// - Parameter resolve: the value of a name, an element or a member.
  /// - Throws: what `resolve` throws, or `Diagnostic` at a call that has no value here.
  public func value(
    _ resolve: (Expression) throws(Diagnostic) -> Double
  ) throws(Diagnostic) -> Double {
    switch kind {
    case .number(let value): return value
    case .quantity(let value, _): return value
    case .name, .element, .member: return try resolve(self)
    case .unary(let op, let operand):
      let value = try operand.value(resolve)
      return op == .minus ? -value : (value == 0 ? 1 : 0)
    case .binary(let op, let left, let right):
      return op.apply(try left.value(resolve), try right.value(resolve))
    case .conditional(let condition, let yes, let no):
      return try condition.value(resolve) != 0 ? yes.value(resolve) : no.value(resolve)
    case .call(let name, let arguments):
      guard let function = Function(rawValue: name.text), arguments.count == function.arity,
        !function.isRandom
      else {
        throw Diagnostic.unknown(
          "function", name, among: Function.allCases.map(\.rawValue), expected: "a known function")
      }
      var values: [Double] = []
      for argument in arguments { values.append(try argument.value(resolve)) }
      return function.apply(values)
    }
  }
}

extension BinaryOperator {
  /// The operator's value; comparisons and logic give 1 or 0.
  public func apply(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .or: a != 0 || b != 0 ? 1 : 0
    case .and: a != 0 && b != 0 ? 1 : 0
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterOrEqual: a >= b ? 1 : 0
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: raise(a, to: b)
    // Only a running neuron has a step that began.
    case .crosses: 0
    }
  }
}

/// `base` to the power of `exponent`; a whole exponent keeps the sign of a negative base.
///
/// Whole powers up to the 16th are products, by repeated squaring.
@inlinable
public func raise<Scalar: Real & BinaryFloatingPoint>(
  _ base: Scalar, to exponent: Scalar
) -> Scalar {
  guard exponent == exponent.rounded(), abs(exponent) < 0x1p20 else {
    return Scalar.pow(base, exponent)
  }
  let whole = Int(exponent)
  guard whole.magnitude <= largestProduct else { return Scalar.pow(base, whole) }
  guard whole != 0 else { return 1 }
  var result = base
  for bit in (0..<whole.magnitude.highestBit).reversed() {
    result *= result
    if whole.magnitude & (1 << bit) != 0 { result *= base }
  }
  return whole < 0 ? 1 / result : result
}

/// The highest whole power that is a product.
public let largestProduct: UInt = 16

extension UInt {
  /// The place of its leading one, counted from the lowest bit.
  @inlinable
  public var highestBit: Int { UInt.bitWidth - 1 - leadingZeroBitCount }
}

/// (exp(x) - 1) / x, and 1 where x is 0.
@inlinable
public func relativeExponential<Scalar: Real & BinaryFloatingPoint>(_ x: Scalar) -> Scalar {
  x == 0 ? 1 : Scalar.expMinusOne(x) / x
}

extension Function {
  /// The value for as many arguments as `arity` says; what is random has none.
  public func apply(_ arguments: [Double]) -> Double {
    guard let x = arguments.first else { return .nan }
    switch self {
    case .exp: return .exp(x)
    case .log: return .log(x)
    case .sqrt: return .sqrt(x)
    case .abs: return Swift.abs(x)
    case .min: return Swift.min(x, arguments[1])
    case .max: return Swift.max(x, arguments[1])
    case .clamp: return Swift.min(Swift.max(x, arguments[1]), arguments[2])
    case .sigmoid: return 1 / (1 + .exp(-x))
    case .tanh: return .tanh(x)
    case .relu: return Swift.max(x, 0)
    case .sin: return .sin(x)
    case .cos: return .cos(x)
    case .tan: return .tan(x)
    case .asin: return .asin(x)
    case .acos: return .acos(x)
    case .atan: return .atan(x)
    case .atan2: return .atan2(y: x, x: arguments[1])
    case .sinh: return .sinh(x)
    case .cosh: return .cosh(x)
    case .pow: return raise(x, to: arguments[1])
    case .mod: return x - arguments[1] * (x / arguments[1]).rounded(.down)
    case .heaviside: return x >= 0 ? 1 : 0
    case .floor: return x.rounded(.down)
    case .ceil: return x.rounded(.up)
    case .round: return x.rounded(.toNearestOrEven)
    case .sign: return x > 0 ? 1 : x < 0 ? -1 : 0
    case .exprel: return relativeExponential(x)
    case .uniform, .normal, .beta, .xi: return .nan
    }
  }
}
