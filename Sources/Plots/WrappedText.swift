import Plots

extension String {
  /// The lines of the text, those wider than `width` broken between words; what follows stands two
  /// columns further in than the line that it belongs to.
  ///
  /// A word that is wider by itself stays whole, and spaces within a line stay as they are.
  func wrappedLines(at width: Int) -> [String] {
    split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      let margin = String(repeating: " ", count: line.prefix { $0 == " " }.count + 2)
      var lines = [""]
      var columns = 0
      var rest = line
      while !rest.isEmpty {
        let spaces = rest.prefix { $0 == " " }
        let word = rest[spaces.endIndex...].prefix { $0 != " " }
        let isFirst = rest.startIndex == line.startIndex
        if !isFirst, !word.isEmpty, columns + spaces.count + word.columns > width {
          lines.append(margin + word)
          columns = margin.count + word.columns
        } else {
          lines[lines.count - 1] += spaces + word
          columns += spaces.count + word.columns
        }
        rest = rest[word.endIndex...]
      }
      return lines
    }
  }
}
