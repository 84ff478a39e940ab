import Equations

// When it fires, and what else happens under a condition.
extension NESTMLTranslation {
  mutating func addConditions(to draft: inout ModelDraft) throws(Diagnostic) {
    var found: [(condition: Expression, statements: [NESTMLStatement], range: SourceRange)] = []
    for handler in source.conditions {
      let tokens = handler.heading.tokens
      guard let close = tokens.lastIndex(where: { $0.kind == .symbol(")") }), close > 2 else {
        throw Diagnostic(
          "'onCondition' has no condition", at: handler.heading.range,
          expected: "onCondition(V_m >= V_th):", kind: .incomplete)
      }
      var reader = TermReader(tokens[2..<close], end: tokens[close].range.lower, .nestml)
      found.append(
        (try reader.wholeTerm(), try NESTMLStatement.all(in: handler.lines), handler.heading.range))
    }
    for case .choice(let condition, let yes, let no) in update where yes.contains(where: \.spikes) {
      guard no.isEmpty else {
        throw .untranslatable("an 'else' beside a spike", at: condition.range)
      }
      found.append((condition, yes, condition.range))
    }
    let spikes = found.filter { $0.statements.contains(where: \.spikes) }
    guard spikes.count < 2 else {
      throw .untranslatable("a second condition that sends a spike", at: spikes[1].range)
    }
    for event in found where !event.statements.contains(where: \.spikes) {
      draft.add("  event when \(try condition(event.condition))", at: event.range)
      try add(event.statements, prefix: "    ", to: &draft)
    }
    guard let spike = spikes.first else { return }
    draft.add("  spike", at: spike.range)
    draft.add("    spike when \(try condition(spike.condition))", at: spike.range)
    try add(spike.statements, prefix: "    reset ", to: &draft)
  }

  mutating func condition(_ term: Expression) throws(Diagnostic) -> String {
    let written = try translated(term.writingOut(source.quantities))
    return written.asCondition.text
  }

  mutating func add(
    _ statements: [NESTMLStatement], prefix: String, to draft: inout ModelDraft
  ) throws(Diagnostic) {
    for statement in statements {
      switch statement {
      case .spike: break
      case .assignment(let name, let op, let term):
        let line = try assignment(name, op, term.writingOut(source.quantities), when: [])
        draft.add(prefix + line.text, at: line.range)
      case .integration(_, let range): throw .untranslatable("an integration here", at: range)
      case .local(let quantity):
        throw .untranslatable("a quantity of a condition", at: quantity.name.range)
      case .choice(let condition, _, _):
        throw .untranslatable("a choice within a condition", at: condition.range)
      }
    }
  }
}
