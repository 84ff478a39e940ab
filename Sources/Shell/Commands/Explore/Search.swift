import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

/// What `fit` and `learn by gradient` search for, and how.
struct Search: Sendable {
  var aim: LossTarget
  var steps: Quantity?
  var iterations: Int?
  var rate: Quantity?
  var batch: BatchSize?

  /// - Throws: `Diagnostic` at the word that should be 'to', or where nothing stands behind it.
  init(
    to: Name, aim: LossTarget?, steps: Quantity?, iterations: Int?, rate: Quantity?,
    batch: BatchSize?
  ) throws(Diagnostic) {
    guard to.text == "to", let aim else {
      throw Diagnostic(
        "there is no target", at: to.range,
        expected: "'to' and then spikes=COUNT, train=FILE, mem=FILE, classes=FILE or rates=FILE")
    }
    (self.aim, self.steps, self.iterations) = (aim, steps, iterations)
    (self.rate, self.batch) = (rate, batch)
  }
}

/// How many samples a step of a search goes by.
struct BatchSize: Sendable {
  var count: Int
  /// Where it was typed.
  var range: SourceRange
}

extension Argument where Value == Int? {
  /// How long a search is.
  static var iterations: Argument {
    .keyed("iterations", .whole(1...1_000_000), "how many tries at most; else 500, on samples 100")
  }
}

extension Argument where Value == Quantity? {
  /// How fast a search is.
  static var searchRate: Argument {
    .keyed(
      "rate", .quantity("NUMBER"),
      "how far a try goes; else 2 % of what a number begins with, on samples 0.05")
  }
}

extension Argument where Value == BatchSize? {
  /// By how many samples a step of a search goes.
  static var batch: Argument {
    .keyed(
      "batch",
      ValueSyntax<Int>.whole(1...1_000_000_000).map { BatchSize(count: $0, range: $1) },
      "how many samples a step goes by, drawn by the seed; else all")
  }
}

extension Context {
  /// Changes parameters and weights until a loss is small, and says what came of it.
  ///
  /// - Parameters:
  ///   - search: what for.
  ///   - ends: the node into which samples flow, and the one that the loss is about.
  ///   - variables: what to change, each with what it is called.
  ///   - names: where these stand.
  ///   - range: where errors of the run point.
  /// - Throws: `Diagnostic` for a target that the nodes cannot have, and where nothing changes the loss.
  mutating func search(
    _ search: Search, between ends: (first: Node, last: Node),
    changing variables: [(name: String, variable: Fit.Variable)], named names: SourceRange,
    at range: SourceRange
  ) throws(Diagnostic) -> Report {
    guard Set(variables.map(\.variable)).count == variables.count else {
      throw Diagnostic("a parameter is named twice", at: names, expected: "each parameter once")
    }
    let node = ends.last
    let steps =
      try search.steps?.steps(of: node, in: passLengths, what: "'steps'") ?? node.windowLength
    try node.checkFits(search.aim, in: steps)
    let task = try session.task(ends, search.aim, steps: steps, at: range)
    if let batch = search.batch, task.samples == nil {
      throw Diagnostic(
        "there are no samples to go by", at: batch.range,
        expected: "classes=FILE or rates=FILE, or no 'batch='")
    }
    let iterations = search.iterations ?? (task.samples == nil ? 500 : 100)
    // Weights of either sign tell by their size nothing of how far they have to go.
    var speed = task.samples == nil ? Fit.Rate.relative(0.02) : .absolute(0.05)
    if let rate = search.rate { speed = try Fit.Rate(rate) }
    let isInterrupted = host.isInterrupted
    let network = session.network
    var fit = try unlessStopped(at: range) { () throws(Diagnostic) in
      try Fit(
        network, changing: variables.map(\.variable), task: task, rate: speed,
        batch: search.batch?.count, isInterrupted: isInterrupted)
    }
    let isFinished = try finish(
      iterations, until: { fit.bestLoss <= reachedLoss || fit.iterations >= iterations }
    ) { () throws(Diagnostic) in
      do throws(Diagnostic) { _ = try fit.advance() } catch {
        // What was best before stays.
        guard isInterrupted() else { throw error }
      }
      guard !fit.isFlat else {
        throw node.flatLoss(fit.first.loss, by: variables.map(\.name), at: names)
      }
      return (fit.iterations, "loss \(fit.bestLoss.readable)\(task.score(fit.bestOutput))")
    }
    let before = session
    for (_, variable) in variables { try session.take(variable, from: fit.best, at: names) }
    var report = session.report(of: fit, task, variables, before: before)
    if fit.bestLoss > reachedLoss, task.samples == nil {
      let end = isFinished ? "; " + fit.end : ""
      report.add(.note("\(node.name): not reached: \(fit.miss(task))\(end)"))
    }
    if session.hasExactSpikes(around: node.name) {
      let loss = try unlessStopped(at: range) { () throws(Diagnostic) in
        try task.valueOfRun(of: fit.best, isInterrupted: isInterrupted)
      }
      report.add(
        .note(
          "\(node.name): a gradient goes by spikes at the ends of steps; by those that are exact the"
            + " loss is \(loss.readable)"))
    }
    if !isFinished {
      report.problem = .stopped("; the best parameters so far are kept", at: range)
    }
    return report
  }
}

extension Session {
  /// Whether a node, or one that it is connected with, has spikes between steps.
  fileprivate func hasExactSpikes(around name: String) -> Bool {
    network.component(of: [name]).contains { nodes[$0]?.spikeTiming == .exact }
  }
}

extension Fit.Rate {
  fileprivate init(_ quantity: Quantity) throws(Diagnostic) {
    let rate = try quantity.number(in: .none, what: "'rate'")
    guard rate > 0, rate.isFinite else {
      throw .outOfRange("'rate'", quantity.name, expected: "more than 0")
    }
    self = .absolute(rate)
  }
}

extension Node {
  /// Checks that a number of spikes can come in a number of steps.
  ///
  /// - Throws: `Diagnostic` at the number that is too large.
  fileprivate func checkFits(_ aim: LossTarget, in steps: Int) throws(Diagnostic) {
    guard case .loss(.spikeCount(let count)) = aim.aim, count > Double(steps), firesOnceAStep else {
      return
    }
    throw Diagnostic(
      "\(count.readable) spikes do not fit into \(steps.counted("step"))", at: aim.range,
      expected: "\(steps) at most, since a neuron fires at most once a step, or more steps:"
        + " steps=\(count.readable)")
  }

  // Neither a graded surrogate nor a term such as 2 * act(...) makes its spikes.
  private var firesOnceAStep: Bool {
    model.spike.statements.filter { $0.target.text == "spike" }.allSatisfy { statement in
      guard statement.kind != .spikeWhen else { return true }
      guard case .call(let name, _) = statement.value.kind, name.text == "act" else { return false }
      return surrogate.forward(.greatestFiniteMagnitude) == 1.0
    }
  }

  /// The error that a loss has the same value wherever the parameters go, with the likely reason.
  fileprivate func flatLoss(
    _ loss: Double, by names: [String], at range: SourceRange
  ) -> Diagnostic {
    let what = names.count == 1 ? "'\(names[0])' does" : "\(names.joined(separator: ", ")) do"
    let reason =
      feeds.isEmpty
      ? "an input: nothing flows into '\(name)'"
      : "parameters that act, or an input that brings mem nearer to the threshold, where the"
        + " surrogate \(surrogate.rawValue) has a gradient"
    return Diagnostic(
      "\(what) not change the loss of \(loss.readable): its gradient is 0", at: range,
      expected: reason)
  }
}
