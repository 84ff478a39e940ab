public import RealModule

/// A function that makes a spike of x = mem - threshold, with the gradient that learning uses in
/// place of the true one.
///
/// The forward side says whether the neuron fires at the threshold itself (x = 0) or only above
/// it. The names and formulas are those of BrainCog and STEP; Neftci, Mostafa & Zenke 2019,
/// arXiv:1901.09948, for the idea.
public enum Surrogate: String, CaseIterable, Hashable, Sendable, Codable {
  /// The slope of a sigmoid.
  case sigmoid = "Sigmoid"
  /// The slope of an arctangent.
  case atan = "Atan"
  /// A box of half width 1 / alpha and height 1.
  case gate = "Gate"
  /// A triangle of half width 1 / alpha and height alpha.
  case quadraticGate = "QGate"
  /// alpha above the threshold.
  case relu = "ReLU"
  /// 1 everywhere.
  case straightThrough = "StraightThrough"
  /// The spike itself.
  case stdp = "STDP"
  /// A box of width 1 and height 1.
  case backEIGate = "BackEIGate"
  /// The sign of x, with the gradient of `backEIGate`.
  case sign = "EI"
  /// A graded spike from 0 to 5.
  case round = "Round"
  /// The slope of x / (1 + alpha abs(x)) (Zenke & Ganguli 2018).
  case fastSigmoid = "FastSigmoid"
  /// A box of width 1 / alpha and area 1.
  case rectangle = "Rectangle"

  /// The surrogate of this name, upper and lower case alike.
  public init?(named name: String) {
    guard let match = Self.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() })
    else { return nil }
    self = match
  }

  /// The slope where none is given.
  public var defaultAlpha: Double {
    switch self {
    case .sigmoid, .fastSigmoid, .rectangle: 1
    default: 2
    }
  }

  /// One line on both directions, for help.
  public var note: String {
    switch self {
    case .sigmoid: "fires at x >= 0; gradient alpha s(alpha x) (1 - s(alpha x)), s the sigmoid"
    case .atan: "fires at x > 0; gradient (alpha/2) / (1 + (pi alpha x / 2)^2)"
    case .gate: "fires at x > 0; gradient 1 where abs(x) < 1/alpha"
    case .quadraticGate: "fires at x > 0; gradient alpha - alpha^2 abs(x) where that is positive"
    case .relu: "fires at x >= 0; gradient alpha where x > 0"
    case .straightThrough: "fires at x >= 0; gradient 1"
    case .stdp: "fires at x > 0; gradient the spike itself"
    case .backEIGate: "fires at x > 0; gradient 1 where abs(x) < 0.5"
    case .sign: "gives the sign of x: -1, 0 or 1; gradient 1 where abs(x) < 0.5"
    case .round: "gives ceil(x) within 0 to 5 (graded); gradient 1 where -0.5 < x < 4.5"
    case .fastSigmoid: "fires at x >= 0; gradient 1 / (1 + alpha abs(x))^2"
    case .rectangle: "fires at x >= 0; gradient alpha where abs(x) <= 1 / (2 alpha)"
    }
  }

  /// The spike for x = mem - threshold.
  @inlinable
  public func forward<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar {
    switch self {
    case .sigmoid, .relu, .straightThrough, .fastSigmoid, .rectangle: x >= 0 ? 1 : 0
    case .atan, .gate, .quadraticGate, .stdp, .backEIGate: x > 0 ? 1 : 0
    case .sign: x > 0 ? 1 : x < 0 ? -1 : 0
    // Adding zero turns the -0 that rounding up -0.5 gives into 0.
    case .round: Swift.min(Swift.max(x, -0.5), 4.5).rounded(.up) + 0
    }
  }

  /// What learning takes as d spike / d x.
  @inlinable
  public func derivative<Scalar: Real & BinaryFloatingPoint>(
    _ x: Scalar, alpha: Scalar
  ) -> Scalar {
    switch self {
    case .sigmoid:
      let s = 1 / (1 + Scalar.exp(-alpha * x))
      return alpha * s * (1 - s)
    case .atan:
      let y = Scalar.pi / 2 * alpha * x
      return alpha / 2 / (1 + y * y)
    case .gate: return abs(x) < 1 / alpha ? 1 : 0
    case .quadraticGate: return abs(x) <= 1 / alpha ? alpha - alpha * alpha * abs(x) : 0
    case .relu: return x > 0 ? alpha : 0
    case .straightThrough: return 1
    case .rectangle: return abs(x) <= 1 / (2 * alpha) ? alpha : 0
    case .stdp: return x > 0 ? 1 : 0
    case .backEIGate, .sign: return abs(x) < 0.5 ? 1 : 0
    case .round: return x > -0.5 && x < 4.5 ? 1 : 0
    case .fastSigmoid:
      let y = 1 + alpha * abs(x)
      return 1 / (y * y)
    }
  }

  /// Whether learning changes alpha.
  public var isAlphaLearnable: Bool { self == .atan || self == .relu }

  /// What learning takes as d spike / d alpha; 0 for surrogates whose slope cannot be learnt.
  @inlinable
  public func alphaDerivative<Scalar: Real & BinaryFloatingPoint>(
    _ x: Scalar, alpha: Scalar
  ) -> Scalar {
    switch self {
    case .atan:
      let y = Scalar.pi / 2 * alpha * x
      return x / 2 / (1 + y * y)
    case .relu: return max(x, 0)
    default: return 0
    }
  }
}
