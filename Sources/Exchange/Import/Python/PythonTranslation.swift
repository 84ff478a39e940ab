import Equations
import Neurons
import OrderedCollections

/// Makes our own model of a neuron class of BrainCog, STEP or SpikingJelly.
struct PythonTranslation {
  private let source: PythonClass
  private let wishes: ImportWishes
  private let whole: SourceRange
  private let isSpikingJelly: Bool
  private var notes: [ImportedModel.Note] = []
  private var names = ImportedNames(parent: ModelLibrary.builtIn["Base"], foldsCase: false)
  // Attributes that methods set.
  private var states: OrderedDictionary<String, Expression> = [:]
  private var parameters: OrderedDictionary<String, (name: Name, term: Expression)> = [:]
  private var flags: OrderedDictionary<String, (value: String, range: SourceRange)> = [:]
  private var surrogate: (name: String, alpha: Expression?, range: SourceRange)?
  // What the present method calls its locals here, and what it is handed.
  private var locals: [String: String] = [:]

  /// Looks at what the class has.
  ///
  /// - Throws: `Diagnostic` at a method that is not there.
  init(_ source: PythonClass, _ wishes: ImportWishes, whole: SourceRange) throws(Diagnostic) {
    self.source = source
    self.wishes = wishes
    self.whole = whole
    isSpikingJelly = source.methods["neuronal_charge"] != nil
    guard source.isNeuron else {
      throw Diagnostic(
        "'\(source.name.text)' has no method that integrates", at: source.name.range,
        expected: "'def integral(self, inputs)', or 'def neuronal_charge(self, x)'",
        kind: .incomplete)
    }
  }

  /// The model.
  ///
  /// - Throws: `Diagnostic` at the part that our language cannot say.
  mutating func model() throws(Diagnostic) -> ImportedModel {
    try takeConstructor()
    let integral = try body(isSpikingJelly ? "neuronal_charge" : "integral")
    let spike = isSpikingJelly ? try spikingJellySpike() : try body("calc_spike")
    var draft = ModelDraft(
      wishes.name, summary: "from the class \(source.name.text)", inherits: "Base", file: whole)
    let inherited = ["threshold", "v_reset", "dt", "step"]
    for (key, value) in parameters {
      let name = names[key] ?? key
      let word = inherited.contains(name) ? "with" : "param"
      draft.add("  \(word) \(name) = \(value.term.text)", at: value.name.range)
    }
    for (key, value) in flags { draft.add("  with \(key) = \(value.value)", at: value.range) }
    if let surrogate {
      let alpha = surrogate.alpha.map { " alpha = \($0.text)" } ?? ""
      draft.add("  act \(surrogate.name)\(alpha)", at: surrogate.range)
    }
    for (key, begin) in states {
      draft.add("  state \(names[key] ?? key) = \(begin.text)", at: begin.range)
    }
    draft.add("  integral")
    for line in integral { draft.add("    \(line.text)", at: line.range) }
    if !spike.isEmpty {
      draft.add("  spike")
      for line in spike { draft.add("    \(line.text)", at: line.range) }
    }
    return ImportedModel(
      model: try draft.model(), renamings: names.renamings, notes: notes, sets: [], steps: nil)
  }

  // MARK: - The constructor

  private mutating func takeConstructor() throws(Diagnostic) {
    let range = source.name.range
    let own = isSpikingJelly ? ("v", "v_threshold") : ("mem", "threshold")
    try names.declare(Name(own.0, range), as: "mem")
    try names.declare(Name("spike", range), as: "spike")
    try names.declare(Name(own.1, range), as: "threshold")
    for name in ["v_reset", "dt", "step"] { try names.declare(Name(name, range), as: name) }
    if isSpikingJelly {
      // Its own defaults, where the class does not say others.
      parameters[own.1] = (Name(own.1, range), Expression(.number(1), range))
      surrogate = ("Sigmoid", Expression(.number(4), range), range)
    }
    for value in source.defaults { try take(default: value) }
    let order = ["threshold", "v_reset", "dt", "step"]
    for (place, handed) in source.handedOn.enumerated() {
      guard let key = handed.name ?? (place < order.count && !isSpikingJelly ? order[place] : nil),
        names[key] != nil, let term = try? term(of: handed.value),
        term.kind != .name(key)
      else { continue }
      parameters[key] = (Name(key, handed.value.range), try translated(term).asNumber)
    }
    for attribute in source.attributes { try take(attribute) }
  }

