import LineEditing
import Synchronization
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A line on the terminal that says how far long work is, and how long it will still take.
///
/// It appears once work takes longer than a moment, and is gone when the work is done.
final class ProgressBar: Sendable {
  private struct State {
    var start: ContinuousClock.Instant?
    var last: ContinuousClock.Instant?
    var done = 0
  }

  private let state = Mutex(State())
  private let width: Int

  /// Makes a bar for a terminal of a width.
  init(width: Int) { self.width = width }

  /// What the shell tells of its work; nothing where errors do not go to a terminal, so that no
  /// pipe or file gets any of it.
  static func report(width: Int) -> @Sendable (Int, Int, String) -> Void {
    guard Terminal.isTerminal(STDERR_FILENO) else { return { _, _, _ in } }
    let bar = ProgressBar(width: width)
    return { bar.show(done: $0, of: $1, $2) }
  }

  /// Shows how far the work is.
  func show(done: Int, of all: Int, _ text: String) {
    let now = ContinuousClock.now
    state.withLock { state in
      if state.start == nil || done < state.done { state = State(start: now) }
      state.done = done
      let elapsed = state.start.map { $0.duration(to: now) } ?? .zero
      let isShown = state.last != nil
      if done >= all {
        // The terminal shows ^C where Ctrl-C is pressed, which goes as well.
        if isShown || Interrupt.isRaised {
          write("\r\(String(repeating: " ", count: width - 1))\r", to: STDERR_FILENO)
        }
        state = State()
        return
      }
      let pause = state.last.map { $0.duration(to: now) } ?? elapsed
      guard pause >= (isShown ? .milliseconds(100) : .milliseconds(400)) else { return }
      state.last = now
      let line = Self.text(done: done, of: all, seconds: elapsed.seconds, text, width: width - 1)
      // With the cursor in front, ^C stays within the line.
      write("\r\(line)\r", to: STDERR_FILENO)
    }
  }

  /// The line: a bar, the share that is done, the time left as it follows from the time taken, and
  /// what is being done; as many characters as `width`.
  static func text(done: Int, of all: Int, seconds: Double, _ text: String, width: Int) -> String {
    let share = min(max(Double(done) / Double(max(all, 1)), 0), 1)
    let columns = min(30, max(10, width / 3))
    let filled = Int(share * Double(columns))
    let bar =
      "[" + String(repeating: "#", count: filled)
      + String(repeating: ".", count: columns - filled) + "]"
    var line = "\(bar) \(Int(share * 100))%"
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

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
