import Equations

/// One command as it was written, and where it begins.
public struct CommandText: Hashable, Sendable {
  /// The command's text; a `define ... end` has several lines.
  public var text: String
  /// The line it begins on, counted from 1.
  public var line: Int
  /// The byte in that line where it begins, counted from 0.
  public var column: Int

  /// Makes a command that begins at a place of a file; the first place unless told.
  public init(text: String, line: Int = 1, column: Int = 0) {
    self.text = text
    self.line = line
    self.column = column
  }

  /// The line and column, both counted from 1, of a place in the text.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    let before = text.utf8.prefix(offset)
    let newlines = before.count { $0 == UInt8(ascii: "\n") }
    guard newlines > 0, let last = before.lastIndex(of: UInt8(ascii: "\n")) else {
      return (line, column + offset + 1)
    }
    return (line + newlines, before.distance(from: last, to: before.endIndex))
  }
}

/// Puts lines together to statements: `;` separates, `\` at the end of a line continues it, and
/// `define NAME` without `=` goes on to `end`.
///
/// One reader serves the prompt, files, pipes and `-c`, so that all of them take the same text.
public struct CommandReader: Sendable {
  private var pending = ""
  private var pendingLine = 0
  private var lineNumber = 0

  /// Makes a reader that has seen no line.
  public init() {}

  /// Whether a statement has begun that the next line goes on with.
  public var isIncomplete: Bool { !pending.isEmpty }

  /// Takes one line, without its line break, and returns the statements that it completes.
  public mutating func take(_ line: String) -> [CommandText] {
    lineNumber += 1
    if pending.isEmpty { pendingLine = lineNumber } else { pending += "\n" }
    pending += line.withoutPrompt
    let (statements, isComplete) = split(pending, line: pendingLine)
    guard isComplete || pending.utf8.count > longestPending else { return [] }
    pending = ""
    return statements
  }

  /// Returns what is left at the end of the input, complete or not.
  public mutating func finish() -> [CommandText] {
    defer { pending = "" }
    return pending.isEmpty ? [] : split(pending, line: pendingLine).statements
  }

  /// Forgets a statement that has begun.
  public mutating func cancel() { pending = "" }

  /// Whether a statement is a definition of several lines whose `end` never came.
  static func lacksEnd(_ statement: String) -> Bool {
    let pieces = pieces(of: Array(statement.utf8))
    // One that was let through is too long in the first place.
    return statement.utf8.count <= longestPending && pieces.first?.opensDefinition == true
      && !pieces.contains(where: \.isEnd)
  }

  private func split(
    _ text: String, line: Int
  ) -> (statements: [CommandText], isComplete: Bool) {
    let bytes = Array(text.utf8)
    let pieces = pieces(of: bytes)
    var statements: [CommandText] = []
    var index = 0
    var isComplete = pieces.last?.isContinued != true
    while index < pieces.count {
      let first = pieces[index]
      var end = first.range.upper
      if first.opensDefinition {
        let closing = pieces[(index + 1)...].firstIndex { $0.isEnd }
        if closing == nil { isComplete = false }
        index = closing ?? pieces.count - 1
        end = pieces[index].range.upper
      }
      index += 1
      guard !first.words.isEmpty else { continue }
      statements.append(
        CommandText(
          text: String(decoding: bytes[first.range.lower..<end], as: UTF8.self),
          line: line + first.line, column: first.column))
    }
    return (statements, isComplete)
  }
}

extension String {
  /// A line with spaces in place of the prompt in front of it, as what was copied from a terminal has
  /// one: `neurosh> `, `n step=4 mem=0.5> `, `...> `.
  fileprivate var withoutPrompt: String {
    guard let end = firstRange(of: "> ")?.upperBound else { return self }
    let words = self[..<end].dropLast(2).split(separator: " ", omittingEmptySubsequences: false)
    let isPrompt =
      words == ["neurosh"] || words == ["..."]
      || (words.count == 3 && String(words[0]).isName && words[1].hasPrefix("step=")
        && words[2].hasPrefix("mem="))
    return isPrompt ? String(repeating: " ", count: self[..<end].utf8.count) + self[end...] : self
  }
}

// A definition longer than a neuron may be is let through, to be refused with a reason.
private let longestPending = 65_536

/// A stretch of text between separators.
private struct Piece {
  var range: SourceRange
  var line: Int
  var column: Int
  var words: [String]
  var isContinued: Bool

  var isEnd: Bool { words == ["end"] }

  // `define NAME ...` is a block unless an `=` follows the name.
  var opensDefinition: Bool {
    guard words.count >= 2, Command.opensBlock(words[0]) else { return false }
    return !words[1].contains("=") && (words.count == 2 || !words[2].hasPrefix("="))
  }
}

// Splits at `;` and line breaks that stand neither in quotes, nor in braces, nor behind `#`.
private func pieces(of bytes: [UInt8]) -> [Piece] {
  let newline = UInt8(ascii: "\n")
  var pieces: [Piece] = []
  var start = 0
  var line = 0
  var lineStart = 0
  var depth = 0
  var isQuoted = false
  var isComment = false
  var isContinued = false
  var content: [UInt8] = []

  func close(at end: Int) {
    var lower = start
    while lower < end, bytes[lower].isSpace {
      if bytes[lower] == newline {
        line += 1
        lineStart = lower + 1
      }
      lower += 1
    }
    let words = String(decoding: content, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    pieces.append(
      Piece(
        range: SourceRange(lower, end), line: line, column: lower - lineStart,
        words: words.prefix(3).map(String.init), isContinued: isContinued))
    for index in lower..<max(lower, min(end + 1, bytes.count)) where bytes[index] == newline {
      line += 1
      lineStart = index + 1
    }
    start = end + 1
    content = []
    isContinued = false
  }

  for (index, byte) in bytes.enumerated() {
    if byte == newline {
      isComment = false
      if content.last == UInt8(ascii: "\\"), !isQuoted {
        content.removeLast()
        content.append(UInt8(ascii: " "))
      } else if depth > 0 {
        content.append(UInt8(ascii: " "))
      } else {
        isQuoted = false
        close(at: index)
      }
    } else if isComment {
      continue
    } else if byte == UInt8(ascii: "\"") {
      isQuoted.toggle()
      content.append(byte)
    } else if isQuoted {
      content.append(byte)
    } else if byte == UInt8(ascii: ";"), depth == 0 {
      close(at: index)
    } else if byte == UInt8(ascii: "#"), content.last?.isSpace ?? true {
      isComment = true
    } else {
      if byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: "}") { depth = max(0, depth - 1) }
      content.append(byte)
    }
  }
  isContinued = depth > 0 || (content.last == UInt8(ascii: "\\") && !isQuoted)
  close(at: bytes.count)
  return pieces
}
