import Equations
import Neurons

/// Terms as Brian2's equations and abstract code spell them.
struct Brian2Terms: TermSpelling {
  /// Its names for those of the model.
  let names: NameTable
  /// What `act` stands for.
  let surrogate: Surrogate
  /// What names are measured in, which their values then carry; nil where all are numbers.
  var known: [String: UnitOfMeasure]?
  /// What time is, in the model's unit of it.
  var time: String { known != nil && hasTime ? "t" : "(t / time_unit)" }
  /// Whether time has a unit.
  var hasTime = false
  /// Whether a step is told as code, and not by equations.
  var isCode = false

  /// The functions that a script defines by itself, since Brian2 has none of the kind: with what it
  /// checks of the units of their arguments.
  static let definitions: [(name: String, signature: String, units: String, body: String)] = [
    (
      "where", "condition, yes, no",
      "condition=bool, yes=None, no=None, result=lambda condition, yes, no: yes",
      "np.where(condition, yes, no)"
    ),
    ("minimum", "a, b", "a=None, b=None, result=lambda a, b: a", "np.minimum(a, b)"),
    ("maximum", "a, b", "a=None, b=None, result=lambda a, b: a", "np.maximum(a, b)"),
    ("nearest", "x", "x=1, result=1", "np.rint(x)"),
    ("angle", "y, x", "y=1, x=1, result=1", "np.arctan2(y, x)"),
  ]

  /// Words that mean something in Brian2 or in the script.
  static let reserved: Set<String> = pythonKeywords.union([
    "t", "dt", "i", "j", "N", "xi", "rand", "randn", "poisson", "binomial", "inf", "pi", "e",
    "lastspike", "not_refractory", "refractory", "t_in_timesteps", "timestep", "exp", "log",
    "log10", "log1p", "expm1", "exprel", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh",
    "arcsin", "arccos", "arctan", "abs", "sign", "floor", "ceil", "clip", "int", "time_unit",
    "where", "minimum", "maximum", "nearest", "angle",
  ]).union(UnitOfMeasure.namesInBrian2)

  func name(_ name: String) -> String {
    switch name {
    case ExplicitStep.stepsBefore: "t_in_timesteps"
    case "t" where names["t"] == "t": isCode ? "(t_in_timesteps * \(names["dt"]))" : time
    case "pi", "e": names.has(name) || known == nil ? names[name] : name
    default: known == nil || names.has(name) ? names[name] : constant(name)
    }
  }

  // A unit, or a constant of nature.
  private func constant(_ name: String) -> String {
    if let unit = UnitOfMeasure.named(name) { return unit.brian2Name(name) ?? name }
    let measured = try? Expression.named(name).measured { (_: Expression) throws(Diagnostic) in nil
    }
    guard case .number(let value)? = measured?.expression.kind, let unit = measured?.unit else {
      return name
    }
    return quantity(value, unit, above: .max)
  }

  func quantity(_ value: Double, _ unit: UnitOfMeasure, above level: Int) -> String {
    let text = number(value) + factor(unit)
    return level > BinaryOperator.multiply.precedence && unit != .none ? "(\(text))" : text
  }

  func call(_ function: Function, _ arguments: [String]) throws(ExportRefusal) -> String {
    let list = arguments.joined(separator: ", ")
    switch function {
    case .exp, .log, .sqrt, .abs, .tanh, .sin, .cos, .tan, .sinh, .cosh, .floor, .ceil, .sign,
      .exprel:
      return "\(function.rawValue)(\(list))"
    case .asin, .acos, .atan: return "arc\(function.rawValue.dropFirst())(\(list))"
    case .min: return "minimum(\(list))"
    case .max: return "maximum(\(list))"
    case .clamp: return "minimum(maximum(\(arguments[0]), \(arguments[1])), \(arguments[2]))"
    case .relu: return "maximum(\(list), 0)"
    case .sigmoid: return "(1 / (1 + exp(-(\(list)))))"
    case .round: return "nearest(\(list))"
    case .atan2: return "angle(\(list))"
    case .pow: return "((\(arguments[0]))**(\(arguments[1])))"
    case .mod:
      return
        "((\(arguments[0])) - (\(arguments[1])) * floor((\(arguments[0])) / (\(arguments[1]))))"
    case .heaviside: return "where((\(list)) >= 0, 1, 0)"
    case .uniform: return "rand()"
    case .normal: return "randn()"
    case .xi: return known != nil && hasTime ? "xi" : "(xi * sqrt(time_unit))"
    case .beta: throw ExportRefusal("brian2 draws no numbers from a Beta distribution")
    }
  }

  func act(_ term: Expression) throws(ExportRefusal) -> String {
    try spelled(surrogate.forward(term), above: BinaryOperator.power.precedence)
  }

  func choice(_ test: String, _ yes: String, _ no: String) -> String {
    "where(\(test), \(yes), \(no))"
  }

  func number(of condition: String) -> String { "where(\(condition), 1, 0)" }
}

/// The words of Python, which name nothing.
let pythonKeywords: Set<String> = [
  "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
  "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in",
  "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with",
  "yield",
]
