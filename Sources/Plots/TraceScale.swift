/// What the value axis of traces covers, and which thresholds lie within.
struct TraceScale: Hashable {
  /// Where neurons fire.
  struct Threshold: Hashable {
    var value: Double
    var label: String
  }

  /// What the axis covers: the values, and the thresholds that are shown.
  let range: ClosedRange<Double>
  let thresholds: [Threshold]
  /// What the title says of those that would squeeze the values too much.
  let hidden: [String]

  init(_ plot: TracePlot) {
    let values = plot.traces.lazy.flatMap { [$0.values, Array($0.resets.values)].joined() }
    guard let data = ClosedRange(extentOf: values).map({ $0.union(plot.leastRange ?? $0) })
    else {
      (range, thresholds, hidden) = (plot.leastRange ?? 0...1, [], [])
      return
    }
    let (low, high) = (data.lowerBound, data.upperBound)
    let room = 6 * max(high / 2 - low / 2, abs(high) / 2, abs(low) / 2)
    let all = Self.thresholds(of: plot)
    let shown = all.filter { low - room...high + room ~= $0.value }
    let covered = shown.map(\.value).reduce(data) { $0.union($1...$1) }
    range = plot.value.range(of: [covered.lowerBound, covered.upperBound]) ?? covered
    thresholds = shown
    hidden = all.filter { !shown.contains($0) }.map {
      "\($0.label) (\($0.value > high ? "above" : "below"))"
    }
  }

  // One a value; where they differ between traces, each with the names that have it.
  private static func thresholds(of plot: TracePlot) -> [Threshold] {
    let all = plot.present.filter { $0.threshold?.isFinite == true }
    var values: [Double] = []
    for case let value? in all.map(\.threshold) where !values.contains(value) {
      values.append(value)
    }
    return values.map { value in
      let names = all.filter { $0.threshold == value }.map(\.name).joined(separator: " ")
      let owner = values.count > 1 ? " \(names)" : ""
      return Threshold(
        value: value, label: "threshold \(plot.value.text(readable(value)))\(owner)")
    }
  }
}
