extension TraceLayout {
  /// The input currents: one strip where all traces get the same, else one each.
  var inputStrips: [InkedText] {
    let fed = plot.inputs
    guard let first = fed.first?.input else { return [] }
    if fed.allSatisfy({ $0.input == first }) { return strip(of: first, label: "input") }
    let shown = fed.prefix(mostStrips)
    let rest = fed.count - shown.count
    return shown.flatMap { strip(of: $0.input ?? [], label: "input \($0.neuron)") }
      + (rest > 0
        ? [InkedText("\(rest) more input\(rest == 1 ? "" : "s")".rightAligned(gutter + 14))] : [])
  }

  // A constant takes one row, anything else three.
  private func strip(of input: [Double], label: String) -> [InkedText] {
    let finite = input.lazy.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return [] }
    let rows = low == high ? 1 : 3
    let scale = ValueScale(range: low...high, rows: rows)
    var canvas = Canvas(columns: columns, rows: rows)
    var previous: Int?
    for (column, range) in columnRanges(of: input).enumerated() {
      guard let range else {
        if let previous, samples.count <= columns { canvas.put("-", column: column, row: previous) }
        continue
      }
      guard let top = scale.row(of: range.upperBound), let bottom = scale.row(of: range.lowerBound)
      else { continue }
      // A jump is drawn as a stroke between the levels.
      if let previous, previous < top || previous > bottom {
        canvas.stroke("|", column: column, from: previous, to: previous < top ? top : bottom)
      }
      canvas.stroke(top == bottom ? "-" : "|", column: column, from: top, to: bottom)
      previous = bottom
    }
    return (0..<rows).map { row in
      let value = row == 0 ? brief(high) : row == rows - 1 ? brief(low) : ""
      let note = row == rows / 2 ? " \(label)" : ""
      return value.rightAligned(gutter - 2) + " |" + (canvas.text(row: row) + note)
    }
  }

  // The lowest and highest sample of each column; nil where there is none.
  private func columnRanges(of input: [Double]) -> [ClosedRange<Double>?] {
    var ranges: [ClosedRange<Double>?] = Array(repeating: nil, count: columns)
    for (sample, value) in input.prefix(samples.count).enumerated() where value.isFinite {
      let column = column(of: sample)
      let old = ranges[column] ?? value...value
      ranges[column] = min(old.lowerBound, value)...max(old.upperBound, value)
    }
    return ranges
  }
}

// More than that would leave no room for the curves.
private let mostStrips = 2
