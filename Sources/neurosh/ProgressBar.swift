import LineEditing
import Synchronization
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A line on the terminal that says how far long work is, and how long it will still take; of work that
/// does not tell, what it is and how long it has taken.
///
/// It appears once work takes longer than a moment, and is gone when the work is done.
final class ProgressBar: Sendable {
  fileprivate struct State {
    var width = 80
    /// What is at work, and since when.
    var verb: String?
    var begun = ContinuousClock.now
    /// How far it is, as it was told; nothing where `all` is 0.
    var done = 0
    var all = 0
    var text = ""
    var start = ContinuousClock.now
    /// When the line was written; nil where there is none.
    var last: ContinuousClock.Instant?
    /// Whether somebody looks whether it is time to write it.
    var isWatched = false
  }

  private let state = Mutex(State())

  /// The one of this program, which has one terminal.
  static let shared = ProgressBar()

  /// What the shell tells of its work; nothing where errors do not go to a terminal, so that no
  /// pipe or file gets any of it.
  static func report(width: Int) -> @Sendable (Int, Int, String) -> Void {
    guard Terminal.isTerminal(STDERR_FILENO) else { return { _, _, _ in } }
    return { shared.show(done: $0, of: $1, $2, width: width) }
  }

  /// What the shell tells of what is at work; nothing there as well.
  static func attend(width: Int) -> @Sendable (String?) -> Void {
    guard Terminal.isTerminal(STDERR_FILENO) else { return { _ in } }
    return { shared.attend(to: $0, width: width) }
  }

  /// What the shell says while it is at work; nil there as well.
  static var say: (@Sendable (String) -> Void)? {
    guard Terminal.isTerminal(STDERR_FILENO) else { return nil }
    return { line in
      shared.state.withLock { state in
        state.erase()
        write("\(line.harmlessLine)\n", to: STDERR_FILENO)
      }
    }
  }

  /// Shows how far the work is.
  private func show(done: Int, of all: Int, _ text: String, width: Int) {
    state.withLock { state in
      state.width = width
      if state.all == 0 || done < state.done { state.start = .now }
      (state.done, state.all, state.text) = (done, all, text)
      if done >= all {
        state.erase()
        state.all = 0
      } else {
        state.draw(after: .milliseconds(400), every: .milliseconds(100))
      }
    }
  }

  /// Shows that something is at work, should it take long; nil where it is done, or writes to the
  /// terminal itself.
  func attend(to verb: String?, width: Int = 80) {
    state.withLock { state in
      state.erase()
      (state.verb, state.width, state.all) = (verb, width, 0)
      guard verb != nil else { return }
      state.begun = .now
      guard !state.isWatched else { return }
      state.isWatched = startWatching()
    }
  }

  // Until nothing has been at work for a while.
  fileprivate func watch() {
    var idle = 0
    while idle < 20 {
      usleep(50_000)
      idle = state.withLock { state in
        guard state.verb == nil else {
          state.draw(after: .milliseconds(450), every: .milliseconds(500))
          return 0
        }
        if idle == 19 { state.isWatched = false }
        return idle + 1
      }
    }
  }

  /// The line: a bar, the share that is done, the time left as it follows from the time taken, and
  /// what is being done; as many characters as `width`.
  ///
  /// Of 0 in all nobody knows how far it is: then it has the time taken.
  static func text(done: Int, of all: Int, seconds: Double, _ text: String, width: Int) -> String {
    let share = all > 0 ? min(max(Double(done) / Double(all), 0), 1) : 0
    let columns = min(30, max(10, width / 3))
    let filled = Int(share * Double(columns))
    let bar =
      "[" + String(repeating: "#", count: filled)
      + String(repeating: ".", count: columns - filled) + "]"
    var line = all > 0 ? "\(bar) \(Int(share * 100))%" : "\(bar) \(timeText(seconds))"
    if share > 0 { line += ", \(timeText(seconds * (1 - share) / share)) left" }
    if !text.isEmpty { line += "  \(text.harmlessLine)" }
    let shown = line.prefix(columns: width)
    return shown + String(repeating: " ", count: width - shown.columns)
  }

  private static func timeText(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 359_999))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}

extension ProgressBar.State {
  // Writes the line where it is time to.
  fileprivate mutating func draw(after moment: Duration, every pause: Duration) {
    let now = ContinuousClock.now
    let elapsed = (all > 0 ? start : begun).duration(to: now)
    guard last.map({ $0.duration(to: now) >= pause }) ?? (elapsed >= moment) else { return }
    last = now
    let line = ProgressBar.text(
      done: done, of: all, seconds: elapsed.seconds, all > 0 ? text : verb ?? "", width: width - 1)
    // With the cursor in front, ^C stays within the line.
    write("\r\(line)\r", to: STDERR_FILENO)
  }

  fileprivate mutating func erase() {
    // The terminal shows ^C where Ctrl-C is pressed, which goes as well.
    if last != nil || Interrupt.isRaised && all > 0 {
      write("\r\(String(repeating: " ", count: width - 1))\r", to: STDERR_FILENO)
    }
    last = nil
  }
}

// In a thread that gets no signals: those are for the one that waits for keys. False where there can
// be none.
private func startWatching() -> Bool {
  var (all, before) = (sigset_t(), sigset_t())
  sigfillset(&all)
  pthread_sigmask(SIG_SETMASK, &all, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  #if canImport(Glibc)
    var thread = pthread_t()
  #else
    var thread: pthread_t?
  #endif
  let failure = pthread_create(
    &thread, nil,
    { _ in
      pthread_detach(pthread_self())
      ProgressBar.shared.watch()
      return nil
    }, nil)
  return failure == 0
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
