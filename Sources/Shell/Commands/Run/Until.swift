import Equations
import OrderedCollections
import Simulation

extension Command {
  static let until = Command(
    "until", .run, "Run nodes until something holds.", traits: [.advancesTime],
    details: """
      After every step the comparison is looked at, as 'expect' writes it; the nodes that it names
      run, with those they are connected with. What has no value yet, such as n.last_spike before the
      first spike, is waited for. Where it holds already no step is taken, and that is
      said; a count that is past its number, such as n.spikes == 3 after four, is an error at once.
      Ctrl-C stops between two steps and keeps what was done, and so does the end of 'for'.
      """,
    examples: [
      "create lif n tau=10; feed n const 1.3; until n.spikes == 3; expect n.time == 42",
      "create hh a; feed a const 10uA/cm^2; until a.mem > 0mV for=10ms",
      "create lif a; create if b; connect a -> b weight=0.4; feed a const 1.5; until b.spikes == 1",
    ],
    Argument<Wait>(
      "QUANTITY COMPARISON TERM [for=STEPS]", "what to wait for, and how long; else 10000 steps",
      .text, candidates: \.quantityCandidates
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> Wait in
      let limit = reader.take(key: "for")
      if let limit, let later = reader.words.first(where: { $0.range.lower > limit.range.lower }) {
        throw .unexpected(later.whole, expected: "'for=' at the end")
      }
      var text = reader.takeText()
      let length = (limit?.range.lower ?? .max) - text.range.lower
      text.text = String(decoding: text.text.utf8.prefix(length), as: UTF8.self)
      guard !text.text.trimmed.isEmpty else {
        throw reader.missing("a comparison such as n.spikes == 3")
      }
      let expectation = try Expectation(text)
      return Wait(
        expectation: expectation, target: try context.session.target(of: expectation),
        limit: limit?.value)
    }
  ) { (context: inout Context, wait: Wait) throws(Diagnostic) in
    try wait.run(in: &context)
  }
}

/// What `until` waits for.
private struct Wait: Sendable {
  var expectation: Expectation
  /// The nodes that run meanwhile.
  var target: Target
  /// How long, as it is written.
  var limit: Name?

  func run(in context: inout Context) throws(Diagnostic) -> Report {
    let nodes = target.parts.compactMap { context.session.nodes[$0.node] }
    let before = nodes.map { ($0.name, $0.time) }
    var most = longestWait
    if let limit, let node = nodes.first {
      most = try limit.quantity(for: "'for'").steps(of: node, in: 1...longestRun, what: "'for'")
    }
    var groups: [RunGroup] = []
    for names in context.groups(of: target) {
      groups.append(try context.group(names, steps: 1, at: target.range))
    }
    var forecast = context.forecast(of: groups, steps: most)
    forecast?.mayEndSooner = true
    // Nothing is said of the pieces by themselves.
    let say = context.host.screen.say
    context.host.screen.say = nil
    defer { context.host.screen.say = say }
    let looksBack = expectation.stepsTaken(ofLast: 0, in: context.session) != nil
    var problem: Report.Problem?
    var taken = 0
    var report = Report()
    while problem == nil {
      let sides: Expectation.Sides?
      let present: String
      do throws(Diagnostic) {
        let found = try expectation.sides(in: context.session)
        (sides, present) = (found, expectation.values(found))
      } catch {
        guard expectation.awaits(what: error, in: context.session) else { throw error }
        (sides, present) = (nil, error.message)
      }
      if let sides, sides.holds {
        if taken == 0 { report.add(.note("it holds already: \(present)")) }
        break
      }
      if let sides, expectation.isPast(sides, in: context.session) {
        problem = failure(
          "\(present), which never falls: it cannot come to"
            + " \(sides.comparison.rawValue) \(sides.right.readable)\(sides.unit.text.spaced)",
          expected: "a number that is still to come, '>=', or 'reset' before it")
        break
      }
      guard taken < most else {
        problem = failure(
          "it did not hold within \(most.counted("step")): \(present); the"
            + " state is kept", expected: "something that comes, or a longer 'for='")
        break
      }
      let steps: Int
      (steps, problem) = try advance(
        &context, by: min(most - taken, looksBack ? max(64, taken / 4) : 1))
      taken += steps
      context.host.screen.progress(taken, most, taken.counted("step"))
      if let line = forecast?.line(afterSteps: taken, at: context.host.seconds()) { say?(line) }
    }
    for (name, time) in before {
      if let node = context.session.nodes[name] { report.add(.note(node.news(since: time))) }
    }
    report.problem = problem
    return report
  }

