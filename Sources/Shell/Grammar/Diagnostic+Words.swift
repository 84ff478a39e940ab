import Equations

// What is wrong with words, said in one way wherever they stand.
extension Diagnostic {
  /// The diagnostic for a word that is none of a few, which it lists.
  static func unknown(
    _ kind: String, _ name: Name, oneOf names: some Sequence<String>
  ) -> Diagnostic {
    .unknown(kind, name, among: names, expected: "one of \(names.joined(separator: ", "))")
  }

  /// The same for a name that the user gives things; where nothing has one, how to make it.
  static func unknown(
    _ kind: String, _ name: Name, given names: some Collection<String>, first way: String
  ) -> Diagnostic {
    guard !names.isEmpty else {
      return Diagnostic(
        "there are no \(kind)s", at: name.range, expected: "'\(way)' first", kind: .unknown)
    }
    return .unknown(
      kind, name, among: names, expected: "one of \(names.prefix(12).joined(separator: ", "))")
  }

  /// The diagnostic for a word that nothing takes where it stands.
  static func unexpected(_ word: Name, expected: String, suggestion: String? = nil) -> Diagnostic {
    Diagnostic(
      "unexpected '\(word.text.shortened)'", at: word.range, expected: expected,
      suggestion: suggestion, kind: .unexpected)
  }

  /// The diagnostic for a number beyond its limits: `'tau' cannot be 0`.
  static func outOfRange(_ what: String, _ value: Name, expected: String) -> Diagnostic {
    Diagnostic(
      "\(what) cannot be \(value.text.shortened)", at: value.range, expected: expected,
      kind: .outOfRange)
  }

  /// The diagnostic for a word that is no value of its sort: `'tau' cannot be 'x'`.
  static func mismatch(
    _ what: String, _ value: Name, expected: String, suggestion: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      "\(what) cannot be '\(value.text.shortened)'", at: value.range, expected: expected,
      suggestion: suggestion, kind: .mismatch)
  }

  /// The diagnostic for a name or an option that stands twice.
  static func setTwice(_ name: Name) -> Diagnostic {
    Diagnostic(
      "'\(name.text)' is set twice", at: name.range, expected: "one value", kind: .duplicate)
  }
}
