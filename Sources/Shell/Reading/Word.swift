import Equations

/// A word of a command line: a value, or `key=value`.
struct Word: Hashable, Sendable {
  /// The whole word, without quotes.
  var text: String
  /// Where it stands in the statement.
  var range: SourceRange
  /// What stands before `=`.
  var key: Name?
  /// What stands after `=`; the whole word where there is no key.
  var value: Name
}

extension Word {
  /// Splits a statement into words.
  ///
  /// Spaces separate words; double quotes keep them together, and so do the round brackets of a value; `#` after a space begins a comment;
  /// spaces around the `=` of `key = value` fall away.
  ///
  /// - Throws: `Diagnostic` at a quote that is not closed.
  static func split(_ statement: String) throws(Diagnostic) -> [Word] {
    var splitter = WordSplitter(bytes: Array(statement.utf8))
    return try splitter.run()
  }
}

private struct WordSplitter {
  let bytes: [UInt8]
  var position = 0
  // One bracket that is never closed, and no other is looked after.
  var lacksBracket = false

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func run() throws(Diagnostic) -> [Word] {
    var words: [Word] = []
    while let word = try next() { words.append(word) }
    return words
  }

  private mutating func next() throws(Diagnostic) -> Word? {
    skipSpaces()
    guard position < bytes.count, bytes[position] != UInt8(ascii: "#") else { return nil }
    let start = position
    let (first, isQuoted) = try piece(untilEquals: true)
    let firstRange = SourceRange(start, position)
    let afterFirst = position
    skipSpaces()
    guard !isQuoted, isAtAssignment, !first.isEmpty else {
      position = afterFirst
      return Word(
        text: first, range: firstRange, key: nil, value: Name(first, firstRange))
    }
    position += 1
    let afterEquals = position
    skipSpaces()
    let valueStart = position
    var value = ""
    if position < bytes.count, bytes[position] != UInt8(ascii: "#") {
      value = try piece(untilEquals: false).text
    } else {
      position = afterEquals
    }
    let valueRange = SourceRange(value.isEmpty ? afterEquals : valueStart, position)
    return Word(
      text: first + "=" + value, range: SourceRange(start, position),
      key: Name(first, firstRange), value: Name(value, valueRange))
  }

  private var isAtAssignment: Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else { return false }
    // Neither half of `==` is one.
    if position > 0, bytes[position - 1] == UInt8(ascii: "=") { return false }
    return position + 1 == bytes.count || bytes[position + 1] != UInt8(ascii: "=")
  }

  private mutating func skipSpaces() {
    while position < bytes.count {
      if bytes[position].isSpace {
        position += 1
      } else if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count,
        bytes[position + 1] == UInt8(ascii: "\n")
      {
        position += 2
      } else {
        return
      }
    }
  }

  private mutating func piece(
    untilEquals: Bool
  ) throws(Diagnostic) -> (text: String, isQuoted: Bool) {
    var text: [UInt8] = []
    var isQuoted = false
    while position < bytes.count, !bytes[position].isSpace {
      if untilEquals, isAtAssignment, !text.isEmpty { break }
      if bytes[position] == UInt8(ascii: "\"") {
        isQuoted = true
        text += try quoted()
      } else {
        let end = untilEquals ? position : closingBracket()
        text += bytes[position...end]
        position = end + 1
      }
    }
    return (String(decoding: text, as: UTF8.self), isQuoted)
  }

  // Where the round bracket that opens here is closed; here where none does.
  private mutating func closingBracket() -> Int {
    guard bytes[position] == UInt8(ascii: "("), !lacksBracket else { return position }
    var depth = 0
    for index in position..<bytes.count where bytes[index] != UInt8(ascii: "\"") {
      if bytes[index] == UInt8(ascii: "(") { depth += 1 }
      if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
      if depth == 0 { return index }
    }
    lacksBracket = true
    return position
  }

  private mutating func quoted() throws(Diagnostic) -> ArraySlice<UInt8> {
    let start = position
    guard let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "\"")) else {
      throw Diagnostic(
        "a text in quotes is not closed", at: SourceRange(start, bytes.count), expected: "'\"'")
    }
    position = end + 1
    return bytes[(start + 1)..<end]
  }
}

extension UInt8 {
  var isSpace: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\n")
      || self == UInt8(ascii: "\r")
  }
}
