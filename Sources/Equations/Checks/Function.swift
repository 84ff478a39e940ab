/// The functions that a term may call, besides `act` and `detach`.
public enum Function: String, CaseIterable, Hashable, Sendable {
  case exp, log, sqrt, abs, min, max, clamp, sigmoid, tanh, relu, sin, cos, floor, ceil, round

  /// How many arguments it takes.
  public var arity: Int {
    switch self {
    case .min, .max: 2
    case .clamp: 3
    default: 1
    }
  }

  /// One line on what it gives.
  public var note: String {
    switch self {
    case .exp: "exp(x): e to the power of x"
    case .log: "log(x): the natural logarithm"
    case .sqrt: "sqrt(x): the square root"
    case .abs: "abs(x): x without its sign"
    case .min: "min(x, y): the smaller one"
    case .max: "max(x, y): the larger one"
    case .clamp: "clamp(x, low, high): x, but at least low and at most high"
    case .sigmoid: "sigmoid(x): 1 / (1 + exp(-x))"
    case .tanh: "tanh(x): the hyperbolic tangent"
    case .relu: "relu(x): max(x, 0)"
    case .sin: "sin(x): x in radians"
    case .cos: "cos(x): x in radians"
    case .floor: "floor(x): the whole number at or below x"
    case .ceil: "ceil(x): the whole number at or above x"
    case .round: "round(x): the nearest whole number, halves to the even one"
    }
  }
}
