extension HeatMap {
  /// The plot as Scalable Vector Graphics, with a scale of colours on the right.
  public func svg(width: Int = 800, height: Int = 420) -> String {
    var drawing = SVGDrawing(width: Double(width), height: Double(height))
    let range = values.lazy.filter(\.isFinite).min().flatMap { low in
      values.lazy.filter(\.isFinite).max().map { low...$0 }
    }
    // The axes count cells, whose middles are the places of the values.
    let scale = 70.0
    let room = SVGDrawing(width: drawing.width - scale, height: drawing.height)
    let frame = SVGFrame(
      x: (PlotAxis(x.label, unit: x.unit), edges(columns)),
      y: (PlotAxis(y.label, unit: y.unit), edges(rows)), in: room)
    let cell = (
      width: frame.width / Double(max(1, columns.count)),
      height: frame.height / Double(max(1, rows.count))
    )
    for (index, value) in values.enumerated() where value.isFinite {
      let (row, column) = (index / columns.count, index % columns.count)
      drawing.rectangle(
        x: frame.left + Double(column) * cell.width,
        y: frame.top + frame.height - Double(row + 1) * cell.height, width: cell.width + 0.3,
        height: cell.height + 0.3, color: shadeColor(range.map { share(of: value, in: $0) } ?? 0))
    }
    drawTicks(columns, x, at: { frame.left + (Double($0) + 0.5) * cell.width }) { place, label in
      drawing.text(label, at: (place, frame.top + frame.height + 16), .middle)
    }
    drawTicks(rows, y, at: { frame.top + frame.height - (Double($0) + 0.5) * cell.height }) {
      place, label in drawing.text(label, at: (frame.left - 7, place + 4), .end)
    }
    drawing.text(
      x.heading, at: (frame.left + frame.width / 2, frame.top + frame.height + 35), .middle)
    frame.drawTitle("\(value.heading) over \(x.label) and \(y.heading)", on: &drawing)
    if let range { drawScale(range, at: drawing.width - scale, frame, on: &drawing) }
    return drawing.text
  }

  private func edges(_ places: [Double]) -> ClosedRange<Double> { 0...Double(max(1, places.count)) }

  private func share(of value: Double, in range: ClosedRange<Double>) -> Double {
    let length = range.upperBound / 2 - range.lowerBound / 2
    return length > 0 ? (value / 2 - range.lowerBound / 2) / length : 0
  }

  // At most eight of the values that the cells stand for.
  private func drawTicks(
    _ places: [Double], _ axis: PlotAxis, at middle: (Int) -> Double,
    _ draw: (_ place: Double, _ label: String) -> Void
  ) {
    for index in stride(from: 0, to: places.count, by: max(1, (places.count + 7) / 8)) {
      draw(middle(index), readable(places[index]))
    }
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
