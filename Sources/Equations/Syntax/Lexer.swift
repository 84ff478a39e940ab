/// Splits an equation text into tokens; spaces and `#` comments fall away.
///
/// - Throws: `Diagnostic` at the first character that begins no token.
/// - Complexity: O(length).
public func tokens(of text: String) throws(Diagnostic) -> [Token] {
  var lexer = Lexer(bytes: Array(text.utf8))
  return try lexer.run()
}

private struct Lexer {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  // Longer symbols first, so that `+=` is not read as `+` and `=`.
  static let symbols: [[UInt8]] = [
    "+-", "+=", "-=", "**", "*=", "/=", "==", "!=", "<=", ">=", "..",
    "+", "-", "*", "/", "^", "(", ")", "[", "]", "{", "}", ",", "=", "<", ">", "%", ".", ":",
  ].map { Array($0.utf8) }

  mutating func run() throws(Diagnostic) -> [Token] {
    var result: [Token] = []
    while position < bytes.count {
      let byte = bytes[position]
      let start = position
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        position += 1
      case UInt8(ascii: "#"):
        skip { $0 != UInt8(ascii: "\n") }
      case UInt8(ascii: "\n"), UInt8(ascii: ";"):
        position += 1
        result.append(Token(kind: .newline, range: SourceRange(start, position)))
      case UInt8(ascii: "\\") where next(1) == UInt8(ascii: "\n"):
        position += 2
      case UInt8(ascii: "\""):
        result.append(try string())
      case _ where byte.isDigit || (byte == UInt8(ascii: ".") && next(1)?.isDigit == true):
        result.append(try number())
      case _ where byte.isNameStart:
        result.append(name())
      default:
        result.append(try symbol())
      }
    }
    result.append(Token(kind: .end, range: SourceRange(position, position)))
    return result
  }

  func next(_ distance: Int) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  mutating func skip(while condition: (UInt8) -> Bool) {
    while position < bytes.count, condition(bytes[position]) { position += 1 }
  }

  func text(from start: Int, to end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  mutating func string() throws(Diagnostic) -> Token {
    let start = position
    position += 1
    skip { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\n") }
    guard next(0) == UInt8(ascii: "\"") else {
      throw Diagnostic(
        "a text in quotes is not closed", at: SourceRange(start, position), expected: "'\"'",
        kind: .incomplete)
    }
    position += 1
    return Token(
      kind: .string(text(from: start + 1, to: position - 1)), range: SourceRange(start, position))
  }

  mutating func number() throws(Diagnostic) -> Token {
    let start = position
    skip(while: \.isDigit)
    if next(0) == UInt8(ascii: "."), next(1) != UInt8(ascii: ".") {
      position += 1
      skip(while: \.isDigit)
    }
    if next(0) == UInt8(ascii: "e") || next(0) == UInt8(ascii: "E") {
      let signed = next(1) == UInt8(ascii: "+") || next(1) == UInt8(ascii: "-")
      if next(signed ? 2 : 1)?.isDigit == true {
        position += signed ? 2 : 1
        skip(while: \.isDigit)
      }
    }
    let digits = text(from: start, to: position)
    let range = SourceRange(start, position)
    if next(0)?.isNameStart == true {
      // A unit may follow at once; the parser takes it as the next token.
      let end = position
      skip(while: \.isNamePart)
      let suffix = text(from: end, to: position)
      guard UnitOfMeasure.named(suffix) != nil else {
        throw Diagnostic(
          "'\(digits)\(suffix)' is not a number", at: SourceRange(start, position),
          expected: "a number such as \(digits), or one with a unit such as \(digits)ms",
          suggestion: nearestWord(to: suffix, among: UnitOfMeasure.names), kind: .unknown)
      }
      position = end
    }
    guard let value = Double(digits), value.isFinite else {
      throw Diagnostic(
        "\(digits.prefix(40)) is too large a number", at: range,
        expected: "at most \(Double.greatestFiniteMagnitude)", kind: .outOfRange)
    }
    return Token(kind: .number(value), range: range)
  }

  mutating func name() -> Token {
    let start = position
    skip(while: \.isNamePart)
    while next(0) == UInt8(ascii: "."), next(1)?.isNameStart == true {
      position += 1
      skip(while: \.isNamePart)
    }
    return Token(kind: .name(text(from: start, to: position)), range: SourceRange(start, position))
  }

  mutating func symbol() throws(Diagnostic) -> Token {
    for symbol in Self.symbols where bytes[position...].starts(with: symbol) {
      position += symbol.count
      return Token(
        kind: .symbol(String(decoding: symbol, as: UTF8.self)),
        range: SourceRange(position - symbol.count, position))
    }
    let byte = bytes[position]
    let shown = byte > 32 && byte < 127 ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
    throw Diagnostic(
      "\(shown) means nothing here", at: SourceRange(position, position + 1),
      expected: "a name, a number or an operator", kind: .unexpected)
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  // Every byte of a character beyond ASCII counts as a letter, so that τ is a name.
  fileprivate var isNameStart: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "_"), 128...: true
    default: false
    }
  }

  fileprivate var isNamePart: Bool { isNameStart || isDigit }
}

extension String {
  /// Whether the text can name a node, a parameter or a state: a letter or `_`, then letters,
  /// digits and `_`.
  public var isName: Bool {
    guard let first = utf8.first, first.isNameStart else { return false }
    return utf8.allSatisfy(\.isNamePart)
  }
}
