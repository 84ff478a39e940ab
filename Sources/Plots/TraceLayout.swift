/// A trace plot with its scales and margins decided.
struct TraceLayout {
  let plot: TracePlot
  let values: ValueScale
  let samples: SampleScale
  let valueAxis: Axis
  /// Columns to the left of the curves: the labels of the value axis, a space and a line.
  let gutter: Int
  /// What stands to the right of the curves, by row.
  private let thresholds: [Threshold]
  private let hiddenThresholds: [Threshold]

  private struct Threshold: Hashable {
    var value: Double
    var label: String
  }

  init(_ plot: TracePlot, width: Int, height: Int) {
    self.plot = plot
    let thresholds = Self.thresholds(of: plot)
    let (range, shown) = Self.range(of: plot, thresholds: thresholds)
    self.thresholds = shown
    hiddenThresholds = thresholds.filter { !shown.contains($0) }
    // The ends are rounder than the rows but finer than the ticks, so that few rows stay empty.
    let ends = Self.rounded(range, to: Axis(range, count: height).step)
    let axis = Axis(ends, count: max(4, height / 3))
    valueAxis = axis
    values = ValueScale(range: ends, rows: height)
    let inputLabels = plot.traces.compactMap(\.input).flatMap { input -> [String] in
      let finite = input.lazy.filter(\.isFinite)
      return [finite.min(), finite.max()].compactMap { $0.map(brief) }
    }
    let labels = axis.ticks.map(axis.label(of:)) + inputLabels
    gutter = (labels.map(\.count).max() ?? 1) + 2
    let notes =
      shown.map(\.label) + plot.traces.map { Self.count($0.spikes.count) }
      + ["\(plot.timeLabel) (\(plot.timeUnit))"]
    let margin = min((notes.map(\.count).max() ?? 0) + 1, width / 3)
    samples = SampleScale(
      count: plot.traces.map(\.values.count).max() ?? 0, columns: max(8, width - gutter - margin))
  }

  private static func count(_ spikes: Int) -> String { "\(spikes) spike\(spikes == 1 ? "" : "s")" }

  // One line a value; where they differ between traces, each with the names that have it.
  private static func thresholds(of plot: TracePlot) -> [Threshold] {
    let all = plot.traces.filter { $0.threshold?.isFinite == true }
    var values: [Double] = []
    for case let value? in all.map(\.threshold) where !values.contains(value) {
      values.append(value)
    }
    return values.map { value in
      let names = all.filter { $0.threshold == value }.map(\.name).joined(separator: " ")
      let owner = values.count > 1 ? " \(names)" : ""
      return Threshold(value: value, label: "threshold \(readable(value))\(owner)")
    }
  }

  // The range of the data, with the thresholds that do not squeeze it too much.
  private static func range(
    of plot: TracePlot, thresholds: [Threshold]
  ) -> (ClosedRange<Double>, [Threshold]) {
    var low = Double.infinity
    var high = -Double.infinity
    for trace in plot.traces {
      for value in trace.values where value.isFinite {
        low = min(low, value)
        high = max(high, value)
      }
      for value in trace.resets.values where value.isFinite {
        low = min(low, value)
        high = max(high, value)
      }
    }
    guard low <= high else { return (0...1, []) }
    let span = max(high / 2 - low / 2, abs(high) / 2, abs(low) / 2) * 2
    let shown = thresholds.filter { $0.value <= high + 3 * span && $0.value >= low - 3 * span }
    for threshold in shown {
      low = min(low, threshold.value)
      high = max(high, threshold.value)
    }
    if low == high {
      // A constant still needs some room around it.
      let room = max(abs(low) / 2, 0.5)
      return (
        max(low - room, -.greatestFiniteMagnitude)...min(high + room, .greatestFiniteMagnitude),
        shown
      )
    }
    return (low...high, shown)
  }

  // The range from one tick to another.
  private static func rounded(
    _ range: ClosedRange<Double>, to step: Double
  ) -> ClosedRange<Double> {
    let low = (range.lowerBound / step + 1e-9).rounded(.down) * step
    let high = (range.upperBound / step - 1e-9).rounded(.up) * step
    guard low.isFinite, high.isFinite, low < high else { return range }
    return low...high
  }

  // MARK: - Rows

  /// What is shown, in which unit, and the mark of each trace.
  var title: String {
    let unit = plot.valueUnit.isEmpty ? "" : " (\(plot.valueUnit))"
    var text = plot.valueLabel + unit
    if plot.traces.count > 1 {
      for (index, trace) in plot.traces.enumerated() { text += "   \(glyph(index)) \(trace.name)" }
    } else if let trace = plot.traces.first {
      text += " of \(trace.name)"
    }
    for threshold in hiddenThresholds {
      let side = threshold.value > values.range.upperBound ? "above" : "below"
      text += ", \(threshold.label) (\(side))"
    }
    return text
  }

  private func glyph(_ index: Int) -> Character {
    let glyphs: [Character] = ["*", "o", "x", "+", "@", "%", "&", "$"]
    return glyphs[index % glyphs.count]
  }

  /// For each trace its spikes: a stroke, or how many share the column; `#` for ten and more.
  var spikeRows: [String] {
    guard plot.showsSpikes else { return [] }
    return plot.traces.enumerated().map { index, trace in
      var counts = Array(repeating: 0, count: samples.columns)
      for spike in trace.spikes where 0..<samples.count ~= spike {
        counts[samples.column(of: spike)] += 1
      }
      let marks = counts.map { count in
        switch count {
        case 0: " "
        case 1: "|"
        case 2...9: "\(count)"
        default: "#"
        }
      }
      let label = plot.traces.count > 1 ? "\(glyph(index)) " : ""
      return label.rightAligned(gutter) + marks.joined() + " " + Self.count(trace.spikes.count)
    }
  }

