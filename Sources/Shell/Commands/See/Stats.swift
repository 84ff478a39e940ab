import Analysis
import Equations
import OrderedCollections
import Simulation

extension Command {
  static let stats = Command(
    "stats", .see, "Print how nodes fired: rate, intervals, their CV, and synchrony.",
    details: """
        spikes     of all neurons
        rate       spikes by neurons and time; in Hz, or spikes a step where time has no unit
        ISI        the mean interval between two spikes of a neuron, averaged over the neurons that
                   fired twice or more
        CV         the standard deviation of a neuron's intervals by their mean, averaged over the
                   neurons with two intervals or more: 0 for a clock, about 1 for a Poisson process
        synchrony  chi of Golomb and Rinzel (1994, Physica D 72:259): the square root of the
                   variance in time of the population's mean mem, by the mean over neurons of the
                   variance of mem; 1 where all do the same, near 0 where they have nothing in common
      """,
    examples: [
      "create lif n; feed n noise mean=1.2 sd=1; run n 2000; stats n",
      "create lif p n=100; feed p noise mean=1 sd=1; run p 200; stats p last=100",
      "create lif a; create lif b; feed a const 1.5; run 20; stats *",
    ],
    Argument<Target>.everyTarget,
    Argument<StepWindow>.stepWindow
  ) { (context: inout Context, target: Target, window: StepWindow) throws(Diagnostic) in
    var rows: [(label: String, node: Node, statistics: SpikeStatistics, synchrony: Double?)] = []
    for part in target.thatRan(in: context.session).parts {
      guard let node = context.session.nodes[part.node] else { continue }
      let steps = try window.steps(of: node, at: target.range)
      try node.require(["spike"], steps: steps, at: target.range)
      let neurons = part.neurons ?? 0..<node.population
      let statistics = try context.unlessStopped(at: target.range) { isInterrupted in
        SpikeStatistics(
          node.recording, neurons: neurons, steps: steps, isInterrupted: isInterrupted)
      }
      let synchrony =
        neurons.count > 1
        ? node.recording.synchrony(
          of: "mem", neurons: neurons, steps: steps, isInterrupted: context.host.isInterrupted)
        : nil
      if context.host.isInterrupted() { throw .stopped(at: target.range) }
      rows.append((part.label, node, statistics, synchrony))
    }
    // One unit in the head where all nodes share it, else one behind each number.
    let rate = commonUnit(rows.map { $0.node.rateUnit })
    let time = commonUnit(rows.map { $0.node.timeUnit ?? .none })
    let table = Table(
      [
        "node", "neurons", "steps", "spikes", "rate".heading(in: rate ?? .none),
        "ISI".heading(in: time ?? .none), "CV",
        "synchrony",
      ],
      rows.map { row in
        [
          .text(row.label), .number(Double(row.statistics.neurons)),
          .number(Double(row.statistics.steps)), .number(Double(row.statistics.spikes)),
          cell(row.node.rate(of: row.statistics), row.node.rateUnit, head: rate),
          cell(
            row.statistics.meanInterval.map { $0 * row.node.stepLength },
            row.node.timeUnit ?? .none, head: time),
          cell(row.statistics.variation, .none, head: UnitOfMeasure.none),
          cell(row.synchrony, .none, head: UnitOfMeasure.none),
        ]
      })
    return Report(.table(table))
  }
}

private func commonUnit(_ units: [UnitOfMeasure]) -> UnitOfMeasure? {
  units.allSatisfy { $0 == units.first } ? units.first : nil
}

private func cell(
  _ value: Double?, _ unit: UnitOfMeasure, head: UnitOfMeasure?
) -> Table.Cell {
  guard let value else { return .empty }
  return head == nil ? .text("\(value.readable)\(unit.text.spaced)") : .number(value)
}
