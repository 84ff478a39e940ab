import Equations

/// How a format writes its terms.
struct TermDialect: Sendable {
  /// An operator between two terms.
  struct Infix: Sendable {
    var op: BinaryOperator
    /// The function that stands for it in our language, where no operator does.
    var call: String?
    /// How tightly it binds; larger is tighter.
    var level: Int
    /// Whether of several the last goes together first.
    var bindsRight = false
  }

  /// How it says that a condition chooses between two terms.
  enum Choice: Sendable {
    /// `if(c)then(a)else(b)`.
    case ifThenElse
    /// `a if c else b`.
    case ifBetween
    /// `c ? a : b`.
    case questionMark
  }

  /// Its operators, in lower case.
  var infixes: [String: Infix]
  /// How tightly a sign binds, and `not`, by the words for it.
  var signLevel: Int
  var notLevels: [String: Int]
  var choice: Choice
  /// Whether a number followed by a unit is a quantity: `-70 mV`.
  var hasQuantities = false
  /// Whether upper and lower case are the same.
  var foldsCase = false
  /// Whether a term has methods: `(a + b).exp()` is `exp(a + b)`.
  var hasMethods = false
}

/// Reads terms of another program's format into the tree of our own language.
///
/// Names and calls stay as the format has them; what they mean is the importer's matter.
struct TermReader {
  private let tokens: [TermToken]
  private var position = 0
  private let dialect: TermDialect
  // How many levels the tree that was read last has.
  private var height = 0

  /// Starts at the beginning of a text.
  ///
  /// - Throws: `Diagnostic` at a byte that begins no word, number or operator.
  init(_ text: PlacedText, _ dialect: TermDialect) throws(Diagnostic) {
    tokens = try text.termTokens()
    self.dialect = dialect
  }

  /// Starts at the first of some tokens.
  ///
  /// - Parameter end: where the end is.
  init(_ tokens: some Collection<TermToken>, end: Int, _ dialect: TermDialect) {
    self.tokens = tokens + [TermToken(kind: .end, range: SourceRange(end, end))]
    self.dialect = dialect
  }

  /// The token at the position; the last one is the end.
  var current: TermToken { tokens[position] }

  /// Steps over the current token and returns it.
  @discardableResult mutating func take() -> TermToken {
    defer { if position < tokens.count - 1 { position += 1 } }
    return current
  }

  /// Whether a symbol or a word is next.
  func isAt(_ text: String) -> Bool {
    switch current.kind {
    case .symbol(let symbol): symbol == text
    case .name(let name): folded(name) == text
    default: false
    }
  }

  /// Steps over a symbol or a word if it is there.
  mutating func take(_ text: String) -> Bool {
    guard isAt(text) else { return false }
    take()
    return true
  }

  /// Steps over a symbol or a word that has to be there.
  mutating func require(_ text: String) throws(Diagnostic) {
    guard take(text) else { throw unexpected("'\(text)'") }
  }

  /// A term that goes on to the end of the text.
  mutating func wholeTerm() throws(Diagnostic) -> Expression {
    let result = try term()
    guard current.kind == .end else { throw unexpected("an operator or the end") }
    return result
  }

  /// The error that something else was expected here.
  func unexpected(_ expected: String) -> Diagnostic {
    let isEnd = current.kind == .end
    return Diagnostic(
      isEnd ? "the term ends too early" : "unexpected \(current.description)", at: current.range,
      expected: expected, kind: isEnd ? .incomplete : .unexpected)
  }

  private func folded(_ name: String) -> String { dialect.foldsCase ? name.lowercased() : name }

  // MARK: - Terms

  /// Reads a term whose operators bind at least as tightly as `level`.
  mutating func term(above level: Int = 0, depth: Int = 0) throws(Diagnostic) -> Expression {
    guard depth < deepestNesting else { throw tooDeep }
    var left = try prefix(depth)
    while let infix, infix.level >= level {
      let leftHeight = height
      take()
      let right = try term(
        above: infix.bindsRight ? infix.level : infix.level + 1, depth: depth + 1)
      let range = left.range.joined(with: right.range)
      left = Expression(
        infix.call.map { .call(Name($0, range), [left, right]) }
          ?? .binary(infix.op, left, right), range)
      try grow(above: max(leftHeight, height))
    }
    guard level == 0 else { return left }
    return try chosen(left, depth)
  }

  private mutating func grow(above parts: Int) throws(Diagnostic) {
    height = parts + 1
    guard height <= highestTerm else { throw tooDeep }
  }

  private var infix: TermDialect.Infix? {
    switch current.kind {
    case .symbol(let text): dialect.infixes[text]
    case .name(let text): dialect.infixes[folded(text)]
    default: nil
    }
  }

  private mutating func chosen(_ term: Expression, _ depth: Int) throws(Diagnostic) -> Expression {
    let condition: Expression, yes: Expression, no: Expression
    var tallest = height
    switch dialect.choice {
    case .questionMark where take("?"):
      condition = term
      yes = try self.term(depth: depth + 1)
      tallest = max(tallest, height)
      try require(":")
      no = try self.term(depth: depth + 1)
    case .ifBetween where take("if"):
      yes = term
      condition = try self.term(above: 1, depth: depth + 1)
      tallest = max(tallest, height)
      try require("else")
      no = try self.term(depth: depth + 1)
    default: return term
    }
    try grow(above: max(tallest, height))
    return Expression(.conditional(condition, yes, no), term.range.joined(with: no.range))
  }

