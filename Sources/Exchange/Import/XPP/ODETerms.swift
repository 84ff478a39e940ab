import Equations
import OrderedCollections

/// Translates terms of an `.ode` file.
struct ODETerms {
  /// What a name stands for within a term that is written out.
  indirect enum Local {
    /// A term of our own.
    case done(Expression)
    /// A term of the file, and what names stand for in it.
    case raw(Expression, [String: Local])
  }

  var names: ImportedNames
  private let functions: [String: ODEFile.Function]
  /// The functions whose terms are written out where they are called.
  let inlined: Set<String>
  /// Quantities that are computed anew at each step, by which names they have in lower case.
  var moving: [String: Expression] = [:]
  /// Whether those are written out, where no `let` stands before a term.
  var writesOut = false
  /// Whether all functions are written out as well.
  var writesFunctionsOut = false
  /// Whether a term belongs to a function, which draws no numbers.
  var noises: Set<String> = []
  /// Variables and then fixed quantities, as `shift` counts them.
  private let order: [String]
  private let begin: Double
  // How many parts may still be made, so that no file grows without end.
  private var budget = 200_000

  init(_ file: ODEFile, names: ImportedNames) throws(Diagnostic) {
    self.names = names
    var functions: [String: ODEFile.Function] = [:]
    for function in file.functions {
      let key = function.name.text.lowercased()
      guard functions[key] == nil else {
        throw Diagnostic(
          "'\(function.name.text)' is declared twice", at: function.name.range,
          expected: "one declaration", kind: .duplicate)
      }
      functions[key] = function
    }
    self.functions = functions
    order = (file.variables + file.fixed).map { $0.name.text.lowercased() }
    begin = file.options["T0"].flatMap { Double($0.text) } ?? 0
    let noises = Set(file.noises.map { $0.text.lowercased() })
    self.noises = noises
    // Our functions draw no numbers, and what is counted has to be a number when it is read.
    var inlined = Set(
      functions.filter {
        $0.value.term.names(calls: true).contains { name in
          noises.contains(name) || ["ran", "normal", "shift"].contains(name)
        }
      }.keys)
    while true {
      let more = functions.filter { !inlined.isDisjoint(with: $0.value.term.names(calls: true)) }
        .keys
      guard !inlined.isSuperset(of: more) else { break }
      inlined.formUnion(more)
    }
    self.inlined = inlined
  }

  /// A term of the file in our language, as a number.
  mutating func number(
    _ term: Expression, _ locals: [String: Local] = [:]
  ) throws(Diagnostic) -> Expression {
    try translated(term, locals, depth: 0).asNumber
  }

  private mutating func translated(
    _ term: Expression, _ locals: [String: Local], depth: Int
  ) throws(Diagnostic) -> Expression {
    budget -= 1
    guard depth < highestTerm, budget > 0 else {
      throw Diagnostic(
        depth < highestTerm
          ? "with functions and sums written out the file becomes too long"
          : "the term is nested too deeply, or calls itself", at: term.range,
        expected: "terms that are shorter, and end", kind: .outOfRange)
    }
    func part(_ term: Expression, _ terms: inout ODETerms) throws(Diagnostic) -> Expression {
      try terms.translated(term, locals, depth: depth + 1)
    }
    var result = term
    switch term.kind {
    case .number, .quantity, .element, .member: break
    case .name(let name): return try meaning(of: name, at: term.range, locals, depth)
    case .unary(let op, let operand): result.kind = .unary(op, try part(operand, &self))
    case .binary(let op, let left, let right):
      result.kind = .binary(op, try part(left, &self), try part(right, &self))
    case .conditional(let test, let yes, let no):
      result.kind = .conditional(
        try part(test, &self), try part(yes, &self), try part(no, &self))
    case .call(let name, let arguments):
      return try call(name, arguments, at: term.range, locals, depth)
    }
    return result
  }

