extension Expression {
  /// Reads one term that fills the whole text.
  ///
  /// - Throws: `Diagnostic` where the text stops being a term.
  public init(parsing text: String) throws(Diagnostic) {
    var reader = try TokenReader(text)
    self = try reader.expression()
    guard reader.current.kind == .end else { throw reader.unexpected("an operator or the end") }
  }
}

/// What `expect` compares: two terms and how far they may lie apart.
public struct Comparison: Hashable, Sendable {
  /// The two terms with the operator between them.
  public var left: Expression, right: Expression
  /// How they are compared.
  public var comparison: BinaryOperator
  /// How far apart they may lie: a number, or a share of the right side where `isRelative`.
  public var tolerance: Expression?
  /// Whether the tolerance was written with `%`.
  public var isRelative: Bool

  /// Reads `left == right` or `left == right +- tolerance[%]`; `rate n` on the left is `n.rate`.
  ///
  /// - Throws: `Diagnostic` where the text stops being a comparison.
  public init(parsing text: String) throws(Diagnostic) {
    var reader = try TokenReader(text)
    reader.readsLettersAsUnits = true
    if let measure = try reader.measure() {
      left = measure
    } else {
      left = try reader.expression(above: BinaryOperator.add.precedence)
    }
    guard case .symbol(let symbol) = reader.current.kind,
      let comparison = BinaryOperator(rawValue: symbol), comparison.isComparison
    else { throw reader.unexpected("a comparison: == != < <= > >=") }
    reader.take()
    self.comparison = comparison
    right = try reader.expression(above: BinaryOperator.add.precedence)
    isRelative = false
    if reader.take(symbol: "+-") {
      reader.readsShares = true
      tolerance = try reader.expression(above: BinaryOperator.add.precedence)
      isRelative = reader.take(symbol: "%")
    }
    guard reader.current.kind == .end else {
      throw reader.unexpected(tolerance == nil ? "'+-' and a tolerance, or the end" : "the end")
    }
  }
}

extension TokenReader {
  // `rate n` reads as people say it.
  fileprivate mutating func measure() throws(Diagnostic) -> Expression? {
    guard case .name(let quantity) = current.kind, case .name(let node) = following.kind,
      !reservedWords.contains(quantity), !reservedWords.contains(node)
    else { return nil }
    let range = take().range.joined(with: current.range)
    take()
    return Expression(.name("\(node).\(quantity)"), range)
  }
}

// Top-down operator precedence (Pratt 1973): a prefix part, then every operator that binds at
// least as tightly as the place asks for.
extension TokenReader {
  /// Reads a term whose operators bind at least as tightly as `level`.
  mutating func expression(above level: Int = 0, depth: Int = 0) throws(Diagnostic) -> Expression {
    guard depth < deepestNesting else { throw tooDeep }
    var left = try prefix(level: level, depth: depth)
    while true {
      if isAtRemainder, BinaryOperator.multiply.precedence >= level {
        left = try remainder(of: left, depth: depth)
        continue
      }
      guard let op = infix, op.precedence >= level else { return left }
      // A chain nests to the left, one level a link; what walks the tree walks that deep.
      let leftHeight = height
      left = try operation(op, after: left, depth: depth)
      try grow(above: max(leftHeight, height))
    }
  }

  private var isAtRemainder: Bool {
    guard isAt(symbol: "%"), !readsShares else { return false }
    switch following.kind {
    case .number, .symbol("("), .symbol("-"): return true
    case .name(let word): return BinaryOperator(rawValue: word) == nil
    default: return false
    }
  }

  // `a % b` is another way to write mod(a, b).
  private mutating func remainder(
    of left: Expression, depth: Int
  ) throws(Diagnostic) -> Expression {
    let leftHeight = height
    let name = Name(Function.mod.rawValue, take().range)
    let right = try expression(above: BinaryOperator.multiply.precedence + 1, depth: depth + 1)
    try grow(above: max(leftHeight, height))
    return Expression(.call(name, [left, right]), left.range.joined(with: right.range))
  }

  // Takes note of a part one level higher than those that it is made of.
  private mutating func grow(above parts: Int) throws(Diagnostic) {
    height = parts + 1
    guard height <= highestTree else { throw tooDeep }
  }

  private var infix: BinaryOperator? {
    switch current.kind {
    case .symbol("**"): .power
    case .symbol(let text), .name(let text): BinaryOperator(rawValue: text)
    default: nil
    }
  }

  private mutating func operation(
    _ op: BinaryOperator, after left: Expression, depth: Int
  ) throws(Diagnostic) -> Expression {
    take()
    // `^` binds to the right and lets a sign stand in the exponent.
    let level = op == .power ? PrefixPrecedence.minus : op.precedence + 1
    let right = try expression(above: level, depth: depth + 1)
    if op.isComparison, infix?.isComparison == true {
      throw Diagnostic(
        "comparisons do not chain", at: current.range, expected: "'and' between two comparisons",
        kind: .unexpected)
    }
    return Expression(.binary(op, left, right), left.range.joined(with: right.range))
  }

