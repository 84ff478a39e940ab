/// A key as a terminal tells of it.
public enum Key: Hashable, Sendable {
  /// Where an arrow points.
  public enum Direction: Hashable, Sendable, CaseIterable {
    case up, down, left, right
  }

  /// An arrow, with Shift or without.
  case arrow(Direction, isShifted: Bool = false)
  /// Return.
  case enter
  /// Esc by itself.
  case escape
  /// Tab, with Shift or without.
  case tab(isShifted: Bool = false)
  /// The key that takes the last character away.
  case backspace
  /// A character.
  case character(Character)
}