  private mutating func meaning(
    of name: String, at range: SourceRange, _ locals: [String: Local], _ depth: Int
  ) throws(Diagnostic) -> Expression {
    let key = name.lowercased()
    switch locals[key] {
    case .done(let term): return Expression(term.kind, range)
    case .raw(let term, let others): return try translated(term, others, depth: depth + 1)
    case nil: break
    }
    if writesOut, let term = moving[key] { return try translated(term, [:], depth: depth + 1) }
    if writesOut, noises.contains(key) {
      return Expression(.call(Name("xi", range), []), range)
    }
    if let new = names[name] { return Expression(.name(new), range) }
    if key == "pi" { return Expression(.name("pi"), range) }
    if key == "t" {
      let time = Expression(.name("t"), range)
      return begin == 0
        ? time : Expression(.binary(.add, time, Expression(.number(begin), range)), range)
    }
    throw .unknown(
      "name", Name(name, range), among: names.all,
      expected: "a variable, a parameter or a fixed quantity of the file")
  }

  // MARK: - Calls

  private mutating func call(
    _ name: Name, _ arguments: [Expression], at range: SourceRange, _ locals: [String: Local],
    _ depth: Int
  ) throws(Diagnostic) -> Expression {
    let key = name.text.lowercased()
    func check(_ count: Int) throws(Diagnostic) {
      guard arguments.count != count else { return }
      throw Diagnostic(
        "'\(name.text)' got \(arguments.count) argument\(arguments.count == 1 ? "" : "s")",
        at: range,
        expected: "\(count)", kind: .mismatch)
    }
    if let function = functions[key] {
      try check(function.parameters.count)
      if writesFunctionsOut || inlined.contains(key) {
        var inner: [String: Local] = [:]
        for (parameter, argument) in zip(function.parameters, arguments) {
          inner[parameter.text.lowercased()] = .raw(argument, locals)
        }
        return try translated(function.term, inner, depth: depth + 1)
      }
      return try called(names[name.text] ?? name.text, name, arguments, at: range, locals, depth)
    }
    switch key {
    case "sum":
      try check(3)
      return try sum(arguments, at: range, locals, depth)
    case "shift":
      try check(2)
      return try shifted(arguments, at: range, locals, depth)
    case "log10":
      try check(1)
      let log = try called("log", name, arguments, at: range, locals, depth)
      let ten = Expression(.call(Name("log", range), [Expression(.number(10), range)]), range)
      return Expression(.binary(.divide, log, ten), range)
    case "ran":
      try check(1)
      let draw = Expression(.call(Name("uniform", range), []), range)
      let width = try translated(arguments[0], locals, depth: depth + 1)
      return width.kind == .number(1) ? draw : Expression(.binary(.multiply, width, draw), range)
    case "normal":
      try check(2)
      return try called("normal", name, arguments, at: range, locals, depth)
    case "delay", "del_shft":
      throw .untranslatable("a delayed variable ('\(name.text)')", at: range)
    default: break
    }
    guard let (function, count) = Self.functions[key] else {
      if Self.others.contains(key) {
        throw .untranslatable("the function '\(name.text)'", at: range)
      }
      throw .unknown(
        "function", name, among: Array(Self.functions.keys) + functions.values.map(\.name.text),
        expected: "a function of the file or of XPPAUT")
    }
    try check(count)
    return try called(function, name, arguments, at: range, locals, depth)
  }

  private mutating func called(
    _ function: String, _ name: Name, _ arguments: [Expression], at range: SourceRange,
    _ locals: [String: Local], _ depth: Int
  ) throws(Diagnostic) -> Expression {
    var translated: [Expression] = []
    for argument in arguments {
      translated.append(try self.translated(argument, locals, depth: depth + 1))
    }
    return Expression(.call(Name(function, name.range), translated), range)
  }

