import TerminalText

/// Words in lines of at most `width` columns, a space between them.
///
/// A word that is wider by itself stays whole, and so do spaces between words that are not broken
/// apart, which are empty words. What came from outside is made harmless before it is counted.
///
/// - Parameters:
///   - words: what is to stand in the lines.
///   - width: how many columns a line has.
///   - first: how many spaces the first line begins with.
///   - rest: how many spaces the others do.
public func wrapped(
  _ words: [some StringProtocol], at width: Int, first: Int = 0, rest: Int = 0
) -> [String] {
  var lines = [String(repeating: " ", count: first)]
  var columns = first
  var isBlank = true
  for (index, word) in words.lazy.map(\.harmless).enumerated() {
    let gap = index == 0 ? "" : " "
    if !isBlank, !word.isEmpty, columns + 1 + word.columns > width {
      lines[lines.count - 1] = lines[lines.count - 1].trimmingEnd
      lines.append(String(repeating: " ", count: rest) + word)
      columns = rest + word.columns
    } else {
      lines[lines.count - 1] += gap + word
      columns += gap.count + word.columns
    }
    isBlank = isBlank && word.isEmpty
  }
  return lines
}

extension StringProtocol {
  /// The text as words for `wrapped(_:at:)`, with an empty one for every space beyond the first.
  public var spacedWords: [SubSequence] {
    split(separator: " ", omittingEmptySubsequences: false)
  }

  /// The lines of the text, those wider than `width` broken between words; what follows stands two
  /// columns further in than the line that it belongs to.
  public func wrappedLines(at width: Int) -> [String] {
    split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      wrapped(line.spacedWords, at: width, rest: line.prefix { $0 == " " }.count + 2)
    }
  }
}
