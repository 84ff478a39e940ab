import Equations
import Neurons

/// Terms as NESTML spells them, where every number is a `real` and the model's units are in comments.
struct NESTMLTerms: SurrogateSpelling {
  /// Its names for those of the model.
  let names: NameTable
  /// What `act` stands for.
  let surrogate: Surrogate
  /// The model's unit of time there.
  let timeUnit: String

  /// Words that mean something in NESTML, and units, as which it takes names.
  static let reserved: Set<String> = Set(
    [
      "t", "e", "inf", "real", "integer", "boolean", "string", "void", "true", "false", "and", "or",
      "not", "if", "elif", "else", "for", "while", "in", "step", "return", "function", "model",
      "neuron",
      "synapse", "state", "parameters", "internals", "equations", "input", "output", "update",
      "inline",
      "kernel", "recordable", "spike", "continuous", "excitatory", "inhibitory", "onReceive",
      "onCondition", "priority", "const", "delta", "convolve", "emit_spike", "integrate_odes",
      "resolution", "timestep", "steps", "print", "println", "exp", "ln", "log10", "sin", "cos",
      "tan",
      "sinh", "cosh", "tanh", "erf", "erfc", "expm1", "min", "max", "clip", "abs", "ceil", "floor",
      "round", "random_normal", "random_uniform", "random_poisson", "deliver_spike", "pass",
      "weight",
      "delay", "rng", "node", "context", "V", "A", "F", "S", "Ohm", "Hz", "K", "J", "W", "N", "C",
      "T",
      "h", "d", "g", "m", "s", "l", "u", "min",
    ])

  func name(_ name: String) -> String {
    switch name {
    case ExplicitStep.stepsBefore: "round(t / resolution())"
    case "t" where names["t"] == "t": "(t / (1.0 \(timeUnit)))"
    default: names[name]
    }
  }

  // A quotient of whole numbers would be a whole number.
  func number(_ value: Double) -> String { value.textWithPoint }

  func call(_ function: Function, _ arguments: [String]) throws(ExportRefusal) -> String {
    let list = arguments.joined(separator: ", ")
    let x = "(\(arguments.first ?? ""))"
    switch function {
    case .exp, .abs, .min, .max, .sin, .cos, .tan, .sinh, .cosh, .tanh, .floor, .ceil, .round:
      return "\(function.rawValue)(\(list))"
    case .log: return "ln(\(list))"
    case .sqrt: return "\(x)**0.5"
    case .pow: return "\(x)**(\(arguments[1]))"
    case .clamp: return "clip(\(list))"
    case .relu: return "max(\(list), 0.0)"
    case .sigmoid: return "(1.0 / (1.0 + exp(-\(x))))"
    case .mod: return "(\(x) - (\(arguments[1])) * floor(\(x) / (\(arguments[1]))))"
    case .heaviside: return choice("\(x) >= 0.0", "1.0", "0.0")
    case .sign: return choice("\(x) > 0.0", "1.0", choice("\(x) < 0.0", "-1.0", "0.0"))
    case .exprel:
      return choice(
        "abs(\(list)) < 0.00001", "1.0 + \(x) / 2.0 + \(x) * \(x) / 6.0", "expm1(\(list)) / \(x)")
    case .uniform: return "random_uniform(0.0, 1.0)"
    case .normal: return "random_normal(0.0, 1.0)"
    case .xi, .beta, .asin, .acos, .atan, .atan2:
      throw ExportRefusal("nestml: NESTML has no '\(function.rawValue)'")
    }
  }

  func choice(_ test: String, _ yes: String, _ no: String) -> String {
    "((\(test)) ? (\(yes)) : (\(no)))"
  }

  func number(of condition: String) -> String { choice(condition, "1.0", "0.0") }

  func negation(_ condition: Expression, above level: Int) throws(ExportRefusal) -> String {
    "(not (\(try self.condition(condition))))"
  }
}
