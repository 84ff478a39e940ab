import Equations

// What `global` does: events, and the reset of the membrane potential, which is a spike here.
extension ODETranslation {
  /// The event that resets the membrane potential where it crosses something, which is a spike here.
  var spikeEvent: Int? {
    file.events.firstIndex { event in
      event.sign != 0 && event.condition.names().contains(membrane)
        && event.assignments.contains { $0.name.text.lowercased() == membrane }
    }
  }

  /// Where it fires, if that is a number.
  var spikeLevel: Double {
    guard let spikeEvent, let (low, high) = try? crossing(file.events[spikeEvent]),
      low.names() == [membrane] && low.extent.parts == 1, case .number(let level) = high.kind
    else { return threshold }
    return level
  }

  // What crosses what from below.
  func crossing(
    _ event: ODEFile.Event
  ) throws(Diagnostic) -> (Expression, Expression) {
    let zero = Expression(.number(0), event.condition.range)
    guard case .binary(.subtract, let left, let right) = event.condition.kind else {
      return event.sign < 0 ? (zero, event.condition) : (event.condition, zero)
    }
    return event.sign < 0 ? (right, left) : (left, right)
  }

  mutating func addEvents(to draft: inout ModelDraft) throws(Diagnostic) {
    terms.writesOut = true
    defer { terms.writesOut = false }
    let spikeEvent = spikeEvent
    for (index, event) in file.events.enumerated() where index != spikeEvent {
      let statements = try statements(of: event)
      guard !statements.isEmpty else { continue }
      draft.add("  event when \(try condition(of: event))", at: event.range)
      for statement in statements { draft.add("    \(statement.text)", at: statement.range) }
    }
    guard let spikeEvent else { return }
    let event = file.events[spikeEvent]
    draft.add("  spike", at: event.range)
    draft.add("    spike when \(try condition(of: event))", at: event.range)
    for statement in try statements(of: event) {
      draft.add("    reset \(statement.text)", at: statement.range)
    }
  }

  mutating func condition(of event: ODEFile.Event) throws(Diagnostic) -> String {
    guard event.sign != 0 else {
      let condition = try terms.number(event.condition)
      let size = Expression(.call(Name("abs", event.range), [condition]), event.range)
      return "\(size.text) < 5e-16"
    }
    let (low, high) = try crossing(event)
    let term = Expression(
      .binary(.crosses, try terms.number(low), try terms.number(high)), event.range)
    return term.text
  }

  mutating func statements(
    of event: ODEFile.Event
  ) throws(Diagnostic) -> [(text: String, range: SourceRange)] {
    var result: [(text: String, range: SourceRange)] = []
    for assignment in event.assignments {
      let key = assignment.name.text.lowercased()
      switch key {
      case "out_put", "no_interp": continue
      case "arret":
        notes.append(
          .init("it does not stop by itself ('arret'); 'until' does", at: assignment.name.range))
        continue
      default: break
      }
      let settable = file.variables.map(\.name.text) + file.numbers.map(\.name.text)
      guard settable.contains(where: { $0.lowercased() == key }) else {
        throw .unknown(
          "variable", assignment.name, among: settable, expected: "a variable or a parameter")
      }
      let term = try terms.number(assignment.term)
      result.append(("\(name(of: assignment.name)) = \(term.text)", assignment.name.range))
    }
    return result
  }
}