  /// The curves with the value axis on the left and the thresholds' labels on the right.
  var curveRows: [String] {
    var canvas = Canvas(columns: samples.columns, rows: values.rows)
    var notes: [Int: String] = [:]
    for threshold in thresholds {
      guard let row = values.row(of: threshold.value) else { continue }
      for column in stride(from: 0, to: samples.columns, by: 2) {
        canvas.put("-", column: column, row: row)
      }
      notes[row] = [notes[row], threshold.label].compactMap(\.self).joined(separator: ", ")
    }
    for (index, trace) in plot.traces.enumerated() {
      if samples.isDense {
        drawDense(trace, glyph(index), on: &canvas)
      } else {
        drawSparse(trace, glyph(index), on: &canvas)
      }
    }
    var labels: [Int: String] = [:]
    for tick in valueAxis.ticks {
      if let row = values.row(of: tick) { labels[row] = valueAxis.label(of: tick) }
    }
    return (0..<values.rows).map { row in
      let axis = (labels[row] ?? "").rightAligned(gutter - 2) + (labels[row] == nil ? " |" : " +")
      return axis + canvas.text(row: row) + (notes[row].map { " \($0)" } ?? "")
    }
  }

  // Few samples: each has its column, and a light line leads from one to the next. Where they
  // stand close, the line has the samples' own mark, since dots between would only flicker.
  private func drawSparse(_ trace: Trace, _ glyph: Character, on canvas: inout Canvas) {
    for sample in trace.values.indices.dropFirst() {
      let from = trace.resets[sample - 1] ?? trace.values[sample - 1]
      guard let start = values.row(of: from), let end = values.row(of: trace.values[sample]) else {
        continue
      }
      let (first, last) = (samples.column(of: sample - 1), samples.column(of: sample))
      let mark: Character = samples.columns < 3 * samples.count ? glyph : "."
      for column in first + 1..<max(first + 1, last) {
        let share = Double(column - first) / Double(last - first)
        let row = Int((Double(start) + share * Double(end - start)).rounded())
        canvas.put(mark, column: column, row: row)
      }
    }
    for (sample, value) in trace.values.enumerated() {
      guard let row = values.row(of: value) else { continue }
      let column = samples.column(of: sample)
      if let after = trace.resets[sample], let bottom = values.row(of: after) {
        canvas.stroke("|", column: column, from: row, to: bottom)
      }
      canvas.put(glyph, column: column, row: row)
    }
  }

  // Many samples: a column shows all values between the lowest and the highest of its samples, and
  // what the resets add to that.
  private func drawDense(_ trace: Trace, _ glyph: Character, on canvas: inout Canvas) {
    var low = Array(repeating: Double.infinity, count: samples.columns)
    var high = Array(repeating: -Double.infinity, count: samples.columns)
    for (sample, value) in trace.values.enumerated() where value.isFinite {
      let column = samples.column(of: sample)
      low[column] = min(low[column], value)
      high[column] = max(high[column], value)
    }
    for (sample, after) in trace.resets {
      guard 0..<trace.values.count ~= sample, let bottom = values.row(of: after),
        let top = values.row(of: trace.values[sample])
      else { continue }
      canvas.stroke("|", column: samples.column(of: sample), from: top, to: bottom)
    }
    for column in 0..<samples.columns {
      guard let top = values.row(of: high[column]), let bottom = values.row(of: low[column]) else {
        continue
      }
      canvas.stroke(glyph, column: column, from: top, to: bottom)
    }
  }

  /// The line below the curves, and its labels.
  var timeAxis: [String] {
    guard samples.count > 0 else { return ["no samples".rightAligned(gutter + 10)] }
    let last = plot.firstStep + Double(samples.count - 1) * plot.interval
    let widest = max(readable(plot.firstStep).count, readable(last).count)
    let axis = Axis(
      plot.firstStep...max(last, plot.firstStep), count: max(1, samples.columns / (widest + 5)))
    var line = Array(repeating: Character("-"), count: samples.columns)
    var labels = Array(repeating: Character(" "), count: gutter + samples.columns)
    var free = 0
    for tick in axis.ticks {
      let sample = ((tick - plot.firstStep) / plot.interval).rounded()
      guard sample.isFinite, sample >= 0, sample < Double(samples.count) else { continue }
      let column = samples.column(of: Int(sample))
      let label = Array(axis.label(of: tick))
      let start = min(max(0, gutter + column - label.count / 2), labels.count - label.count)
      // Steps lie on whole numbers only, and labels must not run into each other.
      guard start >= free, isOnSample(tick) else { continue }
      line[column] = "+"
      labels.replaceSubrange(start..<start + label.count, with: label)
      free = start + label.count + 1
    }
    let unit = plot.timeUnit.isEmpty ? "" : " (\(plot.timeUnit))"
    return [
      "+".rightAligned(gutter) + String(line),
      String(labels) + " " + plot.timeLabel + unit,
    ]
  }

  private func isOnSample(_ time: Double) -> Bool {
    let sample = (time - plot.firstStep) / plot.interval
    return samples.isDense || abs(sample - sample.rounded()) < 1e-6
  }
}
