import Equations
public import Plots
public import TerminalText

/// How reports become text.
public struct ReportText: Hashable, Sendable {
  /// The kinds of text.
  public enum Mode: String, CaseIterable, Sendable {
    /// Aligned tables and plots, for people.
    case table
    /// Comma-separated values: tables, or the numbers behind plots where there are no tables.
    case csv
    /// One JSON object a line.
    case json
    /// As `table`, without notes on what was done.
    case quiet

    /// What it is for.
    public var note: String {
      switch self {
      case .table: "aligned tables and plots, for people"
      case .csv: "comma-separated values, for programs"
      case .json: "one JSON object a line, for programs"
      case .quiet: "as table, without notes on what was done"
      }
    }
  }

  /// The kind of text.
  public var mode: Mode
  /// Columns that text may take.
  public var width: Int
  /// Whether notes on what was done are left out.
  public var isQuiet: Bool
  /// Whether it is for people, not for programs.
  public var isForPeople: Bool { mode == .table || mode == .quiet }
  /// Whether plots may have colours, as they may on a terminal.
  public var isColored = false
  /// How the terminal shows pictures in the place of plots; nil where it gets characters.
  public var pictures: TerminalPictures?
  /// Whether notes and texts go on in the next line where they are wider than that, as they do on a
  /// terminal; what a pipe gets keeps its lines.
  public var wraps = false

  /// How many columns text may take.
  public static let widths = 40...240

  /// The nearest of `widths`.
  ///
  /// - Parameter columns: the columns that there are.
  public static func width(in columns: Int) -> Int {
    min(max(columns, widths.lowerBound), widths.upperBound)
  }

  /// Makes a way to print reports.
  public init(mode: Mode = .table, width: Int = 80, isQuiet: Bool = false) {
    self.mode = mode
    self.width = width
    self.isQuiet = isQuiet || mode == .quiet
  }

  /// Prints in another mode from now on, notes included unless it is `quiet`.
  public mutating func take(_ mode: Mode) {
    self.mode = mode
    isQuiet = mode == .quiet
  }

  /// The report for a screen, colours included where there are some; nil where there is nothing to
  /// print.
  public func screenText(of report: Report) -> ScreenText? {
    text(of: report).map(ScreenText.init(verbatim:))
  }

  /// The report as lines, without the last line break; nil where there is nothing to print.
  ///
  /// What came from outside is harmless in it: the only escape codes are those of coloured plots
  /// and of pictures.
  public func text(of report: Report) -> String? {
    var parts: [String] = []
    var isAfterBlock = false
    let hasTable = report.items.contains(where: \.isTable)
    // As in a file, all plots of an answer are one table, in the place of the first.
    var series = mode == .csv ? report.items.flatMap(\.series) : []
    for item in report.items {
      switch mode {
      case .csv:
        if case .plot = item {
          if !hasTable, !series.isEmpty, let text = series.csv() {
            parts.append(text.dropLast().harmless)
          }
          series = []
        } else {
          parts += [csv(item)].compactMap(\.self)
        }
      case .json: parts += [object(of: item)].compactMap(\.self)
      case .table, .quiet:
        // Texts and tables keep a blank line between them; notes are lines of one list.
        if item.isBlock, isAfterBlock { parts.append("") }
        parts += [readable(item)].compactMap(\.self)
        isAfterBlock = item.isBlock
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  func readable(_ item: Report.Item) -> String? {
    switch item {
    case .note(let text): isQuiet ? nil : fitted(text)
    case .text(let text), .told(let text, _): fitted(text)
    case .source(let text): text.harmless
    case .data: nil
    case .table(let table): text(of: table)
    case .plot(let plot, let height, let marks):
      plot.rendered(
        width: width, height: height,
        style: PlotStyle(marks, isColored: isColored, pictures: pictures))
    }
  }

  private func text(of table: Table) -> String {
    let lines = table.readable
    return TextTable(header: lines[0], rows: Array(lines.dropFirst())).rendered(width: width)
  }

  private func fitted(_ text: String) -> String {
    wraps ? text.wrappedLines(at: width).joined(separator: "\n") : text.harmless
  }

  // A table has the numbers of the plot beside it.
  private func csv(_ item: Report.Item) -> String? {
    let table: Table
    switch item {
    case .table(let rows), .told(_, let rows): table = rows.withUnitsApart
    case .data(let rows): table = rows().withUnitsApart
    case .plot, .note, .text, .source: return nil
    }
    let rows = [table.columns] + table.rows.map { $0.map(\.exact) }
    return rows.map { $0.map { csvField($0.harmlessLine) }.joined(separator: ",") }.joined(
      separator: "\n")
  }
}

/// A text as a field of comma-separated values (RFC 4180).
func csvField(_ text: String) -> String {
  // Byte by byte: with a combining mark behind it, a quote is another character.
  let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
    bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): false
      default: true
      }
    }
  }
  if isPlain == true { return text }
  var result = "\""
  for scalar in text.unicodeScalars {
    result.unicodeScalars.append(scalar)
    if scalar == "\"" { result += "\"" }
  }
  return result + "\""
}

extension Report.Item {
  // The numbers behind a plot.
  fileprivate var series: [PlotSeries] {
    if case .plot(let plot, _, _) = self { plot.series } else { [] }
  }

  fileprivate var isTable: Bool {
    switch self {
    case .table, .data, .told: true
    case .note, .text, .source, .plot: false
    }
  }

  fileprivate var isBlock: Bool {
    switch self {
    case .told(let text, _): text.contains("\n")
    case .text, .source, .table: true
    case .note, .data, .plot: false
    }
  }
}
