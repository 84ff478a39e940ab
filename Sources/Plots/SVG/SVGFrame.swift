/// Axes around a rectangle of a picture, and where values lie in it.
struct SVGFrame {
  let x: AxisScale
  let y: AxisScale
  let left: Double
  let top: Double
  let width: Double
  let height: Double

  /// Makes a frame for the part of a picture between two heights.
  init(
    x: (PlotAxis, ClosedRange<Double>), y: (PlotAxis, ClosedRange<Double>), in drawing: SVGDrawing,
    top: Double = 34, bottom: Double? = nil
  ) {
    left = 68
    self.top = top
    width = drawing.width - left - 16
    height = (bottom ?? drawing.height - 46) - top
    self.x = AxisScale(x.0, x.1, dots: max(2, Int(width)))
    self.y = AxisScale(y.0, y.1, dots: max(2, Int(height)))
  }

  /// Where a point lies in the picture; it may be outside of the frame.
  func point(_ horizontal: Double, _ vertical: Double) -> (x: Double, y: Double) {
    (left + width * x.share(of: horizontal), top + height * (1 - y.share(of: vertical)))
  }

  /// Where a point lies, held within the frame's neighbourhood; nil for what is no number.
  func nearPoint(_ horizontal: Double, _ vertical: Double) -> (x: Double, y: Double)? {
    let (across, up) = (x.share(of: horizontal), y.share(of: vertical))
    guard across.isFinite, up.isFinite else { return nil }
    func held(_ share: Double) -> Double { min(max(share, -1), 2) }
    return (left + width * held(across), top + height * (1 - held(up)))
  }

  /// Draws both axes with round values and their names.
  func drawAxes(on drawing: inout SVGDrawing, hasTimes: Bool = true) {
    let thin = SVGDrawing.Stroke(color: "#444444", width: 1)
    let bottom = top + height
    drawing.lines([(left, top), (left, bottom), (left + width, bottom)], thin)
    let values = y.ticks(max(3, Int(height / 40)))
    for tick in values.ticks {
      let place = top + height * (1 - y.share(of: tick))
      drawing.line((left - 4, place), (left, place), thin)
      drawing.text(values.label(of: tick), at: (left - 7, place + 4), .end)
    }
    guard hasTimes else { return }
    let times = x.ticks(max(2, Int(width / 80)))
    for tick in times.ticks {
      let place = left + width * x.share(of: tick)
      drawing.line((place, bottom), (place, bottom + 4), thin)
      drawing.text(times.label(of: tick), at: (place, bottom + 17), .middle)
    }
    drawing.text(x.axis.heading, at: (left + width / 2, bottom + 35), .middle)
  }

  /// Draws a title, and what the colours mean where there are several.
  func drawTitle(
    _ title: String, legend: [(text: String, color: String)] = [], on drawing: inout SVGDrawing
  ) {
    drawing.text(title, at: (left, 20))
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
