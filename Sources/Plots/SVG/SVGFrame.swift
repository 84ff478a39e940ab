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
  ///
  /// - Parameters:
  ///   - hasTimes: whether values stand on the horizontal axis; those of another below may do.
  ///   - hasValues: whether values stand on the other.
  ///   - isWhole: whether only whole numbers lie on the other.
  func drawAxes(
    on drawing: inout SVGDrawing, hasTimes: Bool = true, hasValues: Bool = true,
    isWhole: Bool = false
  ) {
    let thin = SVGDrawing.Stroke(color: "#444444", width: 1)
    let bottom = top + height
    drawing.lines([(left, top), (left, bottom), (left + width, bottom)], thin)
    let values = y.ticks(max(2, Int(height / 40)))
    for tick in values.values where hasValues && (!isWhole || tick == tick.rounded()) {
      let share = y.share(of: tick)
      let place = place((0, share)).y
      drawing.line((left - 4, place), (left, place), thin)
      label(isWhole ? readable(tick) : values.label(of: tick), up: share, on: &drawing)
    }
    guard hasTimes else { return }
    let times = x.ticks(max(2, Int(width / 80)))
    for tick in times.values {
      let share = x.share(of: tick)
      let place = place((share, 0)).x
      drawing.line((place, bottom), (place, bottom + 4), thin)
      label(times.label(of: tick), at: share, on: &drawing)
    }
    drawHeading(on: &drawing)
  }

  /// Labels a place along the horizontal axis.
  func label(_ text: String, at share: Double, on drawing: inout SVGDrawing) {
    drawing.text(text, at: (place((share, 0)).x, top + height + 17), .middle)
  }

  /// Labels a place along the other axis.
  func label(_ text: String, up share: Double, on drawing: inout SVGDrawing) {
    drawing.text(text, at: (left - 7, place((0, share)).y + 4), .end)
  }

  /// Names the horizontal axis.
  func drawHeading(on drawing: inout SVGDrawing) {
    drawing.text(x.axis.heading, at: (left + width / 2, top + height + 35), .middle)
  }
}

extension SVGDrawing {
  /// Draws a title, and below it what the colours mean where there are several.
  ///
  /// - Parameters:
  ///   - title: what is shown.
  ///   - legend: what each colour means.
  ///   - top: where the title begins.
  /// - Returns: where there is room for what follows.
  mutating func heading(
    _ title: String, legend: [(text: String, color: String)] = [], top: Double = 0
  ) -> Double {
    text(title, at: (68, top + 20))
    var bottom = top + 34
    guard legend.count > 1 else { return bottom }
    var x = 68.0
    for entry in legend {
      let length = Double(entry.text.count) * 7 + 26
      if x > 68, x + length > width {
        x = 68
        bottom += 16
      }
      line((x, bottom - 2), (x + 12, bottom - 2), Stroke(color: entry.color, width: 3))
      text(entry.text, at: (x + 16, bottom + 2), color: entry.color)
      x += length
    }
    return bottom + 18
  }
}