  // A number and its unit, which is raised by itself: `20um^2` is twenty of them, and `(20um)^2` 400.
  private mutating func quantity(
    _ value: Double, _ unit: UnitOfMeasure, from token: Token, depth: Int
  ) throws(Diagnostic) -> Expression {
    let unitRange = take().range
    guard infix == .power else {
      return Expression(.quantity(value, unit), token.range.joined(with: unitRange))
    }
    let power = try operation(
      .power, after: Expression(.quantity(1, unit), unitRange), depth: depth)
    try grow(above: height)
    if value == 1 { return power }
    try grow(above: height)
    return Expression(
      .binary(.multiply, Expression(.number(value), token.range), power),
      token.range.joined(with: power.range))
  }

  private mutating func prefix(level: Int, depth: Int) throws(Diagnostic) -> Expression {
    let token = take()
    height = 1
    switch token.kind {
    case .number(let value):
      // A single letter after a space is more likely a name that lacks its operator.
      guard case .name(let name) = current.kind, let unit = UnitOfMeasure.named(name),
        name.count > 1 || readsLettersAsUnits || current.range.lower == token.range.upper
      else { return Expression(.number(value), token.range) }
      return try quantity(value, unit, from: token, depth: depth)
    case .symbol("-"):
      return try signed(token, depth: depth)
    case .symbol("("):
      var inner = try expression(depth: depth + 1)
      let closing = current.range
      try require(symbol: ")")
      inner.range = token.range.joined(with: closing)
      return inner
    case .name("not"):
      let operand = try expression(above: PrefixPrecedence.not, depth: depth + 1)
      try grow(above: height)
      return Expression(.unary(.not, operand), token.range.joined(with: operand.range))
    case .name("if"):
      return try conditional(from: token, depth: depth)
    // `act` begins a declaration and, in a term, is the surrogate's name.
    case .name(let word) where !reservedWords.contains(word) || word == "act":
      return try postfix(Name(word, token.range), depth: depth)
    default:
      throw unexpected("a number, a name or '('", instead: token)
    }
  }

  private mutating func signed(_ sign: Token, depth: Int) throws(Diagnostic) -> Expression {
    let operand = try expression(above: PrefixPrecedence.minus, depth: depth + 1)
    try grow(above: height)
    return Expression(.unary(.minus, operand), sign.range.joined(with: operand.range))
  }

  private mutating func conditional(from start: Token, depth: Int) throws(Diagnostic) -> Expression
  {
    let condition = try expression(depth: depth + 1)
    let conditionHeight = height
    guard take(word: "then") else { throw unexpected("'then'") }
    let yes = try expression(depth: depth + 1)
    let yesHeight = height
    guard take(word: "else") else { throw unexpected("'else'") }
    let no = try expression(depth: depth + 1)
    try grow(above: max(conditionHeight, yesHeight, height))
    return Expression(.conditional(condition, yes, no), start.range.joined(with: no.range))
  }

  private mutating func postfix(_ name: Name, depth: Int) throws(Diagnostic) -> Expression {
    if take(symbol: "(") {
      var arguments: [Expression] = []
      var highest = height
      if !isAt(symbol: ")") {
        repeat {
          arguments.append(try expression(depth: depth + 1))
          highest = max(highest, height)
        } while take(symbol: ",")
      }
      let closing = current.range
      try require(symbol: ")")
      try grow(above: highest)
      let call = Expression(.call(name, arguments), name.range.joined(with: closing))
      if let function = Function(rawValue: name.text) {
        if function.isSpread, arguments.count == 2 { return call }
        try call.checkArity(
          function.arity, of: name, arguments.count,
          function.isSpread ? "none or two" : nil)
      } else if let arity = ModelFunction(rawValue: name.text)?.arity,
        !arity.contains(arguments.count)
      {
        try call.checkArity(
          arity.upperBound, of: name, arguments.count,
          arity.count > 1 ? "from \(arity.lowerBound) to \(arity.upperBound)" : nil)
      }
      return call
    }
    var term = Expression(.name(name.text), name.range)
    while isAt(symbol: "[") || isAt(symbol: ".") {
      if take(symbol: ".") {
        let member = try requireName("a name after '.'")
        term = Expression(.member(term, member), term.range.joined(with: member.range))
        try grow(above: height)
      } else {
        take()
        let baseHeight = height
        let index = try expression(depth: depth + 1)
        let closing = current.range
        try require(symbol: "]")
        term = Expression(.element(term, index), term.range.joined(with: closing))
        try grow(above: max(baseHeight, height))
      }
    }
    return term
  }

  private var tooDeep: Diagnostic {
    Diagnostic(
      "the term is nested too deeply", at: current.range,
      expected: "at most \(deepestNesting) levels; name a part with 'let'", kind: .outOfRange)
  }
}

extension Expression {
  // Whatever takes a call apart, here and in the shell, relies on it.
  func checkArity(
    _ arity: Int, of name: Name, _ count: Int, _ signature: String? = nil
  ) throws(Diagnostic) {
    guard count != arity else { return }
    throw Diagnostic(
      "'\(name.text)' got \(count) argument\(count == 1 ? "" : "s")", at: range,
      expected: signature ?? "\(arity)", kind: .mismatch)
  }
}

// Both keep a hostile text from exhausting the stack: the first of the parser, which the tree's
// height does not tell while a term is not complete, the second of anything that walks the tree.
private let deepestNesting = 100
let highestTree = 400

/// Words of the language, which name nothing else.
let reservedWords: Set<String> = [
  "if", "then", "else", "and", "or", "not", "let", "param", "matrix", "vector", "state", "act",
  "integral", "inherits",
  "with", "end", "neuron", "define", "source", "true", "false", "integer", "reset", "crosses",
  "when",
]
