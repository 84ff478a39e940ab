/// Traces on one value axis, with the axis decided.
struct TracePanel {
  /// A trace and how it is drawn.
  struct Curve {
    let trace: Trace
    let mark: Character
    let pattern: Canvas.Pattern
    let ink: Ink
    /// Whether its spikes are shown; another trace of the neuron may show them.
    let showsSpikes: Bool
    /// How many there are.
    var count: String {
      let count = trace.spikes.count
      return "\(count) spike\(count == 1 ? "" : "s")\(trace.isGhost ? " before" : "")"
    }
  }

  private let plot: TracePlot
  private let style: PlotStyle
  private let scale: TraceScale
  private let values: ValueScale
  /// What stands on the left, by rows.
  let labels: [Int: String]
  /// Rows of the curves.
  private let rows: Int
  /// The traces, those of earlier runs first.
  private let curves: [Curve]
  /// The curves that have a row of spikes.
  private let spiking: [Curve]
  /// Where the panel has no title of its own: whose traces these are.
  private let name: InkedText?
  /// Whether there is no room for the spikes and the thresholds.
  private let isLow: Bool

  /// Decides on a panel.
  ///
  /// - Parameters:
  ///   - plot: what it shows.
  ///   - rows: how many rows there are, those of the spikes included where it is `stacked`.
  ///   - spiking: which of the traces show their spikes.
  ///   - ink: the colour of the first trace, as an index.
  ///   - isNamed: whether a name takes the place of a title.
  init(
    _ plot: TracePlot, rows: Int, isStacked: Bool, spiking: Set<Int>, ink: Int, isNamed: Bool,
    style: PlotStyle
  ) {
    self.plot = plot
    self.style = style
    scale = TraceScale(plot)
    let all = plot.traces.enumerated()
    curves =
      all.filter(\.element.isGhost).map {
        Curve(
          trace: $0.element, mark: ghostMark, pattern: .dotted, ink: .faint,
          showsSpikes: spiking.contains($0.offset))
      }
      + all.filter { !$0.element.isGhost }.enumerated().map { index, trace in
        Curve(
          trace: trace.element, mark: glyph(index), pattern: Canvas.Pattern(curve: index),
          ink: .series(ink + index), showsSpikes: spiking.contains(trace.offset))
      }
    name = isNamed ? InkedText(plot.present.first?.name ?? "", .series(ink)) : nil
    let shown = plot.showsSpikes ? curves.filter(\.showsSpikes) : []
    isLow = isStacked && rows < shown.count + 3
    self.spiking = shown.filter { !$0.trace.isGhost } + shown.filter(\.trace.isGhost)
    self.rows = isStacked && !isLow ? rows - shown.count : rows
    let range = scale.range.widened
    // The ends are rounder than the rows but finer than the ticks, so that few rows stay empty.
    let ends = range.rounded(to: Ticks(range, count: max(8, self.rows)).step)
    let ticks = Ticks(ends, count: self.rows < 6 ? 2 : max(4, self.rows / 3))
    values = ValueScale(down: ends, dots: self.rows * style.dotsDown)
    labels =
      self.rows < 4
      ? [0: brief(ends.upperBound), self.rows - 1: brief(ends.lowerBound)]
      : ticks.labels { [values] in
        values.nearestDot(to: $0).map { $0 / style.dotsDown }
      }
  }

  /// What a title says of thresholds that are not shown.
  var hidden: [String] { scale.hidden }

  /// The columns that what stands on the right needs, and those that it needs at least.
  var margin: (wanted: Int, least: Int) {
    let least = isLow ? 0 : scale.thresholds.map(\.label.drawnCount).max() ?? 0
    let names = curves.map { ((name?.count).map { $0 + 2 } ?? 0) + $0.count.count }
    return (max(names.max() ?? 0, least), least)
  }

  /// The panel around a canvas of a frame's width.
  ///
  /// - Parameter samples: where samples lie on columns of dots.
  func lines(in frame: TextFrame, width: Int, _ samples: SampleScale) -> [InkedText] {
    (name == nil ? title(width: width, samples) : []) + (isLow ? [] : spikeRows(in: frame, samples))
      + curveRows(in: frame, samples)
  }

  /// The most spikes that share a mark.
  func mostSpikes(_ samples: SampleScale) -> Int {
    isLow ? 0 : spiking.map { spikeCounts($0, samples).max() ?? 0 }.max() ?? 0
  }

  private func spikeCounts(_ curve: Curve, _ samples: SampleScale) -> [Int] {
    samples.counts(of: curve.trace.spikes, dots: style.dotsAcross)
  }

  private func title(width: Int, _ samples: SampleScale) -> [InkedText] {
    let ghost = plot.traces.contains(where: \.isGhost) ? [ghostEntry(style)] : []
    return legend(
      plot.title(scale),
      plotEntries(of: plot.present.map(\.name), style: style) + ghost
        + spikeEntries(most: mostSpikes(samples)), width: width)
  }

