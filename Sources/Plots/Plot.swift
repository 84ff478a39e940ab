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
}

/// Numbers behind a plot: columns of one length each under its own name.
public struct PlotSeries: Hashable, Sendable {
  /// One column.
  public struct Column: Hashable, Sendable {
    /// What it measures.
    public var name: String
    /// Its numbers.
    public var values: [Double]

    /// Makes a column.
    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// What the numbers are about, such as a node.
  public var name: String
  /// The columns.
  public var columns: [Column]

  /// Makes a series.
  public init(name: String, columns: [Column]) {
    self.name = name
    self.columns = columns
  }
}

/// What an axis measures.
public struct PlotAxis: Hashable, Sendable {
  /// The quantity.
  public var label: String
  /// Its unit; empty for none.
  public var unit: String
  /// Whether equal distances are equal ratios.
  public var isLogarithmic: Bool

  /// Makes an axis.
  public init(_ label: String, unit: String = "", isLogarithmic: Bool = false) {
    self.label = label
    self.unit = unit
    self.isLogarithmic = isLogarithmic
  }

  /// The quantity and its unit: `mem (mV)`.
  public var heading: String { unit.isEmpty ? label : "\(label) (\(unit))" }
}

/// The sizes that plots are drawn in; what was asked for is brought to the nearest.
func drawable(width: Int, height: Int) -> (width: Int, height: Int) {
  (min(max(width, 40), 240), min(max(height, 6), 200))
}
