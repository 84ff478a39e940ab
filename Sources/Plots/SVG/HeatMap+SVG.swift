extension HeatMap {
  /// The plot as Scalable Vector Graphics, with a scale of colours on the right.
  public func svg(width: Int = 800, height: Int = 420) -> String {
    var drawing = SVGDrawing(width: Double(width), height: Double(height))
    let range = valueRange
    // The axes count cells, whose middles are the places of the values.
    let scale = 70.0
    func cells(_ places: [Double]) -> ClosedRange<Double> { 0...Double(max(1, places.count)) }
    let frame = SVGFrame(
      x: (x, cells(columns)), y: (y, cells(rows)), in: drawing, right: 16 + scale)
    for (index, value) in values.enumerated() where value.isFinite {
      let (row, column) = (index / columns.count, index % columns.count)
      let corner = frame.point(Double(column), Double(row + 1))
      drawing.rectangle(
        x: corner.x, y: corner.y, width: frame.width / Double(columns.count) + 0.3,
        height: frame.height / Double(rows.count) + 0.3,
        color: shadeColor(range.map { share(of: value, in: $0) } ?? 0))
    }
    for (index, value) in labelled(columns) {
      frame.label(readable(value), x: Double(index) + 0.5, on: &drawing)
    }
    for (index, value) in labelled(rows) {
      frame.label(readable(value), y: Double(index) + 0.5, on: &drawing)
    }
    frame.drawHeading(on: &drawing)
    frame.drawTitle(title, on: &drawing)
    if let range { drawScale(range, at: drawing.width - scale, frame, on: &drawing) }
    return drawing.text
  }

  // At most eight of the values that the cells stand for.
  private func labelled(_ places: [Double]) -> [(index: Int, value: Double)] {
    stride(from: 0, to: places.count, by: max(1, (places.count + 7) / 8)).map { ($0, places[$0]) }
  }

  private func drawScale(
    _ range: ClosedRange<Double>, at left: Double, _ frame: SVGFrame, on drawing: inout SVGDrawing
  ) {
    let steps = 40
    let height = frame.height / Double(steps)
    for step in 0..<steps {
      drawing.rectangle(
        x: left, y: frame.top + frame.height - Double(step + 1) * height, width: 14,
        height: height + 0.3, color: shadeColor(Double(step) / Double(steps - 1)))
    }
    drawing.text(brief(range.upperBound), at: (left + 18, frame.top + 9))
    drawing.text(brief(range.lowerBound), at: (left + 18, frame.top + frame.height))
  }
}
