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
    let names = curves.map(\.name)
    let lines = legend(
      plotTitle(y.heading, of: names), plotEntries(of: names, style: style), width: width)
    guard let across = x.range(of: curves.lazy.flatMap(\.x)),
      let upwards = y.range(of: curves.lazy.flatMap(\.y))
    else { return (lines + [InkedText("no points")]).text(width: width, style: style) }
    let ends = y.isLogarithmic ? upwards : upwards.rounded(to: Ticks(upwards, count: height).step)
    let frame = PlaneFrame(
      x: (x, across), y: (y, ends), width: width, height: height, style: style)
    var canvas = frame.canvas
    for (index, curve) in curves.enumerated() {
      canvas.pattern = Canvas.Pattern(curve: index)
      let points = Array(zip(curve.x, curve.y))
      canvas.lines(
        zip(points, points.dropFirst()).compactMap(frame.line(from:to:)), .series(index))
    }
    for (index, curve) in curves.enumerated() {
      canvas.pattern = Canvas.Pattern(curve: index)
      canvas.points(glyph(index), .series(index), zip(curve.x, curve.y).map(frame.dot(x:y:)))
    }
    return (lines + frame.lines(canvas)).text(width: width, style: style)
  }

  /// For every curve the two coordinates of its points.
  public var series: [PlotSeries] {
    curves.map { curve in
      PlotSeries(
        name: curve.name,
        columns: [.init(x, curve.x), .init(y, curve.y)])
    }
  }
}
