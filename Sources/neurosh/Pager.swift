import LineEditing
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Shows a text that is longer than the screen a page at a time.
struct Pager {
  private let lines: [ScreenText]
  private let rows: Int
  private let columns: Int

  /// A pager for a text; nil where it fits the screen, or the screen cannot erase a line.
  init?(_ text: ScreenText) {
    guard Terminal.canMoveCursor, Terminal.isTerminal(STDIN_FILENO),
      let size = Terminal.size(of: STDOUT_FILENO), size.rows >= 4
    else { return nil }
    lines = text.lines
    (columns, rows) = size
    guard lines.count >= rows else { return nil }
  }

  /// Shows the text: Space goes on by a page, Return by a line, G to the end, q leaves.
  func run() {
    var shown = show(from: 0, count: rows - 1)
    while shown < lines.count {
      let prompt = "-- \(shown) of \(lines.count): Space Return G q --"
      write("\(prompt.prefix(columns - 1))", to: STDOUT_FILENO)
      let key = Terminal.key()
      write("\r\u{1B}[K", to: STDOUT_FILENO)
      switch key {
      case UInt8(ascii: " "), UInt8(ascii: "f"): shown = show(from: shown, count: rows - 1)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "j"):
        shown = show(from: shown, count: 1)
      case UInt8(ascii: "G"): shown = show(from: shown, count: lines.count)
      case nil, UInt8(ascii: "q"), UInt8(ascii: "Q"): return
      default: break
      }
    }
  }

  private func show(from first: Int, count: Int) -> Int {
    let end = min(lines.count, first + count)
    for line in lines[first..<end] { write("\(line)\n", to: STDOUT_FILENO) }
    return end
  }
}
