/// A trace plot with its scales and margins decided.
struct TraceLayout {
  let plot: TracePlot
  let style: PlotStyle
  /// The axes, shared by the curves and the strips below them.
  let frame: TextFrame
  /// Where samples lie on the columns of dots.
  let samples: SampleScale
  private let rows: Int
  private let valueRange: ClosedRange<Double>
  // Where values lie on the rows of dots.
  private let values: ValueScale
  private let valueTicks: Ticks
  /// What stands to the right of the curves, by row.
  private let thresholds: [Threshold]
  private let hiddenThresholds: [Threshold]

  private struct Threshold: Hashable {
    var value: Double
    var label: String
  }

  init(_ plot: TracePlot, width: Int, height: Int, style: PlotStyle) {
    self.plot = plot
    self.style = style
    rows = height
    let thresholds = Self.thresholds(of: plot)
    let (range, shown) = Self.range(of: plot, thresholds: thresholds)
    self.thresholds = shown
    hiddenThresholds = thresholds.filter { !shown.contains($0) }
    // The ends are rounder than the rows but finer than the ticks, so that few rows stay empty.
    valueRange = range.rounded(to: Ticks(range, count: height).step)
    let ticks = Ticks(valueRange, count: max(4, height / 3))
    valueTicks = ticks
    values = ValueScale(down: valueRange, dots: height * style.dotsDown)
    let inputLabels = plot.present.compactMap(\.input).flatMap {
      input -> [String] in
      let finite = input.lazy.filter(\.isFinite)
      return [finite.min(), finite.max()].compactMap { $0.map(brief) }
    }
    let notes =
      shown.map(\.label) + plot.traces.map(Self.count)
      + ["\(plot.time.label) (\(plot.time.unit))"]
    // A threshold cut short would be another one.
    let needed = (shown.map(\.label.drawnCount).max() ?? 0) + 1
    let most = max(width / 3, min(needed, width / 2))
    let margin = min((notes.map(\.drawnCount).max() ?? 0) + 1, most)
    frame = TextFrame(
      labels: ticks.values.map(ticks.label(of:)) + inputLabels, width: width, margin: margin,
      style: style)
    samples = SampleScale(
      count: plot.traces.map(\.values.count).max() ?? 0, columns: frame.columns * style.dotsAcross)
  }

  private static func count(_ trace: Trace) -> String {
    let count = trace.spikes.count
    return "\(count) spike\(count == 1 ? "" : "s")\(trace.isGhost ? " before" : "")"
  }

  private typealias Inked = (
    trace: Trace, mark: Character, pattern: Canvas.Pattern, ink: Ink, isFirst: Bool
  )

  /// The traces, those of earlier runs first, each with its mark and colour, and whether it is the
  /// first of its neuron.
  private var inked: [Inked] {
    let firsts = plot.firstOfNeurons
    let all = plot.traces.enumerated()
    let present = all.filter { !$0.element.isGhost }
    return all.filter(\.element.isGhost).map {
      ($0.element, ".", .dotted, .faint, firsts.contains($0.offset))
    }
      + present.enumerated().map { index, trace in
        (
          trace.element, glyph(index), Canvas.Pattern(curve: index), .series(index),
          firsts.contains(trace.offset)
        )
      }
  }

  // One line a value; where they differ between traces, each with the names that have it.
  private static func thresholds(of plot: TracePlot) -> [Threshold] {
    let all = plot.present.filter { $0.threshold?.isFinite == true }
    let unit = plot.value.unit.isEmpty ? "" : " " + plot.value.unit
    var values: [Double] = []
    for case let value? in all.map(\.threshold) where !values.contains(value) {
      values.append(value)
    }
    return values.map { value in
      let names = all.filter { $0.threshold == value }.map(\.name).joined(separator: " ")
      let owner = values.count > 1 ? " \(names)" : ""
      return Threshold(value: value, label: "threshold \(readable(value))\(unit)\(owner)")
    }
  }

