/// Membrane potentials over time, as text.
///
/// From the top: a title, a row of spike marks for each trace with their count, the curves with
/// value axis and thresholds, the time axis, and the input currents.
public struct TracePlot: Hashable, Sendable {
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
  /// Whether spikes are counted and marked above the curves.
  public var showsSpikes = true

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
  ///   - height: rows of the curves, at least 6.
  public func rendered(width: Int, height: Int = 12) -> String {
    let width = min(max(width, 40), 240)
    let layout = TraceLayout(self, width: width, height: min(max(height, 6), 200))
    let lines =
      [layout.title] + layout.spikeRows + layout.curveRows + layout.timeAxis
      + layout.inputStrips
    return lines.map { $0.trimmingEnd.prefix(width) }.joined(separator: "\n")
  }
}

extension StringProtocol {
  /// The text without spaces at its end.
  var trimmingEnd: String {
    String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
  }

  /// The text with spaces in front, `width` characters in all.
  func rightAligned(_ width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - count)) + self
  }
}
