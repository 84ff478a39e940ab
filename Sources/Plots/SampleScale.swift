/// Where values lie on the rows of a canvas, the highest in row 0.
struct ValueScale {
  let range: ClosedRange<Double>
  let rows: Int

  /// The row nearest to a value; nil for what is no number.
  func row(of value: Double) -> Int? {
    guard value.isFinite else { return nil }
    // Halves keep the difference of two huge numbers finite.
    let height = range.upperBound / 2 - range.lowerBound / 2
    let share = height > 0 ? (range.upperBound / 2 - value / 2) / height : 0.5
    return Int((min(max(share, 0), 1) * Double(rows - 1)).rounded())
  }
}

/// Where samples lie on the columns of a canvas.
struct SampleScale {
  let count: Int
  let columns: Int

  /// Whether several samples share a column.
  var isDense: Bool { count > columns }

  /// The column of a sample.
  func column(of sample: Int) -> Int {
    if isDense { return sample * columns / count }
    return count > 1 ? (sample * (columns - 1) + (count - 1) / 2) / (count - 1) : 0
  }
}

/// How many spikes share a column: a stroke for one, `#` for ten and more.
func spikeMark(_ count: Int) -> Character {
  switch count {
  case 0: " "
  case 1: "|"
  case 2...9: Character("\(count)")
  default: "#"
  }
}
