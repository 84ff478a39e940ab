/// A position in a list of tokens, with the small steps that parsers are made of.
struct TokenReader {
  private let tokens: [Token]
  private var position = 0
  /// Whether `1 V` is a volt: where names have dots in them, a letter alone is none of them.
  var readsLettersAsUnits = false
  /// Whether `10%` is a share of something, as a tolerance is, and not the beginning of a remainder.
  var readsShares = false
  /// How many levels the tree of the term that was read last has.
  var height = 0

  /// Starts at the first token of a text.
  init(_ text: String) throws(Diagnostic) { tokens = try Equations.tokens(of: text) }

  /// The token at the position; the last one is always the end.
  var current: Token { tokens[position] }

  /// The token before it.
  var previous: Token { tokens[max(position - 1, 0)] }

  /// The token after it.
  var following: Token { tokens[min(position + 1, tokens.count - 1)] }

  /// Steps over the current token and returns it.
  @discardableResult mutating func take() -> Token {
    let token = current
    if position < tokens.count - 1 { position += 1 }
    return token
  }

  /// Whether the current token is this symbol.
  func isAt(symbol: String) -> Bool { current.kind == .symbol(symbol) }

  /// Whether the current token is this word.
  func isAt(word: String) -> Bool { current.kind == .name(word) }

  /// Steps over a symbol if it is there.
  mutating func take(symbol: String) -> Bool {
    guard isAt(symbol: symbol) else { return false }
    take()
    return true
  }

  /// Steps over a word if it is there.
  mutating func take(word: String) -> Bool {
    guard isAt(word: word) else { return false }
    take()
    return true
  }

  /// Steps over a text in quotes if there is one.
  mutating func takeString() -> String? {
    guard case .string(let text) = current.kind else { return nil }
    take()
    return text
  }

  /// Steps over a symbol that has to be there.
  mutating func require(symbol: String, _ purpose: String = "") throws(Diagnostic) {
    guard take(symbol: symbol) else { throw unexpected("'\(symbol)'\(purpose)") }
  }

  /// Steps over a name that has to be there.
  mutating func requireName(_ expected: String) throws(Diagnostic) -> Name {
    guard case .name(let text) = current.kind else { throw unexpected(expected) }
    return Name(text, take().range)
  }

  /// Steps over all line breaks here.
  mutating func skipNewlines() {
    while current.kind == .newline { take() }
  }

  /// Whether a statement ends here.
  var isAtEndOfStatement: Bool {
    current.kind == .newline || current.kind == .end || isAt(symbol: "}")
  }

  /// The error that something else was expected here, or where another token stands.
  func unexpected(_ expected: String, instead token: Token? = nil) -> Diagnostic {
    let token = token ?? current
    let (message, kind): (String, Diagnostic.Kind) =
      switch token.kind {
      case .newline: ("the line ends too early", .incomplete)
      case .end: ("the text ends too early", .incomplete)
      default: ("unexpected \(token.description)", .unexpected)
      }
    return Diagnostic(message, at: token.range, expected: expected, kind: kind)
  }
}
