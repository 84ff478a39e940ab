import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Session {
  // Takes what was found over.
  mutating func take(
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

  func report(
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

/// The rounding of a sum of squares that should be 0.
let reachedLoss = 1e-12

extension Fit {
  /// How far the best is from its target: `7 spikes for 10`.
  func miss(_ task: TrainingTask) -> String {
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
  var end: String {
    let idle = iterations - bestIteration
    return 2 * idle > iterations
      ? "nothing better came in the last \(idle) of \(iterations.counted("iteration"))"
      : "stopped at the limit of \(iterations.counted("iteration")), 'iterations=' allows more"
  }
}
