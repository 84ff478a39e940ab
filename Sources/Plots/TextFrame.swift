#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where values lie on a row or a column of dots.
struct AxisScale: Hashable, Sendable {
  let axis: PlotAxis
  let range: ClosedRange<Double>
  /// How many dots there are.
  let dots: Int
  private let isLogarithmic: Bool

  /// Makes a scale; a range that reaches zero has no logarithms and is taken as it is.
  init(_ axis: PlotAxis, _ range: ClosedRange<Double>, dots: Int) {
    self.axis = axis
    self.range = range
    self.dots = dots
    isLogarithmic = axis.isLogarithmic && range.lowerBound > 0
  }

  /// How far along the axis a value lies: 0 at its beginning, 1 at its end, and beyond.
  func share(of value: Double) -> Double {
    if isLogarithmic {
      guard range.lowerBound < range.upperBound else { return 0.5 }
      return log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
    }
    // Halves keep the difference of two huge numbers finite.
    let length = range.upperBound / 2 - range.lowerBound / 2
    return length > 0 ? (value / 2 - range.lowerBound / 2) / length : 0.5
  }

  /// The dot nearest to a value; nil for what is no number or lies outside.
  func dot(of value: Double) -> Int? {
    let share = share(of: value)
    guard share >= -1e-9, share <= 1 + 1e-9 else { return nil }
    return Int((share * Double(dots - 1)).rounded())
  }

  /// The value at a dot.
  func value(at dot: Int) -> Double {
    let share = dots > 1 ? Double(dot) / Double(dots - 1) : 0.5
    if isLogarithmic { return range.lowerBound * pow(range.upperBound / range.lowerBound, share) }
    return range.lowerBound * (1 - share) + range.upperBound * share
  }

  /// At most `count` round values.
  func ticks(_ count: Int) -> Axis { Axis(range, count: count, isLogarithmic: isLogarithmic) }
}

/// The axes around a canvas: values upwards on the left, and others to the right below.
struct PlotFrame {
  let x: AxisScale
  let y: AxisScale
  let columns: Int
  let rows: Int
  let style: PlotStyle
  /// Columns to the left of the canvas: the labels, a space and a line.
  let gutter: Int
  private let yTicks: Axis

  /// Lays out a canvas of `height` rows within `width` columns.
  ///
  /// - Parameters:
  ///   - x: what lies along the horizontal axis, and its range.
  ///   - y: the same upwards.
  ///   - margin: columns that texts to the right of the canvas need.
  init(
    x: (PlotAxis, ClosedRange<Double>), y: (PlotAxis, ClosedRange<Double>), width: Int,
    height: Int, margin: Int = 0, style: PlotStyle
  ) {
    rows = height
    self.style = style
    self.y = AxisScale(y.0, y.1, dots: height * style.dotsDown)
    let yTicks = self.y.ticks(max(4, height / 3))
    self.yTicks = yTicks
    gutter = (yTicks.ticks.map(yTicks.label(of:)).map(\.count).max() ?? 1) + 2
    columns = max(8, width - gutter - min(margin, width / 3))
    self.x = AxisScale(x.0, x.1, dots: columns * style.dotsAcross)
  }

  /// An empty canvas of the frame's size.
  var canvas: Canvas { Canvas(columns: columns, rows: rows, style: style) }

  /// The dot of a point; nil where it lies outside.
  func dot(x horizontal: Double, y vertical: Double) -> (x: Int, y: Int)? {
    guard let column = x.dot(of: horizontal), let row = y.dot(of: vertical) else { return nil }
    return (column, y.dots - 1 - row)
  }