  private static let functions: [String: (String, Int)] = [
    "sin": ("sin", 1), "cos": ("cos", 1), "tan": ("tan", 1), "asin": ("asin", 1),
    "acos": ("acos", 1), "atan": ("atan", 1), "atan2": ("atan2", 2), "sinh": ("sinh", 1),
    "cosh": ("cosh", 1), "tanh": ("tanh", 1), "exp": ("exp", 1), "ln": ("log", 1),
    "log": ("log", 1), "sqrt": ("sqrt", 1), "abs": ("abs", 1), "max": ("max", 2),
    "min": ("min", 2), "heav": ("heaviside", 1), "sign": ("sign", 1), "flr": ("floor", 1),
    "ceil": ("ceil", 1), "mod": ("mod", 2),
  ]

  private static let others = [
    "besselj", "bessely", "besseli", "erf", "erfc", "lgamma", "poisson", "ishift", "hom_bcs", "set",
  ]

  // `sum(a,b)of(term of i')`, whose ends are numbers.
  private mutating func sum(
    _ arguments: [Expression], at range: SourceRange, _ locals: [String: Local], _ depth: Int
  ) throws(Diagnostic) -> Expression {
    let first = try whole(arguments[0], locals, depth)
    let last = try whole(arguments[1], locals, depth)
    guard last - first < 10_000 else {
      throw Diagnostic(
        "the sum is too long", at: range, expected: "at most 10000 terms", kind: .outOfRange)
    }
    var terms: [Expression] = []
    for index in stride(from: first, through: last, by: 1) {
      var inner = locals
      inner["i'"] = .done(Expression(.number(Double(index)), range))
      terms.append(try translated(arguments[2], inner, depth: depth + 1).asNumber)
    }
    return total(terms[...], at: range)
  }

  // Halves of halves, so that a long sum is no deep one.
  private func total(_ terms: ArraySlice<Expression>, at range: SourceRange) -> Expression {
    guard let first = terms.first else { return Expression(.number(0), range) }
    guard terms.count > 16 else {
      return terms.dropFirst().reduce(first) { Expression(.binary(.add, $0, $1), range) }
    }
    let middle = terms.startIndex + terms.count / 2
    return Expression(
      .binary(.add, total(terms[..<middle], at: range), total(terms[middle...], at: range)), range)
  }

  // `shift(x0,k)`: the variable that is declared k behind x0.
  private mutating func shifted(
    _ arguments: [Expression], at range: SourceRange, _ locals: [String: Local], _ depth: Int
  ) throws(Diagnostic) -> Expression {
    guard case .name(let name) = arguments[0].kind,
      let start = order.firstIndex(of: name.lowercased())
    else {
      throw Diagnostic(
        "'shift' takes a variable first", at: arguments[0].range,
        expected: "a variable or a fixed quantity", kind: .mismatch)
    }
    let distance = try whole(arguments[1], locals, depth)
    guard order.indices.contains(start + distance) else {
      throw Diagnostic(
        "nothing is declared \(distance) behind '\(name)'", at: range,
        expected: "a distance that stays within the variables", kind: .outOfRange)
    }
    return try meaning(of: order[start + distance], at: range, [:], depth)
  }

  private mutating func whole(
    _ term: Expression, _ locals: [String: Local], _ depth: Int
  ) throws(Diagnostic) -> Int {
    let translated = try translated(term, locals, depth: depth + 1).asNumber
    let value = try? translated.value { (part: Expression) throws(Diagnostic) -> Double in
      guard part.kind == .name("pi") else { throw .untranslatable("", at: part.range) }
      return .pi
    }
    guard let value, abs(value) < 1e6 else {
      throw .untranslatable("a place that changes while it runs", at: term.range)
    }
    return Int(value)
  }
}

extension Expression {
  /// The names in it in lower case, those of functions too where `calls`.
  func names(calls: Bool = false) -> Set<String> {
    var result: Set<String> = []
    for part in allParts {
      switch part.kind {
      case .name(let name): result.insert(name.lowercased())
      case .call(let name, _) where calls: result.insert(name.text.lowercased())
      default: break
      }
    }
    return result
  }
}

extension Expression {
  /// The functions that are called in it, in lower case.
  var calledNames: Set<String> {
    var result: Set<String> = []
    for part in allParts {
      if case .call(let name, _) = part.kind { result.insert(name.text.lowercased()) }
    }
    return result
  }
}
