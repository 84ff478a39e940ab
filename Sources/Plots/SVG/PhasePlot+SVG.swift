extension PhasePlot {
  /// The plot as Scalable Vector Graphics; fixed points are discs where they are stable, else rings.
  public func svg(width: Int = 640, height: Int = 480) -> String {
    var drawing = SVGDrawing(width: Double(width), height: Double(height))
    let frame = SVGFrame(x: (x, xRange), y: (y, yRange), in: drawing)
    frame.drawTitle(
      "\(y.heading) over \(x.heading) of \(name)",
      legend: flow == nil
        ? []
        : [("\(x.label) nullcline", seriesColor(1)), ("\(y.label) nullcline", seriesColor(2))],
      on: &drawing)
    if let flow {
      drawArrows(of: flow, in: frame, on: &drawing)
      draw(nullcline: flow.x, color: seriesColor(1), in: frame, on: &drawing)
      draw(nullcline: flow.y, color: seriesColor(2), in: frame, on: &drawing)
    }
    for path in paths {
      let points = Array(zip(path.x, path.y))
      var line: [(x: Double, y: Double)?] = []
      for (start, end) in zip(points, points.dropFirst()) {
        guard let part = frame.part(from: start, to: end) else { continue }
        // Where the path did not leave the frame, the line goes on.
        if let last = line.last, let last, last == part.0 {
          line.append(part.1)
        } else {
          line += [nil, part.0, part.1]
        }
      }
      drawing.lines(line, .init(color: seriesColor(0)))
    }
    for point in fixedPoints {
      drawing.circle(
        frame.point(point.x, point.y), radius: 5, color: "black", isFilled: point.isStable)
    }
    frame.drawAxes(on: &drawing)
    return drawing.text
  }

  private func draw(
    nullcline field: SampledField, color: String, in frame: SVGFrame, on drawing: inout SVGDrawing
  ) {
    func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
      frame.point(
        xRange.value(at: point.x / Double(field.columns - 1)),
        yRange.value(at: point.y / Double(field.rows - 1)))
    }
    drawing.lines(
      field.zeroContour.flatMap { [place($0.start), place($0.end), nil] }, .init(color: color))
  }

  private func drawArrows(of flow: Flow, in frame: SVGFrame, on drawing: inout SVGDrawing) {
    let (columns, rows) = (18, 14)
    for row in 0..<rows {
      for column in 0..<columns {
        let across = (Double(column) + 0.5) / Double(columns)
        let up = (Double(row) + 0.5) / Double(rows)
        let sample = (
          Int((across * Double(flow.x.columns - 1)).rounded()),
          Int((up * Double(flow.x.rows - 1)).rounded())
        )
        let right = flow.x[sample.0, sample.1] / xRange.length * frame.width
        let down = -flow.y[sample.0, sample.1] / yRange.length * frame.height
        let size = (right * right + down * down).squareRoot()
        guard size.isFinite, size > 0 else { continue }
        let (dx, dy) = (right / size, down / size)
        let start = frame.point(xRange.value(at: across), yRange.value(at: up))
        let end = (x: start.x + 10 * dx, y: start.y + 10 * dy)
        drawing.lines(
          [
            start, end, (end.x - 4 * dx - 2.5 * dy, end.y - 4 * dy + 2.5 * dx), nil, end,
            (end.x - 4 * dx + 2.5 * dy, end.y - 4 * dy - 2.5 * dx),
          ], .init(color: "#bbbbbb", width: 1))
      }
    }
  }
}

extension SVGFrame {
  /// The part of a straight line that lies within; nil where none does.
  fileprivate func part(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double)
  ) -> ((x: Double, y: Double), (x: Double, y: Double))? {
    let ends = [
      (x.share(of: start.x), y.share(of: start.y)), (x.share(of: end.x), y.share(of: end.y)),
    ]
    guard let part = clippedToUnit(from: ends[0], to: ends[1]) else { return nil }
    func place(_ share: (x: Double, y: Double)) -> (x: Double, y: Double) {
      (left + width * share.x, top + height * (1 - share.y))
    }
    return (place(part.start), place(part.end))
  }
}
