#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Terminal {
  /// Whether something was typed that nobody has read yet, a line break or not.
  public static var isInputWaiting: Bool {
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else { return false }
    // The terminal holds a line back until it ends, unless it is told not to.
    var raw = before
    raw.c_lflag &= ~tcflag_t(ICANON)
    TerminalSignals.hold()
    tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    let isWaiting = TerminalSignals.isInputReady(STDIN_FILENO)
    tcsetattr(STDIN_FILENO, TCSANOW, &before)
    TerminalSignals.release()
    return isWaiting
  }

  /// Waits for a key, which is not shown.
  ///
  /// The terminal is as before when this returns, and when a signal stops or ends the program
  /// meanwhile.
  ///
  /// - Returns: the key's first byte; nil where Ctrl-C was pressed or the terminal is gone.
  public static func key() -> UInt8? {
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
    var raw = before
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    while true {
      TerminalSignals.hold()
      tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
      // Ctrl-C before the signals were held does not end the wait.
      let isReady = !Interrupt.isRaised && TerminalSignals.waitForInput(STDIN_FILENO)
      var byte: UInt8 = 0
      let count = isReady ? read(STDIN_FILENO, &byte, 1) : 0
      if byte == escape { discardInput() }
      tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
      let isSuspended = TerminalSignals.takeSuspend()
      let ending = TerminalSignals.endingSignal
      TerminalSignals.release()
      if let ending { raise(ending) }
      if isSuspended { raise(SIGTSTP) }
      if Interrupt.isRaised { return nil }
      if isReady { return count > 0 ? byte : nil }
    }
  }
}

private let escape: UInt8 = 0x1B

// The rest of a key's sequence.
private func discardInput() {
  var byte: UInt8 = 0
  while TerminalSignals.isInputReady(STDIN_FILENO), read(STDIN_FILENO, &byte, 1) == 1 {}
}
