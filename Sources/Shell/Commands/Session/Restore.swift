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
    Argument<Name>.required(
      .name("MARK", candidates: \.markCandidates) {
        (word: Name, session: Session) throws(Diagnostic) in
        let names = session.marks.keys
        guard names.contains(word.text) else {
          throw .unknown("mark", word, given: names, first: "mark \(word.text)")
        }
      }, "which mark", missing: "the name of a mark")
  ) { (context: inout Context, name: Name) throws(Diagnostic) in
    guard var kept = context.session.marks[name.text] else { return Report() }
    kept.marks = context.session.marks
    context.session = kept
    return Report(.note("restored \(name.text): \(kept.markSummary)"))
  }
}
