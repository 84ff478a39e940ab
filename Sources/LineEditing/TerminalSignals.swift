import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Signals about the terminal as flags, which the line editor looks at when its read is interrupted.
enum TerminalSignals {
  /// Turns SIGWINCH and SIGTSTP into flags, while a line is read.
  static func install() {
    resized.store(false, ordering: .relaxed)
    suspended.store(false, ordering: .relaxed)
    handle(SIGWINCH) { _ in resized.store(true, ordering: .relaxed) }
    handle(SIGTSTP) { _ in suspended.store(true, ordering: .relaxed) }
  }

  /// Lets Ctrl-Z stop the program at once again, while no line is read.
  static func remove() { signal(SIGTSTP, SIG_DFL) }

  /// Whether the window changed its size since the last call.
  static func takeResize() -> Bool { resized.exchange(false, ordering: .relaxed) }

  /// Whether Ctrl-Z was pressed since the last call.
  static func takeSuspend() -> Bool { suspended.exchange(false, ordering: .relaxed) }
}

private let resized = Atomic<Bool>(false)
private let suspended = Atomic<Bool>(false)
