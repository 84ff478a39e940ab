import Equations

/// A logical line of Python: what brackets and quotes keep together is one.
struct PythonLine: Hashable, Sendable {
  /// How many blanks stand before it.
  var indent: Int
  var tokens: [TermToken]

  /// Where it stands.
  var range: SourceRange {
    guard let first = tokens.first, let last = tokens.last else { return SourceRange(0, 0) }
    return first.range.joined(with: last.range)
  }

  /// Whether it begins with a word.
  func begins(_ word: String) -> Bool { tokens.first?.kind == .name(word) }
}

extension PlacedText {
  /// The logical lines of a file in which indents count as in Python, without comments and empty ones.
  ///
  /// - Parameter hasPrimes: whether `'` and `$` behind a name are part of it, and no quote, and a line goes on
  ///   behind a comma.
  /// - Throws: `Diagnostic` at a text in quotes that is not closed, and at a byte that begins nothing.
  func pythonLines(hasPrimes: Bool = false) throws(Diagnostic) -> [PythonLine] {
    var result: [PythonLine] = []
    var line = PythonLine(indent: 0, tokens: [])
    var depth = 0
    var index = 0
    var lineStart = 0
    func finish() {
      if !line.tokens.isEmpty { result.append(line) }
      line = PythonLine(indent: 0, tokens: [])
    }
    while index < bytes.count {
      let byte = bytes[index]
      let start = index
      if byte == UInt8(ascii: "\n") {
        index += 1
        let goesOn = hasPrimes && line.tokens.last?.kind == .symbol(",")
        if depth == 0, !goesOn { finish() }
        lineStart = index
        continue
      }
      if byte == UInt8(ascii: "\\"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n")
      {
        index += 2
        continue
      }
      if byte.isBlank || byte == UInt8(ascii: "#") {
        if byte.isBlank {
          index += 1
        } else {
          index = self.index(of: "\n", from: index) ?? bytes.count
        }
        continue
      }
      if byte == UInt8(ascii: ";"), depth == 0 {
        index += 1
        let indent = line.indent
        finish()
        line.indent = indent
        continue
      }
      if line.tokens.isEmpty, line.indent == 0 { line.indent = index - lineStart }
      let kind: TermToken.Kind
      if let length = quoteLength(at: index), !hasPrimes || byte == UInt8(ascii: "\"") {
        kind = .string(try string(at: &index, quote: length))
      } else if byte.isDigit
        || (byte == UInt8(ascii: ".") && index + 1 < bytes.count && bytes[index + 1].isDigit)
      {
        kind = .number(try number(at: &index))
      } else if byte.isNameStart {
        // Unlike elsewhere a prime may begin a text.
        kind = .name(hasPrimes ? name(at: &index, hasDollars: true) : dottedWord(at: &index))
        // A letter before quotes says how to read them.
        if case .name(let prefix) = kind, prefix.count <= 2,
          prefix.lowercased().allSatisfy("rfub".contains), quoteLength(at: index) != nil
        {
          continue
        }
      } else {
        let symbol = try symbol(at: &index)
        if "([{".contains(symbol) { depth += 1 }
        if ")]}".contains(symbol) { depth = max(0, depth - 1) }
        kind = .symbol(symbol)
      }
      line.tokens.append(TermToken(kind: kind, range: range(start..<index)))
    }
    finish()
    return result
  }

  // 1 or 3 where quotes open.
  private func quoteLength(at index: Int) -> Int? {
    guard index < bytes.count,
      bytes[index] == UInt8(ascii: "'") || bytes[index] == UInt8(ascii: "\"")
    else { return nil }
    let triple = [UInt8](repeating: bytes[index], count: 3)
    return bytes[index...].starts(with: triple) ? 3 : 1
  }

  private func string(at index: inout Int, quote length: Int) throws(Diagnostic) -> String {
    let start = index
    let quote = [UInt8](repeating: bytes[index], count: length)
    index += length
    let inner = index
    while index < bytes.count, !bytes[index...].starts(with: quote) {
      if length == 1, bytes[index] == UInt8(ascii: "\n") { break }
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard index < bytes.count, bytes[index...].starts(with: quote) else {
      throw Diagnostic(
        "a text in quotes is not closed", at: range(start..<start + length),
        expected: "the quotes again", kind: .incomplete)
    }
    defer { index += length }
    return self[inner..<index].text
  }

  /// What stands between the quotes of a text, with its places.
  func inside(_ string: TermToken) -> PlacedText {
    let whole = self[string.range.lower..<string.range.upper]
    let length =
      bytes[string.range.lower...].starts(
        with: [UInt8](repeating: whole.bytes.first ?? 0, count: 3)) && whole.bytes.count >= 6
      ? 3 : 1
    return whole[length..<max(length, whole.bytes.count - length)]
  }
}

extension TermDialect {
  /// Python's arithmetic, comparisons and logic.
  static let python = TermDialect(
    infixes: [
      "or": .init(op: .or, level: 1), "and": .init(op: .and, level: 2),
      "==": .init(op: .equal, level: 4), "!=": .init(op: .notEqual, level: 4),
      "<": .init(op: .less, level: 4), "<=": .init(op: .lessOrEqual, level: 4),
      ">": .init(op: .greater, level: 4), ">=": .init(op: .greaterOrEqual, level: 4),
      "+": .init(op: .add, level: 5), "-": .init(op: .subtract, level: 5),
      "*": .init(op: .multiply, level: 6), "/": .init(op: .divide, level: 6),
      "%": .init(op: .divide, call: "mod", level: 6),
      "**": .init(op: .power, level: 8, bindsRight: true),
    ],
    signLevel: 7, notLevels: ["not": 3], choice: .ifBetween)
}
