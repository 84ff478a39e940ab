import Plots

/// Words in lines of a width, with spaces in front.
///
/// - Parameters:
///   - first: how many spaces the first line begins with.
///   - rest: how many spaces the others do.
func hanging(_ words: [String], first: Int, rest: Int, width: Int) -> [String] {
  var lines = [String(repeating: " ", count: first)]
  var isEmpty = true
  for word in words {
    let line = lines[lines.count - 1]
    if !isEmpty, line.count + 1 + word.count > width {
      lines.append(String(repeating: " ", count: rest) + word)
    } else {
      lines[lines.count - 1] = line + (isEmpty ? "" : " ") + word
    }
    isEmpty = false
  }
  return lines
}

/// The details of a command as lines of a width.
///
/// Lines that begin without a space are one paragraph. A line that is a little further in is a term;
/// what explains it stands behind two spaces or more, or in the lines below, further in than the
/// term, and is a paragraph of its own in that column.
func paragraphs(of text: String, width: Int) -> [String] {
  var lines: [String] = []
  var words: [String] = []
  var column = 0
  // What stands in front of the first of the words.
  var beside = ""
  func close() {
    guard !words.isEmpty else { return }
    let block = hanging(words, first: column, rest: column, width: width)
    lines.append(beside + block[0].dropFirst(beside.count))
    lines += block.dropFirst()
    (words, beside) = ([], "")
  }
  for line in text.textLines.map(\.text) {
    let indent = line.prefix { $0 == " " }.count
    let pieces = line.split(separator: " ").map(String.init)
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
      lines += hanging(pieces, first: indent, rest: indent + 4, width: width)
      continue
    }
    // Where the screen leaves no room beside the terms, what explains them stands below.
    let hasRoom = width - start >= narrowestColumn
    column = hasRoom ? start : indent + 4
    if hasRoom { beside = term } else { lines.append(term) }
    words = line.dropFirst(start).split(separator: " ").map(String.init)
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
