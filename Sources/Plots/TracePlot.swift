/// Membrane potentials over time on one value axis; `TraceStack` has several of these.
public struct TracePlot: Plot, Hashable {
  /// The curves.
  public var traces: [Trace]
  /// The time of the first sample.
  public var firstStep: Double
  /// The time between two samples.
  public var interval: Double
  /// The time of the last sample, where that is not one interval after the one before.
  public var lastStep: Double?
  /// What the value axis shows.
  public var value: PlotAxis
  /// What the time axis shows; steps where it has no unit.
  public var time: PlotAxis
  /// What else the title says, such as how values were averaged; empty for nothing.
  public var note = ""
  /// Whether spikes are counted and marked above the curves.
  public var showsSpikes = true
  /// What the value axis covers at least.
  public var leastRange: ClosedRange<Double>?

  /// Makes a plot.
  public init(
    traces: [Trace], firstStep: Double = 1, interval: Double = 1,
    value: PlotAxis = PlotAxis("mem"), time: PlotAxis = PlotAxis("step")
  ) {
    self.traces = traces
    self.firstStep = firstStep
    self.interval = interval
    self.value = value
    self.time = time
  }

  /// The plot as lines without trailing spaces, none longer than `width`.
  ///
  /// - Parameters:
  ///   - width: columns, 40 to 240; what lies outside counts as the nearest.
  ///   - height: rows of the curves, 6 to 200 likewise.
  ///   - style: which characters draw, and whether they are coloured.
  public func rendered(width: Int, height: Int = 12, style: PlotStyle = .ascii) -> String {
    TraceStack([self]).rendered(width: width, height: height, style: style)
  }

  /// The plot as Scalable Vector Graphics.
  ///
  /// - Parameters:
  ///   - width: pixels.
  ///   - height: pixels.
  public func svg(width: Int = 800, height: Int = 420) -> String {
    TraceStack([self]).svg(width: width, height: height)
  }

  /// When a sample was taken.
  func time(of sample: Int) -> Double {
    if let lastStep, sample > 0, sample + 1 == traces.first?.values.count { return lastStep }
    return firstStep + Double(sample) * interval
  }

  /// The traces of this run.
  var present: [Trace] { traces.filter { !$0.isGhost } }

  /// What is shown, of whom where that is one, and what else there is to say.
  func title(_ scale: TraceScale) -> String {
    ([plotTitle(value.heading, of: present.map(\.name))] + (note.isEmpty ? [] : [note])
      + scale.hidden).joined(separator: ", ")
  }

  /// For every neuron the time, its values, whether it fired, and the input.
  ///
  /// A membrane potential that is drawn before its resets has a column of each: `mem_before`, and
  /// `mem` as resets leave it. An earlier run is a series of its own.
  public var series: [PlotSeries] {
    struct Rows: Hashable {
      var name: String
      var count: Int
    }
    var groups: [(name: String, traces: [Trace])] = []
    var places: [Rows: Int] = [:]
    for trace in traces {
      // A trace's own name may have the quantity in it, which the column says.
      let name = trace.neuron + (trace.isGhost ? " before" : "")
      let rows = Rows(name: name, count: trace.values.count)
      if let place = places[rows] {
        groups[place].traces.append(trace)
      } else {
        places[rows] = groups.count
        groups.append((name, [trace]))
      }
    }
    return groups.map { name, traces in
      let decimals = Decimals(of: [firstStep, interval])
      var time = traces[0].values.indices.map {
        decimals.nearest(to: firstStep + Double($0) * interval)
      }
      if let lastStep, time.count > 1 { time[time.count - 1] = lastStep }
      let columns = traces.flatMap(columns) + traces.flatMap(shared)
      return PlotSeries(name: name, columns: [PlotSeries.Column(self.time, time)] + columns)
        .withoutRepetition
    }
  }

  private func columns(of trace: Trace) -> [PlotSeries.Column] {
    let label = trace.quantity ?? value.label
    guard trace.isBeforeReset else {
      return [PlotSeries.Column(label, trace.values, unit: value.unit)]
    }
    return [
      PlotSeries.Column("\(label)_before", trace.values, unit: value.unit),
      PlotSeries.Column(label, trace.valuesAfterReset, unit: value.unit),
    ]
  }

  // All quantities of a neuron have the same spikes and the same input.
  private func shared(of trace: Trace) -> [PlotSeries.Column] {
    var columns: [PlotSeries.Column] = []
    if showsSpikes {
      var spikes = Array(repeating: 0.0, count: trace.values.count)
      for spike in trace.spikes where spikes.indices ~= spike { spikes[spike] += 1 }
      columns.append(PlotSeries.Column("spike", spikes))
    }
    if let input = trace.input, input.count == trace.values.count {
      columns.append(PlotSeries.Column("input", input, unit: trace.inputUnit))
    }
    return columns
  }
}

extension PlotSeries {
  // Each name once: a quantity that is drawn itself needs no second column.
  fileprivate var withoutRepetition: PlotSeries {
    var known: Set<String> = []
    return PlotSeries(name: name, columns: columns.filter { known.insert($0.name).inserted })
  }
}
