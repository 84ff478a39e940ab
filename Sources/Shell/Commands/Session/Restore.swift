import Equations
import OrderedCollections

extension Command {
  static let restore = Command(
    "restore", .session, "Return to a mark.",
    details: """
      The session is then as it was when it was marked; the marks themselves stay. undo takes it
      back.
      """,
    examples: [
      "create lif n; feed n const 1.5; mark start; run n; restore start; expect n.time == 0"
    ],
    Argument<Name>.knownMark
  ) { (context: inout Context, name: Name) throws(Diagnostic) in
    guard var kept = context.session.marks[name.text] else { return Report() }
    kept.marks = context.session.marks
    context.session = kept
    return Report(.note("restored \(name.text): \(kept.markSummary)"))
  }
}

extension Argument where Value == Name {
  fileprivate static var knownMark: Argument {
    Argument("MARK", "which mark", candidates: \.markCandidates) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> Name in
      guard let word = reader.takePositional() else {
        throw reader.missing("the name of a mark")
      }
      guard context.session.marks[word.text] != nil else {
        throw context.session.unknownMark(word.value)
      }
      return word.value
    }
  }
}

extension Session {
  fileprivate func unknownMark(_ name: Name) -> Diagnostic {
    guard !marks.isEmpty else {
      return Diagnostic(
        "there are no marks", at: name.range, expected: "'mark \(name.text)' first")
    }
    return .unknown(
      "mark", name, among: marks.keys,
      expected: "one of \(marks.keys.prefix(12).joined(separator: ", "))")
  }
}
