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
  /// - Parameters:
  ///   - output: how reports are shown.
  ///   - isAttended: whether somebody types at the terminal behind standard input.
  static func terminal(_ output: ReportText, isAttended: Bool = false) -> Host.Screen {
    var screen = Host.Screen(width: output.width)
    screen.rows = size?.rows
    screen.progress = ProgressBar.report(width: output.width)
    screen.atWork = ProgressBar.attend(width: output.width)
    screen.say = ProgressBar.say
    if Terminal.canMoveCursor, output.isForPeople {
      let hasKeys = isAttended && Terminal.isTerminal(STDIN_FILENO)
      screen.hasKeys = hasKeys
      screen.animate = { animate(output, hasKeys: hasKeys, $0) }
    }
    return screen
  }

  // Columns and rows; nil where there is no terminal.
  private static var size: (columns: Int, rows: Int)? { Terminal.size(of: STDOUT_FILENO) }

  // Shows frames in the same place until there are no more or Ctrl-C was pressed.
  //
  // Nothing of it stays: the cursor is back where it was.
  private static func animate(
    _ output: ReportText, hasKeys: Bool, _ next: (Moment) -> Frame?
  ) {
    ProgressBar.shared.attend(to: nil)
    var lines = 0
    var moment = Moment(columns: 80, rows: 24)
    var clock = FrameClock(keys: hasKeys ? KeyInput() : nil)
    var isFirst = true
    while !Interrupt.isRaised {
      let size = size ?? (80, 24)
      // Lines that a narrower window has broken up are not to be found again.
      let isResized = !isFirst && (moment.columns, moment.rows) != size
      (moment.columns, moment.rows) = size
      guard let frame = next(moment) else { break }
      var output = output
      output.width = ReportText.width(in: size.columns)
      let text = (output.screenText(of: frame.report) ?? "").lines.prefix(max(1, size.rows - 1))
      let start: ScreenText = isResized ? "\u{1B}[H\u{1B}[2J" : back(lines)
      // In one write, so that no half of a frame is seen.
      write(
        text.reduce(start) { "\($0)\($1)\u{1B}[K\n" } + "\u{1B}[J", to: STDOUT_FILENO)
      lines = text.count
      isFirst = false
      guard let keys = clock.wait(isMoving: frame.moves) else { break }
      moment.keys = keys
    }
    write(back(lines) + "\u{1B}[J", to: STDOUT_FILENO)
  }

  private static func back(_ lines: Int) -> ScreenText {
    lines > 0 ? "\r\u{1B}[\(lines)A" : "\r"
  }
}

/// Waits from one frame to the next.
private struct FrameClock: ~Copyable {
  private static let interval = 0.05
  private var next = now()
  private var keys: KeyInput?

  init(keys: consuming KeyInput?) { self.keys = keys }

  /// Returns when the next frame is due, at once where it is late, or when a signal comes; one that
  /// does not move is due with a key.
  ///
  /// - Returns: the keys that were pressed; nil where nobody can press any more.
  mutating func wait(isMoving: Bool) -> [Key]? {
    next = max(next + Self.interval, now())
    guard keys != nil else {
      while next > now(), !Interrupt.isRaised {
        let left = next - now()
        var time = timespec(tv_sec: 0, tv_nsec: Int(max(0, min(left, 0.9)) * 1e9))
        nanosleep(&time, nil)
      }
      return []
    }
    guard isMoving else { return keys?.keys(within: nil) ?? nil }
    var pressed: [Key] = []
    repeat {
      guard let more = keys?.keys(within: next - now()) ?? nil else { return nil }
      pressed += more
    } while next > now() && !Interrupt.isRaised
    return pressed
  }
}
