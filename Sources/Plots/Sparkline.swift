/// A trace in one line, as high as a character: `_.-'|_.-'|`.
public struct Sparkline: Hashable, Sendable {
  /// One value a sample.
  public var values: [Double]
  /// The samples that fired.
  public var spikes: [Int]

  /// Makes a sparkline.
  public init(values: [Double], spikes: [Int] = []) {
    self.values = values
    self.spikes = spikes
  }

  /// The line, from the lowest value to the highest in four levels, with a stroke for every spike.
  ///
  /// Where several samples share a column, it shows the one farthest from the mean.
  public func rendered(width: Int, marks: PlotStyle.Marks = .ascii) -> String {
    guard let range = ClosedRange(extentOf: values) else { return "" }
    let levels: [Character] = marks == .braille ? ["⣀", "⠤", "⠒", "⠉"] : levelMarks
    let samples = SampleScale(count: values.count, columns: min(max(1, width), values.count))
    let scale = ValueScale(down: range, dots: levels.count)
    let mean = values.reduce(0) { $0 + ($1.isFinite ? $1 / Double(values.count) : 0) }
    var shown: [Double?] = Array(repeating: nil, count: samples.columns)
    for (sample, value) in values.enumerated() where value.isFinite {
      let column = samples.column(of: sample)
      if let old = shown[column], abs(old - mean) >= abs(value - mean) { continue }
      shown[column] = value
    }
    let fired = Set(spikes.filter(values.indices.contains).map(samples.column(of:)))
    let line = shown.enumerated().map { column, value -> Character in
      if fired.contains(column) { return "|" }
      return value.flatMap(scale.nearestDot(to:)).map { levels[levels.count - 1 - $0] } ?? " "
    }
    return String(line)
  }
}