  private mutating func take(default value: PythonClass.Value) throws(Diagnostic) {
    let key = value.name.text
    if key.hasSuffix("act_fun") || key == "surrogate_function" || key == "act" {
      try take(surrogate: value.tokens, value.range)
      return
    }
    if case .name(let word)? = value.tokens.first?.kind, value.tokens.count == 1 {
      guard ["True", "False"].contains(word) else { return }
      if ["layer_by_layer", "mem_detach"].contains(key) {
        flags[key] = (word.lowercased(), value.range)
      }
      return
    }
    if case .string? = value.tokens.first?.kind { return }
    guard let term = try? term(of: value), term.writtenNames.isEmpty else { return }
    if names[key] == nil { try names.declare(value.name) }
    parameters[key] = (value.name, try translated(term).asNumber)
  }

  private mutating func take(_ attribute: PythonClass.Value) throws(Diagnostic) {
    let key = attribute.name.text
    if key.hasSuffix("act_fun") || key == "surrogate_function" {
      try take(surrogate: attribute.tokens, attribute.range)
      return
    }
    guard let term = try? term(of: attribute), term.kind != .name(key),
      let value = try? translated(term).asNumber
    else { return }
    if names[key] == "mem" || names[key] == "spike" { return }
    if names[key] == nil { try names.declare(attribute.name) }
    // What a method sets later on is a state that begins so.
    if isSet(key) { states[key] = value } else { parameters[key] = (attribute.name, value) }
  }

  private func isSet(_ key: String) -> Bool {
    source.methods.values.filter { $0.name.text != "__init__" && $0.name.text != "n_reset" }
      .contains {
        $0.lines.contains { line in
          line.tokens.first?.kind == .name("self.\(key)") && line.tokens.count > 1
            && ["=", "+=", "-=", "*=", "/="].contains { line.tokens[1].kind == .symbol($0) }
        }
      }
  }

  // `QGateGrad`, `surrogate.Sigmoid(alpha=4)` or `act_fun(alpha=2., requires_grad=False)`.
  private mutating func take(
    surrogate tokens: ArraySlice<TermToken>, _ range: SourceRange
  ) throws(Diagnostic) {
    guard case .name(let word)? = tokens.first?.kind else { return }
    let line = PythonLine(indent: 0, tokens: Array(tokens))
    var alpha = surrogate?.alpha
    if let argument = line.arguments(behind: 0).first(where: {
      $0.name?.text == "alpha" || $0.name == nil
    }) {
      var reader = TermReader(argument.tokens, end: argument.range.upper, .torch)
      if let term = try? reader.wholeTerm(), term.writtenNames.isEmpty { alpha = term }
    }
    let last = word.split(separator: ".").last.map(String.init) ?? word
    let stem = last.replacing("_Grad", with: "").replacing("Grad", with: "").replacing(
      "_", with: "")
    let others = ["ATan": "Atan", "PiecewiseQuadratic": "QGate", "EI": "EI"]
    if let known = Surrogate(named: others[stem] ?? stem) {
      let usual = known == .sigmoid ? Expression(.number(4), range) : nil
      surrogate = (known.rawValue, alpha ?? usual, range)
    } else if word == "act_fun" || word.hasSuffix("act_fun") || word == "eval" {
      if let present = surrogate { surrogate = (present.name, alpha, present.range) }
    } else {
      throw .untranslatable("the surrogate '\(last)'", at: range)
    }
  }

  private func term(of value: PythonClass.Value) throws(Diagnostic) -> Expression {
    var reader = TermReader(value.tokens, end: value.range.upper, .torch)
    return try reader.wholeTerm()
  }

  // MARK: - Methods

  private typealias Line = (text: String, range: SourceRange)

  // What a method does, as statements of a block.
  private mutating func body(_ method: String) throws(Diagnostic) -> [Line] {
    guard let method = source.methods[method] else { return [] }
    locals = [:]
    if let input = method.arguments.first {
      locals[input.text] = method.name.text == "neuronal_reset" ? "spike" : "input"
    }
    var result: [Line] = []
    for line in method.lines { result += try statement(line, returns: nil) }
    return result
  }

