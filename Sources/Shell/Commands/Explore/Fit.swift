import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let fit = Command(
    "fit", .explore, "Change parameters and weights until a node or module does what is wanted.",
    traits: [.setsParameters],
    details: """
      Follows the gradient of half the squared distance from the target (Adam) over the node's
      window from reset, and sets the best parameters found. Targets: a number of spikes, a spike
      train (a CSV file of 0 and 1, a row a step) or a mem trace (a CSV file). In a file of several
      columns, as plot --csv writes it, the column 'spike' or 'mem' counts; mem is compared after a
      reset. Weights are named by their connection: x_hidden.weight; each is changed by itself where they
      differ (connect with deviation=), else all alike. A module is trained on samples: with
      classes=FILE each row of the file is what flows into the neurons of the first node and then the
      class, which is the neuron of the last node that is to fire most (cross-entropy); with rates=FILE
      there are wanted spikes a step in place of the class. A few rows may be typed themselves:
      classes="0,0,1 0,1,2". Ctrl-C stops and keeps the best so far. A
      target that is not reached is said so, with how far off the best is; 'expect' after a run makes that
      an error. Where nothing changes the loss, which happens where mem never comes near the threshold,
      that is one in any case.
      """,
    examples: [
      "create lif n tau=9 step=40; feed n const 1.5; fit n tau,threshold to spikes=10; run n; show n.tau",
      "create lif a; create lif b; connect a -> b weight=0.5; feed a const 1.5; fit b a_b.weight to spikes=3 steps=20",
    ],
    Argument<Target>.requiredTarget,
    Argument<Name>.word("PARAMETER,...", "what to change") { $0.listed($0.gradientCandidates) },
    Argument<Name>.word("to", "the word 'to'") { _ in [Candidate("to", "and the target")] },
    Argument<LossTarget?>.lossTarget,
    Argument<Quantity?>.passLength,
    Argument<Int?>.keyed(
      "iterations", .whole(1...1_000_000), "how many tries at most; else 500, on samples 100"),
    Argument<Quantity?>.keyed(
      "rate", .quantity("NUMBER"),
      "how far a try goes; else 2 % of what a number begins with, on samples 0.05")
  ) {
    (
      context: inout Context, target: Target, word: Name, to: Name, aim: LossTarget?,
      steps: Quantity?, iterations: Int?, rate: Quantity?
    ) throws(Diagnostic) in
    guard to.text == "to", let aim else {
      throw Diagnostic(
        "there is no target", at: to.range,
        expected: "'to' and then spikes=COUNT, train=FILE, mem=FILE, classes=FILE or rates=FILE")
    }
    let (_, node) = try context.session.differentiated(target)
    let variables = try context.session.variables(word, at: node, orInput: false)
    guard Set(variables.map(\.variable)).count == variables.count else {
      throw Diagnostic(
        "a parameter is named twice", at: word.range, expected: "each parameter once")
    }
    let steps = try steps?.steps(of: node, in: passLengths, what: "'steps'") ?? node.windowLength
    try node.checkFits(aim, in: steps)
    let task = try context.session.task(target, aim, steps: steps)
    let iterations = iterations ?? (task.samples == nil ? 500 : 100)
    // Weights of either sign tell by their size nothing of how far they have to go.
    var speed = task.samples == nil ? Fit.Rate.relative(0.02) : .absolute(0.05)
    if let rate { speed = try Fit.Rate(rate) }
    var fit = try context.unlessStopped(at: target.range) { () throws(Diagnostic) in
      try Fit(
        context.session.network, changing: variables.map(\.variable), task: task, rate: speed,
        isInterrupted: context.host.isInterrupted)
    }
    let isFinished = try context.finish(
      iterations, until: { fit.bestLoss <= reachedLoss || fit.iterations >= iterations }
    ) { () throws(Diagnostic) in
      do throws(Diagnostic) { _ = try fit.advance() } catch {
        // What was best before stays.
        guard context.host.isInterrupted() else { throw error }
      }
      guard !fit.isFlat else {
        throw node.flatLoss(fit.first.loss, by: variables.map(\.name), at: word.range)
      }
      return (fit.iterations, "loss \(fit.bestLoss.readable)\(task.score(fit.bestOutput))")
    }
    let before = context.session
    for (_, variable) in variables {
      try context.session.take(variable, from: fit.best, at: word.range)
    }
    var report = context.session.report(of: fit, task, variables, before: before)
    if fit.bestLoss > reachedLoss, task.samples == nil {
      let end = isFinished ? "; " + fit.end : ""
      report.add(.note("\(node.name): not reached: \(fit.miss(task))\(end)"))
    }
    if !isFinished {
      report.problem = .stopped("; the best parameters so far are kept", at: target.range)
    }
    return report
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

extension Session {
  // Takes what was found over.
  fileprivate mutating func take(
    _ variable: Fit.Variable, from best: Network, at range: SourceRange
  ) throws(Diagnostic) {
    switch variable {
    case .parameter(let name, let owner):
      guard let value = best.nodes[owner]?.parameters[name]?.first, let node = nodes[owner] else {
        return
      }
      try nodes[owner]?.set(
        Name(name, range), to: value, neurons: 0..<node.population, at: range)
    case .weights(let name):
      guard let weights = best.connections[name]?.weights else { return }
      network.connections[name]?.weights = weights
    }
  }

  fileprivate func report(
    of fit: Fit, _ task: TrainingTask, _ variables: [(name: String, variable: Fit.Variable)],
    before: Session
  ) -> Report {
    let first = fit.first.loss
    var changes: [String] = []
    var rows: [[Table.Cell]] = []
    for (name, variable) in variables {
      let unit = unit(of: variable).text
      let pairs = Array(zip(before.network.values(of: variable), network.values(of: variable)))
      let label = variable.owner == task.output ? variable.parameter ?? name : name
      if pairs.count == 1 {
        changes.append("\(label) \(pairs[0].0.readable) -> \(pairs[0].1.readable)\(unit.spaced)")
      } else {
        changes.append("\(pairs.count) of \(name)")
      }
      for (label, pair) in zip(labels(of: variable, called: label), pairs) {
        rows.append([
          .text(label), .measured(pair.0, unit: unit), .measured(pair.1, unit: unit),
          .number(first), .number(fit.bestLoss), .count(fit.iterations),
        ])
      }
    }
    var news = "loss \(first.readable)"
    if fit.bestLoss < first || first <= reachedLoss {
      news = "\(changes.joined(separator: ", ")); \(news) -> \(fit.bestLoss.readable)"
    } else {
      news = "nothing better found than as it was; \(news)"
    }
    return Report(
      .told(
        "\(task.output): \(news)\(task.score(fit.bestOutput)) after"
          + " \(fit.iterations.counted("iteration"))",
        Table(["parameter", "before", "after", "loss before", "loss after", "iterations"], rows)))
  }
}

extension Fit.Variable {
  // The node of a parameter.
  fileprivate var owner: String? {
    if case .parameter(_, let node) = self { node } else { nil }
  }

  fileprivate var parameter: String? {
    if case .parameter(let name, _) = self { name } else { nil }
  }
}

// The rounding of a sum of squares that should be 0.
private let reachedLoss = 1e-12

extension Fit {
  /// How far the best is from its target: `7 spikes for 10`.
  fileprivate func miss(_ task: TrainingTask) -> String {
    switch task.loss {
    case .spikeCount(let wanted) where task.steps == bestOutput.count:
      // The loss has no sign.
      let count = bestOutput.reduce(0, +)
      return "\(count.readable) spike\(count == 1 ? "" : "s") for \(wanted.readable)"
    case .trace(let state, let target) where task.steps == bestOutput.count:
      let compared = min(task.steps, target.count)
      let off = (2 * bestLoss / Double(max(1, compared))).squareRoot()
      return "\(state) is off by \(off.readable) (root mean square of \(compared.counted("step")))"
    default: return "loss \(bestLoss.readable)"
    }
  }

  /// Why it ended at its limit: whether more iterations are likely to help.
  fileprivate var end: String {
    let idle = iterations - bestIteration
    return 2 * idle > iterations
      ? "nothing better came in the last \(idle) of \(iterations.counted("iteration"))"
      : "stopped at the limit of \(iterations.counted("iteration")), 'iterations=' allows more"
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
