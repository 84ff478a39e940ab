import Equations

extension Block {
  /// Checks that a spike block says whether the neuron fired.
  func checkSetsSpike() throws(Diagnostic) {
    guard statements.contains(where: { $0.kind != .definition && $0.target.text == "spike" }) else {
      throw Diagnostic(
        "the spike block never sets 'spike'", at: keyword,
        expected: "a statement such as spike = act(mem - threshold)")
    }
    // What was decided before would be lost without a word.
    var earlier: Statement?
    for statement in statements where statement.target.text == "spike" {
      if statement.kind == .spikeWhen, let earlier, !statement.value.uses("spike") {
        let either = Expression(.binary(.or, earlier.value, statement.value), keyword).text
        throw Diagnostic(
          "what decides over 'spike' stands twice", at: statement.target.range,
          expected: earlier.kind == .spikeWhen ? "spike when \(either)" : "one of them",
          kind: .duplicate)
      }
      earlier = statement
    }
  }
}
