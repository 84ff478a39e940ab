import CLibEdit

// A block of several lines is edited line by line: Up and Down move between its lines, and look for
// earlier and later entries only from its beginning and its last line on.
//
// libedit's own search knows by the command before it whether it goes on, so that no command of ours
// may stand in between: what the keys do is bound anew where the cursor comes to another line.
extension LineEditor {
  /// What Up and Down do.
  struct VerticalKeys: Hashable {
    /// Whether Up moves within the block.
    var moveUp = false
    /// Whether Down does.
    var moveDown = false
  }

  /// Binds Up and Down to what they do where the cursor is.
  func updateVerticalKeys() {
    guard let line = EditedLine(handle) else { return }
    let wanted = VerticalKeys(
      moveUp: line.cursor > 0 && line.text.contains("\n"),
      moveDown: line.behindCursor.contains("\n"))
    guard wanted != verticalKeys else { return }
    verticalKeys = wanted
    bindVerticalKeys()
  }

  /// Binds them.
  func bindVerticalKeys() {
    let up = verticalKeys.moveUp ? "neurosh-up" : "ed-search-prev-history"
    let down = verticalKeys.moveDown ? "neurosh-down" : "ed-search-next-history"
    for (key, command) in [("A", up), ("B", down)] {
      for opening in ["[", "O"] { bind(sequence: opening + key, command) }
    }
  }
}

extension Substring {
  /// Its lines, in characters as libedit counts them.
  var lines: [Substring.UnicodeScalarView] {
    unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
  }
}

/// Up: to the line above, at the same column; from the first line to its beginning.
func moveUp(_ handle: OpaquePointer?, _ key: Int32) -> UInt8 {
  move(handle) { line in
    let lines = line.beforeCursor.lines
    guard lines.count > 1, let own = lines.last else {
      return -line.beforeCursor.unicodeScalars.count
    }
    let above = lines[lines.count - 2].count
    return -(own.count + 1 + max(0, above - own.count))
  }
}

/// Down: to the line below, at the same column.
func moveDown(_ handle: OpaquePointer?, _ key: Int32) -> UInt8 {
  move(handle) { line in
    let (column, lines) = (line.beforeCursor.lines.last?.count ?? 0, line.behindCursor.lines)
    guard lines.count > 1 else { return 0 }
    return lines[0].count + 1 + min(column, lines[1].count)
  }
}

/// Home: to the beginning of the line; from there to that of the block.
func moveToBeginning(_ handle: OpaquePointer?, _ key: Int32) -> UInt8 {
  move(handle) { line in
    let column = line.beforeCursor.lines.last?.count ?? 0
    return -(column > 0 ? column : line.beforeCursor.unicodeScalars.count)
  }
}

/// Alt-Return: a line break, where Return would take the block.
func breakLine(_ handle: OpaquePointer?, _ key: Int32) -> UInt8 {
  guard let handle, el_insertstr(handle, "\n") == 0 else { return UInt8(CC_REFRESH_BEEP) }
  return UInt8(CC_REFRESH)
}

/// Moves the cursor by a number of characters.
func move(_ handle: OpaquePointer?, by distance: (EditedLine) -> Int) -> UInt8 {
  guard let handle, let line = EditedLine(handle) else { return UInt8(CC_ERROR) }
  el_cursor(handle, Int32(distance(line)))
  return UInt8(CC_REFRESH)
}
