extension TraceStack {
  /// The plot as Scalable Vector Graphics: the panels, each with its spikes on top, one time axis, and
  /// the input currents below.
  ///
  /// - Parameters:
  ///   - width: pixels.
  ///   - height: pixels.
  public func svg(width: Int, height: Int) -> String {
    var drawing = SVGDrawing(width: Double(width), height: Double(height))
    let firsts = firstsOfNeurons
    let inputs = inputs
    let times = firstStep...max(firstStep, first.time(of: max(1, samples - 1)))
    let below = 46.0 + (inputs.isEmpty ? 0 : 76)
    let each = (Double(height) - below) / Double(max(1, panels.count))
    for (index, panel) in scaled.enumerated() {
      let isLast = index == panels.count - 1
      draw(
        panel, spiking: firsts[index], times: times, top: each * Double(index),
        bottom: Double(height) - (isLast ? below : Double(height) - each * Double(index + 1)),
        hasTimes: isLast && inputs.isEmpty, on: &drawing)
    }
    guard
      let range = ClosedRange(
        extentOf: inputs.flatMap { [$0.range.lowerBound, $0.range.upperBound] })
    else { return drawing.text }
    let strip = SVGFrame(
      x: (time, times), y: (PlotAxis("input"), range.widened), in: drawing,
      top: Double(height) - below + 16)
    strip.drawAxes(on: &drawing)
    for (index, input) in inputs.enumerated() {
      let color = inputs.count > 1 ? seriesColor(index) : "#444444"
      let label = index == 0 ? input.label : String(input.label.dropFirst("input ".count))
      let left = strip.left + min(110, strip.width / Double(inputs.count)) * Double(index)
      drawing.text(label, at: (left, strip.top - 3), color: color)
      drawing.lines(envelope(input.values, in: strip), .init(color: color, width: 1))
    }
    return drawing.text
  }

  private var firstStep: Double { first.firstStep }
  private var interval: Double { first.interval }

  private func draw(
    _ panel: TracePlot, spiking: Set<Int>, times: ClosedRange<Double>, top: Double, bottom: Double,
    hasTimes: Bool, on drawing: inout SVGDrawing
  ) {
    let colors = colors(of: panel)
    let scale = TraceScale(panel)
    let rows = drawing.heading(
      ([panel.title(scale)] + scale.thresholds.map { "\($0.label) (dashed)" })
        .joined(separator: ", "),
      legend: zip(panel.traces, colors).map { ($0.isGhost ? "before" : $0.name, $1) }, top: top)
    let shown = panel.showsSpikes ? spiking.sorted() : []
    let frame = SVGFrame(
      x: (time, times), y: (panel.value, scale.range.widened), in: drawing,
      top: rows + 14 * Double(shown.count), bottom: drawing.height - bottom)
    frame.drawAxes(on: &drawing, hasTimes: hasTimes)
    for threshold in scale.thresholds {
      let start = frame.point(times.lowerBound, threshold.value)
      drawing.line(
        start, frame.point(times.upperBound, threshold.value),
        .init(color: "#888888", width: 1, dashes: "5 4"))
    }
    for (trace, color) in zip(panel.traces, colors) {
      drawing.lines(
        curve(trace, in: frame), .init(color: color, dashes: trace.isGhost ? ghostDashes : ""))
      drawPoints(of: trace, color, in: frame, on: &drawing)
    }
    for (row, index) in shown.enumerated() {
      let y = rows + 14 * Double(row)
      drawing.lines(
        panel.traces[index].spikes.flatMap { spike -> [(x: Double, y: Double)?] in
          let x = frame.point(first.time(of: spike), 0).x
          return [(x, y), (x, y + 9), nil]
        }, .init(color: colors[index], width: 1))
    }
  }

  private func colors(of panel: TracePlot) -> [String] {
    var index = -1
    return panel.traces.map { trace in
      if trace.isGhost { return ghostColor }
      index += 1
      return seriesColor(index)
    }
  }

  // Samples are told from the lines between them where there is room for both.
  private func drawPoints(
    of trace: Trace, _ color: String, in frame: SVGFrame, on drawing: inout SVGDrawing
  ) {
    guard Double(trace.values.count) * 6 < frame.width, !trace.isGhost else { return }
    for (sample, value) in trace.values.enumerated() where value.isFinite {
      drawing.circle(
        frame.point(first.time(of: sample), value), radius: 2, color: color)
    }
  }

  // Where samples are few, each is a point, and a reset leads down at once; else the curve goes
  // through the lowest and the highest sample of every half pixel.
  private func curve(_ trace: Trace, in frame: SVGFrame) -> [(x: Double, y: Double)?] {
    guard Double(trace.values.count) <= 2 * frame.width else {
      return envelope(trace.values, resets: trace.resets, in: frame)
    }
    return trace.values.enumerated().flatMap { sample, value -> [(x: Double, y: Double)?] in
      let time = first.time(of: sample)
      let point = value.isFinite ? frame.point(time, value) : nil
      guard let after = trace.resets[sample] else { return [point] }
      return [point, frame.point(time, after)]
    }
  }

  private func envelope(
    _ values: [Double], resets: [Int: Double] = [:], in frame: SVGFrame
  ) -> [(x: Double, y: Double)?] {
    let columns = min(max(1, Int(2 * frame.width)), values.count)
    let ranges = SampleScale(count: values.count, columns: columns).envelope(
      of: values, resets: resets)
    let length = Double(max(1, values.count - 1)) * interval
    var points: [(x: Double, y: Double)?] = []
    var last = 0.0
    for (column, range) in ranges.enumerated() {
      guard let range else {
        points.append(nil)
        continue
      }
      let time = firstStep + length * Double(column) / Double(max(1, ranges.count - 1))
      // The nearer end first, so that a smooth curve stays one.
      let isFalling = abs(range.upperBound - last) < abs(range.lowerBound - last)
      let ends =
        isFalling ? [range.upperBound, range.lowerBound] : [range.lowerBound, range.upperBound]
      points += ends.map { frame.point(time, $0) }
      last = ends[1]
    }
    return points
  }
}
