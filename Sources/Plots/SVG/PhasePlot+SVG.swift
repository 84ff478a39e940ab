extension PhasePlot {
  /// The plot as Scalable Vector Graphics; fixed points are discs where they are stable, else rings.
  public func svg(width: Int = 640, height: Int = 480) -> String {
    var drawing = SVGDrawing(width: Double(width), height: Double(height))
    var meanings: [(text: String, color: String)] = []
    if paths.contains(where: { !$0.x.isEmpty }) {
      meanings.append(("trajectory", seriesColor(0)))
    }
    if showsGhost { meanings.append(("before", ghostColor)) }
    if flow != nil {
      meanings += [
        ("\(x.label) nullcline", seriesColor(1)), ("\(y.label) nullcline", seriesColor(2)),
        ("direction", arrowColor),
      ]
    }
    let kinds = [(true, "disc: stable"), (false, "ring: unstable")]
    meanings += kinds.filter { kind in fixedPoints.contains { $0.isStable == kind.0 } }
      .map { ($0.1, "black") }
    let top = drawing.heading(title, legend: meanings)
    let frame = SVGFrame(x: (x, xRange), y: (y, yRange), in: drawing, top: top)
    if let flow {
      drawArrows(of: flow, in: frame, on: &drawing)
      draw(nullcline: flow.x, color: seriesColor(1), in: frame, on: &drawing)
      draw(nullcline: flow.y, color: seriesColor(2), in: frame, on: &drawing)
    }
    for path in pathsGhostsFirst {
      let points = Array(zip(path.x, path.y))
      var line: [(x: Double, y: Double)?] = []
      for (start, end) in zip(points, points.dropFirst()) {
        guard let part = visiblePart(from: start, to: end, x: frame.x, y: frame.y) else { continue }
        let (start, end) = (frame.place(part.start), frame.place(part.end))
        // Where the path did not leave the frame, the line goes on.
        if let last = line.last, let last, last == start {
          line.append(end)
        } else {
          line += [nil, start, end]
        }
      }
      drawing.lines(
        line,
        path.isGhost
          ? .init(color: ghostColor, dashes: ghostDashes) : .init(color: seriesColor(0)))
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
    drawing.lines(
      nullcline(field).flatMap { start, end in
        [frame.point(start.x, start.y), frame.point(end.x, end.y), nil]
      }, .init(color: color))
  }

  private func drawArrows(of flow: Flow, in frame: SVGFrame, on drawing: inout SVGDrawing) {
    let (columns, rows) = (18, 14)
    for row in 0..<rows {
      for column in 0..<columns {
        let across = (Double(column) + 0.5) / Double(columns)
        let up = (Double(row) + 0.5) / Double(rows)
        let change = change(in: flow, across: across, up: up)
        let (right, down) = (change.x * frame.width, -change.y * frame.height)
        let size = (right * right + down * down).squareRoot()
        guard size.isFinite, size > 0 else { continue }
        let (dx, dy) = (right / size, down / size)
        let start = frame.point(xRange.value(at: across), yRange.value(at: up))
        let end = (x: start.x + 10 * dx, y: start.y + 10 * dy)
        drawing.lines(
          [
            start, end, (end.x - 4 * dx - 2.5 * dy, end.y - 4 * dy + 2.5 * dx), nil, end,
            (end.x - 4 * dx + 2.5 * dy, end.y - 4 * dy - 2.5 * dx),
          ], .init(color: arrowColor, width: 1))
      }
    }
  }
}

private let arrowColor = "#aaaaaa"
