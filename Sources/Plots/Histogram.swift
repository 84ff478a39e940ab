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
      width = Ticks(range, count: wish).step
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

    /// From the first to the end of the last; nil where numbers cannot tell those apart.
    var range: ClosedRange<Double>? {
      let end = first + Double(counts.count) * width
      return first < end && end.isFinite ? first...end : nil
    }
  }

  var title: String { "count of \(value.heading) of \(name)" }

  /// The plot as lines without trailing spaces, none longer than `width`.
  public func rendered(width: Int, height: Int = 16, style: PlotStyle = .ascii) -> String {
    let (width, height) = drawable(width: width, height: height)
    var lines = [InkedText(title)]
    guard let bins = bins(atMost: width - 14), let most = bins.counts.max() else {
      return (lines + [InkedText("no values")]).text(width: width, style: style)
    }
    var frame = TextFrame(labels: ["\(most)", "00"], width: width, margin: 2, style: style)
    frame.columns = max(1, frame.columns / bins.counts.count) * bins.counts.count
    var labels: [Int: String] = [:]
    for count in Ticks(0...Double(most), count: max(2, height / 4)).values
    where count > 0 && count == count.rounded() {
      labels[height - Int((count / Double(most) * Double(height)).rounded())] = "\(Int(count))"
    }
    lines += frame.rows(bars(bins, on: frame.canvas(rows: height)), labels: labels)
    lines += frame.axis(
      ticks(of: bins, columns: frame.columns),
      heading: "\(value.heading), in bins of \(readable(bins.width))")
    if !note.isEmpty { lines += wrapped(note.spacedWords, at: width).map { InkedText($0) } }
    return lines.text(width: width, style: style)
  }

  // A bar for each bin, all equally wide, the highest as high as there are rows.
  private func bars(_ bins: Bins, on canvas: Canvas) -> Canvas {
    let most = bins.counts.max() ?? 1
    let (across, style) = (canvas.columns / bins.counts.count, canvas.style)
    var canvas = canvas
    for (bin, count) in bins.counts.enumerated() where count > 0 {
      // Bars that are wide enough stand apart.
      let dots = across * style.dotsAcross - (across > 3 ? style.dotsAcross : 0)
      for x in bin * across * style.dotsAcross..<bin * across * style.dotsAcross + dots {
        canvas.bar("#", .series(0), x: x, share: Double(count) / Double(most))
      }
    }
    return canvas
  }

  // Ticks stand where bins begin.
  private func ticks(of bins: Bins, columns: Int) -> [(column: Int, label: String)] {
    let ticks = Ticks(
      bins.range ?? ClosedRange(around: bins.first),
      count: min(max(1, columns / 8), bins.counts.count))
    return ticks.values.compactMap { tick in
      let bin = bins.range == nil ? 0 : (tick - bins.first) / bins.width
      guard abs(bin - bin.rounded()) < 1e-6 else { return nil }
      return (Int(bin.rounded()) * (columns / bins.counts.count), ticks.label(of: tick))
    }
  }

  /// The values.
  public var series: [PlotSeries] {
    [PlotSeries(name: name, columns: [.init(value, values)])]
  }
}
