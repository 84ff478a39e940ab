import Plots

/// A term, and the words that explain it in a column behind it.
func explained(
  _ term: String, by words: [Substring], in column: Int, width: Int
) -> [String] {
  var lines = wrapped(words, at: width, first: column, rest: column)
  lines[0] = term + lines[0].dropFirst(term.count)
  return lines
}

/// The details of a command as lines of a width.
///
/// Lines that begin without a space are one paragraph. A line that is a little further in is a term;
/// what explains it stands behind two spaces or more, or in the lines below, further in than the
/// term, and is a paragraph of its own in that column.
func paragraphs(of text: String, width: Int) -> [String] {
  var lines: [String] = []
  var words: [Substring] = []
  var column = 0
  // What stands in front of the first of the words.
  var beside = ""
  func close() {
    guard !words.isEmpty else { return }
    lines += explained(beside, by: words, in: column, width: width)
    (words, beside) = ([], "")
  }
  for line in text.textLines.map(\.text) {
    let indent = line.prefix { $0 == " " }.count
    let pieces = line.split(separator: " ")
    if indent == 0 || indent > deepestTerm {
      if words.isEmpty || (indent == 0) != (column == 0) {
        close()
        column = indent
      }
      words += pieces
      continue
    }
    close()
    guard let (term, start) = line.termBeforeColumn else {
      lines += wrapped(pieces, at: width, first: indent, rest: indent + 4)
      continue
    }
    // Where the screen leaves no room beside the terms, what explains them stands below.
    let hasRoom = width - start >= narrowestColumn
    column = hasRoom ? start : indent + 4
    if hasRoom { beside = term } else { lines.append(term) }
    words = line.dropFirst(start).split(separator: " ")
  }
  close()
  return lines
}

private let deepestTerm = 3
private let narrowestColumn = 24

extension String {
  // `  rate       spikes by neurons`: the term with its spaces, and where the other column begins.
  fileprivate var termBeforeColumn: (term: String, column: Int)? {
    let indent = prefix { $0 == " " }
    guard let gap = dropFirst(indent.count).firstRange(of: "  ") else { return nil }
    let rest = self[gap.lowerBound...].drop { $0 == " " }
    return rest.isEmpty ? nil : (String(self[..<gap.lowerBound]), count - rest.count)
  }
}
