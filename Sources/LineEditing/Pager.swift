public import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Shows lines that are more than the screen has a page at a time.
public struct Pager {
  private let lines: [ScreenText]
  private let rows: Int
  private let columns: Int

  /// A pager for lines; nil where they fit the screen, or the screen cannot erase a line.
  ///
  /// - Parameter lines: what is to be shown.
  public init?(_ lines: [ScreenText]) {
    guard Terminal.canMoveCursor, Terminal.isTerminal(STDIN_FILENO),
      let size = Terminal.size(of: STDOUT_FILENO), size.rows >= 4
    else { return nil }
    self.lines = lines
    (columns, rows) = size
    guard lines.count >= rows else { return nil }
  }

  /// Whether a key does something here.
  static func knows(_ key: UInt8) -> Bool { " f\n\rjGqQ".utf8.contains(key) }

  /// Shows the lines: Space goes on by a page, Return by a line, G to the end, q leaves.
  ///
  /// - Parameters:
  ///   - write: puts text on the screen.
  ///   - key: waits for a key; nil leaves.
  public func run(write: (ScreenText) -> Void, key: () -> UInt8?) {
    var shown = show(from: 0, count: rows - 1, write)
    while shown < lines.count {
      let prompt = "-- \(shown) of \(lines.count): Space Return G q --"
      write("\(prompt.prefix(columns - 1))")
      let key = key()
      write("\r\u{1B}[K")
      switch key {
      case UInt8(ascii: " "), UInt8(ascii: "f"): shown = show(from: shown, count: rows - 1, write)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "j"):
        shown = show(from: shown, count: 1, write)
      case UInt8(ascii: "G"): shown = show(from: shown, count: lines.count, write)
      case nil, UInt8(ascii: "q"), UInt8(ascii: "Q"): return
      default: break
      }
    }
  }

  private func show(from first: Int, count: Int, _ write: (ScreenText) -> Void) -> Int {
    let end = min(lines.count, first + count)
    for line in lines[first..<end] { write("\(line)\n") }
    return end
  }
}
