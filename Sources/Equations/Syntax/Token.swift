/// The smallest piece of an equation text.
public struct Token: Hashable, Sendable {
  /// What kinds of piece there are.
  public enum Kind: Hashable, Sendable {
    /// A word; dots may join parts, as in `braincog.LIF`.
    case name(String)
    /// A decimal number.
    case number(Double)
    /// A text in double quotes, without them.
    case string(String)
    /// An operator or a bracket, such as `+=`.
    case symbol(String)
    /// The end of a statement: a line break or a semicolon.
    case newline
    /// The end of the text.
    case end
  }

  /// What it is.
  public var kind: Kind
  /// Where it stands.
  public var range: SourceRange

  /// How an error message calls it.
  public var description: String {
    switch kind {
    case .name(let text): "'\(text)'"
    case .number(let value): "'\(value.canonicalText)'"
    case .string(let text): "\"\(text)\""
    case .symbol(let text): "'\(text)'"
    case .newline: "the end of the line"
    case .end: "the end"
    }
  }
}
