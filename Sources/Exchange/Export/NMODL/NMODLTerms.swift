import Equations
import Neurons

/// Terms as NMODL spells them.
struct NMODLTerms: SurrogateSpelling {
  /// Its names for those of the model.
  let names: NameTable
  /// What `act` stands for.
  let surrogate: Surrogate

  /// Words that mean something in NMODL, in NEURON or in C, and what the file defines itself.
  static let reserved: Set<String> = Set(
    [
      "t", "dt", "v", "i", "celsius", "area", "diam", "steps_done", "chosen", "nearest", "quotient",
      "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp", "log",
      "log10", "pow", "sqrt", "fabs", "abs", "floor", "ceil", "fmod", "scop_random", "normrand",
      "exprand", "poisrand", "poisson", "step", "initial", "state", "if", "else", "while", "and",
      "or",
      "not", "double", "float", "int", "long", "short", "char", "void", "return", "for", "do",
      "goto",
      "static", "struct", "union", "switch", "case", "default", "break", "continue", "const",
      "extern",
      "auto", "register", "signed", "unsigned", "sizeof", "typedef", "volatile", "enum", "loc",
      "has_loc",
      "get_loc", "get_segment", "new", "delete", "class", "template", "this", "operator", "main",
      "erf",
      "first_time", "romberg", "threshold", "at_time", "random_uniform", "random_negexp",
      "random_normal", "random_ipick", "random_dpick", "random_setseq", "random_setids", "deflate",
      "expfit", "derivs", "spline", "gauss", "setseed", "boundary", "invert", "stepforce",
      "schedule",
      "set_seed", "nrn_random_play", "squarewave", "revsawtooth", "ramp", "perpulse", "perstep",
      "legendre",
      "f_flux", "b_flux", "printf", "prterr", "revhyperbol", "revsigmoid", "harmonic", "factorial",
      "nrn_pointing", "state_discontinuity", "net_event", "nrn_ghk", "euler", "newton", "simeq",
      "runge",
      "sparse", "derivimplicit", "cnexp", "after_cvode", "cvode_t", "adrunge", "gear", "advance",
      "gamma", "j0", "j1", "y0", "y1", "jn", "yn", "delta_t", "time", "secondorder", "error", "hoc",
      "e", "pi", "PI", "E", "R", "FARADAY", "flag", "weight", "threshold_", "method",
    ])

  func name(_ name: String) -> String {
    switch name {
    case ExplicitStep.stepsBefore: "steps_done"
    case "t" where names["t"] == "t": "(steps_done * \(names["dt"]))"
    default: names[name]
    }
  }

  func number(_ value: Double) -> String { value.textWithPoint }

  func call(_ function: Function, _ arguments: [String]) throws(ExportRefusal) -> String {
    let list = arguments.joined(separator: ", ")
    let x = "(\(arguments.first ?? ""))"
    func larger(_ a: String, _ b: String) -> String { choice("(\(a)) > (\(b))", a, b) }
    func smaller(_ a: String, _ b: String) -> String { choice("(\(a)) < (\(b))", a, b) }
    switch function {
    case .exp, .log, .sqrt, .sin, .cos, .tan, .sinh, .cosh, .tanh, .asin, .acos, .atan, .atan2,
      .pow,
      .floor, .ceil:
      return "\(function.rawValue)(\(list))"
    case .abs: return "fabs(\(list))"
    case .min: return smaller(arguments[0], arguments[1])
    case .max: return larger(arguments[0], arguments[1])
    case .clamp: return smaller(larger(arguments[0], arguments[1]), arguments[2])
    case .relu: return larger(arguments[0], "0.0")
    case .sigmoid: return "(1.0 / (1.0 + exp(-\(x))))"
    case .mod: return "(\(x) - (\(arguments[1])) * floor(\(x) / (\(arguments[1]))))"
    case .heaviside: return choice("\(x) >= 0.0", "1.0", "0.0")
    case .sign: return choice("\(x) > 0.0", "1.0", choice("\(x) < 0.0", "-1.0", "0.0"))
    case .round: return "nearest(\(list))"
    case .exprel: return "quotient(\(list))"
    case .uniform: return "scop_random()"
    case .normal: return "normrand(0.0, 1.0)"
    case .xi, .beta: throw ExportRefusal("nmodl: NMODL has no '\(function.rawValue)'")
    }
  }

  func choice(_ test: String, _ yes: String, _ no: String) -> String {
    "chosen(\(test), \(yes), \(no))"
  }

  func number(of condition: String) -> String { choice(condition, "1.0", "0.0") }

  func join(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, above level: Int
  ) throws(ExportRefusal) -> String {
    if op.isLogical {
      return "((\(try condition(left))) \(op == .and ? "&&" : "||") (\(try condition(right))))"
    }
    if op == .power { return "pow(\(try spelled(left)), \(try spelled(right)))" }
    return try infix(op, op.rawValue, left, right, above: level)
  }

  func negation(_ condition: Expression, above level: Int) throws(ExportRefusal) -> String {
    "(!(\(try self.condition(condition))))"
  }
}
