import Equations
import OrderedCollections
import Simulation

extension Command {
  static let until = Command(
    "until", .run, "Run nodes until something holds.",
    details: """
      After every step the comparison is looked at, as 'expect' writes it; the nodes that it names
      run, with those they are connected with. Where it holds already no step is taken. Ctrl-C
      stops between two steps and keeps what was done, and so does the end of 'for'.
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
        throw Diagnostic(
          "unexpected '\(later.text.shortened)'", at: later.range, expected: "'for=' at the end")
      }
      let (rest, offset) = reader.takeText()
      let length = (limit?.range.lower ?? .max) - offset
      let text = String(decoding: rest.utf8.prefix(length), as: UTF8.self)
      guard text.utf8.contains(where: { !$0.isSpace }) else {
        throw reader.missing("a comparison such as n.spikes == 3")
      }
      do throws(Diagnostic) {
        let comparison = try Comparison(parsing: text)
        return Wait(
          expectation: Expectation(comparison: comparison, offset: offset),
          target: try context.session.target(of: comparison, offset: offset), limit: limit?.value)
      } catch { throw error.shifted(by: offset) }
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
    var problem: Report.Problem?
    var taken = 0
    while problem == nil, try !expectation.sides(in: context.session).holds {
      guard taken < most else {
        problem = Report.Problem(
          kind: .failure,
          diagnostic: Diagnostic(
            "it did not hold within \(most.counted("step")); the state is kept", at: target.range,
            expected: "something that comes, or a longer 'for='"))
        break
      }
      problem = try context.advance(target) { (_: Node) throws(Diagnostic) in 1 }.problem
      taken += 1
      context.host.progress(taken, most, "\(taken) steps")
    }
    var report = Report()
    for (name, time) in before {
      if let node = context.session.nodes[name] { report.add(.note(node.news(since: time))) }
    }
    report.problem = problem
    return report
  }
}

private let longestWait = 10_000

extension Session {
  // The nodes that a comparison is about, and those that its connections end on.
  fileprivate func target(
    of comparison: Comparison, offset: Int
  ) throws(Diagnostic) -> Target {
    let range = comparison.left.range.joined(with: comparison.right.range)
    let names = nodes.keys.filter { name in
      let ending = network.connections.values.filter { $0.target == name }.map(\.name)
      return [comparison.left, comparison.right].contains { side in
        side.contains { part in
          guard case .name(let text) = part.kind else { return false }
          return ([name] + ending).contains { text == $0 || text.hasPrefix($0 + ".") }
        }
      }
    }
    guard !names.isEmpty else {
      // What has no value at all says so better.
      _ = try measured(comparison.left)
      throw Diagnostic(
        "no node is in this comparison", at: range, expected: "one such as n.spikes == 3")
    }
    return Target(nodes: Array(names), range: range.shifted(by: offset))
  }
}
