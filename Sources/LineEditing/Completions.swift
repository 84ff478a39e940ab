import TerminalText

/// What can stand at the cursor.
public struct Completions: Hashable, Sendable {
  /// A word that can.
  public struct Candidate: Hashable, Sendable {
    /// The word.
    public var text: String
    /// What it means, for the list of candidates.
    public var note: String
    /// What follows it when it is the only one: a space, `=`, `/` or nothing.
    public var suffix: String

    /// Makes a candidate.
    public init(text: String, note: String = "", suffix: String = " ") {
      self.text = text
      self.note = note.harmlessLine
      self.suffix = suffix
    }
  }

  /// The UTF-8 offset in the line where the word to be replaced begins.
  public var start: Int
  /// What is put in front of the word, such as a quote; not part of what is listed.
  public var opening: String
  /// The words that fit what is typed.
  public var candidates: [Candidate]

  /// Makes completions of those candidates that can be typed: what would act on the terminal, as
  /// names of files may, is none.
  public init(start: Int, opening: String = "", candidates: [Candidate]) {
    self.start = start
    self.opening = opening
    self.candidates = candidates.filter { $0.text.unicodeScalars.allSatisfy(\.isSeen) }
  }

  /// The longest beginning that all candidates share, upper and lower case alike.
  var commonPrefix: String {
    guard var prefix = candidates.first.map({ Array($0.text) }) else { return "" }
    for candidate in candidates.dropFirst() {
      let shared = zip(prefix, candidate.text).prefix { $0.lowercased() == $1.lowercased() }.count
      prefix.removeLast(prefix.count - shared)
    }
    return String(prefix)
  }

  /// What stands in place of what was typed: the only candidate, or what all of them share.
  var insertion: String {
    guard candidates.count == 1 else { return opening + commonPrefix }
    return opening + candidates[0].text + candidates[0].suffix
  }

  /// The candidates as lines: with their notes one a line, without in columns.
  func listing(width: Int) -> [String] {
    let column = (candidates.map(\.text.columns).max() ?? 0) + 2
    if candidates.contains(where: { !$0.note.isEmpty }) {
      return candidates.map { candidate in
        let gap = String(repeating: " ", count: column - candidate.text.columns)
        let line = candidate.text + (candidate.note.isEmpty ? "" : gap + candidate.note)
        return line.columns < width ? line : line.prefix(columns: max(1, width - 4)) + "..."
      }
    }
    let columns = max(1, (width - 1) / column)
    let rows = (candidates.count + columns - 1) / columns
    return (0..<rows).map { row in
      let cells = stride(from: row, to: candidates.count, by: rows).map { candidates[$0].text }
      let padded = cells.dropLast().map { $0 + String(repeating: " ", count: column - $0.columns) }
      return padded.joined() + (cells.last ?? "")
    }
  }
}
