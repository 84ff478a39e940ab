/// A grid of characters on which later marks cover earlier ones.
struct Canvas {
  let columns: Int
  let rows: Int
  private var cells: [[Character]]

  /// Makes an empty grid.
  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// Puts a mark; outside of the grid nothing happens.
  mutating func put(_ mark: Character, column: Int, row: Int) {
    guard 0..<columns ~= column, 0..<rows ~= row else { return }
    cells[row][column] = mark
  }

  /// Puts a mark on every row between two.
  mutating func stroke(_ mark: Character, column: Int, from first: Int, to last: Int) {
    for row in min(first, last)...max(first, last) { put(mark, column: column, row: row) }
  }

  /// The text of a row, spaces at the end included.
  func text(row: Int) -> String { String(cells[row]) }
}

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
