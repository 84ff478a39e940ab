import CLibEdit
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension LineEditor {
  /// Whether there are bytes that were read already.
  var hasPendingBytes: Bool { !pendingBytes.isEmpty }

  /// Reads the next byte typed, as `read` does; what the terminal puts in front of a pasted block is
  /// one byte here.
  ///
  /// With vi keys Escape is a key by itself, so that no sequence that begins with it can be bound.
  func readByte(_ byte: inout UInt8) -> Int {
    if let first = pendingBytes.first {
      pendingBytes.removeFirst()
      byte = first
      return 1
    }
    let count = read(STDIN_FILENO, &byte, 1)
    guard count == 1, byte == beginningOfPaste[0], takesBlocks else { return count }
    var found = [byte]
    while found.count < beginningOfPaste.count,
      TerminalSignals.isInputReady(STDIN_FILENO, within: 50)
    {
      var next: UInt8 = 0
      guard read(STDIN_FILENO, &next, 1) == 1 else { break }
      found.append(next)
      guard next == beginningOfPaste[found.count - 1] else { break }
    }
    if found == beginningOfPaste {
      isPasting = true
      byte = pasteKey
    } else {
      pendingBytes = Array(found.dropFirst())
    }
    return 1
  }
}

/// The key that libedit gets for a pasted block, and how libedit calls it; typed by hand it is undo,
/// as in most shells.
let pasteKeyName = "^_"
private let pasteKey: UInt8 = 0x1F

/// Takes what the terminal says was pasted into the line as it is, line breaks included.
///
/// Return then takes all of it, and Ctrl-C none. The key by itself takes the last change of the line
/// back.
func paste(_ handle: OpaquePointer?, _ key: Int32) -> UInt8 {
  guard let handle, let editor = LineEditor.of(handle) else { return UInt8(CC_ERROR) }
  guard editor.isPasting else { return editor.takeBack() }
  editor.isPasting = false
  var bytes: [UInt8] = []
  var isTooLong = false
  while !bytes.suffix(endOfPaste.count).elementsEqual(endOfPaste) {
    var byte: UInt8 = 0
    guard TerminalSignals.waitForInput(STDIN_FILENO) else {
      if Interrupt.isRaised || TerminalSignals.endingSignal != nil { return UInt8(CC_ERROR) }
      continue
    }
    guard read(STDIN_FILENO, &byte, 1) == 1 else { return UInt8(CC_ERROR) }
    bytes.append(byte)
    // The rest is read all the same, so that it is not taken for keys.
    if bytes.count > longestPaste {
      isTooLong = true
      bytes.removeFirst(longestPaste / 2)
    }
  }
  let text = pastedText(bytes.dropLast(endOfPaste.count))
  guard !isTooLong, el_insertstr(handle, text) == 0 else { return UInt8(CC_REFRESH_BEEP) }
  return UInt8(CC_REFRESH)
}

/// What was pasted as text to edit: its lines, without what would act on the terminal.
func pastedText(_ bytes: some Sequence<UInt8>) -> String {
  let text = String(decoding: Array(bytes), as: UTF8.self)
    .replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\t", with: "  ")
  let shown = text.unicodeScalars.filter { $0 == "\n" || $0.isSeen }
  var result = String(String.UnicodeScalarView(shown))
  // Return is left to the user.
  while result.last == "\n" { result.removeLast() }
  return result
}

private let beginningOfPaste = Array("\u{1B}[200~".utf8)
private let endOfPaste = Array("\u{1B}[201~".utf8)
private let longestPaste = 1 << 20
