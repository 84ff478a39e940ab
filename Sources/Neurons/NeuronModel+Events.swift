public import Equations
import OrderedCollections

extension NeuronModel {
  /// What changes states without a spike, at a time or under a condition.
  public struct Event: Hashable, Sendable {
    /// As it was written, units included.
    public var written: EventSyntax
    /// The same in numbers alone; times are in the unit of dt.
    public var measured: EventSyntax
    /// The model that declared it.
    public var origin: String
  }

  /// All terms that a step computes, conversions between units written out; an event's times are not
  /// among them.
  public var measuredTerms: [Expression] {
    var blocks = [measuredIntegral, measuredSpike].compactMap(\.self)
    var terms: [Expression] = []
    for event in events {
      blocks.append(event.measured.block)
      if case .condition(let condition) = event.measured.occasion { terms.append(condition) }
    }
    return terms + blocks.flatMap { $0.statements.map(\.value) }
  }

  /// Whether something happens at times of its own.
  public var hasTimedEvents: Bool {
    events.contains { event in
      if case .condition = event.measured.occasion { false } else { true }
    }
  }
}

extension ModelSyntax {
  /// The parent's events with this model's added, or declared again under the same name.
  ///
  /// - Throws: `Diagnostic` at the first part that has no meaning; for an inherited event, whose text
  ///   is elsewhere, at the model's name.
  func joinedEvents(
    with parent: NeuronModel?, scope: Scope, constants: Scope
  ) throws(Diagnostic) -> [NeuronModel.Event] {
    var result = parent?.events ?? []
    for (index, event) in result.enumerated() {
      do throws(Diagnostic) {
        try event.written.check(in: scope, constants: constants)
        try scope.functions.checkSize(of: event.written.terms)
        result[index].measured = try event.written.measured(in: scope, constants: constants)
      } catch {
        throw Diagnostic(
          "what '\(name.text)' inherits from '\(event.origin)' does not fit it: \(error.message)",
          at: name.range,
          expected: "the states, inputs, functions and units of '\(event.origin)'")
      }
    }
    var declared: Set<String> = []
    for event in events {
      try event.check(in: scope, constants: constants)
      let own = NeuronModel.Event(
        written: event, measured: try event.measured(in: scope, constants: constants),
        origin: name.text)
      guard let name = event.name else {
        result.append(own)
        continue
      }
      guard declared.insert(name.text).inserted else {
        throw Diagnostic(
          "the event '\(name.text)' is declared twice", at: name.range, expected: "one declaration",
          kind: .duplicate)
      }
      if let place = result.firstIndex(where: { $0.written.name?.text == name.text }) {
        result[place] = own
      } else {
        result.append(own)
      }
    }
    return result
  }
}

extension NeuronModel.Event {
  /// Checks that its times come, where parameters have their defaults.
  ///
  /// - Throws: `Diagnostic` at a time that is negative, and at a period that is none.
  func checkTimes(
    given values: OrderedDictionary<String, Double>
  ) throws(Diagnostic) {
    var isPeriod = false
    if case .condition = measured.occasion { return }
    if case .period = measured.occasion { isPeriod = true }
    for (written, term) in zip(written.occasionTerms, measured.occasionTerms) {
      let value = try constant(term, given: values)
      if isPeriod ? value > 0 : value >= 0, value.isFinite {
        isPeriod = false
        continue
      }
      throw Diagnostic(
        "'\(written.text)' is no time at which something can happen", at: written.range,
        expected: isPeriod ? "a period above 0" : "a time of 0 or more", kind: .outOfRange)
    }
  }
}
