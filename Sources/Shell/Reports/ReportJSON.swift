import Equations
import Plots
import TerminalText

extension ReportText {
  /// What an object has of a table or plot.
  public enum Form: String, CaseIterable, Codable, Sendable {
    /// The numbers behind a plot. A table always has its own.
    case numbers
    /// A plot as Scalable Vector Graphics.
    case svg
    /// What people would read, of tables and plots.
    case text
  }

  /// The parts of a report as JSON objects, as `mode json` prints them.
  ///
  /// - Parameters:
  ///   - report: what a command answered.
  ///   - forms: what the objects of tables and plots are to have.
  public func objects(of report: Report, forms: Set<Form>) -> [String] {
    report.items.compactMap { object(of: $0, forms: forms) }
  }

  // Nil where there is nothing to print.
  func object(of item: Report.Item, forms: Set<Form> = [.numbers]) -> String? {
    var fields: [String] = []
    switch item {
    case .note(let text): return isQuiet ? nil : "{\"note\":\(text.json)}"
    case .text(let text), .source(let text): return "{\"text\":\(text.json)}"
    // The plot has the same numbers.
    case .data: return nil
    case .table(let table), .told(_, let table): fields.append("\"table\":\(table.json)")
    case .plot(let plot, _, _):
      if forms.contains(.numbers) { fields.append("\"plot\":\(plot.json)") }
      if forms.contains(.svg) { fields.append("\"svg\":\(svgPage([plot]).json)") }
    }
    if forms.contains(.text), let text = readable(item) { fields.append("\"text\":\(text.json)") }
    return fields.isEmpty ? nil : "{\(fields.joined(separator: ","))}"
  }
}

extension Table {
  // An array of rows, an object each.
  fileprivate var json: String {
    let table = withUnitsApart
    let rows = table.rows.map { row in
      "{" + zip(table.columns, row).map { "\($0.json):\($1.json)" }.joined(separator: ",") + "}"
    }
    return "[\(rows.joined(separator: ","))]"
  }
}

extension Plot {
  /// Its series as a JSON array, an object each: the name, and an array for each column.
  var json: String {
    let objects = series.map { series in
      let columns = series.columns.map { column in
        ",\(column.name.json):[\(column.values.map(\.json).joined(separator: ","))]"
      }
      return "{\"name\":\(series.name.json)\(columns.joined())}"
    }
    return "[\(objects.joined(separator: ","))]"
  }
}

extension Double {
  fileprivate var json: String { isFinite ? canonicalText : "null" }
}

extension Table.Cell {
  fileprivate var json: String {
    switch self {
    case .text(let text): text.json
    case .number(let value), .measured(let value, _): value.json
    case .empty: "null"
    }
  }
}

extension String {
  /// The text as a JSON string.
  package var json: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      // A pipe may end at a terminal: what would act on one is written as JSON can.
      case _ where !scalar.isSeen:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