  /// The ends of the part of a straight line that lies within; nil where all of it is outside.
  func line(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double)
  ) -> (start: (x: Int, y: Int), end: (x: Int, y: Int))? {
    let part = clippedToUnit(
      from: (x.share(of: start.x), y.share(of: start.y)),
      to: (x.share(of: end.x), y.share(of: end.y)))
    guard let part else { return nil }
    func dot(_ share: (x: Double, y: Double)) -> (x: Int, y: Int) {
      let column = Int((share.x * Double(x.dots - 1)).rounded())
      return (column, y.dots - 1 - Int((share.y * Double(y.dots - 1)).rounded()))
    }
    return (dot(part.start), dot(part.end))
  }

  /// The canvas with both axes.
  ///
  /// - Parameter notes: what stands to the right of some rows.
  func lines(_ canvas: Canvas, notes: [Int: InkedText] = [:]) -> [InkedText] {
    var labels: [Int: String] = [:]
    for tick in yTicks.ticks {
      guard let dot = y.dot(of: tick) else { continue }
      labels[(y.dots - 1 - dot) / style.dotsDown] = yTicks.label(of: tick)
    }
    let rows = (0..<rows).map { row in
      let mark = labels[row] == nil ? " |" : " +"
      let axis = InkedText((labels[row] ?? "").rightAligned(gutter - 2) + mark)
      return axis + canvas.text(row: row) + (notes[row].map { " " + $0 } ?? InkedText())
    }
    return rows + horizontalAxis
  }

  /// The line below the canvas and its labels, the axis's own label among them.
  var horizontalAxis: [InkedText] {
    var count = max(1, columns / 6)
    var ticks = x.ticks(count)
    // As many as there is room for with a few spaces between their labels.
    while count > 1,
      ticks.ticks.reduce(0, { $0 + ticks.label(of: $1).count + 4 }) > columns
    {
      count -= 1
      ticks = x.ticks(count)
    }
    let lines = LabelledAxis(
      ticks: ticks.ticks.compactMap { tick in
        x.dot(of: tick).map { ($0 / style.dotsAcross, ticks.label(of: tick)) }
      }, columns: columns, gutter: gutter
    ).lines
    let heading = x.axis.heading
    let middle = gutter + (columns + heading.count) / 2
    return [lines.axis, lines.labels, InkedText(heading.rightAligned(middle))]
  }
}

/// The part of a straight line that lies between 0 and 1 both ways (Liang and Barsky 1984); nil
/// where none does.
func clippedToUnit(
  from start: (x: Double, y: Double), to end: (x: Double, y: Double)
) -> (start: (x: Double, y: Double), end: (x: Double, y: Double))? {
  let (acrossX, acrossY) = (end.x - start.x, end.y - start.y)
  guard [start.x, start.y, acrossX, acrossY].allSatisfy(\.isFinite) else { return nil }
  var (enter, leave) = (0.0, 1.0)
  for (from, across) in [(start.x, acrossX), (start.y, acrossY)] {
    if across == 0 {
      guard 0...1 ~= from else { return nil }
      continue
    }
    let ends = [-from / across, (1 - from) / across].sorted()
    enter = max(enter, ends[0])
    leave = min(leave, ends[1])
  }
  guard enter <= leave else { return nil }
  return (
    (start.x + enter * acrossX, start.y + enter * acrossY),
    (start.x + leave * acrossX, start.y + leave * acrossY)
  )
}

/// A line with ticks and the labels below it.
struct LabelledAxis {
  private var line: [Character]
  private var labels: [Character]
  private let gutter: Int

  /// Places labels; one that would run into the one before it is left out, and so is its tick.
  init(ticks: [(column: Int, label: String)], columns: Int, gutter: Int) {
    self.gutter = gutter
    line = Array(repeating: "-", count: columns)
    labels = Array(repeating: " ", count: gutter + columns)
    var free = 0
    for (column, label) in ticks where 0..<columns ~= column {
      let start = min(max(0, gutter + column - label.count / 2), labels.count - label.count)
      guard start >= free else { continue }
      line[column] = "+"
      labels.replaceSubrange(start..<start + label.count, with: Array(label))
      free = start + label.count + 1
    }
  }

  /// The line with the ticks, and the labels below it.
  var lines: (axis: InkedText, labels: InkedText) {
    (InkedText("+".rightAligned(gutter) + String(line)), InkedText(String(labels)))
  }
}

extension StringProtocol {
  /// The text without spaces at its end.
  var trimmingEnd: String {
    String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
  }

  /// The text with spaces in front, `width` characters in all.
  func rightAligned(_ width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - count)) + self
  }
}
