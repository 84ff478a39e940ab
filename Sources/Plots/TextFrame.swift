import TerminalText

/// The axes around a canvas of characters: labels on the left, and a line with labels below.
struct TextFrame {
  /// Columns to the left of the canvas: the labels, a space and a line.
  let gutter: Int
  /// Columns of the canvas.
  var columns: Int
  let style: PlotStyle

  /// Lays out a canvas within `width` columns.
  ///
  /// - Parameters:
  ///   - labels: what stands on the left.
  ///   - margin: columns that texts to the right of the canvas need.
  init(labels: [String], width: Int, margin: Int, style: PlotStyle) {
    gutter = (labels.map(\.drawnCount).max() ?? 1) + 2
    columns = max(8, width - gutter - margin)
    self.style = style
  }

  /// An empty canvas of the frame's width.
  func canvas(rows: Int) -> Canvas { Canvas(columns: columns, rows: rows, style: style) }

  /// A canvas between the labels on the left and notes on the right, both by rows.
  ///
  /// - Parameter tick: the axis beside a label.
  func rows(
    _ canvas: Canvas, labels: [Int: String], notes: [Int: InkedText] = [:], tick: String = " +"
  ) -> [InkedText] {
    (0..<canvas.rows).map { row in
      let label = (labels[row] ?? "").harmlessLine
      let axis = label.rightAligned(gutter - 2) + (labels[row] == nil ? " |" : tick)
      return axis + canvas.text(row: row) + (notes[row].map { " " + $0 } ?? InkedText())
    }
  }

  /// A low canvas between the values of its ends and what it shows.
  func strip(_ canvas: Canvas, _ range: ClosedRange<Double>, note: String) -> [InkedText] {
    var labels = [canvas.rows - 1: brief(range.lowerBound, in: range)]
    labels[0] = brief(range.upperBound, in: range)
    return rows(canvas, labels: labels, notes: [canvas.rows / 2: InkedText(note)], tick: " |")
  }

  /// The line below the canvas, its labels, and the axis's heading under their middle.
  func axis(_ ticks: [(column: Int, label: String)], heading: String) -> [InkedText] {
    let (line, labels) = axis(ticks)
    return [
      line, labels, InkedText(heading.rightAligned(gutter + (columns + heading.count) / 2)),
    ]
  }

  /// The line below the canvas and its labels, behind which the axis's heading stands.
  func axis(_ ticks: [(column: Int, label: String)], headingBehind heading: String) -> [InkedText] {
    let (line, labels) = axis(ticks)
    return [line, labels + " \(heading)"]
  }

  // A label that would run into the one before it is left out, and so is its tick.
  private func axis(
    _ ticks: [(column: Int, label: String)]
  ) -> (line: InkedText, labels: InkedText) {
    var line = Array(repeating: Character("-"), count: columns)
    var labels = Array(repeating: Character(" "), count: gutter + columns)
    var free = 0
    for (column, label) in ticks where 0..<columns ~= column {
      let start = min(max(0, gutter + column - label.count / 2), labels.count - label.count)
      guard start >= free else { continue }
      line[column] = "+"
      labels.replaceSubrange(start..<start + label.count, with: Array(label))
      free = start + label.count + 1
    }
    return (InkedText("+".rightAligned(gutter) + String(line)), InkedText(String(labels)))
  }
}

extension StringProtocol {
  /// How many characters are drawn of it: more than it has where some are written as `\u{1b}`.
  var drawnCount: Int { harmlessLine.count }

  /// The text without spaces at its end.
  var trimmingEnd: String {
    String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
  }

  /// The text with spaces in front, `width` characters in all.
  func rightAligned(_ width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - count)) + self
  }
}
