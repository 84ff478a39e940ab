public import Equations
import Plots
import TerminalText

extension Diagnostic {
  /// The error as people read it: the sentence, the line it is about, a caret under the place (and
  /// both again for the definition of what is called there), and what was expected.
  ///
  /// - Parameters:
  ///   - statement: the text that the range is about.
  ///   - file: what to put in front: `FILE:LINE:COLUMN`; nothing at the prompt.
  ///   - width: columns that the line may take; a longer one is cut around the place. At the prompt
  ///     sentences go on in the next line; elsewhere they keep to one, for programs to read.
  public func text(in statement: CommandText, file: String?, width: Int) -> String {
    let position = statement.position(of: range.lower)
    let place = file.map { "\($0.harmlessLine):\(position.line):\(position.column): " } ?? ""
    var lines = ["\(place)error: \(sentence.harmlessLine)"]
    var wanted = expected.map { ["  expected \($0.harmlessLine)"] } ?? []
    if file == nil {
      lines = lines[0].wrappedLines(at: width)
      wanted = wanted.flatMap { $0.wrappedLines(at: width) }
    }
    for range in [range, definition].compactMap(\.self) {
      let (line, caret) = excerpt(of: statement.text, at: range, width: width - 2)
      if !line.isEmpty { lines += ["  \(line)", "  \(caret)"] }
    }
    return (lines + wanted).joined(separator: "\n")
  }

  /// The error as a JSON object in a line, for programs: `error`, `file`, `line`, `column` (from 1),
  /// and where there are such `expected`, `suggestion`, and `definition`, which has `line` and
  /// `column` in the function that is called.
  ///
  /// - Parameters:
  ///   - statement: the text that the range is about.
  ///   - file: where the statement comes from.
  public func json(in statement: CommandText, file: String) -> String {
    let position = statement.position(of: range.lower)
    var fields = [
      "\"error\":\(message.json)", "\"file\":\(file.json)", "\"line\":\(position.line)",
      "\"column\":\(position.column)",
    ]
    if let expected { fields.append("\"expected\":\(expected.json)") }
    if let suggestion { fields.append("\"suggestion\":\(suggestion.json)") }
    if let definition {
      let position = statement.position(of: definition.lower)
      fields.append(
        "\"definition\":{\"line\":\(position.line),\"column\":\(position.column)}")
    }
    return "{\(fields.joined(separator: ","))}"
  }

  private func excerpt(
    of text: String, at range: SourceRange, width: Int
  ) -> (line: String, caret: String) {
    let bytes = Array(text.utf8)
    let place = min(range.lower, bytes.count)
    let newline = UInt8(ascii: "\n")
    let lineStart = bytes[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let lineEnd = bytes[place...].firstIndex(of: newline) ?? bytes.count
    // A line too long for the screen is shown from shortly before the place.
    let start =
      place - lineStart > width - 12 ? characterStart(place - width / 2, bytes) : lineStart
    let before = String(decoding: bytes[start..<place], as: UTF8.self).printable
    let rest = String(decoding: bytes[place..<lineEnd], as: UTF8.self).printable
    let dots = start > lineStart ? "..." : ""
    let indent = before.columns + dots.count
    let room = max(8, width - indent)
    let isCut = rest.columns > room
    let shown = dots + before + (isCut ? rest.prefix(columns: room - 3) + "..." : rest)
    let marked = String(
      decoding: bytes[place..<max(place, min(range.upper, lineEnd))], as: UTF8.self)
    let carets = max(1, min(marked.printable.columns, room - (isCut ? 3 : 0)))
    return (
      shown,
      String(repeating: " ", count: indent) + String(repeating: "^", count: carets)
    )
  }

  private func characterStart(_ offset: Int, _ bytes: [UInt8]) -> Int {
    var offset = max(0, offset)
    while offset > 0, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}

extension String {
  // A tab would move the caret by who knows how much.
  fileprivate var printable: String { replacing("\t", with: " ").harmlessLine }
}
