import Equations
import Neurons
import RealModule

// Single neurons are the common case at the prompt, where there are no lanes to share the cost of an
// instruction: one number in, one number out, without loops or generic code.
extension Operation {
  /// The result for single numbers; what the operation does not read may be anything.
  ///
  /// Random numbers are drawn elsewhere (`StepContext`).
  @inline(__always)
  func apply(_ x: Double, _ y: Double, _ z: Double) -> Double {
    switch self {
    case .wholePower(let exponent): return raise(x, to: Double(exponent))
    case .act(let surrogate): return surrogate.forward(x)
    case .surrogateSlope(let surrogate): return surrogate.derivative(x, alpha: y)
    case .surrogateSlopeByAlpha(let surrogate): return surrogate.alphaDerivative(x, alpha: y)
    case .passed: return x == 0 ? 0 : x * y
    case .copy, .detach, .fires: return x
    case .negate: return -x
    case .not: return x == 0 ? 1 : 0
    case .add: return x + y
    case .subtract: return x - y
    case .multiply: return x * y
    case .divide: return x / y
    case .power: return raise(x, to: y)
    case .equal: return x == y ? 1 : 0
    case .notEqual: return x != y ? 1 : 0
    case .less: return x < y ? 1 : 0
    case .lessOrEqual: return x <= y ? 1 : 0
    case .and: return x != 0 && y != 0 ? 1 : 0
    case .or: return x != 0 || y != 0 ? 1 : 0
    case .select: return x != 0 ? y : z
    case .exp: return exponential(x)
    case .log: return logarithm(x)
    case .sqrt: return x.squareRoot()
    case .abs: return x.magnitude
    case .min: return y < x ? y : x
    case .max: return y >= x ? y : x
    case .sigmoid: return logistic(x)
    case .tanh: return hyperbolicTangent(x)
    case .relu: return 0 >= x ? 0 : x
    case .sin: return .sin(x)
    case .cos: return .cos(x)
    case .arctangent: return .atan2(y: x, x: y)
    case .floor: return x.rounded(.down)
    case .ceil: return x.rounded(.up)
    case .round: return x.rounded(.toNearestOrEven)
    case .sign: return x > 0 ? 1 : x < 0 ? -1 : 0
    case .exprel: return relativeExponential(x)
    case .uniform, .normal, .beta, .stepsBefore: return .nan
    }
  }
}

extension Instruction.Following {
  /// The result for single numbers.
  @inline(__always)
  func apply(_ first: Double, _ c: Double) -> Double {
    switch self {
    case .add: first + c
    case .subtract: first - c
    case .subtractFrom: c - first
    case .multiply: first * c
    case .divide: first / c
    case .divideInto: c / first
    }
  }
}
