/// Membrane potentials over time, as text.
///
/// From the top: a title, a row of spike marks for each trace with their count, the curves with
/// value axis and thresholds, the time axis, and the input currents.
public struct TracePlot: Plot, Hashable {
  /// The curves.
  public var traces: [Trace]
  /// The time of the first sample.
  public var firstStep: Double
  /// The time between two samples.
  public var interval: Double
  /// What the value axis shows.
  public var valueLabel: String
  /// The unit of the value axis; empty for none.
  public var valueUnit: String
  /// What the time axis shows.
  public var timeLabel: String
  /// The unit of the time axis; empty for none.
  public var timeUnit: String
  /// What else the title says, such as how values were averaged; empty for nothing.
  public var note = ""
  /// Whether spikes are counted and marked above the curves.
  public var showsSpikes = true
  /// What the value axis covers at least.
  public var leastRange: ClosedRange<Double>?

  /// Makes a plot.
  public init(
    traces: [Trace], firstStep: Double = 1, interval: Double = 1, valueLabel: String = "mem",
    valueUnit: String = "", timeLabel: String = "step", timeUnit: String = ""
  ) {
    self.traces = traces
    self.firstStep = firstStep
    self.interval = interval
    self.valueLabel = valueLabel
    self.valueUnit = valueUnit
    self.timeLabel = timeLabel
    self.timeUnit = timeUnit
  }

  /// The plot as lines without trailing spaces, none longer than `width`.
  ///
  /// - Parameters:
  ///   - width: columns, 40 to 240; what lies outside counts as the nearest.
  ///   - height: rows of the curves, 6 to 200 likewise.
  ///   - style: which characters draw, and whether they are coloured.
  public func rendered(width: Int, height: Int = 12, style: PlotStyle = .ascii) -> String {
    let (width, height) = drawable(width: width, height: height)
    let layout = TraceLayout(cut, width: width, height: height, style: style)
    let lines =
      [layout.title] + layout.spikeRows + layout.curveRows + layout.timeAxis + layout.inputStrips
    return lines.text(width: width, style: style)
  }

  /// The plot with peaks cut off where they are not to be drawn.
  var cut: TracePlot {
    var plot = self
    for index in traces.indices { plot.traces[index].values = traces[index].drawnValues }
    return plot
  }

  /// The traces whose neurons no trace before them has, earlier runs apart.
  var firstOfNeurons: Set<Int> {
    Set(
      traces.indices.filter { index in
        !traces[..<index].contains {
          $0.neuron == traces[index].neuron && $0.isGhost == traces[index].isGhost
        }
      })
  }

  /// The first trace of every neuron that has an input, earlier runs apart.
  var inputs: [Trace] {
    let fed = traces.filter { !$0.isGhost && $0.input?.isEmpty == false }
    return fed.indices.filter { index in
      !fed[..<index].contains { $0.neuron == fed[index].neuron }
    }.map { fed[$0] }
  }

  /// For every trace the time, the value, whether it fired, and the input.
  ///
  /// A membrane potential that is drawn before its resets has a column of each: `mem_before`, and
  /// `mem` as resets leave it.
  public var series: [PlotSeries] {
    traces.map { trace in
      let time = trace.values.indices.map { firstStep + Double($0) * interval }
      var spikes = Array(repeating: 0.0, count: trace.values.count)
      for spike in trace.spikes where spikes.indices ~= spike { spikes[spike] = 1 }
      let label = trace.quantity ?? valueLabel
      var columns = [PlotSeries.Column(timeLabel, time)]
      if trace.isBeforeReset {
        columns.append(PlotSeries.Column("\(label)_before", trace.values))
        columns.append(PlotSeries.Column(label, trace.valuesAfterReset))
      } else {
        columns.append(PlotSeries.Column(label, trace.values))
      }
      if showsSpikes { columns.append(PlotSeries.Column("spike", spikes)) }
      if let input = trace.input, input.count == trace.values.count {
        columns.append(PlotSeries.Column("input", input))
      }
      return PlotSeries(name: trace.name, columns: columns)
    }
  }
}
