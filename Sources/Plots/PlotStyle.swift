/// What marks a plot is made of.
public struct PlotStyle: Hashable, Sendable {
  /// The marks that make up curves, points and areas.
  public enum Marks: String, CaseIterable, Codable, Sendable {
    /// Characters that every terminal has.
    case ascii
    /// Braille patterns: two by four dots a character.
    case braille
  }

  /// The marks.
  public var marks: Marks
  /// Whether escape codes may colour them.
  public var isColored: Bool

  /// Makes a style.
  public init(_ marks: Marks = .ascii, isColored: Bool = false) {
    self.marks = marks
    self.isColored = isColored
  }

  /// Characters that every terminal has, without colour.
  public static let ascii = PlotStyle()
  /// Braille patterns, without colour.
  public static let braille = PlotStyle(.braille)

  /// Dots side by side in a character.
  var dotsAcross: Int { marks == .braille ? 2 : 1 }
  /// Dots one above the other in a character.
  var dotsDown: Int { marks == .braille ? 4 : 1 }
}
