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
    while true {
      var byte: UInt8 = 0
      let count = keyByKey(before) { () -> Int? in
        // Ctrl-C before the signals were held does not end the wait.
        guard !Interrupt.isRaised, TerminalSignals.waitForInput(STDIN_FILENO) else { return nil }
        defer { if byte == escape { discardInput() } }
        return read(STDIN_FILENO, &byte, 1)
      }
      if Interrupt.isRaised { return nil }
      if let count { return count > 0 ? byte : nil }
    }
  }

  /// Reads what is typed byte by byte, none of it shown, with the signals held back.
  ///
  /// The terminal is as before when this returns, and when a signal stops or ends the program
  /// meanwhile.
  ///
  /// - Parameters:
  ///   - before: how the terminal is.
  ///   - work: what reads.
  static func keyByKey<Value>(_ before: termios, _ work: () -> Value) -> Value {
    var (before, during) = (before, before.keyByKey)
    TerminalSignals.hold()
    tcsetattr(STDIN_FILENO, TCSADRAIN, &during)
    let value = work()
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
    let isSuspended = TerminalSignals.takeSuspend()
    let ending = TerminalSignals.endingSignal
    TerminalSignals.release()
    if let ending { raise(ending) }
    if isSuspended { raise(SIGTSTP) }
    return value
  }
}

extension termios {
  /// The same where bytes come as they are typed, and are not shown.
  var keyByKey: termios {
    var settings = self
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    return settings
  }
}

private let escape: UInt8 = 0x1B

// The rest of a key's sequence.
private func discardInput() {
  var byte: UInt8 = 0
  while TerminalSignals.isInputReady(STDIN_FILENO), read(STDIN_FILENO, &byte, 1) == 1 {}
}
