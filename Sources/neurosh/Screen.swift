import LineEditing
import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A clock that nobody sets, in seconds.
func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

extension Host.Screen {
  /// What stands behind standard output, which may be a terminal.
  ///
  /// - Parameter output: how reports are shown.
  static func terminal(_ output: ReportText) -> Host.Screen {
    var screen = Host.Screen(width: output.width)
    screen.rows = size?.rows
    screen.progress = ProgressBar.report(width: output.width)
    if Terminal.canMoveCursor, output.isForPeople {
      screen.animate = { animate(output, $0) }
    }
    return screen
  }

  // Columns and rows; nil where there is no terminal.
  private static var size: (columns: Int, rows: Int)? { Terminal.size(of: STDOUT_FILENO) }

  // Shows frames in the same place, 20 a second, until there are no more or Ctrl-C was pressed.
  //
  // Nothing of it stays: the cursor is back where it was. The terminal's settings are left alone,
  // so that there is nothing to restore on any way out.
  private static func animate(
    _ output: ReportText, _ next: (_ columns: Int, _ rows: Int) -> Report?
  ) {
    var lines = 0
    var lastSize: (columns: Int, rows: Int)?
    var clock = FrameClock()
    while !Interrupt.isRaised {
      let size = size ?? (80, 24)
      guard let frame = next(size.columns, size.rows) else { break }
      var output = output
      output.width = min(max(size.columns, 40), 240)
      let text = (output.screenText(of: frame) ?? "").lines.prefix(max(1, size.rows - 1))
      // Lines that a narrower window has broken up are not to be found again.
      let isResized = lastSize.map { $0 != size } ?? false
      let start: ScreenText = isResized ? "\u{1B}[H\u{1B}[2J" : back(lines)
      // In one write, so that no half of a frame is seen.
      write(
        text.reduce(start) { "\($0)\($1)\u{1B}[K\n" } + "\u{1B}[J", to: STDOUT_FILENO)
      lines = text.count
      lastSize = size
      clock.wait()
    }
    write(back(lines) + "\u{1B}[J", to: STDOUT_FILENO)
  }

  private static func back(_ lines: Int) -> ScreenText {
    lines > 0 ? "\r\u{1B}[\(lines)A" : "\r"
  }
}

/// Waits from one frame to the next.
private struct FrameClock {
  private static let interval = 0.05
  private var next = now()

  /// Returns when the next frame is due, at once where it is late, or when a signal comes.
  mutating func wait() {
    next = max(next + Self.interval, now())
    var left = next - now()
    while left > 0, !Interrupt.isRaised {
      var time = timespec(tv_sec: 0, tv_nsec: Int(left * 1e9))
      nanosleep(&time, nil)
      left = next - now()
    }
  }
}
