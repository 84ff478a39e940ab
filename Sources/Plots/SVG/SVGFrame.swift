/// Axes around a rectangle of a picture, and where values lie in it.
struct SVGFrame {
  let x: ValueScale
  let y: ValueScale
  let left: Double
  let top: Double
  let width: Double
  let height: Double

  /// Makes a frame with a margin on each side of it.
  init(
    x: (PlotAxis, ClosedRange<Double>), y: (PlotAxis, ClosedRange<Double>), in drawing: SVGDrawing,
    top: Double = 34, right: Double = 16, bottom: Double = 46
  ) {
    left = 68
    self.top = top
    width = drawing.width - left - right
    height = drawing.height - bottom - top
    self.x = ValueScale(x.0, x.1, dots: max(2, Int(width)))
    self.y = ValueScale(y.0, y.1, dots: max(2, Int(height)))
  }

  /// Where shares of the axes lie in the picture.
  func place(_ share: (x: Double, y: Double)) -> (x: Double, y: Double) {
    (left + width * share.x, top + height * (1 - share.y))
  }

  /// Where a point lies in the picture; it may be outside of the frame.
  func point(_ horizontal: Double, _ vertical: Double) -> (x: Double, y: Double) {
    place((x.share(of: horizontal), y.share(of: vertical)))
  }

  /// Where a point lies, held within the frame's neighbourhood; nil for what is no number.
  func nearPoint(_ horizontal: Double, _ vertical: Double) -> (x: Double, y: Double)? {
    let (across, up) = (x.share(of: horizontal), y.share(of: vertical))
    guard across.isFinite, up.isFinite else { return nil }
    func held(_ share: Double) -> Double { min(max(share, -1), 2) }
    return place((held(across), held(up)))
  }

  /// Draws both axes with round values and the name of the horizontal one.
  func drawAxes(on drawing: inout SVGDrawing, hasTimes: Bool = true) {
    let thin = SVGDrawing.Stroke(color: "#444444", width: 1)
    let bottom = top + height
    drawing.lines([(left, top), (left, bottom), (left + width, bottom)], thin)
    let values = y.ticks(max(3, Int(height / 40)))
    for tick in values.values {
      let place = place((0, y.share(of: tick))).y
      drawing.line((left - 4, place), (left, place), thin)
      label(values.label(of: tick), y: tick, on: &drawing)
    }
    guard hasTimes else { return }
    let times = x.ticks(max(2, Int(width / 80)))
    for tick in times.values {
      let place = place((x.share(of: tick), 0)).x
      drawing.line((place, bottom), (place, bottom + 4), thin)
      label(times.label(of: tick), x: tick, on: &drawing)
    }
    drawHeading(on: &drawing)
  }

  /// Labels a value on the horizontal axis.
  func label(_ text: String, x value: Double, on drawing: inout SVGDrawing) {
    drawing.text(text, at: (place((x.share(of: value), 0)).x, top + height + 17), .middle)
  }

  /// Labels a value on the other axis.
  func label(_ text: String, y value: Double, on drawing: inout SVGDrawing) {
    drawing.text(text, at: (left - 7, place((0, y.share(of: value))).y + 4), .end)
  }

  /// Names the horizontal axis.
  func drawHeading(on drawing: inout SVGDrawing) {
    drawing.text(x.axis.heading, at: (left + width / 2, top + height + 35), .middle)
  }

  /// Draws a title, and what the colours mean where there are several.
  func drawTitle(
    _ title: String, legend: [(text: String, color: String)] = [], on drawing: inout SVGDrawing
  ) {
    drawing.text(title, at: (left, 20))
    guard legend.count > 1 else { return }
    var right = left + width
    for entry in legend.reversed() {
      drawing.text(entry.text, at: (right, 20), .end, color: entry.color)
      right -= Double(entry.text.count) * 7 + 14
    }
  }
}

/// A title, with the names of the curves where there is one.
func svgTitle(_ heading: String, of names: [String]) -> String {
  names.count == 1 ? "\(heading) of \(names[0])" : heading
}
