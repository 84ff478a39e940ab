import Equations

/// Rows and columns of an answer.
public struct Table: Hashable, Sendable {
  /// One value.
  public enum Cell: Hashable, Sendable {
    /// A word or a sentence.
    case text(String)
    /// A number.
    case number(Double)
    /// A number with a unit of its own.
    case measured(Double, unit: String)
    /// Nothing.
    case empty
  }

  /// The names of the columns.
  public var columns: [String]
  /// The rows, each as long as `columns`.
  public var rows: [[Cell]]
  /// The row that people see marked with `*`; programs see no marks.
  public var marked: Int?

  /// Makes a table.
  public init(_ columns: [String], _ rows: [[Cell]], marked: Int? = nil) {
    self.columns = columns
    self.rows = rows
    self.marked = marked
  }

  /// Adds a column in front that has the same cell in every row.
  mutating func insert(_ column: String, _ cell: Cell) {
    columns.insert(column, at: 0)
    for row in rows.indices { rows[row].insert(cell, at: 0) }
  }

  /// The table as programs read it: the units of a column stand in a column behind it.
  var withUnitsApart: Table {
    let measured = columns.indices.filter { column in rows.contains { $0[column].isMeasured } }
    guard !measured.isEmpty else { return self }
    var table = self
    for column in measured.reversed() {
      table.columns.insert(columns[column] + " unit", at: column + 1)
      for row in rows.indices {
        var unit = Cell.empty
        if case .measured(let value, let text) = rows[row][column] {
          table.rows[row][column] = .number(value)
          if !text.isEmpty { unit = .text(text) }
        }
        table.rows[row].insert(unit, at: column + 1)
      }
    }
    return table
  }

  /// The names of the columns and then the rows, as people read them.
  var readable: [[String]] {
    var lines = [columns] + rows.map { $0.map(\.readable) }
    guard let marked, !columns.isEmpty else { return lines }
    for line in lines.indices {
      lines[line][0] = (line == marked + 1 ? "* " : "  ") + lines[line][0]
    }
    return lines
  }
}

extension Report.Item {
  /// Rows and columns.
  static func table(_ columns: [String], _ rows: [[Table.Cell]]) -> Report.Item {
    .table(Table(columns, rows))
  }
}

extension String {
  /// A name with a unit, as columns are headed: `mem (mV)`.
  func heading(in unit: UnitOfMeasure) -> String {
    unit.text.isEmpty ? self : "\(self) (\(unit.text))"
  }
}

extension Table.Cell {
  /// A whole number.
  static func count(_ number: Int) -> Table.Cell { .number(Double(number)) }

  /// Its number; nil for words and where there is nothing.
  var number: Double? {
    switch self {
    case .number(let value), .measured(let value, _): value
    case .text, .empty: nil
    }
  }

  fileprivate var isMeasured: Bool { if case .measured = self { true } else { false } }

  /// As people read it: six digits.
  var readable: String {
    switch self {
    case .text(let text): text
    case .number(let value): value.readable
    case .measured(let value, let unit): value.readable + unit.spaced
    case .empty: ""
    }
  }

  /// As programs read it: every digit that the number has.
  var exact: String {
    switch self {
    case .text(let text): text
    case .number(let value), .measured(let value, _): value.canonicalText
    case .empty: ""
    }
  }
}
