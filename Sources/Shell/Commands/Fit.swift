import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let fit = Command(
    "fit", .explore, "Change parameters until a node does what is wanted.",
    details: """
      Follows the gradient of half the squared distance from the target (Adam) over the node's
      window from reset, and sets the best parameters found. Targets: a number of spikes, a spike
      train (a CSV file of 0 and 1, a row a step) or a mem trace (a CSV file). In a file of several
      columns, as plot --csv writes it, the column 'spike' or 'mem' counts; mem is compared after a
      reset. Ctrl-C stops and keeps the best so far. Where no parameter changes the loss, which
      happens where mem never comes near the threshold, that is an error.
      """,
    examples: [
      "create lif n tau=9 step=40; feed n const 1.5; fit n tau,threshold to spikes=10; run n; show n.tau"
    ],
    Argument<Target>.target,
    Argument<Name>.word("PARAMETER,...", "what to change", []),
    Argument<Name>.word("to", "the word 'to'", ["to"]),
    Argument<LossTarget?>.lossTarget,
    Argument<Int?>.optionalWhole(
      "steps", 1...1_000_000, "how many steps; else the parameter 'step'"),
    Argument<Int>.whole("iterations", 1...1_000_000, default: 500, "how many tries at most")
  ) {
    (
      context: inout Context, target: Target, word: Name, to: Name, aim: LossTarget?, steps: Int?,
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
    var fit = try Fit(
      node, parameters: names, loss: aim.loss,
      steps: steps ?? Int(node.parameters["step"]?.first ?? 1), rate: 0.02,
      random: context.session.random, at: target.range)
    let first = fit.bestLoss
    var isInterrupted = false
    while fit.bestLoss > 1e-12, fit.iterations < iterations, !isInterrupted {
      _ = try fit.advance()
      guard !fit.isFlat else { throw node.flatLoss(first, by: names, at: word.range) }
      context.host.progress(fit.iterations, iterations, "loss \(fit.bestLoss.readable)")
      isInterrupted = context.host.isInterrupted()
    }
    context.host.progress(iterations, iterations, "")
    var fitted = node
    var changes: [String] = []
    for name in names {
      let value = fit.best.parameters[name]?.first ?? 0
      try fitted.set(
        Name(name, word.range), to: value, neurons: 0..<node.population, at: word.range)
      let before = node.parameters[name]?.first ?? 0
      changes.append(
        "\(name) \(before.readable) -> \(value.readable)\(node.unit(of: name).text.spaced)")
    }
    context.session.nodes[node.name] = fitted
    let news =
      fit.bestLoss < first || first <= 1e-12
      ? "\(changes.joined(separator: ", ")); loss \(first.readable) -> \(fit.bestLoss.readable)"
      : "nothing better found than as it was; loss \(first.readable)"
    var report = Report(
      .note("\(node.name): \(news) after \(fit.iterations.counted("iteration"))"))
    if isInterrupted {
      report.problem = Report.Problem(
        kind: .interrupted,
        diagnostic: Diagnostic(
          "stopped by Ctrl-C; the best parameters so far are kept", at: target.range))
    }
    return report
  }
}

extension Node {
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
