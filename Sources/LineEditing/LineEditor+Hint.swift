import CLibEdit
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// What stands dim behind the line: first what is missing to an earlier line, which Right or End
// takes over, then what else the program says.
//
// libedit knows nothing of it: it is drawn while the editor waits for a key, with the cursor put
// back, and erased before libedit sees the key.
extension LineEditor {
  /// Draws what there is to say, if the cursor is at the end and nothing is typed already.
  func showHint() {
    guard Terminal.allowsColor, !hasPendingBytes, !TerminalSignals.isInputReady(STDIN_FILENO),
      let line = EditedLine(handle), line.isAtEnd, !line.text.isEmpty, !line.text.contains("\n"),
      let width = Terminal.width(of: STDOUT_FILENO)
    else { return }
    let column = (promptWidth + line.text.unicodeScalars.count) % width
    let offered = continuation(of: line.text)
    let said = hint(line.text).harmlessLine
    let gap = offered.isEmpty || said.isEmpty ? "" : "   "
    // As much as fits into the row: a row more could scroll the screen under the cursor.
    let text = String((offered + gap + said).unicodeScalars.prefix(width - column - 1))
    guard column > 0, !text.isEmpty, line.text.isPlain, text.isPlain else { return }
    put("\u{1B}[2m\(text)\u{1B}[22m\u{1B}[\(text.unicodeScalars.count)D")
    showsHint = true
  }

  /// Erases it.
  func eraseHint() {
    guard showsHint else { return }
    showsHint = false
    put("\u{1B}[K")
  }
}

extension String {
  /// Whether each of its characters takes a column, as far as that is known without a table.
  var isPlain: Bool {
    unicodeScalars.allSatisfy { scalar in
      scalar.value < 0x1100 && scalar.properties.generalCategory != .nonspacingMark
    }
  }
}

/// Right: one character on, or at the end all that is offered.
func moveRight(_ handle: OpaquePointer?, _ key: Int32) -> UInt8 {
  acceptOffer(handle) { _ in 1 }
}

/// End: to the end of the line, from there to that of the block, or there all that is offered.
func moveToEnd(_ handle: OpaquePointer?, _ key: Int32) -> UInt8 {
  acceptOffer(handle) { line in
    let column = line.behindCursor.lines[0].count
    return column > 0 ? column : line.scalarsBehindCursor
  }
}

private func acceptOffer(
  _ handle: OpaquePointer?, orMoveBy distance: (EditedLine) -> Int
) -> UInt8 {
  guard let handle, let editor = LineEditor.of(handle), let line = EditedLine(handle) else {
    return UInt8(CC_ERROR)
  }
  guard line.isAtEnd else { return move(handle, by: distance) }
  let offered = Terminal.allowsColor ? editor.continuation(of: line.text) : ""
  guard !offered.isEmpty else { return UInt8(CC_NORM) }
  el_insertstr(handle, offered)
  return UInt8(CC_REFRESH)
}
