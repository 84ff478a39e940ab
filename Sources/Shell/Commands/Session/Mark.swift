import Equations
import OrderedCollections
import Simulation

extension Command {
  static let mark = Command(
    "mark", .session, "Keep the session as it is now under a name, to return to.",
    details: """
      A mark holds everything: nodes, states, inputs, recordings, your neurons and the seed. A
      mark of the same name is replaced. 'restore NAME' returns to it, 'fork NAME' puts its nodes
      beside the present ones. save keeps marks; 'list marks' shows them.
      """,
    examples: [
      "create lif n; feed n const 1.5; run n 10; mark here; set n tau=9; run n; restore here"
    ],
    Argument<Name>.required(
      .name("NAME", candidates: \.markCandidates) { (word: Name, _: Session) throws(Diagnostic) in
        guard word.text.isVisibleName, word.text.utf8.count <= 64 else {
          throw Diagnostic(
            "'\(word.text.shortened)' cannot name a mark", at: word.range,
            expected: "a letter, then letters, digits and _")
        }
      }, "what to call it", missing: "a name")
  ) { (context: inout Context, name: Name) throws(Diagnostic) in
    let isNew = context.session.marks[name.text] == nil
    var kept = context.session
    kept.marks = [:]
    context.session.marks[name.text] = kept
    return Report(
      .note("\(name.text): \(isNew ? "marked" : "marked anew"), \(kept.markSummary)"))
  }
}

extension Session {
  /// A marked session in a line: `n at step 10, p at step 0`.
  var markSummary: String {
    let shown = nodes.values.prefix(4).map { "\($0.name) at step \($0.time)" }
    guard !shown.isEmpty else { return "no nodes" }
    let more = nodes.count > shown.count ? ", ..." : ""
    return shown.joined(separator: ", ") + more
  }
}

extension CompletionSituation {
  /// The marks of the session.
  var markCandidates: [Candidate] {
    session.marks.map { Candidate($0.key, $0.value.markSummary) }
  }
}
