import Equations
import Neurons

/// Terms as XPPAUT's files spell them, with more brackets than others since its operators bind in
/// ways of their own.
struct XPPAUTTerms: SurrogateSpelling {
  /// Its names for those of the model.
  var names: NameTable
  /// What `act` stands for.
  let surrogate: Surrogate
  /// What the time is, and how many steps were done.
  let time: String, stepsBefore: String

  /// Words that mean something in XPPAUT, which does not tell capitals.
  static let reserved: Set<String> = [
    "t", "pi", "sin", "cos", "tan", "atan", "atan2", "sinh", "cosh", "tanh", "exp", "delay", "ln",
    "log", "log10", "if", "then", "else", "ran", "flr", "mod", "heav", "sign", "ceil", "max", "min",
    "normal", "besselj", "bessely", "besseli", "erf", "erfc", "poisson", "shift", "sum", "of",
    "abs", "sqrt", "asin", "acos", "int", "lgamma", "not", "set", "done", "par", "number", "init",
    "aux", "global", "wiener", "table", "markov", "option", "dt", "hom_bcs", "del_shift", "array",
    "bdry", "param", "volterra", "solv", "special", "i", "j", "export", "name", "rndkv",
  ]
  /// How many letters of a name count.
  static let longestName = 9

  var bracketsSigns: Bool { true }

  func name(_ name: String) -> String {
    switch name {
    case ExplicitStep.stepsBefore: stepsBefore
    case "t" where names["t"] == "t": time
    default: names[name]
    }
  }

  func number(_ value: Double) -> String {
    value.sign == .minus ? "(\(value.canonicalText))" : value.canonicalText
  }

  func call(_ function: Function, _ arguments: [String]) throws(ExportRefusal) -> String {
    let list = arguments.joined(separator: ",")
    let x = "(\(arguments.first ?? ""))"
    switch function {
    case .exp, .sqrt, .abs, .min, .max, .sin, .cos, .tan, .sinh, .cosh, .tanh, .asin, .acos,
      .atan, .atan2, .sign:
      return "\(function.rawValue)(\(list))"
    case .log: return "ln(\(list))"
    case .clamp: return "min(max(\(arguments[0]),\(arguments[1])),\(arguments[2]))"
    case .relu: return "max(\(list),0)"
    case .sigmoid: return "(1/(1+exp(-\(x))))"
    case .pow: return "(\(x)^(\(arguments[1])))"
    case .mod: return "(\(x)-(\(arguments[1]))*flr(\(x)/(\(arguments[1]))))"
    case .heaviside: return choice("\(x)>=0", "1", "0")
    case .floor: return "flr(\(list))"
    case .ceil: return "(-flr(-\(x)))"
    // Halves go to the even number.
    case .round:
      return choice("(\(x)-flr(\(list)))==0.5", "2*flr((\(x)+0.5)/2)", "flr(\(x)+0.5)")
    // Near 0 the difference would lose its digits.
    case .exprel:
      return choice("abs(\(list))<0.00001", "1+\(x)/2+\(x)*\(x)/6", "(exp(\(list))-1)/\(x)")
    case .uniform: return "ran(1)"
    case .normal: return "normal(0,1)"
    case .xi, .beta: throw ExportRefusal("ode: XPPAUT has no '\(function.rawValue)'")
    }
  }

  func choice(_ test: String, _ yes: String, _ no: String) -> String {
    "(if(\(test))then(\(yes))else(\(no)))"
  }

  func number(of condition: String) -> String { choice(condition, "1", "0") }

  func join(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, above level: Int
  ) throws(ExportRefusal) -> String {
    if op.isLogical {
      return "(\(try condition(left))\(op == .and ? "&" : "|")\(try condition(right)))"
    }
    // A comparison binds more tightly than a sum there.
    if op.isComparison {
      return "(\(try spelled(left, above: 10))\(op.rawValue)\(try spelled(right, above: 10)))"
    }
    let text = try infix(op, op.rawValue, left, right, above: 0).replacing(" ", with: "")
    return op.precedence >= level && op != .power ? text : "(\(text))"
  }

  func negation(_ condition: Expression, above level: Int) throws(ExportRefusal) -> String {
    // Its own `not` takes in what stands before it.
    "(\(try self.condition(condition))==0)"
  }
}
