/// The functions that any term may call; `ModelFunction` has the others.
public enum Function: String, CaseIterable, Hashable, Sendable {
  /// e to the power of x.
  case exp
  /// The natural logarithm.
  case log
  /// The square root.
  case sqrt
  /// x without its sign.
  case abs
  /// The smaller of two.
  case min
  /// The larger of two.
  case max
  /// x, brought within two limits.
  case clamp
  /// 1 / (1 + exp(-x)).
  case sigmoid
  /// The hyperbolic tangent.
  case tanh
  /// x where it is positive, else 0.
  case relu
  /// The sine of radians.
  case sin
  /// The cosine of radians.
  case cos
  /// The tangent of radians.
  case tan
  /// The angle of a sine, in radians.
  case asin
  /// The angle of a cosine, in radians.
  case acos
  /// The angle of a tangent, in radians.
  case atan
  /// The angle of the point x, y, in radians; y comes first.
  case atan2
  /// The hyperbolic sine.
  case sinh
  /// The hyperbolic cosine.
  case cosh
  /// x to the power of y, as `x^y` and `x**y`.
  case pow
  /// What is left of x when y is taken off it as often as it goes.
  case mod
  /// 1 where x is at or above 0, else 0.
  case heaviside
  /// The whole number below.
  case floor
  /// The whole number above.
  case ceil
  /// The nearest whole number.
  case round
  /// -1, 0 or 1.
  case sign
  /// (exp(x) - 1) / x, and 1 at 0.
  case exprel
  /// A random number drawn evenly between 0 and 1.
  case uniform
  /// A random number of the standard normal distribution.
  case normal
  /// A random number of the beta distribution of two shapes.
  case beta
  /// White noise for d x/dt: `normal()` divided by the square root of dt.
  case xi

  /// How many arguments it takes; those that are spread may have two as well.
  public var arity: Int {
    switch self {
    case .uniform, .normal, .xi: 0
    case .min, .max, .beta, .atan2, .pow, .mod: 2
    case .clamp: 3
    default: 1
    }
  }

  /// Whether it is drawn anew for every step and neuron, or for where a state begins.
  public var isRandom: Bool {
    switch self {
    case .uniform, .normal, .beta, .xi: true
    default: false
    }
  }

  /// Whether two arguments say where, and how widely, its numbers are spread: the ends of `uniform`,
  /// the mean and the standard deviation of `normal`.
  public var isSpread: Bool { self == .uniform || self == .normal }

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
    case .tan: "tan(x): the tangent of x in radians"
    case .asin: "asin(x): the angle in radians whose sine is x"
    case .acos: "acos(x): the angle in radians whose cosine is x"
    case .atan: "atan(x): the angle in radians whose tangent is x"
    case .atan2: "atan2(y, x): the angle in radians of the point x, y, from -pi to pi"
    case .sinh: "sinh(x): the hyperbolic sine"
    case .cosh: "cosh(x): the hyperbolic cosine"
    case .pow: "pow(x, y): x to the power of y, as x^y and x**y"
    case .mod: "mod(x, y): x - y * floor(x / y), which has the sign of y, as x % y"
    case .heaviside: "heaviside(x): 1 where x is at or above 0, else 0"
    case .floor: "floor(x): the whole number at or below x"
    case .ceil: "ceil(x): the whole number at or above x"
    case .sign: "sign(x): -1, 0 or 1"
    case .exprel: "exprel(x): (exp(x) - 1) / x, and 1 where x is 0"
    case .uniform:
      "uniform() or uniform(low, high): evenly spread from 0 to 1 or low to high, drawn for every step"
        + " and neuron, as a state's first value once a neuron"
    case .normal:
      "normal() or normal(mean, deviation): normally distributed with mean 0 and standard deviation 1"
        + " or these, drawn as uniform is"
    case .beta: "beta(a, b): drawn from the Beta distribution"
    case .xi: "xi(): white noise for d x/dt, normal() / sqrt(dt)"
    case .round: "round(x): the nearest whole number, halves to the even one"
    }
  }
}
