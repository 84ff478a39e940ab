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
    var behind: [Line] = []
    for statement in update where statement.spikes {
      guard case .choice(let condition, let yes, let no) = statement,
        yes.contains(where: { if case .spike = $0 { true } else { false } }),
        !no.contains(where: \.spikes)
      else {
        throw .untranslatable("a spike that no one condition decides on", at: statement.range)
      }
      found.append((condition, yes, condition.range))
      let fails = Expression(
        .binary(
          .equal, Expression(.name("spike"), condition.range),
          Expression(.number(0), condition.range)), condition.range)
      try collect(no, guarded: [fails], into: &behind)
    }
    try collect(Array(behindSpikes), guarded: [], into: &behind)
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
    for line in behind { draft.add("    \(line.text)", at: line.range) }
  }

  mutating func condition(_ term: Expression) throws(Diagnostic) -> String {
    let written = try translated(term.writingOut(source.quantities))
    return written.asCondition.text
  }

  mutating func add(
    _ statements: [NESTMLStatement], guarded conditions: [Expression] = [], prefix: String,
    to draft: inout ModelDraft
  ) throws(Diagnostic) {
    for statement in statements {
      switch statement {
      case .spike: break
      case .assignment(let name, let op, let term):
        let line = try assignment(name, op, term.writingOut(source.quantities), when: conditions)
        draft.add(prefix + line.text, at: line.range)
      case .integration(_, let range): throw .untranslatable("an integration here", at: range)
      case .local(let quantity):
        guard conditions.isEmpty, let value = quantity.value else {
          throw .untranslatable("a quantity that is not always there", at: quantity.name.range)
        }
        let text = try number(value.writingOut(source.quantities)).text
        draft.add("    let \(try local(quantity.name)) = \(text)", at: quantity.name.range)
      case .choice(let condition, let yes, let no):
        guard !(yes + no).contains(where: \.spikes) else {
          throw .untranslatable("a spike under a second condition", at: condition.range)
        }
        var lines: [Line] = []
        let test = try kept(
          translated(condition.writingOut(source.quantities)).asCondition, through: yes + no, &lines
        )
        for line in lines { draft.add("    \(line.text)", at: line.range) }
        try add(yes, guarded: conditions + [test], prefix: prefix, to: &draft)
        let opposite = Expression(.unary(.not, test), condition.range)
        try add(no, guarded: conditions + [opposite], prefix: prefix, to: &draft)
      }
    }
  }
}
