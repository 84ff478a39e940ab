import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Signals about the terminal as flags, which the line editor looks at while it waits for a key.
///
/// While a line is edited the signals are held back and only let through by the wait itself, so
/// that none can slip in between a look at its flag and the wait, which would then last until the
/// next key.
enum TerminalSignals {
  /// Holds the signals back that a line editor has to answer.
  static func hold() {
    listen()
    block()
  }

  /// Makes flags of the signals, which still come through.
  static func listen() {
    resized.store(false, ordering: .relaxed)
    suspended.store(false, ordering: .relaxed)
    ending.store(0, ordering: .relaxed)
    for signal in endingSignals { handle(signal) { ending.store($0, ordering: .relaxed) } }
    handle(SIGWINCH) { _ in resized.store(true, ordering: .relaxed) }
    handle(SIGTSTP) { _ in suspended.store(true, ordering: .relaxed) }
  }

  /// Holds the signals back, but for a wait.
  static func block() {
    var held = heldSignals
    pthread_sigmask(SIG_BLOCK, &held, nil)
  }

  /// Lets the signals through again; Ctrl-Z stops the program at once, and SIGTERM ends it.
  static func release() {
    for number in [SIGTSTP] + endingSignals { signal(number, SIG_DFL) }
    unblock()
  }

  /// Lets the signals through to their flags.
  static func unblock() {
    var held = heldSignals
    pthread_sigmask(SIG_UNBLOCK, &held, nil)
  }

  /// Waits for input, or for one of the signals.
  ///
  /// - Parameters:
  ///   - descriptor: where input comes from.
  ///   - seconds: for how long at most; nil for ever.
  /// - Returns: whether there is something to read, the end included.
  static func waitForInput(_ descriptor: Int32, within seconds: Double? = nil) -> Bool {
    var mask = sigset_t()
    pthread_sigmask(SIG_BLOCK, nil, &mask)
    for signal in allSignals { sigdelset(&mask, signal) }
    var descriptors = fd_set()
    // SAFETY: a set of descriptors is an array of bits, of which this sets one within its size.
    withUnsafeMutableBytes(of: &descriptors) { bytes in
      bytes[Int(descriptor) / 8] |= 1 << (UInt8(descriptor) % 8)
    }
    guard let seconds else {
      return pselect(descriptor + 1, &descriptors, nil, nil, nil, &mask) != -1 || errno != EINTR
    }
    let whole = min(max(0, seconds), 1e6)
    var time = timespec(
      tv_sec: Int(whole), tv_nsec: Int((whole - whole.rounded(.down)) * 1e9))
    let count = pselect(descriptor + 1, &descriptors, nil, nil, &time, &mask)
    return count > 0 || count == -1 && errno != EINTR
  }

  /// Whether there is something to read already, or within some milliseconds.
  static func isInputReady(_ descriptor: Int32, within milliseconds: Int32 = 0) -> Bool {
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, milliseconds) > 0
  }

  /// Whether there was a signal that nobody has answered yet.
  static var areWaiting: Bool {
    resized.load(ordering: .relaxed) || suspended.load(ordering: .relaxed) || endingSignal != nil
      || Interrupt.isRaised
  }

  /// Whether the window changed its size since the last call.
  static func takeResize() -> Bool { resized.exchange(false, ordering: .relaxed) }

  /// Whether Ctrl-Z was pressed since the last call.
  static func takeSuspend() -> Bool { suspended.exchange(false, ordering: .relaxed) }

  /// The signal that asked the program to end; nil where there was none since `hold`.
  static var endingSignal: Int32? {
    let signal = ending.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  private static let endingSignals = [SIGTERM, SIGHUP, SIGQUIT]
  private static let allSignals = [SIGINT, SIGWINCH, SIGTSTP] + endingSignals

  private static var heldSignals: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in allSignals { sigaddset(&signals, signal) }
    return signals
  }
}

private let resized = Atomic<Bool>(false)
private let suspended = Atomic<Bool>(false)
private let ending = Atomic<Int32>(0)
