import TerminalText

/// Rows of text under a header, in columns that fit a width.
///
/// Columns of numbers are aligned on the decimal point, others on the left. Words of the last
/// column go on in further lines where they have to; where the columns do not fit side by side even
/// so, they go on below in further blocks that repeat the first column, and texts in those are
/// wrapped as well. Only a word of its own, or a number, may be longer than the width.
public struct TextTable: Hashable, Sendable {
  /// The names of the columns.
  public var header: [String]
  /// The rows, each as long as the header.
  public var rows: [[String]]

  /// Makes a table.
  public init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }

  /// The table as lines without trailing spaces.
  public func rendered(width: Int) -> String {
    var columns = header.indices.map { TableColumn(header[$0], cells(of: $0)) }
    let others = columns.dropLast().reduce(0) { $0 + $1.width + 2 }
    if let last = columns.last, !last.isNumeric, width - others >= narrowestText {
      columns[columns.count - 1].wrap(at: width - others)
    }
    return blocks(of: columns, width: width).map { fitted($0, width: width) }.map { block in
      (0...rows.count).flatMap { row in lines(of: block, row: row) }.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private func cells(of column: Int) -> [String] {
    rows.map { column < $0.count ? $0[column] : "" }
  }

  private func blocks(of columns: [TableColumn], width: Int) -> [[TableColumn]] {
    guard let first = columns.first else { return [] }
    var blocks = [[first]]
    var used = first.width
    for column in columns.dropFirst() {
      if used + 2 + column.width > width, blocks[blocks.count - 1].count > 1 {
        blocks.append([first])
        used = first.width
      }
      blocks[blocks.count - 1].append(column)
      used += 2 + column.width
    }
    return blocks
  }

  // A block that is still too wide has its last text wrapped, and its first where that leaves the
  // last no room.
  private func fitted(_ block: [TableColumn], width: Int) -> [TableColumn] {
    var block = block
    func room() -> Int { width - block.dropLast().reduce(0) { $0 + $1.width + 2 } }
    guard let last = block.last, last.width > room(), !last.isNumeric else { return block }
    let half = (width - 2) / 2
    if room() < narrowestText, block.count > 1, !block[0].isNumeric, block[0].width > half {
      block[0].wrap(at: half)
    }
    block[block.count - 1].wrap(at: max(room(), 8))
    return block
  }

  private func lines(of block: [TableColumn], row: Int) -> [String] {
    let height = block.map { $0.cells[row].count }.max() ?? 1
    return (0..<height).map { line in
      block.map { $0.text(row: row, line: line) }.joined(separator: "  ").trimmingEnd
    }
  }
}

// A text squeezed more than that is harder to read than one on a line of its own.
private let narrowestText = 24

/// One column: its name and then its cells, each as lines.
private struct TableColumn {
  private(set) var cells: [[String]]
  let isNumeric: Bool
  private(set) var width: Int

  init(_ name: String, _ texts: [String]) {
    isNumeric = !texts.isEmpty && texts.allSatisfy { $0.isEmpty || Double($0) != nil }
    var texts = texts
    if isNumeric {
      let fractions = texts.map { text in
        text.count - text.prefix { $0 != "." && $0 != "e" }.count
      }
      let longest = fractions.max() ?? 0
      texts = zip(texts, fractions).map { $0 + String(repeating: " ", count: longest - $1) }
    }
    // Columns are counted of what is shown.
    cells = ([name] + texts).map { [$0.harmlessLine] }
    width = cells.joined().map(\.columns).max() ?? 0
  }

  mutating func wrap(at limit: Int) {
    cells = cells.map { wrapped($0.joined(separator: " ").spacedWords, at: limit) }
    width = cells.joined().map(\.columns).max() ?? 0
  }

  func text(row: Int, line: Int) -> String {
    let text = line < cells[row].count ? cells[row][line] : ""
    return isNumeric
      ? text.rightAligned(width) : text + String(repeating: " ", count: width - text.columns)
  }
}
