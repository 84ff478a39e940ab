import Equations

// Names and calls.
extension PythonTranslation {
  mutating func term(
    _ tokens: ArraySlice<TermToken>, _ range: SourceRange
  ) throws(Diagnostic) -> Expression {
    var reader = TermReader(tokens, end: range.upper, .torch)
    return try translated(try reader.wholeTerm())
  }

  mutating func translated(_ term: Expression) throws(Diagnostic) -> Expression {
    try term.mapped { (part: Expression) throws(Diagnostic) -> Expression? in
      switch part.kind {
      case .name(let name): return try self.meaning(of: name, at: part.range)
      case .call(let name, let arguments):
        return try self.call(name, arguments, at: part.range)
      default: return nil
      }
    }
  }

  mutating func meaning(
    of name: String, at range: SourceRange
  ) throws(Diagnostic) -> Expression {
    if let local = locals[name] { return Expression(.name(local), range) }
    let constants: [String: Double] = ["True": 1, "False": 0]
    if let value = constants[name] { return Expression(.number(value), range) }
    if ["math.pi", "np.pi", "torch.pi"].contains(name) { return Expression(.name("pi"), range) }
    let own = name.hasPrefix("self.") ? String(name.dropFirst(5)) : name
    if let new = names[own] { return Expression(.name(new), range) }
    throw .unknown(
      "name", Name(name, range), among: names.all.map { "self.\($0)" } + locals.keys,
      expected: "an attribute that the constructor sets, an argument or a local name")
  }

  mutating func call(
    _ name: Name, _ arguments: [Expression], at range: SourceRange
  ) throws(Diagnostic) -> Expression {
    var inner: [Expression] = []
    // `x.exp()` is `exp(x)`, where x is no library.
    let parts = name.text.split(separator: ".").map(String.init)
    let owner = parts.dropLast().joined(separator: ".")
    let libraries = [
      "torch", "F", "np", "math", "self", "torch.nn.functional", "functional", "nn.functional",
    ]
    let last = parts.last ?? ""
    if !owner.isEmpty, !libraries.contains(owner) {
      inner.append(try meaning(of: owner, at: name.range))
    }
    for argument in arguments { inner.append(try translated(argument)) }
    func check(_ count: Int) throws(Diagnostic) {
      guard inner.count != count else { return }
      throw Diagnostic(
        "'\(name.text)' got \(inner.count) argument\(inner.count == 1 ? "" : "s")", at: range,
        expected: "\(count)", kind: .mismatch)
    }
    switch last {
    case "get_thres": return Expression(.name("threshold"), range)
    case "act_fun", "surrogate_function", "act":
      try check(1)
      return Expression(.call(Name("act", range), inner), range)
    case "where":
      try check(3)
      return Expression(
        .conditional(inner[0].asCondition, inner[1].asNumber, inner[2].asNumber), range)
    case "zeros_like": return Expression(.number(0), range)
    case "ones_like": return Expression(.number(1), range)
    case "float", "double", "to", "clone", "view_as", "item", "tensor", "as_tensor":
      guard let first = inner.first else { break }
      return first.asNumber
    default: break
    }
    guard let (function, count) = Self.functions[last] ?? pythonFunctions[last] else {
      throw .untranslatable("the function '\(name.text)'", at: range)
    }
    try check(count)
    return Expression(.call(Name(function, range), inner), range)
  }

  static let functions: [String: (String, Int)] = [
    "detach": ("detach", 1), "sigmoid": ("sigmoid", 1), "relu": ("relu", 1), "clamp": ("clamp", 3),
    "maximum": ("max", 2), "minimum": ("min", 2), "max": ("max", 2), "min": ("min", 2),
    "pow": ("pow", 2), "fmod": ("mod", 2), "round": ("round", 1),
    "asin": ("asin", 1), "acos": ("acos", 1), "atan": ("atan", 1), "atan2": ("atan2", 2),
  ]
}

extension TermDialect {
  /// Python's terms over tensors, which have methods.
  static let torch: TermDialect = {
    var dialect = python
    dialect.hasMethods = true
    return dialect
  }()
}
