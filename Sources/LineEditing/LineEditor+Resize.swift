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
  /// all rows that the terminal has made of them. Where they cannot go, the line begins a new row.
  func resize() {
    let rows = rowsAboveCursor
    let up: ScreenText = rows > 0 ? "\u{1B}[\(rows)A" : ""
    put(Terminal.canMoveCursor ? "\r\(up)\u{1B}[J" : "\n")
    redraw()
  }

  /// Draws the line from where the cursor is, for the window as it is now.
  ///
  /// `el_resize` makes new buffers for the screen, but leaves libedit's cursor where it was in the
  /// old ones: without the refresh the next character would be written outside of them.
  func redraw() {
    el_resize(handle)
    windowWidth = Terminal.width(of: STDOUT_FILENO)
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
