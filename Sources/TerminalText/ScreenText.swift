/// Text as a screen or a pipe gets it.
///
/// A literal is what the program itself says, its escape codes included. All that is put into it by
/// `\(...)`, such as names, sentences and lines of files, is made harmless; only a `ScreenText` is
/// put in as it is.
public struct ScreenText: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// The text to write.
  public let text: String

  /// Makes text of what the program itself says.
  public init(stringLiteral literal: String) { text = literal }

  /// Makes text of what the program says and what came from outside.
  public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// Makes text of what is harmless already but for the program's own escape codes, such as plots.
  public init(verbatim text: String) { self.text = text }

  /// The text's lines, without the line breaks.
  public var lines: [ScreenText] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map {
      ScreenText(verbatim: String($0))
    }
  }

  /// One text behind the other.
  public static func + (left: ScreenText, right: ScreenText) -> ScreenText {
    ScreenText(verbatim: left.text + right.text)
  }

  /// Puts literals and harmless text together.
  public struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    /// Begins with nothing.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds what the program says.
    public mutating func appendLiteral(_ literal: String) { text += literal }

    /// Adds what came from outside, made harmless.
    public mutating func appendInterpolation(_ outside: some StringProtocol) {
      text += outside.harmless
    }

    /// Adds a name or a sentence from outside, which line breaks in it do not take apart.
    public mutating func appendInterpolation(line outside: some StringProtocol) {
      text += outside.harmlessLine
    }

    /// Adds a number.
    public mutating func appendInterpolation(_ number: Int) { text += String(number) }

    /// Adds text for a screen.
    public mutating func appendInterpolation(_ shown: ScreenText) { text += shown.text }
  }
}
