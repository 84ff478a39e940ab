// Blocks of statements.
extension ModelParser {
  mutating func block(_ keyword: Name) throws(Diagnostic) -> Block {
    var statements: [Statement] = []
    if reader.take(symbol: "{") {
      reader.skipNewlines()
      while !reader.take(symbol: "}") {
        guard reader.current.kind != .end else { throw reader.unexpected("'}'") }
        statements.append(try statement())
        reader.skipNewlines()
      }
    } else {
      reader.skipNewlines()
      while isAtStatement {
        statements.append(try statement())
        reader.skipNewlines()
      }
    }
    guard !statements.isEmpty else {
      throw Diagnostic(
        "the '\(keyword.text)' block is empty", at: keyword.range,
        expected: "a statement such as mem += input", kind: .incomplete)
    }
    return Block(keyword: keyword.range, statements: statements)
  }

  // Every declaration begins with a word of the language but `spike`, which is also what a
  // statement sets.
  var isAtStatement: Bool {
    guard case .name(let word) = reader.current.kind else { return false }
    switch word {
    case "let", "reset": return true
    // These begin declarations, but are names everywhere else.
    case "input", "method", "refractory", "function":
      if case .symbol = reader.following.kind { return true }
      return false
    case "event", "at", "every": return Self.isAssignment(reader.following)
    case "spike":
      switch reader.following.kind {
      case .symbol(let next): return next != "{"
      case .name(let next): return next == "when"
      default: return false
      }
    default: return !reservedWords.contains(word)
    }
  }

  private static let assignments: [String: BinaryOperator] = [
    "+=": .add, "-=": .subtract, "*=": .multiply, "/=": .divide,
  ]

  /// Whether a name before this place is being set.
  var isAtAssignment: Bool { Self.isAssignment(reader.current) }

  private static func isAssignment(_ token: Token) -> Bool {
    if case .symbol(let symbol) = token.kind {
      symbol == "=" || assignments[symbol] != nil
    } else {
      false
    }
  }

  mutating func statement() throws(Diagnostic) -> Statement {
    let (kind, target) = try leftSide()
    let value = try reader.expression()
    guard reader.isAtEndOfStatement else {
      throw reader.unexpected("an operator or the end of the line")
    }
    return Statement(kind, target, value)
  }

  // What stands before the term, up to and with `=` or `when`.
  private mutating func leftSide() throws(Diagnostic) -> (Statement.Kind, Name) {
    if reader.take(word: "let") {
      let name = try declaredName("a name")
      try reader.require(symbol: "=")
      return (.definition, name)
    }
    if reader.isAt(word: "d"), case .name = reader.following.kind {
      reader.take()
      let state = try declaredName("a state such as mem")
      try reader.require(symbol: "/", " and dt")
      guard reader.take(word: "dt") else { throw reader.unexpected("dt") }
      try reader.require(symbol: "=")
      return (.derivative, state)
    }
    let isReset = reader.take(word: "reset")
    let target = try placed(try declaredName("a state such as mem"))
    if !isReset, target.text == "spike", reader.take(word: "when") { return (.spikeWhen, target) }
    if case .symbol(let symbol) = reader.current.kind, let op = Self.assignments[symbol] {
      reader.take()
      return (isReset ? .reset(op) : .assignment(op), target)
    }
    try reader.require(symbol: "=", ", or += -= *= /=")
    return (isReset ? .reset(nil) : .assignment(nil), target)
  }
}
