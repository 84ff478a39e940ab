/// Numbers behind a plot: columns of one length each under its own name.
public struct PlotSeries: Hashable, Sendable {
  /// One column.
  public struct Column: Hashable, Sendable {
    /// What it measures.
    public var name: String
    /// Its unit; empty for none.
    public var unit: String
    /// Its numbers.
    public var values: [Double]

    /// Makes a column.
    ///
    /// - Parameters:
    ///   - name: what it measures.
    ///   - values: its numbers.
    ///   - unit: their unit; empty for none.
    public init(_ name: String, _ values: [Double], unit: String = "") {
      self.name = name
      self.unit = unit
      self.values = values
    }

    /// Makes a column of what an axis measures.
    ///
    /// - Parameters:
    ///   - axis: the quantity and its unit.
    ///   - values: its numbers.
    init(_ axis: PlotAxis, _ values: [Double]) {
      self.init(axis.label, values, unit: axis.unit)
    }

    /// What it measures, and in which unit: `mem (mV)`.
    public var heading: String { unit.isEmpty ? name : "\(name) (\(unit))" }
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

extension [PlotSeries] {
  /// The series, those of one name that share their first column, such as time, in one.
  ///
  /// Columns of one name have to be the same: a trajectory that comes twice is two.
  public var joined: [PlotSeries] {
    var result: [PlotSeries] = []
    var places: [String: [Int]] = [:]
    for series in self {
      let place = places[series.name]?.first { place in
        let other = result[place]
        return other.columns.first == series.columns.first
          && series.columns.allSatisfy { column in
            other.columns.first { $0.name == column.name }.map { $0 == column } ?? true
          }
      }
      guard let place else {
        places[series.name, default: []].append(result.count)
        result.append(series)
        continue
      }
      let known = Set(result[place].columns.map(\.name))
      result[place].columns += series.columns.filter { !known.contains($0.name) }
    }
    return result
  }
}
