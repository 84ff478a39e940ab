extension TraceLayout {
  /// The input currents: one strip where all traces get the same, else one each.
  var inputStrips: [InkedText] {
    let fed = plot.inputs
    let shown = fed.prefix(mostStrips)
    let rest = fed.count - shown.count
    return shown.flatMap {
      strip(of: $0.input ?? [], label: fed.count > 1 ? "input \($0.neuron)" : "input")
    }
      + (rest > 0
        ? [InkedText("\(rest) more input\(rest == 1 ? "" : "s")".rightAligned(frame.gutter + 14))]
        : [])
  }

  // A constant takes one row, anything else three.
  private func strip(of input: [Double], label: String) -> [InkedText] {
    let finite = input.lazy.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return [] }
    let rows = low == high ? 1 : 3
    let scale = ValueScale(down: low...high, dots: rows)
    var canvas = frame.canvas(rows: rows)
    var previous: Int?
    let ranges = samples.envelope(of: input, dots: style.dotsAcross)
    // One that took fewer steps than others ends before them.
    let end = samples.column(of: min(input.count, samples.count) - 1) / style.dotsAcross
    for (column, range) in ranges.enumerated() {
      if input.count < samples.count, column > end { break }
      guard let range else {
        if let previous, samples.count <= frame.columns {
          canvas.put("-", column: column, row: previous)
        }
        continue
      }
      guard let top = scale.nearestDot(to: range.upperBound),
        let bottom = scale.nearestDot(to: range.lowerBound)
      else { continue }
      // A jump is drawn as a stroke between the levels.
      if let previous, previous < top || previous > bottom {
        canvas.stroke("|", column: column, from: previous, to: previous < top ? top : bottom)
      }
      canvas.stroke(top == bottom ? "-" : "|", column: column, from: top, to: bottom)
      previous = bottom
    }
    return frame.strip(canvas, low...high, note: label)
  }
}

// More than that would leave no room for the curves.
private let mostStrips = 2
