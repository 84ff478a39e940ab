/// One quantity over another, such as the f-I curve of a neuron, as text.
public struct CurvePlot: Plot, Hashable {
  /// Points that a line joins in their order.
  public struct Curve: Hashable, Sendable {
    /// What it shows, such as a node.
    public var name: String
    /// Where the points lie on the horizontal axis.
    public var x: [Double]
    /// Where they lie upwards, as many; a point with a coordinate that is no finite number leaves
    /// a gap.
    public var y: [Double]

    /// Makes a curve.
    public init(name: String, x: [Double], y: [Double]) {
      self.name = name
      self.x = x
      self.y = y
    }
  }

  /// What lies along the horizontal axis.
  public var x: PlotAxis
  /// What lies upwards.
  public var y: PlotAxis
  /// The curves.
  public var curves: [Curve]

  /// Makes a plot.
  public init(x: PlotAxis, y: PlotAxis, curves: [Curve]) {
    self.x = x
    self.y = y
    self.curves = curves
  }

  /// The plot as lines without trailing spaces, none longer than `width`.
  public func rendered(width: Int, height: Int = 16, style: PlotStyle = .ascii) -> String {
    let (width, height) = drawable(width: width, height: height)
    var lines = [plotTitle(y.heading, of: curves.map(\.name), style: style)]
    guard let across = ClosedRange(of: curves.lazy.flatMap(\.x)),
      let upwards = ClosedRange(of: curves.lazy.flatMap(\.y))
    else { return (lines + [InkedText("no points")]).text(width: width, style: style) }
    let ends = y.isLogarithmic ? upwards : upwards.rounded(to: Ticks(upwards, count: height).step)
    let frame = PlaneFrame(
      x: (x, across), y: (y, ends), width: width, height: height, style: style)
    var canvas = frame.canvas
    for (index, curve) in curves.enumerated() { draw(curve, index, in: frame, on: &canvas) }
    lines += frame.lines(canvas)
    return lines.text(width: width, style: style)
  }

  // A light line joins the points where they stand far apart.
  private func draw(_ curve: Curve, _ index: Int, in frame: PlaneFrame, on canvas: inout Canvas) {
    let ink = Ink.series(index)
    canvas.pattern = Canvas.Pattern(curve: index)
    let points = Array(zip(curve.x, curve.y))
    let isClose = frame.columns < 3 * points.count
    for (start, end) in zip(points, points.dropFirst()) {
      guard let line = frame.line(from: start, to: end) else { continue }
      canvas.line(isClose ? glyph(index) : ".", ink, from: line.start, to: line.end)
    }
    // A pattern of dots would be filled up by points that stand close.
    guard !isClose || canvas.pattern == .solid || frame.style.marks == .ascii else { return }
    for (x, y) in points {
      guard let dot = frame.dot(x: x, y: y) else { continue }
      canvas.dot(glyph(index), ink, x: dot.x, y: dot.y)
    }
  }

  /// For every curve the two coordinates of its points.
  public var series: [PlotSeries] {
    curves.map { curve in
      PlotSeries(
        name: curve.name,
        columns: [.init(x.label, curve.x), .init(y.label, curve.y)])
    }
  }
}

/// What is shown, and the mark of each curve where there are several.
func plotTitle(_ heading: String, of names: [String], style: PlotStyle) -> InkedText {
  guard names.count > 1 else {
    return InkedText(heading + (names.first.map { " of \($0)" } ?? ""))
  }
  return names.enumerated().reduce(InkedText(heading)) { text, name in
    let mark = legendMark(
      glyph(name.offset), Canvas.Pattern(curve: name.offset), .series(name.offset), style: style)
    return text + "   " + mark + " \(name.element)"
  }
}

/// The mark of one of several curves.
func glyph(_ index: Int) -> Character {
  let glyphs: [Character] = ["*", "o", "x", "+", "@", "%", "&", "$"]
  return glyphs[index % glyphs.count]
}
