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

extension Node {
  /// Checks that there are steps to look at.
  ///
  /// - Throws: `Diagnostic` at `range` where the node has not run.
  func requireRun(at range: SourceRange) throws(Diagnostic) {
    guard recording.steps == 0 else { return }
    throw Diagnostic("'\(name)' has not run yet", at: range, expected: "'run \(name)' first")
  }

  /// Checks that quantities were recorded at each of the steps.
  ///
  /// - Throws: `Diagnostic` at `range` that names the first that was not.
  func require(
    _ quantities: some Sequence<String>, steps: ClosedRange<Int>, at range: SourceRange
  ) throws(Diagnostic) {
    guard let missing = quantities.first(where: { !recording.holds($0, steps: steps) }) else {
      return
    }
    let enough = missing == "spike" ? Recording.Extent.spikes : .all
    let isLater = record == .all || record == enough
    let first = recording.firstKeptStep
    let kept =
      first > 1
      ? "steps from \(first) to \(recording.steps), which are kept"
      : "steps at which record was \(enough.rawValue)"
    throw Diagnostic(
      "\(missing) of '\(name)' is not recorded" + (isLater ? " at all of these steps" : ""),
      at: range,
      expected: isLater
        ? kept
        : "'set \(name) record=\(enough.rawValue)' before it runs")
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
