/// Traces below each other over one time axis, as text.
///
/// From the top: for each panel a title, a row of spike marks for each neuron with their count, and
/// the curves with value axis and thresholds; then the time axis, and the input currents. Panels
/// that show the same of one neuron each share a title and what the value axis covers.
public struct TraceStack: Plot, Hashable {
  /// The panels, from the top; all have the same time axis.
  public var panels: [TracePlot]

  /// Makes a plot.
  ///
  /// - Parameter panels: from the top; all have the same time axis.
  public init(_ panels: [TracePlot]) { self.panels = panels }

  /// 16 rows, or 8 a panel where there are several, but no more than 32.
  public var usualRows: Int { panels.count > 1 ? min(8 * panels.count, 32) : 16 }
  /// 420 pixels, or 140 a panel where there are several.
  public var usualPixels: Int { panels.count > 1 ? 140 + 140 * panels.count : 420 }

  /// The plot as lines without trailing spaces, none longer than `width`.
  ///
  /// - Parameters:
  ///   - width: columns, 40 to 240; what lies outside counts as the nearest.
  ///   - height: rows of the curves, 6 to 200 likewise; of several panels together, in which the
  ///     spikes take theirs.
  ///   - style: which characters draw, and whether they are coloured.
  public func rendered(width: Int, height: Int, style: PlotStyle = .ascii) -> String {
    let (width, height) = drawable(width: width, height: height)
    let firsts = firstsOfNeurons
    let shown = scaled
    let all = max(height, 2 * panels.count)
    let layouts = shown.indices.map { panel in
      TracePanel(
        shown[panel], rows: all * (panel + 1) / panels.count - all * panel / panels.count,
        isStacked: panels.count > 1, spiking: firsts[panel], ink: isUniform ? panel : 0,
        isNamed: isUniform, style: style)
    }
    let inputs = inputs
    let margins = layouts.map(\.margin)
    let notes = inputs.map(\.label.drawnCount) + [time.heading.drawnCount] + margins.map(\.wanted)
    // A threshold cut short would be another one.
    let least = (margins.map(\.least).max() ?? 0) + 1
    let most = max(width / 3, min(least, width / 2))
    let frame = TextFrame(
      labels: layouts.flatMap(\.labels.values) + inputs.flatMap(\.ends), width: width,
      margin: min((notes.max() ?? 0) + 1, most), style: style)
    let samples = SampleScale(count: samples, columns: frame.columns * style.dotsAcross)
    var lines: [InkedText] = []
    if isUniform {
      let most = layouts.map { $0.mostSpikes(samples) }.max() ?? 0
      lines = legend(sharedTitle(layouts), ghosts(style) + spikeEntries(most: most), width: width)
    }
    lines += layouts.flatMap { $0.lines(in: frame, width: width, samples) }
    let times = SampleTimes(
      first: first.firstStep, interval: first.interval, last: first.lastStep, axis: time)
    lines += times.lines(samples, below: frame)
    // More strips than that would leave no room for the curves.
    let isNarrow = panels.count > 4
    let strips = inputs.prefix(isNarrow ? 1 : 2)
    lines += strips.flatMap { strip($0, in: frame, samples, rows: isNarrow ? 1 : 3) }
    let rest = inputs.count - strips.count
    if rest > 0 {
      let text = "\(rest) more input\(rest == 1 ? "" : "s")"
      lines.append(InkedText(text.rightAligned(frame.gutter + 14)))
    }
    return lines.text(width: width, style: style)
  }

  private func sharedTitle(_ layouts: [TracePanel]) -> String {
    // A threshold that all have and that none can show is said once.
    let hidden = layouts.flatMap(\.hidden).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return ([first.value.heading] + (first.note.isEmpty ? [] : [first.note]) + hidden)
      .joined(separator: ", ")
  }

  private func ghosts(_ style: PlotStyle) -> [InkedText] {
    panels.contains { $0.traces.contains(where: \.isGhost) } ? [ghostEntry(style)] : []
  }

  // A constant takes one row.
  private func strip(
    _ input: Input, in frame: TextFrame, _ samples: SampleScale, rows: Int
  ) -> [InkedText] {
    let isConstant = input.range.lowerBound == input.range.upperBound
    var canvas = frame.canvas(rows: isConstant ? 1 : rows)
    let ranges = samples.envelope(of: input.values)
    // One that took fewer steps than others ends before them.
    let end = samples.column(of: min(input.values.count, samples.count) - 1)
    canvas.levels(Array(ranges[...end]), in: input.range, areJoined: true)
    return frame.strip(canvas, input.range, note: input.label)
  }

  /// The series of all panels, those of one neuron in one.
  public var series: [PlotSeries] { panels.flatMap(\.series).joined }

  // MARK: - What is shown

  /// What the time axis shows.
  var time: PlotAxis { first.time }
  /// The panel that the time axis is taken from.
  var first: TracePlot { panels.first ?? TracePlot(traces: []) }
  /// The most samples that a trace has.
  var samples: Int { panels.flatMap(\.traces).map(\.values.count).max() ?? 0 }

  /// Whether every panel shows the same, of one neuron each.
  var isUniform: Bool {
    panels.count > 1
      && panels.allSatisfy {
        $0.present.count == 1 && $0.value == first.value && $0.note == first.note
      }
  }

  /// The panels, those that show the same with one range of values.
  var scaled: [TracePlot] {
    guard isUniform else { return panels }
    let range = panels.map { TraceScale($0).range }.reduce(nil) { $0?.union($1) ?? $1 }
    return panels.map { panel in
      var panel = panel
      panel.leastRange = range
      return panel
    }
  }

  /// For each panel the traces whose neurons no trace before them has, earlier runs apart.
  var firstsOfNeurons: [Set<Int>] {
    struct Run: Hashable {
      var neuron: String
      var isGhost: Bool
    }
    var known: Set<Run> = []
    return panels.map { panel in
      Set(
        panel.traces.indices.filter {
          let trace = panel.traces[$0]
          return known.insert(Run(neuron: trace.neuron, isGhost: trace.isGhost)).inserted
        })
    }
  }

  /// What flows into a neuron, or into all of them alike.
  struct Input {
    var values: [Double]
    var label: String
    var range: ClosedRange<Double>
    /// The lowest and the highest value as text.
    var ends: [String] { [range.lowerBound, range.upperBound].map { brief($0, in: range) } }
  }

  /// The input of every neuron that has one, earlier runs apart; one where all get the same.
  var inputs: [Input] {
    var known: Set<String> = []
    let fed = panels.flatMap(\.present).filter {
      $0.input?.isEmpty == false && known.insert($0.neuron).inserted
    }
    let isShared = fed.allSatisfy {
      $0.input == fed.first?.input && $0.inputUnit == fed.first?.inputUnit
    }
    return fed.prefix(isShared ? 1 : fed.count).compactMap { trace in
      guard let values = trace.input, let range = ClosedRange(extentOf: values) else { return nil }
      let name = isShared ? "input" : "input \(trace.neuron)"
      return Input(
        values: values, label: PlotAxis(name, unit: trace.inputUnit).heading, range: range)
    }
  }
}
