import CLibEdit
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension LineEditor {
  /// Draws the line anew for a window of another size.
  ///
  /// libedit draws prompt and line from where the cursor is, so that the old ones have to go first,
  /// all rows that the terminal has made of them.
  func resize() {
    let rows = rowsAboveCursor
    el_resize(handle)
    windowWidth = Terminal.width(of: STDOUT_FILENO)
    guard Terminal.canMoveCursor else { return }
    let up: ScreenText = rows > 0 ? "\u{1B}[\(rows)A" : ""
    put("\r\(up)\u{1B}[J")
    neurosh_el_refresh(handle)
  }

  // A guess too high would erase what stands above the prompt, so that an unclear case counts as none.
  private var rowsAboveCursor: Int {
    let present = Terminal.width(of: STDOUT_FILENO)
    guard let width = Terminal.wrapsAnew ? present : windowWidth, let line = EditedLine(handle),
      line.text.isPlain, !line.text.contains("\n")
    else { return 0 }
    return (promptWidth + line.text.unicodeScalars.count - line.scalarsBehindCursor) / width
  }
}

extension Terminal {
  /// Whether lines that the window has become too narrow for go on in the next row, as most terminals
  /// do; the others cut them off.
  fileprivate static var wrapsAnew: Bool {
    func isSet(_ name: String) -> Bool { getenv(name) != nil }
    // tmux may say that it is screen.
    if isSet("TMUX") { return true }
    let kind = getenv("TERM").map { String(cString: $0) } ?? ""
    return !isSet("XTERM_VERSION") && kind != "linux" && !kind.hasPrefix("screen")
  }
}
