/// A quantity over two others, such as a rate over two parameters, as text.
///
/// Light marks are low values and heavy marks high ones; where there are colours they say the same.
/// Where 0 is the lowest value, the lightest mark is 0 and nothing else.
/// Where several values share a mark, it shows their mean.
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
    let ramp = style.marks == .braille ? brailleRamp : asciiRamp
    var canvas = frame.canvas(rows: upwards.cells)
    for row in 0..<upwards.cells {
      for column in 0..<across.cells {
        let cell = mean(columns: across.samples(in: column), rows: upwards.samples(in: row))
        guard let cell else { continue }
        canvas.put(
          ramp[mark(of: cell, in: range, marks: ramp.count)], .shade(share(of: cell, in: range)),
          column: column, row: upwards.cells - 1 - row)
      }
    }
    let labelsByRow = Dictionary(
      labels.map { (upwards.cells - 1 - $0.cell, $0.label) }, uniquingKeysWith: { $1 })
    var lines = [InkedText(title)] + frame.rows(canvas, labels: labelsByRow)
    lines += frame.axis(
      across.labels(every: 8).map { ($0.cell, $0.label) }, heading: x.heading)
    let margin = String(repeating: " ", count: frame.gutter)
    lines.append(margin + legend(range, ramp))
    let (most, highest) = (across.mostSamples, upwards.mostSamples)
    if most * highest > 1 {
      lines.append(InkedText("\(margin)a mark: mean of up to \(most) x \(highest) values"))
    }
    return lines.text(width: width, style: style)
  }

  var title: String { "\(value.heading) over \(x.label) and \(y.heading)" }

  /// From the lowest to the highest value; nil where there is none.
  var valueRange: ClosedRange<Double>? {
    let finite = values.lazy.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    return low...high
  }

  /// How far from the lowest value, 0, to the highest, 1, another lies.
  func share(of value: Double, in range: ClosedRange<Double>) -> Double {
    let height = range.upperBound / 2 - range.lowerBound / 2
    return height > 0 ? min(max((value / 2 - range.lowerBound / 2) / height, 0), 1) : 0
  }

  // Where 0 is the lowest value it has a mark of its own, so that one sees where something begins.
  private func mark(of value: Double, in range: ClosedRange<Double>, marks: Int) -> Int {
    let first = range.lowerBound == 0 ? 1 : 0
    guard first == 0 || value != 0 else { return 0 }
    return min(first + Int(share(of: value, in: range) * Double(marks - first)), marks - 1)
  }

  private func mean(columns: Range<Int>, rows: Range<Int>) -> Double? {
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

  // `0 .:-=+*#%@ 50 Hz`
  private func legend(_ range: ClosedRange<Double>, _ ramp: [Character]) -> InkedText {
    let unit = value.unit.isEmpty ? "" : " \(value.unit)"
    guard range.lowerBound < range.upperBound else {
      return InkedText(String(ramp[0]), .shade(0))
        + " \(readable(range.lowerBound))\(unit) everywhere"
    }
    var text = InkedText("\(readable(range.lowerBound)) ")
    for (index, mark) in ramp.enumerated() {
      text.append(mark, .shade(Double(index) / Double(ramp.count - 1)))
    }
    return text + " \(readable(range.upperBound))\(unit)"
  }

  /// The two coordinates and the value of every point.
  public var series: [PlotSeries] {
    let points = rows.indices.flatMap { row in columns.indices.map { (row, $0) } }
    return [
      PlotSeries(
        name: value.label,
        columns: [
          .init(x.label, points.map { columns[$0.1] }), .init(y.label, points.map { rows[$0.0] }),
          .init(value.label, values),
        ])
    ]
  }
}

private let asciiRamp: [Character] = Array(".:-=+*#%@")
// Ever more dots, from one to eight.
private let brailleRamp: [Character] = [0x01, 0x21, 0x31, 0x33, 0x3B, 0x7B, 0x7F, 0xFF].map(
  brailleMark)

/// Samples along an axis, several of them in a cell, or several cells for each.
private struct CellScale {
  let axis: PlotAxis
  let places: [Double]
  /// How many cells there are.
  let cells: Int

  init(_ axis: PlotAxis, _ places: [Double], cells most: Int) {
    self.axis = axis
    self.places = places
    cells = places.count <= most ? places.count * max(1, most / max(1, places.count)) : most
  }

  /// The samples that share a cell.
  func samples(in cell: Int) -> Range<Int> {
    guard places.count > cells else {
      let sample = cell * places.count / cells
      return sample..<sample + 1
    }
    return cell * places.count / cells..<(cell + 1) * places.count / cells
  }

  /// The largest number of samples in a cell.
  var mostSamples: Int { (places.count + cells - 1) / cells }

  /// Round values, each with the cell that it lies in, at least `distance` cells apart.
  func labels(every distance: Int) -> [(cell: Int, label: String)] {
    guard let first = places.first, let last = places.last, isAscending else {
      let stride = stride(
        from: 0, to: places.count, by: max(1, places.count * distance / max(1, cells)))
      return stride.map { (($0 * 2 + 1) * cells / (2 * places.count), readable(places[$0])) }
    }
    let ticks = Ticks(
      first...last, count: max(2, cells / distance), isLogarithmic: axis.isLogarithmic)
    // Between samples that are spread over several cells there is nothing to label, unless round
    // values are rare among them.
    let onSamples = ticks.values.filter { tick in
      places.contains { abs($0 - tick) <= abs(tick) * 1e-9 }
    }
    let isRare = onSamples.count * 2 < ticks.values.count
    let shown = places.count > cells || isRare ? ticks.values : onSamples
    return shown.compactMap { tick in cell(of: tick).map { ($0, ticks.label(of: tick)) } }
  }

  private var isAscending: Bool {
    places.count > 1 && zip(places, places.dropFirst()).allSatisfy { $0 < $1 }
  }

  // The middle of a sample's cells, or between two where the value lies between.
  private func cell(of value: Double) -> Int? {
    guard let next = places.firstIndex(where: { $0 >= value - abs(value) * 1e-9 }) else {
      return nil
    }
    var sample = Double(next)
    if next > 0, places[next] > value {
      sample -= (places[next] - value) / (places[next] - places[next - 1])
    }
    let cell = (sample + 0.5) * Double(cells) / Double(places.count)
    return min(Int(cell), cells - 1)
  }
}
