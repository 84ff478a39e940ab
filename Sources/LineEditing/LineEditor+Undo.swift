import CLibEdit

// libedit undoes in vi's command mode only; here every key can be taken back.
extension LineEditor {
  /// Notes the line as it is before the next key.
  func noteLine() {
    guard let line = EditedLine(handle), line.text != earlierLines.last?.text else { return }
    earlierLines.append(line)
    if earlierLines.count > mostEarlierLines { earlierLines.removeFirst(mostEarlierLines / 2) }
  }

  /// Brings the line back as it was before the last key that changed it.
  ///
  /// - Returns: what libedit is to do next.
  func takeBack() -> UInt8 {
    guard let now = EditedLine(handle) else { return UInt8(CC_ERROR) }
    while let earlier = earlierLines.popLast() {
      guard earlier.text != now.text else { continue }
      el_cursor(handle, Int32(now.scalarsBehindCursor))
      el_deletestr(handle, Int32(now.text.unicodeScalars.count))
      // There is nothing to insert where the line was empty.
      if !earlier.text.isEmpty, el_insertstr(handle, earlier.text) != 0 {
        return UInt8(CC_REFRESH_BEEP)
      }
      el_cursor(handle, -Int32(earlier.scalarsBehindCursor))
      return UInt8(CC_REFRESH)
    }
    return UInt8(CC_ERROR)
  }
}

private let mostEarlierLines = 1000
