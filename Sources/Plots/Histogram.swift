#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How often values fall into bins of equal, round width, as text.
public struct Histogram: Plot, Hashable {
  /// What the values are about, such as a node.
  public var name: String
  /// What the values measure.
  public var value: PlotAxis
  /// The values; what is no finite number is left out.
  public var values: [Double]
  /// The smallest difference that two values can have, such as one step; 0 where there is none.
  public var resolution: Double
  /// A sentence below the bars.
  public var note: String

  /// Makes a histogram.
  public init(
    name: String, value: PlotAxis, values: [Double], resolution: Double = 0, note: String = ""
  ) {
    self.name = name
    self.value = value
    self.values = values
    self.resolution = resolution
    self.note = note
  }

  /// The values sorted into at most `most` bins; nil where there are no values.
  ///
  /// Few different values have a bin each. Else there are about twice as many bins as the cube root
  /// of the number of values (the Rice rule), as far as widths of 1, 2 or 5 times a power of ten
  /// allow.
  public func bins(atMost most: Int) -> Bins? {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    let wanted = (2 * cbrt(Double(finite.count))).rounded(.up)
    let range = low < high ? low...high : ClosedRange(around: low)
    var width = 0.0
    var first = 0.0
    var count = Int.max
    let different = resolution > 0 ? (high - low) / resolution + 1 : .infinity
    var wish = min(different <= 20 ? Int(different) : max(Int(wanted), 5), most)
    // Ends that are no multiples of the width take up to two bins more than wished.
    while count > most, wish > 0 {
      width = Axis(range, count: wish).step
      let multiple = max(1, (width / resolution - 1e-6).rounded(.up))
      if resolution > 0, multiple.isFinite { width = multiple * resolution }
      first = (low / width + 1e-9).rounded(.down)
      count = Int(min((high / width + 1e-9).rounded(.down) - first + 1, 1e9))
      wish -= 1
    }
    guard count <= most else { return Bins(first: low, width: high - low, counts: [finite.count]) }
    var counts = Array(repeating: 0, count: count)
    for value in finite {
      let bin = Int((value / width + 1e-9).rounded(.down) - first)
      counts[min(max(bin, 0), count - 1)] += 1
    }
    return Bins(
      first: max(first * width, -.greatestFiniteMagnitude), width: width, counts: counts)
  }

  /// Bins side by side.
  public struct Bins: Hashable, Sendable {
    /// Where the first bin begins.
    public var first: Double
    /// The width of each.
    public var width: Double
    /// How many values are in each.
    public var counts: [Int]
  }

  /// The plot as lines without trailing spaces, none longer than `width`.
  public func rendered(width: Int, height: Int = 16, style: PlotStyle = .ascii) -> String {
    let (width, height) = drawable(width: width, height: height)
    var lines = [InkedText("\(value.heading) of \(name)")]
    guard let bins = bins(atMost: width - 14), let most = bins.counts.max() else {
      return (lines + [InkedText("no values")]).text(width: width, style: style)
    }
    let gutter = max("\(most)".count, 2) + 2
    let across = max(1, (width - gutter - 2) / bins.counts.count)
    let canvas = bars(bins, across: across, rows: height, style: style)
    let counts = Axis(0...Double(most), count: max(2, height / 4)).ticks.filter {
      $0 == $0.rounded()
    }
    var labels: [Int: String] = [:]
    for count in counts where count > 0 {
      let row = height - Int((count / Double(most) * Double(height)).rounded())
      labels[row] = "\(Int(count))"
    }
    for row in 0..<height {
      let mark = labels[row] == nil ? " |" : " +"
      lines.append((labels[row] ?? "").rightAligned(gutter - 2) + mark + canvas.text(row: row))
    }
    lines += axis(bins, across: across, gutter: gutter)
    if !note.isEmpty { lines += wrapped(note, at: width).map { InkedText($0) } }
    return lines.text(width: width, style: style)
  }

  // A bar for each bin, `across` columns wide, the highest as high as there are rows.
  private func bars(_ bins: Bins, across: Int, rows: Int, style: PlotStyle) -> Canvas {
    let most = bins.counts.max() ?? 1
    var canvas = Canvas(columns: across * bins.counts.count, rows: rows, style: style)
    for (bin, count) in bins.counts.enumerated() where count > 0 {
      // A single value is to be seen as well.
      let share = (Double(count) / Double(most) * Double(canvas.dotRows)).rounded()
      let top = canvas.dotRows - max(1, Int(share))
      // Bars that are wide enough stand apart.
      let dots = across * style.dotsAcross - (across > 3 ? style.dotsAcross : 0)
      for x in bin * across * style.dotsAcross..<bin * across * style.dotsAcross + dots {
        canvas.dots("#", .series(0), x: x, from: top, to: canvas.dotRows - 1)
      }
    }
    return canvas
  }

  // Ticks stand where bins begin.
  private func axis(_ bins: Bins, across: Int, gutter: Int) -> [InkedText] {
    let columns = across * bins.counts.count
    let end = bins.first + Double(bins.counts.count) * bins.width
    let isRange = bins.first < end && end.isFinite
    let range = isRange ? bins.first...end : ClosedRange(around: bins.first)
    let ticks = Axis(range, count: min(max(1, columns / 8), bins.counts.count))
    let lines = LabelledAxis(
      ticks: ticks.ticks.compactMap { tick in
        let bin = isRange ? (tick - bins.first) / bins.width : 0
        guard abs(bin - bin.rounded()) < 1e-6 else { return nil }
        return (Int(bin.rounded()) * across, ticks.label(of: tick))
      }, columns: columns, gutter: gutter
    ).lines
    let heading = "\(value.heading), in bins of \(readable(bins.width))"
    return [
      lines.axis, lines.labels,
      InkedText(heading.rightAligned(gutter + (columns + heading.count) / 2)),
    ]
  }

  /// The values.
  public var series: [PlotSeries] {
    [PlotSeries(name: name, columns: [.init(value.label, values)])]
  }
}
