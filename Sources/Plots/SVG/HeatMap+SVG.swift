extension HeatMap {
  /// The plot as Scalable Vector Graphics, with a scale of colours on the right.
  public func svg(width: Int = 800, height: Int = 420) -> String {
    var drawing = SVGDrawing(width: Double(width), height: Double(height))
    let range = valueRange
    // The axes count cells, whose middles are the places of the values.
    let scale = 70.0
    func cells(_ places: [Double]) -> ClosedRange<Double> { 0...Double(max(1, places.count)) }
    let top = drawing.heading(title)
    let frame = SVGFrame(
      x: (x, cells(columns)), y: (y, cells(rows)), in: drawing, top: top, right: 16 + scale)
    // No more rectangles than can be told apart: several values share one, which has their mean.
    for row in shares(of: rows.count, atMost: 80) {
      for column in shares(of: columns.count, atMost: 160) {
        guard let value = mean(columns: column, rows: row) else { continue }
        let corner = frame.point(Double(column.lowerBound), Double(row.upperBound))
        drawing.rectangle(
          x: corner.x, y: corner.y,
          width: frame.width * Double(column.count) / Double(columns.count) + 0.3,
          height: frame.height * Double(row.count) / Double(rows.count) + 0.3,
          color: range.flatMap { share(of: value, in: $0) }.map(shadeColor) ?? zeroColor)
      }
    }
    let across = CellScale(x, columns, cells: Int(frame.width))
    for (cell, label) in across.labels(every: 60) {
      frame.label(label, at: (Double(cell) + 0.5) / Double(across.cells), on: &drawing)
    }
    let upwards = CellScale(y, rows, cells: Int(frame.height))
    for (cell, label) in upwards.labels(every: 30) {
      frame.label(label, up: (Double(cell) + 0.5) / Double(upwards.cells), on: &drawing)
    }
    frame.drawHeading(on: &drawing)
    if let range { drawScale(range, at: drawing.width - scale, frame, on: &drawing) }
    return drawing.text
  }

  private func shares(of count: Int, atMost most: Int) -> [Range<Int>] {
    let parts = min(count, most)
    return (0..<parts).map { $0 * count / parts..<($0 + 1) * count / parts }
  }

  // The bar has round values; below it, what 0 looks like where it occurs.
  private func drawScale(
    _ range: ClosedRange<Double>, at left: Double, _ frame: SVGFrame, on drawing: inout SVGDrawing
  ) {
    let (top, bottom) = (frame.top + 10, frame.top + frame.height)
    drawing.text(value.unit, at: (left, frame.top))
    if range.lowerBound < range.upperBound {
      let steps = 40
      let height = (bottom - top) / Double(steps)
      for step in 0..<steps {
        drawing.rectangle(
          x: left, y: bottom - Double(step + 1) * height, width: 14, height: height + 0.3,
          color: shadeColor(Double(step) / Double(steps - 1)))
      }
      let ticks = Ticks(range, count: 6)
      for tick in ticks.values {
        let share = (tick - range.lowerBound) / (range.upperBound - range.lowerBound)
        drawing.text(
          ticks.label(of: tick), at: (left + 18, bottom - share * (bottom - top) + 4))
      }
    } else if range != 0...0 {
      drawing.rectangle(
        x: left, y: bottom - 14, width: 14, height: 14, color: shadeColor(0))
      drawing.text(brief(range.lowerBound), at: (left + 18, bottom - 3))
    }
    guard values.contains(0) else { return }
    drawing.rectangle(x: left, y: bottom + 8, width: 14, height: 14, color: zeroColor)
    drawing.text("0", at: (left + 18, bottom + 19))
  }
}

// As light as no other value.
private let zeroColor = "#e4e4e4"
