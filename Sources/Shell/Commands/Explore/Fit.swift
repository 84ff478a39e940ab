import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let fit = Command(
    "fit", .explore, "Change parameters until a node does what is wanted.",
    traits: [.setsParameters],
    details: """
      Follows the gradient of half the squared distance from the target (Adam) over the node's
      window from reset, and sets the best parameters found. Targets: a number of spikes, a spike
      train (a CSV file of 0 and 1, a row a step) or a mem trace (a CSV file). In a file of several
      columns, as plot --csv writes it, the column 'spike' or 'mem' counts; mem is compared after a
      reset. Ctrl-C stops and keeps the best so far. A target that is not reached is said so, with
      how far off the best is; 'expect' after a run makes that an error. Where no parameter changes
      the loss, which happens where mem never comes near the threshold, that is one in any case.
      """,
    examples: [
      "create lif n tau=9 step=40; feed n const 1.5; fit n tau,threshold to spikes=10; run n; show n.tau"
    ],
    Argument<Target>.requiredTarget,
    Argument<Name>.word("PARAMETER,...", "what to change") { $0.listed($0.gradientCandidates) },
    Argument<Name>.word("to", "the word 'to'") { _ in [Candidate("to", "and the target")] },
    Argument<LossTarget?>.lossTarget,
    Argument<Quantity?>.passLength,
    Argument<Int?>.keyed("iterations", .whole(1...1_000_000), "how many tries at most").or(500)
  ) {
    (
      context: inout Context, target: Target, word: Name, to: Name, aim: LossTarget?,
      steps: Quantity?,
      iterations: Int
    ) throws(Diagnostic) in
    guard to.text == "to", let aim else {
      throw Diagnostic(
        "there is no target", at: to.range,
        expected: "'to' and then spikes=COUNT, train=FILE or mem=FILE")
    }
    let node = try context.session.single(target)
    let names = try node.parameterNames(word, orInput: false).map(\.text)
    guard Set(names).count == names.count else {
      throw Diagnostic(
        "a parameter is named twice", at: word.range, expected: "each parameter once")
    }
    let steps = try steps?.steps(of: node, in: passLengths, what: "'steps'") ?? node.windowLength
    try node.checkFits(aim, in: steps)
    var fit = try context.unlessStopped(at: target.range) { () throws(Diagnostic) in
      try Fit(
        node, parameters: names, loss: aim.loss, steps: steps, rate: 0.02,
        random: context.session.random, at: target.range,
        isInterrupted: context.host.isInterrupted)
    }
    let first = fit.bestLoss
    let isFinished = try context.finish(
      iterations, until: { fit.bestLoss <= reachedLoss || fit.iterations >= iterations }
    ) { () throws(Diagnostic) in
      do throws(Diagnostic) { _ = try fit.advance() } catch {
        // What was best before stays.
        guard context.host.isInterrupted() else { throw error }
      }
      guard !fit.isFlat else { throw node.flatLoss(first, by: names, at: word.range) }
      return (fit.iterations, "loss \(fit.bestLoss.readable)")
    }
    var fitted = node
    var changes: [String] = []
    var rows: [[Table.Cell]] = []
    for name in names {
      let value = fit.best.parameters[name]?.first ?? 0
      try fitted.set(
        Name(name, word.range), to: value, neurons: 0..<node.population, at: word.range)
      let before = node.parameters[name]?.first ?? 0
      let unit = node.unit(of: name).text
      changes.append("\(name) \(before.readable) -> \(value.readable)\(unit.spaced)")
      rows.append([
        .text(name), .measured(before, unit: unit), .measured(value, unit: unit),
        .number(first), .number(fit.bestLoss), .count(fit.iterations),
      ])
    }
    context.session.nodes[node.name] = fitted
    let news =
      fit.bestLoss < first || first <= reachedLoss
      ? "\(changes.joined(separator: ", ")); loss \(first.readable) -> \(fit.bestLoss.readable)"
      : "nothing better found than as it was; loss \(first.readable)"
    var report = Report(
      .told(
        "\(node.name): \(news) after \(fit.iterations.counted("iteration"))",
        Table(["parameter", "before", "after", "loss before", "loss after", "iterations"], rows)))
    if fit.bestLoss > reachedLoss {
      let miss = try fit.miss(of: aim.loss, steps: steps, context.session.random, at: target.range)
      let end = isFinished ? "; " + fit.end : ""
      report.add(.note("\(node.name): not reached: \(miss)\(end)"))
    }
    if !isFinished {
      report.problem = .stopped("; the best parameters so far are kept", at: target.range)
    }
    return report
  }
}

// The rounding of a sum of squares that should be 0.
private let reachedLoss = 1e-12

extension Fit {
  /// How far the best is from its target: `7 spikes for 10`.
  fileprivate func miss(
    of loss: Loss, steps: Int, _ random: RandomSource, at range: SourceRange
  ) throws(Diagnostic) -> String {
    switch loss {
    case .spikeCount(let wanted):
      // The loss has no sign.
      let count = try best.gradient(
        of: .sum("spike", weights: nil), steps: steps, random: random, at: range
      ).loss
      return "\(count.readable) spike\(count == 1 ? "" : "s") for \(wanted.readable)"
    case .trace(let state, let target):
      let compared = min(steps, target.count)
      let off = (2 * bestLoss / Double(max(1, compared))).squareRoot()
      return "\(state) is off by \(off.readable) (root mean square of \(compared.counted("step")))"
    case .sum: return "loss \(bestLoss.readable)"
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
    guard case .spikeCount(let count) = aim.loss, count > Double(steps), firesOnceAStep else {
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