  private mutating func prefix(_ depth: Int) throws(Diagnostic) -> Expression {
    let token = current
    height = 1
    switch token.kind {
    case .number(let value):
      take()
      if dialect.hasQuantities, case .name(let name) = current.kind, let unit = foreignUnit(name) {
        return Expression(.quantity(value, unit), token.range.joined(with: take().range))
      }
      if case .name(let name) = current.kind, dialect.infixes[folded(name)] == nil,
        current.range.lower == token.range.upper
      {
        throw Diagnostic(
          "'\(value.canonicalText)\(name)' is not a number",
          at: token.range.joined(with: current.range), expected: "'*' behind the number",
          kind: .unexpected)
      }
      return Expression(.number(value), token.range)
    case .symbol("-"), .symbol("+"):
      take()
      let operand = try term(above: dialect.signLevel, depth: depth + 1)
      guard token.kind == .symbol("-") else { return operand }
      try grow(above: height)
      return Expression(.unary(.minus, operand), token.range.joined(with: operand.range))
    case .symbol("("):
      take()
      var inner = try term(depth: depth + 1)
      inner.range = token.range.joined(with: current.range)
      try require(")")
      return try methods(of: inner, depth)
    case .symbol(let text) where dialect.notLevels[text] != nil: return try negation(text, depth)
    case .name(let name):
      if dialect.notLevels[folded(name)] != nil { return try negation(folded(name), depth) }
      take()
      if dialect.choice == .ifThenElse, folded(name) == "if" {
        return try conditional(from: token.range, depth)
      }
      return try methods(of: try call(Name(name, token.range), depth), depth)
    case .string, .symbol, .end: throw unexpected("a number, a name or '('")
    }
  }

  private mutating func negation(_ word: String, _ depth: Int) throws(Diagnostic) -> Expression {
    let range = take().range
    let operand = try term(above: dialect.notLevels[word] ?? 0, depth: depth + 1)
    try grow(above: height)
    return Expression(.unary(.not, operand), range.joined(with: operand.range))
  }

  private mutating func conditional(
    from start: SourceRange, _ depth: Int
  ) throws(Diagnostic) -> Expression {
    let condition = try bracketed(depth)
    var tallest = height
    try require("then")
    let yes = try bracketed(depth)
    tallest = max(tallest, height)
    try require("else")
    let no = try bracketed(depth)
    try grow(above: max(tallest, height))
    return Expression(.conditional(condition, yes, no), start.joined(with: no.range))
  }

  private mutating func bracketed(_ depth: Int) throws(Diagnostic) -> Expression {
    let start = current.range
    try require("(")
    var inner = try term(depth: depth + 1)
    inner.range = start.joined(with: current.range)
    try require(")")
    return inner
  }

  private mutating func methods(of term: Expression, _ depth: Int) throws(Diagnostic) -> Expression
  {
    var result = term
    while dialect.hasMethods, take(".") {
      guard case .name(let method) = current.kind else { throw unexpected("a method") }
      let before = height
      let call = try call(Name(method, take().range), depth)
      guard case .call(let name, let arguments) = call.kind else {
        throw Diagnostic(
          "'.\(method)' is no method", at: call.range, expected: "'.\(method)(...)'",
          kind: .unexpected)
      }
      result = Expression(.call(name, [result] + arguments), result.range.joined(with: call.range))
      try grow(above: max(before, height))
    }
    return result
  }

  // A name, or a call with its arguments; the keyword before one falls away.
  private mutating func call(_ name: Name, _ depth: Int) throws(Diagnostic) -> Expression {
    guard take("(") else { return Expression(.name(name.text), name.range) }
    var arguments: [Expression] = []
    var tallest = 0
    if !isAt(")") {
      repeat {
        // Python's calls may end with a comma.
        if isAt(")"), !arguments.isEmpty { break }
        if dialect.hasMethods, position + 1 < tokens.count, case .name = current.kind,
          tokens[position + 1].kind == .symbol("=")
        {
          take()
          take()
        }
        arguments.append(try term(depth: depth + 1))
        tallest = max(tallest, height)
      } while take(",")
    }
    let range = name.range.joined(with: current.range)
    try require(")")
    // `sum(0,9)of(...)` is one call of three.
    if dialect.choice == .ifThenElse, folded(name.text) == "sum", take("of") {
      arguments.append(try bracketed(depth))
      tallest = max(tallest, height)
    }
    try grow(above: tallest)
    return Expression(.call(name, arguments), range)
  }

  private var tooDeep: Diagnostic {
    Diagnostic(
      "the term is nested too deeply", at: current.range,
      expected: "at most \(deepestNesting) levels", kind: .outOfRange)
  }
}

// Both keep a hostile file from exhausting the stack: that of the reader, and that of what walks a tree.
private let deepestNesting = 90
let highestTerm = 350
