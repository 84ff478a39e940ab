import LineEditing
import Shell

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the terminal behind standard output can do.
enum Screen {
  /// A clock that nobody sets.
  static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Columns and rows; nil where there is no terminal.
  static var size: (columns: Int, rows: Int)? { Terminal.size(of: STDOUT_FILENO) }

  /// Shows frames in the same place, 20 a second, until there are no more or Ctrl-C was pressed.
  ///
  /// Nothing of it stays: the cursor is back where it was. The terminal's settings are left alone,
  /// so that there is nothing to restore on any way out.
  static func animate(_ output: ReportText, _ next: (_ columns: Int, _ rows: Int) -> Report?) {
    var lines = 0
    var lastSize: (columns: Int, rows: Int)?
    var clock = FrameClock()
    while !Interrupt.isRaised {
      let size = self.size ?? (80, 24)
      guard let frame = next(size.columns, size.rows) else { break }
      var output = output
      output.width = min(max(size.columns, 40), 240)
      let text = (output.text(of: frame) ?? "").split(
        separator: "\n", omittingEmptySubsequences: false
      ).prefix(max(1, size.rows - 1))
      // Lines that a narrower window has broken up are not to be found again.
      let isResized = lastSize.map { $0 != size } ?? false
      let start = isResized ? "\u{1B}[H\u{1B}[2J" : back(lines)
      write(start + text.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J", to: STDOUT_FILENO)
      lines = text.count
      lastSize = size
      clock.wait()
    }
    write(back(lines) + "\u{1B}[J", to: STDOUT_FILENO)
  }

  private static func back(_ lines: Int) -> String {
    lines > 0 ? "\r\u{1B}[\(lines)A" : "\r"
  }
}

/// Waits from one frame to the next.
private struct FrameClock {
  private static let interval = 50_000_000
  private var next = now()

  /// Returns when the next frame is due, at once where it is late, or when a signal comes.
  mutating func wait() {
    next = max(next + Self.interval, Self.now())
    var left = next - Self.now()
    while left > 0, !Interrupt.isRaised {
      var time = timespec(tv_sec: left / 1_000_000_000, tv_nsec: left % 1_000_000_000)
      nanosleep(&time, nil)
      left = next - Self.now()
    }
  }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
