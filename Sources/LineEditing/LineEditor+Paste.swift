import CLibEdit

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Takes what the terminal says was pasted into the line as it is, line breaks included; Return
/// then takes all of it, and Ctrl-C none.
func paste(_ handle: OpaquePointer?, _ key: Int32) -> UInt8 {
  guard let handle else { return UInt8(CC_ERROR) }
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
  let shown = text.unicodeScalars.filter {
    $0 == "\n" || $0.properties.generalCategory != .control
  }
  var result = String(String.UnicodeScalarView(shown))
  // Return is left to the user.
  while result.last == "\n" { result.removeLast() }
  return result
}

private let endOfPaste = Array("\u{1B}[201~".utf8)
private let longestPaste = 1 << 20
