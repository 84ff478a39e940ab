import Equations
import Neurons

/// Terms as LaTeX sets them.
struct LaTeXTerms: TermSpelling {
  func name(_ name: String) -> String {
    switch name {
    case ExplicitStep.stepsBefore: "k"
    case "t": "t"
    case "dt": "\\Delta t"
    default: name.mathematics
    }
  }

  func number(_ value: Double) -> String {
    let text = value.canonicalText
    guard let exponent = text.firstIndex(of: "e") else { return text }
    return "\(text[..<exponent]) \\times 10^{\(text[text.index(after: exponent)...])}"
  }

  func quantity(_ value: Double, _ unit: UnitOfMeasure, above level: Int) -> String {
    let text = unit.text.replacing("^", with: "\\textasciicircum ")
    return "\(number(value))\\,\\text{\(text)}"
  }

  func modelCall(_ name: Name, _ arguments: [Expression]) throws(ExportRefusal) -> String {
    var spelled: [String] = []
    for argument in arguments { spelled.append(try self.spelled(argument)) }
    return "\(self.name(name.text))\\left(\(spelled.joined(separator: ", "))\\right)"
  }

  func call(_ function: Function, _ arguments: [String]) throws(ExportRefusal) -> String {
    let list = arguments.joined(separator: ", ")
    switch function {
    case .exp: return "e^{\(list)}"
    case .sqrt: return "\\sqrt{\(list)}"
    case .abs: return "\\left|\(list)\\right|"
    case .floor: return "\\lfloor \(list) \\rfloor"
    case .ceil: return "\\lceil \(list) \\rceil"
    case .log: return "\\ln\\left(\(list)\\right)"
    case .sin, .cos, .tan, .sinh, .cosh, .tanh, .min, .max:
      return "\\\(function.rawValue)\\left(\(list)\\right)"
    case .asin, .acos, .atan: return "\\arc\(function.rawValue.dropFirst())\\left(\(list)\\right)"
    case .pow: return "{\\left(\(arguments[0])\\right)}^{\(arguments[1])}"
    case .sigmoid: return "\\sigma\\left(\(list)\\right)"
    case .heaviside: return "\\Theta\\left(\(list)\\right)"
    case .xi: return "\\xi(t)"
    case .uniform: return "U(0, 1)"
    case .normal: return "\\mathcal{N}(0, 1)"
    case .beta: return "\\mathrm{Beta}(\(list))"
    case .clamp, .relu, .atan2, .mod, .round, .sign, .exprel:
      return "\\operatorname{\(function.rawValue)}\\left(\(list)\\right)"
    }
  }

  func act(_ term: Expression) throws(ExportRefusal) -> String {
    "S\\left(\(try spelled(term))\\right)"
  }

  func choice(_ test: String, _ yes: String, _ no: String) -> String {
    "\\begin{cases} \(yes) & \\text{if } \(test) \\\\ \(no) & \\text{else} \\end{cases}"
  }

  func number(of condition: String) -> String { "\\mathbf{1}_{\(condition)}" }

  func join(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, above level: Int
  ) throws(ExportRefusal) -> String {
    switch op {
    case .divide: return "\\frac{\(try spelled(left))}{\(try spelled(right))}"
    case .power:
      return "{\(try spelled(left, above: op.precedence + 1))}^{\(try spelled(right))}"
    default:
      let symbols: [BinaryOperator: String] = [
        .multiply: "\\,", .lessOrEqual: "\\le", .greaterOrEqual: "\\ge", .equal: "=",
        .notEqual: "\\ne", .and: "\\wedge", .or: "\\vee", .crosses: "\\nearrow",
      ]
      return try bracketed(op, symbols[op] ?? op.rawValue, left, right, above: level)
    }
  }

  // Brackets that grow with what stands in them.
  private func bracketed(
    _ op: BinaryOperator, _ symbol: String, _ left: Expression, _ right: Expression,
    above level: Int
  ) throws(ExportRefusal) -> String {
    let text = try infix(op, symbol, left, right, above: 0)
    return op.precedence < level ? "\\left(\(text)\\right)" : text
  }

  func negation(_ condition: Expression, above level: Int) throws(ExportRefusal) -> String {
    "\\neg \\left(\(try self.condition(condition))\\right)"
  }
}

extension String {
  /// The name as a symbol: Greek letters by their names, what follows `_` below the line.
  var mathematics: String {
    let parts = split(separator: "_", maxSplits: 1).map(String.init)
    let first = parts.first ?? self
    let greek: Set<String> = [
      "alpha", "beta", "gamma", "delta", "epsilon", "theta", "kappa", "lambda", "mu", "nu", "xi",
      "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "Delta", "Theta", "Gamma",
    ]
    let head =
      greek.contains(first) ? "\\\(first)" : first.count == 1 ? first : first.roman(in: greek)
    guard parts.count > 1 else { return head }
    return "\(head)_{\(parts[1].roman(in: greek).replacing("_", with: "\\_"))}"
  }

  // Words stand upright; one that begins with a single capital has the rest below the line.
  private func roman(in greek: Set<String>) -> String {
    if greek.contains(self) { return "\\\(self)" }
    if count == 1 { return self }
    let text = replacing("_", with: "\\_")
    guard let first, first.isUppercase || "gw".contains(first), count <= 4 else {
      return "\\mathrm{\(text)}"
    }
    return "\(first)_{\\mathrm{\(text.dropFirst())}}"
  }
}
