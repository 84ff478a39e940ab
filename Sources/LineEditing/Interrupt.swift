import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C as a flag: whoever works for long looks at it between two steps.
public enum Interrupt {
  /// Turns SIGINT into the flag.
  ///
  /// System calls that wait are interrupted, not begun again.
  public static func install() {
    // The first access makes the flag; a signal handler may not be the one to do so.
    raised.store(false, ordering: .relaxed)
    idle.store(false, ordering: .relaxed)
    handle(SIGINT) { _ in
      guard !idle.load(ordering: .relaxed) || TerminalSignals.isInputReady(STDIN_FILENO) else {
        return
      }
      raised.store(true, ordering: .relaxed)
    }
    // A program started by a thread that lets no signals through would never see one.
    var signals = own
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Waits for standard input, during which SIGINT is forgotten unless there is some.
  ///
  /// There is nothing to stop. One that came too late for what was done before is forgotten as well.
  ///
  /// - Parameter wait: what waits.
  public static func whileIdle<Value, Failure: Error>(
    _ wait: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    idle.store(true, ordering: .relaxed)
    if !TerminalSignals.isInputReady(STDIN_FILENO) { clear() }
    defer { idle.store(false, ordering: .relaxed) }
    return try wait()
  }

  /// Waits for input, or for Ctrl-C.
  ///
  /// Between a look at the flag and a read that waits, Ctrl-C would be lost until the next input;
  /// here it is held back but for the wait itself.
  ///
  /// - Parameter descriptor: where input comes from.
  /// - Returns: whether there is something to read, the end included; false where Ctrl-C was pressed
  ///   and there is nothing.
  public static func waitForInput(_ descriptor: Int32) -> Bool {
    var (held, before) = (own, sigset_t())
    pthread_sigmask(SIG_BLOCK, &held, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    while !TerminalSignals.isInputReady(descriptor) {
      if isRaised { return false }
      if TerminalSignals.waitForInput(descriptor) { return true }
    }
    return true
  }

  private static var own: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    return signals
  }

  /// Whether Ctrl-C was pressed since the last `clear`.
  public static var isRaised: Bool { raised.load(ordering: .relaxed) }

  /// Forgets that Ctrl-C was pressed.
  public static func clear() { raised.store(false, ordering: .relaxed) }
}

private let raised = Atomic<Bool>(false)
private let idle = Atomic<Bool>(false)

/// Calls `handler` on a signal, without SA_RESTART, so that a waiting read returns.
func handle(_ signal: Int32, _ handler: @convention(c) @escaping (Int32) -> Void) {
  var action = sigaction()
  #if canImport(Glibc)
    action.__sigaction_handler.sa_handler = handler
  #else
    action.__sigaction_u.__sa_handler = handler
  #endif
  sigemptyset(&action.sa_mask)
  sigaction(signal, &action, nil)
}
