import Equations

/// The smallest piece of a term in another program's format.
struct TermToken: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// A word; dots may join parts, and primes may follow.
    case name(String)
    case number(Double)
    /// A text in quotes, without them.
    case string(String)
    case symbol(String)
    case end
  }

  var kind: Kind
  /// Where it stands in the file.
  var range: SourceRange

  /// How an error message calls it.
  var description: String {
    switch kind {
    case .name(let text), .symbol(let text): "'\(text)'"
    case .number(let value): "'\(value.canonicalText)'"
    case .string(let text): "\"\(text.prefix(40))\""
    case .end: "the end"
    }
  }
}

extension PlacedText {
  /// The pieces of it; blanks and line breaks fall away.
  ///
  /// - Throws: `Diagnostic` at the first byte that begins none.
  func termTokens() throws(Diagnostic) -> [TermToken] {
    var result: [TermToken] = []
    var index = 0
    while index < bytes.count {
      let start = index
      let byte = bytes[index]
      if byte.isBlank {
        index += 1
        continue
      }
      let kind: TermToken.Kind
      if byte.isDigit
        || (byte == UInt8(ascii: ".") && index + 1 < bytes.count && bytes[index + 1].isDigit)
      {
        kind = .number(try number(at: &index))
      } else if byte.isNameStart {
        kind = .name(name(at: &index))
      } else if byte == UInt8(ascii: "\"") {
        kind = .string(try string(at: &index))
      } else {
        kind = .symbol(try symbol(at: &index))
      }
      result.append(TermToken(kind: kind, range: range(start..<index)))
    }
    return result + [TermToken(kind: .end, range: SourceRange(end, end))]
  }

  func number(at index: inout Int) throws(Diagnostic) -> Double {
    let start = index
    func digits(_ index: inout Int) {
      while index < bytes.count, bytes[index].isDigit { index += 1 }
    }
    digits(&index)
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      digits(&index)
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      let isSigned = index + 1 < bytes.count && "+-".utf8.contains(bytes[index + 1])
      var exponent = index + (isSigned ? 2 : 1)
      if exponent < bytes.count, bytes[exponent].isDigit {
        digits(&exponent)
        index = exponent
      }
    }
    let text = self[start..<index].text
    guard let value = Double(text.hasSuffix(".") ? text + "0" : text), value.isFinite else {
      throw Diagnostic(
        "\(text.prefix(40)) is too large a number", at: range(start..<index),
        expected: "at most \(Double.greatestFiniteMagnitude)", kind: .outOfRange)
    }
    return value
  }

  /// A word, or several with dots between them.
  func dottedWord(at index: inout Int) -> String {
    let start = index
    repeat {
      index += 1
      while index < bytes.count, bytes[index].isNamePart { index += 1 }
    } while index + 1 < bytes.count && bytes[index] == UInt8(ascii: ".")
      && bytes[index + 1].isNameStart
    return self[start..<index].text
  }

  func name(at index: inout Int, hasDollars: Bool = false) -> String {
    let start = index
    _ = dottedWord(at: &index)
    while hasDollars, index < bytes.count, bytes[index] == UInt8(ascii: "$") { index += 1 }
    while index < bytes.count, bytes[index] == UInt8(ascii: "'") { index += 1 }
    return self[start..<index].text
  }

  private func string(at index: inout Int) throws(Diagnostic) -> String {
    guard let close = self.index(of: "\"", from: index + 1) else {
      throw Diagnostic(
        "a text in quotes is not closed", at: range(index..<bytes.count), expected: "'\"'",
        kind: .incomplete)
    }
    defer { index = close + 1 }
    return self[index + 1..<close].text
  }

  func symbol(at index: inout Int) throws(Diagnostic) -> String {
    for symbol in symbols where bytes[index...].starts(with: symbol) {
      index += symbol.count
      return String(decoding: symbol, as: UTF8.self)
    }
    let byte = bytes[index]
    let shown = byte > 32 && byte < 127 ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
    throw Diagnostic(
      "\(shown) means nothing here", at: range(index..<index + 1),
      expected: "a name, a number or an operator", kind: .unexpected)
  }
}

// Longer ones first.
private let symbols: [[UInt8]] = [
  "**=", "//=", "**", "//", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "->",
  "+", "-", "*", "/", "^", "(", ")", "[", "]", "{", "}", ",", "=", "<", ">", "&", "|", "%", ".",
  ":", "?", "'", "!", "~", "@", ";",
].map { Array($0.utf8) }
