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
  /// How the terminal shows what lies between the axes as pixels; nil where characters are drawn.
  public var pictures: TerminalPictures?

  /// Makes a style.
  ///
  /// - Parameters:
  ///   - marks: the marks.
  ///   - isColored: whether escape codes may colour them.
  ///   - pictures: how the terminal shows pixels in their place; nil for characters.
  public init(
    _ marks: Marks = .ascii, isColored: Bool = false, pictures: TerminalPictures? = nil
  ) {
    self.marks = marks
    self.isColored = isColored
    self.pictures = pictures
  }

  /// Characters that every terminal has, without colour.
  public static let ascii = PlotStyle()
  /// Braille patterns, without colour.
  public static let braille = PlotStyle(.braille)

  /// Dots side by side in a character.
  var dotsAcross: Int { pictures?.cellWidth ?? (isFine ? 2 : 1) }
  /// Dots one above the other in a character.
  var dotsDown: Int { pictures?.cellHeight ?? (isFine ? 4 : 1) }
  /// Whether a character has several dots.
  var isFine: Bool { marks == .braille || pictures != nil }
  /// How long the sides of a measured point are, in dots.
  var square: Int { pictures == nil ? 2 : 5 }
  /// The same as text beside a picture.
  var text: PlotStyle { PlotStyle(pictures == nil ? marks : .braille, isColored: isColored) }
}
