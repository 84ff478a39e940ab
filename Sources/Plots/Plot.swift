/// Data that can be drawn as text.
public protocol Plot: Sendable {
  /// The plot as lines without trailing spaces, none longer than `width`.
  ///
  /// - Parameters:
  ///   - width: columns, 40 to 240; what lies outside counts as the nearest.
  ///   - height: rows between the axes, 6 to 200 likewise.
  ///   - style: which characters draw, and whether they are coloured.
  func rendered(width: Int, height: Int, style: PlotStyle) -> String

  /// The plot as Scalable Vector Graphics.
  ///
  /// - Parameters:
  ///   - width: pixels.
  ///   - height: pixels.
  func svg(width: Int, height: Int) -> String

  /// The numbers behind the plot, for programs.
  var series: [PlotSeries] { get }

  /// How many rows it takes between the axes where no screen says how many there are.
  var usualRows: Int { get }

  /// How high it is in a file, in pixels.
  var usualPixels: Int { get }
}

extension Plot {
  /// 16 rows.
  public var usualRows: Int { 16 }
  /// 420 pixels.
  public var usualPixels: Int { 420 }
}

/// What an axis measures.
public struct PlotAxis: Hashable, Sendable {
  /// The quantity.
  public var label: String
  /// Its unit; empty for none.
  public var unit: String
  /// Whether equal distances are equal ratios.
  public var isLogarithmic: Bool
  /// Whether nothing lies below 0, as with rates, so that the axis begins there.
  public var beginsAtZero: Bool

  /// Makes an axis.
  public init(
    _ label: String, unit: String = "", isLogarithmic: Bool = false, beginsAtZero: Bool = false
  ) {
    self.label = label
    self.unit = unit
    self.isLogarithmic = isLogarithmic
    self.beginsAtZero = beginsAtZero
  }

  /// The quantity and its unit: `mem (mV)`.
  public var heading: String { unit.isEmpty ? label : "\(label) (\(unit))" }

  /// The range of the finite ones of some values, from 0 on where the axis begins there, with room
  /// around a single one; nil where there is none.
  func range(of values: some Sequence<Double>) -> ClosedRange<Double>? {
    guard let range = ClosedRange(extentOf: values) else { return nil }
    let low = beginsAtZero && !isLogarithmic ? min(0, range.lowerBound) : range.lowerBound
    if low < range.upperBound { return low...range.upperBound }
    return beginsAtZero && low == 0 ? 0...1 : ClosedRange(around: low)
  }

  /// A number and the unit: `50 mV`.
  func text(_ number: String) -> String { unit.isEmpty ? number : "\(number) \(unit)" }
}

/// The sizes that plots are drawn in; what was asked for is brought to the nearest.
func drawable(width: Int, height: Int) -> (width: Int, height: Int) {
  (min(max(width, 40), 240), min(max(height, 6), 200))
}
