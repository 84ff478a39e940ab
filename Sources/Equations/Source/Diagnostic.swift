/// The one error of the language and the shell: what is wrong, where, what was expected, and the
/// nearest valid word.
public struct Diagnostic: Error, Hashable, Sendable {
  /// What sort of mistake it is, for whoever does not read sentences.
  public enum Kind: Hashable, Sendable {
    /// A word that is none of the valid ones.
    case unknown
    /// Something that cannot stand where it does.
    case unexpected
    /// Something is missing: the text or the line ends before it is whole.
    case incomplete
    /// A number, or a size, beyond its limits.
    case outOfRange
    /// What is there already, or stands twice.
    case duplicate
    /// A unit, or a sort of term, other than its place asks for.
    case mismatch
    /// Anything else.
    case other
  }

  /// What sort of mistake it is.
  public var kind: Kind
  /// What is wrong: a lower-case sentence that quotes the culprit.
  public var message: String
  /// Where: UTF-8 offsets in the text that was read.
  public var range: SourceRange
  /// What would have been accepted there.
  public var expected: String?
  /// The nearest valid word, where one is near.
  public var suggestion: String?
  /// Where it is in the definition of the function that is called at `range`, in the same text.
  public var definition: SourceRange?

  /// Makes a diagnostic.
  public init(
    _ message: String, at range: SourceRange, expected: String? = nil, suggestion: String? = nil,
    kind: Kind = .other
  ) {
    self.kind = kind
    self.message = message
    self.range = range
    self.expected = expected
    self.suggestion = suggestion
  }

  /// The same diagnostic about a text that has `offset` more bytes in front.
  public func shifted(by offset: Int) -> Diagnostic {
    var copy = self
    copy.range = range.shifted(by: offset)
    copy.definition = definition?.shifted(by: offset)
    return copy
  }

  /// The sentence with its suggestion, without the place and the expectation.
  public var sentence: String {
    suggestion.map { "\(message); did you mean '\($0)'?" } ?? message
  }
}

extension Diagnostic {
  /// The diagnostic for a word that is none of the valid ones.
  public static func unknown(
    _ kind: String, _ name: Name, among candidates: some Sequence<String>, expected: String? = nil
  ) -> Diagnostic {
    let nearest = nearestWord(to: name.text, among: candidates)
    // What was typed already is no advice.
    return Diagnostic(
      "unknown \(kind) '\(name.text)'", at: name.range, expected: expected,
      suggestion: nearest == name.text ? nil : nearest, kind: .unknown)
  }
}