  // `neuronal_fire` and `neuronal_reset`, or what the base class does: a hard reset to v_reset.
  private mutating func spikingJellySpike() throws(Diagnostic) -> [Line] {
    var result: [Line] = []
    let range = source.name.range
    if let fire = source.methods["neuronal_fire"] {
      locals = [:]
      for line in fire.lines { result += try statement(line, returns: "spike") }
    } else {
      result.append(("spike = act(mem - threshold)", range))
    }
    if source.methods["neuronal_reset"] != nil {
      result += try body("neuronal_reset")
    } else {
      result.append(("mem = (1 - spike) * mem + spike * v_reset", range))
    }
    return result
  }

  private mutating func statement(
    _ line: PythonLine, returns target: String?
  ) throws(Diagnostic) -> [Line] {
    let tokens = line.tokens
    let range = line.range
    switch tokens[0].kind {
    case .string: return []
    case .name("pass"): return []
    case .name("return"):
      guard let target else { return [] }
      return [("\(target) = \(try term(tokens[1...], range).asNumber.text)", range)]
    case .name(let word) where Self.statements.contains(word):
      throw .untranslatable("the statement '\(word)'", at: tokens[0].range)
    case .name(let word) where tokens.count > 2:
      guard case .symbol(let op) = tokens[1].kind, ["=", "+=", "-=", "*=", "/="].contains(op) else {
        break
      }
      let term = try term(tokens[2...], range).asNumber
      if word.hasPrefix("self.") {
        let name = Name(String(word.dropFirst(5)), tokens[0].range)
        guard !name.text.contains(".") else { break }
        // Flags of the library are not states.
        if names[name.text] == nil {
          try names.declare(name)
          states[name.text] = Expression(.number(0), name.range)
        }
        return [("\(names[name.text] ?? name.text) \(op) \(term.text)", range)]
      }
      var value = term
      if op != "=", let before = locals[word] {
        value = Expression(
          .binary(
            BinaryOperator(rawValue: String(op.prefix(1))) ?? .add,
            Expression(.name(before), range), term), range)
      }
      // A local that is set again is another name here.
      let new = names.free(word)
      locals[word] = new
      return [("let \(new) = \(value.text)", range)]
    default: break
    }
    throw .untranslatable("this statement", at: range)
  }

  private static let statements = [
    "if", "elif", "else", "for", "while", "with", "raise", "try", "import", "from", "assert", "del",
    "global", "yield", "lambda", "def", "class",
  ]

  // MARK: - Terms

  private mutating func term(
    _ tokens: ArraySlice<TermToken>, _ range: SourceRange
  ) throws(Diagnostic) -> Expression {
    var reader = TermReader(tokens, end: range.upper, .torch)
    return try translated(try reader.wholeTerm())
  }

  private mutating func translated(_ term: Expression) throws(Diagnostic) -> Expression {
    try term.mapped { (part: Expression) throws(Diagnostic) -> Expression? in
      switch part.kind {
      case .name(let name): return try self.meaning(of: name, at: part.range)
      case .call(let name, let arguments):
        return try self.call(name, arguments, at: part.range)
      default: return nil
      }
    }
  }

  private mutating func meaning(
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

  private mutating func call(
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

  private static let functions: [String: (String, Int)] = [
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

extension PythonClass {
  /// The class of a file that a model is to be made of: that of a name, or the last neuron in it.
  ///
  /// - Throws: `Diagnostic` at the name where there is none of it.
  static func chosen(_ name: Name?, among classes: [PythonClass]) throws(Diagnostic) -> PythonClass
  {
    var byName: OrderedDictionary<String, PythonClass> = [:]
    for found in classes {
      // What a class takes over from one above it in the file is its own.
      byName[found.name.text] = found.parent.flatMap { byName[$0] }.map(found.inheriting) ?? found
    }
    let neurons = byName.values.filter(\.isNeuron)
    guard let name else { return neurons.last ?? byName.values[0] }
    guard let found = byName[name.text] else {
      throw .unknown(
        "class", name, among: neurons.map(\.name.text),
        expected: "one of \(neurons.map(\.name.text).joined(separator: ", "))")
    }
    return found
  }
}
