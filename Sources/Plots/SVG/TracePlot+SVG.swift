extension TracePlot {
  /// The plot as Scalable Vector Graphics: spikes on top, the curves, and the input currents below.
  public func svg(width: Int = 800, height: Int = 420) -> String {
    var drawing = SVGDrawing(width: Double(width), height: Double(height))
    let firsts = firstOfNeurons
    let inputs = inputs
    let samples = traces.map(\.values.count).max() ?? 0
    let times = firstStep...max(firstStep, firstStep + Double(max(1, samples - 1)) * interval)
    let thresholds = present.compactMap(\.threshold).filter(\.isFinite)
    let values = traces.lazy.flatMap { $0.values + $0.resets.values }
    let range = ClosedRange(of: Array(values) + thresholds) ?? 0...1
    let top = 34 + (showsSpikes ? 14 * Double(firsts.count) : 0)
    let bottom = 46.0 + (inputs.isEmpty ? 0 : 76)
    let frame = SVGFrame(
      x: (time, times), y: (value, range), in: drawing, top: top,
      bottom: bottom)
    frame.drawAxes(on: &drawing, hasTimes: inputs.isEmpty)
    let colors = self.colors
    frame.drawTitle(
      svgTitle(frame.y.axis.heading, of: present.map(\.name)) + (note.isEmpty ? "" : ", \(note)"),
      legend: zip(traces, colors).map { ($0.isGhost ? "before" : $0.name, $1) },
      on: &drawing)
    for threshold in Set(thresholds).sorted() {
      drawing.line(
        frame.point(times.lowerBound, threshold), frame.point(times.upperBound, threshold),
        .init(color: "#888888", width: 1, dashes: "5 4"))
    }
    for (index, (trace, color)) in zip(traces, colors).enumerated() {
      let stroke = SVGDrawing.Stroke(color: color, dashes: trace.isGhost ? "2 3" : "")
      drawing.lines(curve(trace, in: frame), stroke)
      guard showsSpikes, let place = firsts.firstIndex(of: index) else { continue }
      let row = 34 + 14 * Double(place)
      drawing.lines(
        trace.spikes.flatMap { spike -> [(x: Double, y: Double)?] in
          let x = frame.point(firstStep + Double(spike) * interval, range.lowerBound).x
          return [(x, row), (x, row + 9), nil]
        }, .init(color: color, width: 1))
    }
    if !inputs.isEmpty {
      let all = inputs.flatMap { $0.input ?? [] }
      let strip = SVGFrame(
        x: (time, times), y: (PlotAxis("input"), ClosedRange(of: all) ?? 0...1), in: drawing,
        top: Double(height) - bottom + 16)
      strip.drawAxes(on: &drawing)
      drawing.text("input", at: (strip.left + 6, strip.top + 4))
      for (index, trace) in inputs.enumerated() {
        let color = inputs.count > 1 ? seriesColor(index) : "#444444"
        drawing.lines(
          envelope(trace.input ?? [], in: strip), .init(color: color, width: 1))
      }
    }
    return drawing.text
  }

  private var colors: [String] {
    var index = -1
    return traces.map { trace in
      if trace.isGhost { return "#999999" }
      index += 1
      return seriesColor(index)
    }
  }

  // Where samples are few, each is a point, and a reset leads down at once; else the curve goes
  // through the lowest and the highest sample of every half pixel.
  private func curve(_ trace: Trace, in frame: SVGFrame) -> [(x: Double, y: Double)?] {
    guard Double(trace.values.count) <= 2 * frame.width else {
      return envelope(trace.values, resets: trace.resets, in: frame)
    }
    return trace.values.enumerated().flatMap { sample, value -> [(x: Double, y: Double)?] in
      let time = firstStep + Double(sample) * interval
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
