import Equations

/// Rows and columns of an answer.
public struct Table: Hashable, Sendable {
  /// One value.
  public enum Cell: Hashable, Sendable {
    /// A word or a sentence.
    case text(String)
    /// A number.
    case number(Double)
    /// Nothing.
    case empty
  }

  /// The names of the columns.
  public var columns: [String]
  /// The rows, each as long as `columns`.
  public var rows: [[Cell]]

  /// Makes a table.
  public init(_ columns: [String], _ rows: [[Cell]]) {
    self.columns = columns
    self.rows = rows
  }
}

extension Table.Cell {
  /// As people read it: six digits.
  var readable: String {
    switch self {
    case .text(let text): text
    case .number(let value): value.readable
    case .empty: ""
    }
  }

  /// As programs read it: every digit that the number has.
  var exact: String {
    switch self {
    case .text(let text): text
    case .number(let value): value.canonicalText
    case .empty: ""
    }
  }
}
