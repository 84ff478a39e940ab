/// A frame of characters with values both ways: upwards on the left, and others to the right below.
struct PlaneFrame {
  let x: ValueScale
  let y: ValueScale
  let rows: Int
  private let frame: TextFrame
  private let yTicks: Ticks

  /// Lays out a canvas of `height` rows within `width` columns.
  ///
  /// - Parameters:
  ///   - x: what lies along the horizontal axis, and its range.
  ///   - y: the same upwards.
  init(
    x: (PlotAxis, ClosedRange<Double>), y: (PlotAxis, ClosedRange<Double>), width: Int,
    height: Int, style: PlotStyle
  ) {
    rows = height
    self.y = ValueScale(y.0, y.1, dots: height * style.dotsDown)
    yTicks = self.y.ticks(max(4, height / 3))
    frame = TextFrame(
      labels: yTicks.values.map(yTicks.label(of:)), width: width, margin: 2, style: style)
    self.x = ValueScale(x.0, x.1, dots: frame.columns * style.dotsAcross)
  }

  var columns: Int { frame.columns }
  var style: PlotStyle { frame.style }

  /// An empty canvas of the frame's size.
  var canvas: Canvas { frame.canvas(rows: rows) }

  /// The dot of a point; nil where it lies outside.
  func dot(x horizontal: Double, y vertical: Double) -> (x: Int, y: Int)? {
    guard let column = x.dot(of: horizontal), let row = row(of: vertical) else { return nil }
    return (column, row)
  }

  /// The ends of the part of a straight line that lies within; nil where all of it is outside.
  func line(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double)
  ) -> (start: (x: Int, y: Int), end: (x: Int, y: Int))? {
    visiblePart(from: start, to: end, x: x, y: y).map { part in
      (
        (x.dot(at: part.start.x), y.dots - 1 - y.dot(at: part.start.y)),
        (x.dot(at: part.end.x), y.dots - 1 - y.dot(at: part.end.y))
      )
    }
  }

  // Rows of dots are counted from the top.
  private func row(of value: Double) -> Int? { y.dot(of: value).map { y.dots - 1 - $0 } }

  /// The canvas with both axes.
  func lines(_ canvas: Canvas) -> [InkedText] {
    let labels = yTicks.labels { value in row(of: value).map { $0 / style.dotsDown } }
    var count = max(1, columns / 6)
    var ticks = x.ticks(count)
    // As many as there is room for with a few spaces between their labels.
    while count > 1, ticks.values.reduce(0, { $0 + ticks.label(of: $1).count + 4 }) > columns {
      count -= 1
      ticks = x.ticks(count)
    }
    let places = ticks.values.compactMap { tick in
      x.dot(of: tick).map { ($0 / style.dotsAcross, ticks.label(of: tick)) }
    }
    return frame.rows(canvas, labels: labels) + frame.axis(places, heading: x.axis.heading)
  }
}
