import Equations
import Simulation

/// Which of the recorded steps a command looks at: `from=5 to=20`, or `last=50`.
struct StepWindow: Hashable, Sendable {
  var first: Int?
  var last: Int?
  var count: Int?
  /// Where its steps were typed; nil where all are meant.
  var range: SourceRange?

  /// The steps of a node, counted from 1.
  ///
  /// - Throws: `Diagnostic` at `range` where none of its steps is meant.
  func steps(of node: Node, at range: SourceRange) throws(Diagnostic) -> ClosedRange<Int> {
    let recorded = node.recording.steps
    try node.requireRun(at: range)
    let upper = min(last ?? recorded, recorded)
    let lower =
      count.map { max(1, upper - $0 + 1) } ?? first
      ?? (last == nil ? node.recording.firstKeptStep : 1)
    guard lower <= upper else {
      throw Diagnostic(
        "'\(node.name)' has no step from \(lower) to \(last ?? recorded)", at: self.range ?? range,
        expected: "steps from 1 to \(recorded)")
    }
    return lower...upper
  }
}

extension Argument where Value == StepWindow {
  /// `from=`, `to=` and `last=`.
  static var stepWindow: Argument {
    let most = 1_000_000_000_000
    let step = ValueSyntax<Int>.whole(1...most, "STEP").map { (number: $0, range: $1) }
    let count = ValueSyntax<Int>.whole(1...most).map { (number: $0, range: $1) }
    return .all(
      "which steps; all where left out", .keyed("from", step), .keyed("to", step),
      .keyed("last", count)
    ) { first, last, count in
      let ranges = [first?.range, last?.range, count?.range].compactMap(\.self)
      return StepWindow(
        first: first?.number, last: last?.number, count: count?.number,
        range: ranges.dropFirst().reduce(ranges.first) { $0?.joined(with: $1) })
    }
  }
}
