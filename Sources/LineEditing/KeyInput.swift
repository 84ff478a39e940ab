public import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The keys of the terminal behind standard input, as they are pressed and not shown.
///
/// Between two waits signals come through, so that Ctrl-C stops what computes. The terminal is as
/// before when this is gone, and when a signal stops or ends the program meanwhile.
public struct KeyInput: ~Copyable {
  private let before: termios
  private var decoder = KeyDecoder()

  /// Takes the terminal; nil where standard input is none.
  public init?() {
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
    before = settings
    TerminalSignals.listen()
    takeTerminal()
  }

  deinit { restore() }

  /// Waits for keys.
  ///
  /// - Parameter seconds: for how long at most; nil for ever.
  /// - Returns: the keys pressed so far; none where time is up, Ctrl-C was pressed, or the window
  ///   changed its size. Nil where the terminal is gone.
  public mutating func keys(within seconds: Double?) -> [Key]? {
    var isGone = false
    var keys: [Key] = []
    TerminalSignals.block()
    // A signal that came before it was held back would not end the wait.
    var isSuspended = TerminalSignals.takeSuspend()
    let isCalled = Interrupt.isRaised || TerminalSignals.takeResize() || isSuspended
    if !isCalled, TerminalSignals.endingSignal == nil,
      TerminalSignals.waitForInput(STDIN_FILENO, within: seconds)
    {
      repeat {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        isGone = count <= 0
        keys += decoder.take(bytes.prefix(max(0, count)))
        // The rest of a sequence comes at once, or it was Esc by itself.
      } while !isGone && decoder.isIncomplete
        && TerminalSignals.isInputReady(STDIN_FILENO, within: 30)
      if decoder.isIncomplete { keys += decoder.pause() }
    }
    // The next frame looks at the size anyway.
    _ = TerminalSignals.takeResize()
    isSuspended = TerminalSignals.takeSuspend() || isSuspended
    TerminalSignals.unblock()
    if isSuspended { suspend() }
    if let ending = TerminalSignals.endingSignal {
      restore()
      raise(ending)
    }
    return isGone ? nil : keys
  }

  private func takeTerminal() {
    var settings = before.keyByKey
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
  }

  private func restore() {
    var settings = before
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
    TerminalSignals.release()
  }

  private func suspend() {
    restore()
    raise(SIGTSTP)
    TerminalSignals.listen()
    takeTerminal()
  }
}
