extension CurvePlot {
  /// The plot as Scalable Vector Graphics.
  public func svg(width: Int = 800, height: Int = 420) -> String {
    var drawing = SVGDrawing(width: Double(width), height: Double(height))
    let top = drawing.heading(
      plotTitle(y.heading, of: curves.map(\.name)),
      legend: curves.enumerated().map { ($0.element.name, seriesColor($0.offset)) })
    let frame = SVGFrame(
      x: (x, x.range(of: curves.lazy.flatMap(\.x)) ?? 0...1),
      y: (y, y.range(of: curves.lazy.flatMap(\.y)) ?? 0...1), in: drawing, top: top)
    frame.drawAxes(on: &drawing)
    for (index, curve) in curves.enumerated() {
      let points = zip(curve.x, curve.y).map { frame.nearPoint($0, $1) }
      drawing.lines(points, .init(color: seriesColor(index)))
      guard points.count < 100 else { continue }
      for case let point? in points {
        drawing.circle(point, radius: 2.5, color: seriesColor(index))
      }
    }
    return drawing.text
  }
}

extension Histogram {
  /// The plot as Scalable Vector Graphics.
  public func svg(width: Int = 800, height: Int = 420) -> String {
    var drawing = SVGDrawing(width: Double(width), height: Double(height))
    let bins = bins(atMost: 100) ?? Bins(first: 0, width: 1, counts: [0])
    let most = Double(max(1, bins.counts.max() ?? 1))
    let isRange = bins.range != nil
    let top = drawing.heading(title)
    let frame = SVGFrame(
      x: (value, bins.range ?? ClosedRange(around: bins.first)),
      y: (PlotAxis("count"), 0...most), in: drawing, top: top)
    for (bin, count) in bins.counts.enumerated() where count > 0 {
      let corner = frame.point(bins.first + Double(bin) * bins.width, Double(count))
      let width = isRange ? frame.width / Double(bins.counts.count) : frame.width
      drawing.rectangle(
        x: isRange ? corner.x : frame.left, y: corner.y, width: max(0.5, width - 1),
        height: frame.top + frame.height - corner.y, color: seriesColor(0))
    }
    frame.drawAxes(on: &drawing, isWhole: true)
    return drawing.text
  }
}
