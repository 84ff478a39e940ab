#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What there is to know of the terminal without editing a line on it.
public enum Terminal {
  /// The columns of the terminal behind a descriptor; nil where there is none.
  public static func width(of descriptor: Int32) -> Int? { size(of: descriptor)?.columns }

  /// The columns and rows of the terminal behind a descriptor; nil where there is none.
  public static func size(of descriptor: Int32) -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Whether a descriptor is a terminal.
  public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Whether the terminal behind standard output can move its cursor.
  public static var canMoveCursor: Bool {
    guard isTerminal(STDOUT_FILENO), let kind = getenv("TERM").map({ String(cString: $0) }) else {
      return false
    }
    return kind != "dumb" && !kind.isEmpty
  }

  /// Whether text may be dim or coloured: NO_COLOR is not set (no-color.org).
  public static var allowsColor: Bool {
    canMoveCursor && getenv("NO_COLOR").map { String(cString: $0).isEmpty } ?? true
  }
}