  // Takes up to `count` steps: those that pass before it holds, or can hold no more. They are taken on
  // trial and looked through; if they went too far, fewer are taken again from where they began.
  private func advance(
    _ context: inout Context, by count: Int
  ) throws(Diagnostic) -> (steps: Int, problem: Report.Problem?) {
    guard count > 1 else {
      return (1, try context.advance(target) { (_: Node) throws(Diagnostic) in 1 }.problem)
    }
    var trial = context
    trial.host.screen.progress = { _, _, _ in }
    let report = try? trial.advance(target) { (_: Node) throws(Diagnostic) in count }
    let taken = Set(
      target.parts.map {
        (trial.session.nodes[$0.node]?.time ?? 0) - (context.session.nodes[$0.node]?.time ?? 0)
      })
    // What runs off does so at a step of its own, which a single step finds.
    guard let report, report.problem?.kind != .failure, taken.count == 1, let taken = taken.first,
      let steps = expectation.stepsTaken(ofLast: taken, in: trial.session)
    else { return try advance(&context, by: count / 2) }
    if steps == taken {
      context.session = trial.session
      return (steps, report.problem)
    }
    let again = try context.advance(target) { (_: Node) throws(Diagnostic) in steps }
    return (steps, again.problem)
  }

  private func failure(_ message: String, expected: String) -> Report.Problem {
    Report.Problem(
      kind: .failure, diagnostic: Diagnostic(message, at: target.range, expected: expected))
  }
}

extension Expectation {
  /// What the sides are now: `n.spikes is 0`; a number that was typed is not said again.
  fileprivate func values(_ sides: Sides) -> String {
    let unit = sides.unit.text.spaced
    let terms = [(comparison.left, sides.left), (comparison.right, sides.right)]
    return terms.filter { term, _ in term.hasNames }
      .map { "\($0.text) is \($1.readable)\(unit)" }.joined(separator: " and ")
  }

  /// Whether an error is about a part that will have a value as its node runs.
  fileprivate func awaits(what error: Diagnostic, in session: Session) -> Bool {
    [comparison.left, comparison.right].contains { side in
      side.contains { part in
        let range = part.range.shifted(by: offset)
        return range.lower <= error.range.lower && error.range.upper <= range.upper
          && (try? Observed(part, in: session))?.isYetToCome == true
      }
    }
  }

  /// Whether a count of spikes or a time, which only grow, has gone past what it was to come to.
  fileprivate func isPast(_ sides: Sides, in session: Session) -> Bool {
    canPass(in: session) && sides.left > sides.right + sides.tolerance
  }

  private func canPass(in session: Session) -> Bool {
    let grows = (try? Observed(comparison.left, in: session))?.onlyGrows ?? false
    return grows && !comparison.right.hasNames
      && [.equal, .less, .lessOrEqual].contains(comparison.comparison)
  }

  /// How many of the last `count` steps were taken when it held for the first time, or could hold no
  /// more; all where it did not.
  ///
  /// - Returns: nil where it cannot be told from what was recorded.
  fileprivate func stepsTaken(ofLast count: Int, in session: Session) -> Int? {
    guard let terms = try? terms(in: session),
      let left = session.values(of: terms.left, atLast: count),
      let right = session.values(of: terms.right, atLast: count)
    else { return nil }
    var tolerances: [Double]?
    if let tolerance = terms.tolerance {
      tolerances = session.values(of: tolerance, atLast: count)
      // One that is none is refused at its step.
      guard tolerances?.allSatisfy({ $0 >= 0 }) == true else { return nil }
    }
    let (comparison, canPass) = (comparison.comparison, canPass(in: session))
    let first = (0..<count).first { step in
      let width = width(tolerances?[step], right[step])
      return comparison.holds(left[step], right[step], within: width)
        || canPass && left[step] > right[step] + width
    }
    return first.map { $0 + 1 } ?? count
  }
}

extension Expression {
  fileprivate var hasNames: Bool {
    contains { part in
      if case .name = part.kind { true } else { false }
    }
  }
}

private let longestWait = 10_000

extension Session {
  // The nodes that a comparison is about, and those that its connections end on.
  fileprivate func target(of expectation: Expectation) throws(Diagnostic) -> Target {
    let (comparison, offset) = (expectation.comparison, expectation.offset)
    let range = comparison.left.range.joined(with: comparison.right.range).shifted(by: offset)
    let names = nodes.keys.filter { name in
      let ending = network.connections.values.filter { $0.target == name }.map(\.name)
      let holding = modules.keys.filter { members(of: $0).contains(name) }
      return [comparison.left, comparison.right].contains { side in
        side.contains { part in
          Reference(part).map { ([name] + ending + holding).contains($0.name.text) } ?? false
        }
      }
    }
    guard !names.isEmpty else {
      // What has no value at all says so better.
      do throws(Diagnostic) { _ = try measured(comparison.left) } catch {
        throw error.shifted(by: offset)
      }
      throw Diagnostic(
        "no node is in this comparison", at: range, expected: "one such as n.spikes == 3")
    }
    return Target(nodes: Array(names), range: range)
  }
}
