import CLibEdit
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension LineEditor {
  /// Lists what could stand in the line below it, a page at a time where the screen has not the room.
  ///
  /// - Returns: what libedit is to do then: draw the line again below the list.
  func list(_ found: Completions) -> UInt8 {
    let lines = found.listing(width: Terminal.width(of: STDOUT_FILENO) ?? 80)
    put("\n")
    guard let pager = Pager(lines.map { "\($0)" }) else {
      put("\(lines.joined(separator: "\n"))\n")
      return UInt8(CC_REDISPLAY)
    }
    pager.run(write: put, key: keyOfList)
    // Ctrl-C leaves the list, not the line.
    Interrupt.clear()
    return UInt8(CC_REDISPLAY)
  }

  // A key that the pager knows; any other leaves the list, and is one of the line.
  private func keyOfList() -> UInt8? {
    var byte: UInt8 = 0
    guard waitForKey(), readByte(&byte) == 1 else { return nil }
    if Pager.knows(byte) { return byte }
    pendingBytes.insert(byte, at: 0)
    return nil
  }

  /// Waits for a key, or for a signal that is to be answered first.
  ///
  /// - Returns: whether there is a key.
  func waitForKey() -> Bool {
    hasPendingBytes || !TerminalSignals.areWaiting && TerminalSignals.waitForInput(STDIN_FILENO)
  }
}
