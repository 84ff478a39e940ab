import Equations
import Simulation

/// Which of the recorded steps a command looks at: `from=5 to=20`, `5..20`, or `last=50`.
struct StepWindow: Hashable, Sendable {
  var first: Quantity?
  var last: Quantity?
  var count: Quantity?

  /// The steps of a node, counted from 1.
  ///
  /// - Throws: `Diagnostic` where they were typed, or else at `range`, where none of its steps is
  ///   meant.
  func steps(of node: Node, at range: SourceRange) throws(Diagnostic) -> ClosedRange<Int> {
    let recorded = node.recording.steps
    try node.requireRun(at: range)
    let most = 1...1_000_000_000_000
    let last = try last?.steps(of: node, in: most, what: "'to'")
    let upper = min(last ?? recorded, recorded)
    let count = try count?.steps(of: node, in: most, what: "'last'")
    let first = try first?.steps(of: node, in: most, what: "'from'")
    let lower =
      count.map { max(1, upper - $0 + 1) } ?? first
      ?? (last == nil ? node.recording.firstKeptStep : 1)
    guard lower <= upper else {
      let typed = [self.first, self.last, self.count].compactMap(\.?.name.range)
      throw Diagnostic(
        "'\(node.name)' has no step from \(lower) to \(last ?? recorded)",
        at: typed.dropFirst().reduce(typed.first ?? range) { $0.joined(with: $1) },
        expected: "steps from 1 to \(recorded)", kind: .outOfRange)
    }
    return lower...upper
  }
}

extension Argument where Value == StepWindow {
  /// `from=`, `to=` and `last=`, or `5..10`, each in steps or as times.
  static var stepWindow: Argument {
    let step = ValueSyntax<Quantity>.quantity("STEP", expected: "a step, or a time")
    return .all(
      "which steps, or times; all where left out", .span, Argument<Quantity?>.keyed("from", step),
      Argument<Quantity?>.keyed("to", step), Argument<Quantity?>.keyed("last", .time)
    ) { StepWindow(first: $0?.first ?? $1, last: $0?.last ?? $2, count: $3) }
  }
}

extension Argument where Value == (first: Quantity, last: Quantity)? {
  /// `5..10`, or nothing.
  fileprivate static var span: Argument {
    Argument("FROM..TO", "", .span, isOptional: true) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) in
      guard let word = reader.takeSpan() else { return nil }
      let ends = word.value.parts(separator: "..")
      var first = try ends[0].quantity(for: "a step")
      let last = try ends[1].quantity(for: "a step")
      // `5..10ms`: the unit behind the second counts for both.
      if first.unit == nil { first.unit = last.unit }
      return (first, last)
    }
  }
}