  // The range of the data, with the thresholds that do not squeeze it too much.
  private static func range(
    of plot: TracePlot, thresholds: [Threshold]
  ) -> (ClosedRange<Double>, [Threshold]) {
    var low = plot.leastRange?.lowerBound ?? .infinity
    var high = plot.leastRange?.upperBound ?? -.infinity
    for value in plot.traces.lazy.flatMap({ [$0.values, Array($0.resets.values)].joined() })
    where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return (0...1, []) }
    let span = max(high / 2 - low / 2, abs(high) / 2, abs(low) / 2) * 2
    let shown = thresholds.filter { $0.value <= high + 3 * span && $0.value >= low - 3 * span }
    for threshold in shown {
      low = min(low, threshold.value)
      high = max(high, threshold.value)
    }
    guard low < high else { return (ClosedRange(around: low), shown) }
    return (low...high, shown)
  }

  // MARK: - Rows

  /// What is shown, in which unit, and the mark of each trace.
  var title: InkedText {
    var text = plotTitle(plot.value.heading, of: plot.present.map(\.name), style: style)
    if plot.traces.contains(where: \.isGhost) {
      text += "   " + legendMark(".", .dotted, .faint, style: style) + " before"
    }
    if !plot.note.isEmpty { text.append(", \(plot.note)") }
    for threshold in hiddenThresholds {
      let side = threshold.value > valueRange.upperBound ? "above" : "below"
      text.append(", \(threshold.label) (\(side))")
    }
    return text
  }

  /// For each trace its spikes: a stroke, or how many share the column; `#` for ten and more.
  var spikeRows: [InkedText] {
    guard plot.showsSpikes else { return [] }
    let inked = inked.filter(\.isFirst)
    let rows = inked.filter { !$0.trace.isGhost } + inked.filter(\.trace.isGhost)
    return rows.map { trace, mark, pattern, ink, _ in
      let counts = samples.counts(of: trace.spikes, dots: style.dotsAcross)
      let label =
        rows.count > 1 ? legendMark(mark, pattern, ink, style: style) + " " : InkedText()
      return String(repeating: " ", count: max(0, frame.gutter - label.count)) + label
        + InkedText(String(counts.map(spikeMark)), trace.isGhost ? .faint : .spike)
        + " \(Self.count(trace))"
    }
  }

  /// The curves with the value axis on the left and the thresholds' labels on the right.
  var curveRows: [InkedText] {
    var canvas = frame.canvas(rows: rows)
    var notes: [Int: String] = [:]
    for threshold in thresholds {
      guard let row = row(of: threshold.value) else { continue }
      for column in stride(from: 0, to: frame.columns, by: 2) {
        canvas.put("-", .faint, column: column, row: row)
      }
      notes[row] = [notes[row], threshold.label].compactMap(\.self).joined(separator: ", ")
    }
    for (trace, mark, pattern, ink, _) in inked {
      canvas.pattern = pattern
      if samples.isDense {
        drawDense(trace, mark, ink, on: &canvas)
      } else {
        drawSparse(trace, mark, ink, on: &canvas)
      }
    }
    return frame.rows(
      canvas, labels: valueTicks.labels(at: row), notes: notes.mapValues { InkedText($0, .faint) })
  }

  // The row of the canvas nearest to a value.
  private func row(of value: Double) -> Int? {
    values.nearestDot(to: value).map { $0 / style.dotsDown }
  }

  // Few samples: each has its column, and a light line leads from one to the next. Where they
  // stand close, the line has the samples' own mark, since dots between would only flicker.
  private func drawSparse(
    _ trace: Trace, _ glyph: Character, _ ink: Ink, on canvas: inout Canvas
  ) {
    let isLight = samples.columns >= 3 * samples.count && !plot.traces.contains(where: \.isGhost)
    for sample in trace.values.indices.dropFirst() {
      let from = trace.resets[sample - 1] ?? trace.values[sample - 1]
      guard let start = values.nearestDot(to: from),
        let end = values.nearestDot(to: trace.values[sample])
      else { continue }
      let (first, last) = (samples.column(of: sample - 1), samples.column(of: sample))
      guard style.marks == .ascii else {
        canvas.line(glyph, ink, from: (first, start), to: (last, end))
        continue
      }
      for x in first + 1..<max(first + 1, last) {
        let share = Double(x - first) / Double(last - first)
        canvas.dot(
          isLight ? "." : glyph, ink, x: x,
          y: Int((Double(start) + share * Double(end - start)).rounded()))
      }
    }
    // A pattern of dots would be filled up by samples that stand close.
    let isClose = samples.columns < 3 * samples.count && style.marks == .braille
    for (sample, value) in trace.values.enumerated() {
      guard let y = values.nearestDot(to: value) else { continue }
      let x = samples.column(of: sample)
      if let after = trace.resets[sample], let bottom = values.nearestDot(to: after) {
        canvas.dots(trace.isGhost ? glyph : "|", ink, x: x, from: y, to: bottom)
      }
      if !isClose || canvas.pattern == .solid { canvas.dot(glyph, ink, x: x, y: y) }
    }
  }

  // Many samples: a column shows all values between the lowest and the highest of its samples, and
  // what the resets add to that.
  private func drawDense(
    _ trace: Trace, _ glyph: Character, _ ink: Ink, on canvas: inout Canvas
  ) {
    for (sample, after) in trace.resets.sorted(by: { $0.key < $1.key }) {
      guard 0..<trace.values.count ~= sample, let bottom = values.nearestDot(to: after),
        let top = values.nearestDot(to: trace.values[sample])
      else { continue }
      let mark = trace.isGhost ? glyph : "|"
      canvas.dots(mark, ink, x: samples.column(of: sample), from: top, to: bottom)
    }
    for (x, range) in samples.envelope(of: trace.values).enumerated() {
      guard let range, let top = values.nearestDot(to: range.upperBound),
        let bottom = values.nearestDot(to: range.lowerBound)
      else { continue }
      canvas.dots(glyph, ink, x: x, from: top, to: bottom)
    }
  }

  /// The line below the curves, and its labels.
  var timeAxis: [InkedText] {
    SampleTimes(first: plot.firstStep, interval: plot.interval, axis: plot.time)
      .lines(samples, below: frame)
  }
}
