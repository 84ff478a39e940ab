extension EventSyntax {
  /// Checks what says when it happens, and its statements.
  ///
  /// - Parameters:
  ///   - scope: the names that a condition and the statements may use.
  ///   - constants: those that times may use.
  /// - Throws: `Diagnostic` at the first part that has no meaning there, or that only another block
  ///   can do.
  public func check(in scope: Scope, constants: Scope) throws(Diagnostic) {
    if case .condition(let condition) = occasion {
      try condition.check(as: .condition, in: scope)
      try condition.checkIsOne(in: scope)
    } else {
      for time in occasionTerms { try time.check(as: .number, in: constants) }
    }
    for statement in block.statements {
      let name = statement.target
      switch statement.kind {
      case .definition: break
      case .derivative:
        throw Diagnostic(
          "an event takes no time", at: name.range, expected: "d \(name.text)/dt in the integral",
          kind: .unexpected)
      case .reset:
        throw Diagnostic(
          "'reset' is what a spike does", at: name.range,
          expected:
            "\(statement.text.dropFirst("reset ".count)), or this statement in the spike block",
          kind: .unexpected)
      case .assignment, .spikeWhen:
        guard name.text == "spike" else { continue }
        throw Diagnostic(
          "an event changes states without a spike", at: name.range,
          expected: "a state such as mem, or 'spike when' in the spike block", kind: .unexpected)
      }
    }
    try block.check(in: scope)
  }

  /// The event in numbers alone, with conversions between units written out: times are in the unit of
  /// dt.
  ///
  /// - Parameters:
  ///   - scope: what names stand for in a condition and in the statements.
  ///   - constants: what they stand for in times.
  /// - Throws: `Diagnostic` at the term whose unit does not fit.
  public func measured(in scope: Scope, constants: Scope) throws(Diagnostic) -> EventSyntax {
    func time(_ term: Expression, _ word: String) throws(Diagnostic) -> Expression {
      try term.measured(in: constants).converted(to: scope.time ?? .none, what: "'\(word)'")
    }
    var result = self
    result.block = try block.measured(in: scope)
    switch occasion {
    case .condition(let condition):
      result.occasion = .condition(try condition.measured(in: scope).expression)
    case .times(let times):
      var measured: [Expression] = []
      for term in times { measured.append(try time(term, "at")) }
      result.occasion = .times(measured)
    case .period(let period, let from, let until):
      var (first, last) = (from, until)
      if let from { first = try time(from, "from") }
      if let until { last = try time(until, "until") }
      result.occasion = .period(try time(period, "every"), from: first, until: last)
    }
    return result
  }
}
