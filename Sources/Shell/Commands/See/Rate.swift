import Equations
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let rate = Command(
    "rate", .see, "Draw how often the neurons of nodes fire, over time.",
    details: """
      The rate is the number of spikes in a bin by the number of neurons and the length of the bin:
      in Hz, or in spikes a step where time has no unit. Each value stands in the middle of its bin,
      the last one in the middle of what of its bin lies within the run.
      Unless bin= says how long a bin is, there are 6 to 60 of them, so that a bin has ten spikes of
      each node where there are enough; the title says how long one is.
      """,
    examples: [
      "create lif p n=200; feed p noise mean=1 sd=1; run p 200; rate p",
      "create lif p n=200; feed p ramp 0 3 over=200; run p 200; rate p bin=10",
    ],
    Argument<Target>.target,
    Argument<Quantity?>.keyed(
      "bin", .quantity("STEPS", expected: "a whole number of steps, or a time"),
      "how many steps, or a time, share a value"),
    Argument<StepWindow>.stepWindow,
    Argument<PlotLook>.look,
    Argument<PlotFiles>.plotFiles
  ) {
    (
      context: inout Context, target: Target, bin: Quantity?, window: StepWindow, look: PlotLook,
      files: PlotFiles
    ) throws(Diagnostic) in
    var parts: [(part: Target.Part, node: Node, steps: ClosedRange<Int>)] = []
    for part in target.parts {
      guard let node = context.session.nodes[part.node] else { continue }
      let steps = try window.steps(of: node, at: target.range)
      try node.require(["spike"], steps: steps, at: target.range)
      parts.append((part, node, steps))
    }
    // What is drawn together has the same bins: those that the node with the fewest spikes needs.
    var usual: Int?
    for (part, node, steps) in parts where bin == nil {
      let own = try context.unlessStopped(at: target.range) {
        node.usualBin(of: part.neurons ?? 0..<node.population, steps: steps, isInterrupted: $0)
      }
      usual = max(usual ?? own, own)
    }
    var plot: TracePlot?
    for (part, node, steps) in parts {
      let length =
        try bin?.steps(of: node, in: 1...steps.count, what: "'bin'")
        ?? min(usual ?? 1, steps.count)
      var shape = try context.unlessStopped(at: target.range) {
        node.ratePlot(of: part, steps: steps, bin: length, isInterrupted: $0)
      }
      if let plot {
        guard plot.hasSameAxes(as: shape) else {
          throw Diagnostic(
            "'\(node.name)' has other units or other steps than the nodes before it",
            at: target.range, expected: "a plot of its own, or bin= and from=")
        }
        shape.traces = plot.traces + shape.traces
      }
      plot = shape
    }
    guard let plot else { throw context.session.noNodes(at: target.range) }
    return try context.show([plot], look, files)
  }
}

extension TracePlot {
  fileprivate func hasSameAxes(as other: TracePlot) -> Bool {
    (firstStep, interval, lastStep, value.unit, time.unit)
      == (other.firstStep, other.interval, other.lastStep, other.value.unit, other.time.unit)
  }
}
