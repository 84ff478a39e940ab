/// A quantity over two others, such as a rate over two parameters, as text.
///
/// Light marks are low values and heavy marks high ones; where there are colours they say the same.
/// A point is 0 and nothing else, so that one sees where something begins. Where several values share
/// a mark, it shows their mean.
public struct HeatMap: Plot, Hashable {
  /// What lies along the horizontal axis.
  public var x: PlotAxis
  /// What lies upwards.
  public var y: PlotAxis
  /// What the marks show.
  public var value: PlotAxis
  /// Where the values lie on the horizontal axis.
  public var columns: [Double]
  /// Where they lie upwards.
  public var rows: [Double]
  /// The values, one row of `columns.count` after another, the lowest row first; what is no finite
  /// number, such as a value not computed, is left blank.
  public var values: [Double]

  /// Makes a heat map of `rows.count * columns.count` values.
  public init(
    x: PlotAxis, y: PlotAxis, value: PlotAxis, columns: [Double], rows: [Double], values: [Double]
  ) {
    precondition(values.count == columns.count * rows.count, "a value for each row and column")
    self.x = x
    self.y = y
    self.value = value
    self.columns = columns
    self.rows = rows
    self.values = values
  }

  /// The plot as lines without trailing spaces, none longer than `width`.
  public func rendered(width: Int, height: Int = 16, style: PlotStyle = .ascii) -> String {
    let (width, height) = drawable(width: width, height: height)
    guard let range = valueRange else {
      return [InkedText(value.heading), InkedText("no values")].text(width: width, style: style)
    }
    let upwards = CellScale(y, rows, cells: height)
    let labels = upwards.labels(every: 2)
    var frame = TextFrame(labels: labels.map(\.label), width: width, margin: 2, style: style)
    let across = CellScale(x, columns, cells: frame.columns)
    frame.columns = across.cells
    var canvas = frame.canvas(rows: upwards.cells)
    for row in 0..<upwards.cells {
      for column in 0..<across.cells {
        let cell = mean(columns: across.samples(in: column), rows: upwards.samples(in: row))
        guard let cell else { continue }
        let share = share(of: cell, in: range)
        canvas.put(
          mark(of: share, style), share.map(Ink.shade) ?? .faint, column: column,
          row: upwards.cells - 1 - row)
      }
    }
    let labelsByRow = Dictionary(
      labels.map { (upwards.cells - 1 - $0.cell, $0.label) }, uniquingKeysWith: { $1 })
    var lines = [InkedText(title)] + frame.rows(canvas, labels: labelsByRow)
    lines += frame.axis(
      across.labels(every: 8).map { ($0.cell, $0.label) }, heading: x.heading)
    let margin = String(repeating: " ", count: frame.gutter)
    lines += legend("", entries(range, style), width: width - margin.count).map { margin + $0 }
    let (most, highest) = (across.mostSamples, upwards.mostSamples)
    if most * highest > 1 {
      lines.append(InkedText("\(margin)a mark: mean of up to \(most) x \(highest) values"))
    }
    return lines.text(width: width, style: style)
  }

  var title: String { "\(value.heading) over \(x.label) and \(y.heading)" }

  /// From the lowest to the highest value that is not 0, or 0 where all are; nil where there is none.
  var valueRange: ClosedRange<Double>? {
    ClosedRange(extentOf: values.lazy.filter { $0 != 0 }) ?? ClosedRange(extentOf: values)
  }

  /// How far from the lowest value, 0, to the highest, 1, another lies; nil for 0, which has a mark
  /// of its own.
  func share(of value: Double, in range: ClosedRange<Double>) -> Double? {
    guard value != 0 else { return nil }
    let height = range.upperBound / 2 - range.lowerBound / 2
    return height > 0 ? min(max((value / 2 - range.lowerBound / 2) / height, 0), 1) : 0
  }

  private func mark(of share: Double?, _ style: PlotStyle) -> Character {
    guard let share else { return style.text.isFine ? brailleMark(0x02) : "." }
    let ramp = ramp(style)
    return ramp[min(Int(share * Double(ramp.count)), ramp.count - 1)]
  }

  // Ever heavier; in braille ever more dots, from two to eight.
  private func ramp(_ style: PlotStyle) -> [Character] {
    !style.text.isFine
      ? Array(":-=+*#%@") : [0x21, 0x31, 0x33, 0x3B, 0x7B, 0x7F, 0xFF].map(brailleMark)
  }

  /// The mean of the values of some columns and rows; nil where none is finite.
  func mean(columns: Range<Int>, rows: Range<Int>) -> Double? {
    var sum = 0.0
    var count = 0
    for row in rows {
      for column in columns {
        let value = values[row * self.columns.count + column]
        guard value.isFinite else { continue }
        sum += value
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) : nil
  }

  // `. 0   2 :-=+*#%@ 50 Hz   blank: no value`
  private func entries(_ range: ClosedRange<Double>, _ style: PlotStyle) -> [InkedText] {
    var entries: [InkedText] = []
    if values.contains(0) {
      entries.append(
        InkedText(String(mark(of: nil, style)), .faint) + " \(value.text("0"))"
          + (range == 0...0 ? " everywhere" : ""))
    }
    if range.lowerBound < range.upperBound {
      let marks = ramp(style).enumerated().reduce(into: InkedText()) { text, mark in
        text.append(mark.element, .shade(Double(mark.offset) / Double(ramp(style).count - 1)))
      }
      entries.append(
        "\(readable(range.lowerBound)) " + marks + " \(value.text(readable(range.upperBound)))")
    } else if range != 0...0 {
      entries.append(
        InkedText(String(mark(of: 0, style)), .shade(0))
          + " \(value.text(readable(range.lowerBound)))\(entries.isEmpty ? " everywhere" : "")")
    }
    return entries
      + (values.allSatisfy(\.isFinite) ? [] : [InkedText("blank: no value")])
  }

  /// The two coordinates and the value of every point.
  public var series: [PlotSeries] {
    let points = rows.indices.flatMap { row in columns.indices.map { (row, $0) } }
    return [
      PlotSeries(
        name: value.label,
        columns: [
          .init(x, points.map { columns[$0.1] }), .init(y, points.map { rows[$0.0] }),
          .init(value, values),
        ])
    ]
  }
}