  // For each neuron its spikes: a stroke, or how many share the column; `#` for ten and more.
  private func spikeRows(in frame: TextFrame, _ samples: SampleScale) -> [InkedText] {
    spiking.map { curve in
      let label =
        spiking.count > 1
        ? legendMark(curve.mark, curve.pattern, curve.ink, style: style) + " " : InkedText()
      return String(repeating: " ", count: max(0, frame.gutter - label.count)) + label
        + InkedText(
          String(spikeCounts(curve, samples).map(spikeMark)), curve.trace.isGhost ? .faint : .spike)
        + " " + (name.map { $0 + ": " } ?? InkedText()) + curve.count
    }
  }

  // The curves with the value axis on the left and the thresholds' labels on the right.
  private func curveRows(in frame: TextFrame, _ samples: SampleScale) -> [InkedText] {
    var canvas = frame.canvas(rows: rows)
    var notes: [Int: InkedText] = [:]
    if isLow {
      let texts = [name ?? InkedText()] + spiking.prefix(1).map { InkedText($0.count) }
      notes = Dictionary(uniqueKeysWithValues: zip(0..., texts))
    } else {
      for threshold in scale.thresholds {
        guard let row = row(of: threshold.value) else { continue }
        for column in stride(from: 0, to: frame.columns, by: 2) {
          canvas.put("-", .faint, column: column, row: row)
        }
        notes[row] =
          (notes[row].map { $0 + ", " } ?? InkedText())
          + InkedText(threshold.label, .faint)
      }
    }
    draw(on: &canvas, samples)
    return frame.rows(canvas, labels: labels, notes: notes)
  }

  // The row of the canvas nearest to a value.
  private func row(of value: Double) -> Int? {
    values.nearestDot(to: value).map { $0 / style.dotsDown }
  }

  private func draw(on canvas: inout Canvas, _ samples: SampleScale) {
    // A few rows of characters show more by levels within each.
    if !style.isFine, rows < 6, curves.count == 1 {
      let trace = curves[0].trace
      canvas.levels(
        samples.envelope(of: trace.values, resets: trace.resets),
        in: values.range, curves[0].ink, areJoined: false)
      return
    }
    let columns = samples.isDense ? curves.map { dots(of: $0.trace, samples) } : []
    for (index, curve) in curves.enumerated() {
      canvas.pattern = curve.pattern
      if samples.isDense {
        drawGaps(in: columns[index], curve.ink, on: &canvas)
      } else {
        canvas.lines(ways(of: curve.trace, samples), curve.ink)
      }
    }
    for (index, curve) in curves.enumerated() {
      canvas.pattern = curve.pattern
      drawResets(of: curve, on: &canvas, samples)
      if samples.isDense {
        for (x, dots) in columns[index].enumerated() {
          for y in dots.indices where dots[y] { canvas.dot(curve.mark, curve.ink, x: x, y: y) }
        }
      } else {
        canvas.points(
          curve.mark, curve.ink,
          curve.trace.values.enumerated().map { dot(sample: $0.offset, $0.element, samples) })
      }
    }
  }

  // For each column of dots those that samples lie on.
  private func dots(of trace: Trace, _ samples: SampleScale) -> [[Bool]] {
    var dots = Array(
      repeating: Array(repeating: false, count: values.dots), count: samples.columns)
    for (sample, value) in trace.values.enumerated() {
      if let y = values.nearestDot(to: value) { dots[samples.column(of: sample)][y] = true }
    }
    return dots
  }

  // Samples are drawn over it.
  private func drawGaps(in columns: [[Bool]], _ ink: Ink, on canvas: inout Canvas) {
    for (x, dots) in columns.enumerated() {
      guard let top = dots.firstIndex(of: true), let bottom = dots.lastIndex(of: true) else {
        continue
      }
      canvas.gap(ink, x: x, from: top, to: bottom)
    }
  }

  private func dot(sample: Int, _ value: Double, _ samples: SampleScale) -> Canvas.Dot? {
    values.nearestDot(to: value).map { (samples.column(of: sample), $0) }
  }

  // From each sample, or from where a reset led, to the next.
  private func ways(
    of trace: Trace, _ samples: SampleScale
  ) -> [(start: Canvas.Dot, end: Canvas.Dot)] {
    trace.values.indices.dropFirst().compactMap { sample in
      let from = trace.resets[sample - 1] ?? trace.values[sample - 1]
      guard let start = dot(sample: sample - 1, from, samples),
        let end = dot(sample: sample, trace.values[sample], samples)
      else { return nil }
      return (start, end)
    }
  }

  // A stroke from the peak down to where the reset leads.
  private func drawResets(of curve: Curve, on canvas: inout Canvas, _ samples: SampleScale) {
    for (sample, after) in curve.trace.resets.sorted(by: { $0.key < $1.key }) {
      guard curve.trace.values.indices ~= sample, let bottom = values.nearestDot(to: after),
        let top = values.nearestDot(to: curve.trace.values[sample])
      else { continue }
      canvas.dots(
        curve.trace.isGhost ? curve.mark : "|", curve.ink, x: samples.column(of: sample),
        from: top, to: bottom)
    }
  }
}

/// The mark of an earlier run.
private let ghostMark: Character = ":"

/// What a legend says of an earlier run.
func ghostEntry(_ style: PlotStyle) -> InkedText {
  legendMark(ghostMark, .dotted, .faint, style: style) + " before"
}
