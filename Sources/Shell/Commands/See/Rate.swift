import Equations
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let rate = Command(
    "rate", .see, "Draw how often the neurons of nodes fire, over time.",
    details: """
      The rate is the number of spikes in a bin by the number of neurons and the length of the bin:
      in Hz, or in spikes a step where time has no unit. Each value stands in the middle of its bin.
      Unless bin= says how long a bin is, there are 6 to 60 of them, so that a bin has ten spikes
      where there are enough; the title says how long one is.
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
    var plot: TracePlot?
    for part in target.parts {
      guard let node = context.session.nodes[part.node] else { continue }
      let steps = try window.steps(of: node, at: target.range)
      try node.require(["spike"], steps: steps, at: target.range)
      let length =
        try bin.map { (bin: Quantity) throws(Diagnostic) in
          try bin.steps(of: node, in: 1...steps.count, what: "'bin'")
        } ?? node.usualBin(of: part.neurons ?? 0..<node.population, steps: steps)
      var shape = node.ratePlot(of: part, steps: steps, bin: length)
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
    guard var plot else { throw context.session.noNodes(at: target.range) }
    // No rate is below 0, where an axis around 0 alone would begin.
    if plot.traces.allSatisfy({ $0.values.allSatisfy { $0 == 0 } }) { plot.leastRange = 0...1 }
    return try context.show([plot], look, files)
  }
}

// The most bins that there are unless asked for.
private let mostBins = 60
// The fewest where spikes are rare: with less there is no change in time to see.
private let fewestBins = 6
// So many spikes in a bin make one more or less of them a small change.
private let spikesInABin = 10

extension Node {
  // The smallest of 1, 2 and 5 times the powers of ten steps with which there are at most 60 bins, of
  // some spikes each where that leaves at least 6.
  fileprivate func usualBin(of neurons: Range<Int>, steps: ClosedRange<Int>) -> Int {
    var spikes = 0
    recording.forEachSpike(steps: steps) { _, neuron, _ in
      if neurons.contains(neuron) { spikes += 1 }
    }
    let bins = min(max(spikes / spikesInABin, fewestBins), mostBins)
    let most = max(1, steps.count / fewestBins)
    var best = 1
    var unit = 1
    while true {
      for factor in [1, 2, 5] {
        guard factor * unit <= most else { return best }
        best = factor * unit
        if steps.count <= bins * best { return best }
      }
      unit *= 10
    }
  }
}

extension TracePlot {
  fileprivate func hasSameAxes(as other: TracePlot) -> Bool {
    (firstStep, interval, valueUnit, timeUnit)
      == (other.firstStep, other.interval, other.valueUnit, other.timeUnit)
  }
}

extension Node {
  fileprivate func ratePlot(
    of part: Target.Part, steps: ClosedRange<Int>, bin: Int
  ) -> TracePlot {
    let neurons = part.neurons ?? 0..<population
    var counts = Array(repeating: 0, count: (steps.count + bin - 1) / bin)
    recording.forEachSpike(steps: steps) { step, neuron, _ in
      if neurons.contains(neuron) { counts[(step - steps.lowerBound) / bin] += 1 }
    }
    let rates = counts.enumerated().map { index, count in
      // The last bin may be shorter.
      let length = min(bin, steps.count - index * bin)
      return Double(count) / Double(neurons.count * length) / stepLength * rateFactor
    }
    let middle = Double(steps.lowerBound) + Double(bin - 1) / 2
    var plot = TracePlot(
      traces: [Trace(name: part.label, values: rates)], firstStep: middle * stepLength,
      interval: Double(bin) * stepLength, valueLabel: "rate", valueUnit: rateUnit.text,
      timeLabel: timeAxis.label, timeUnit: timeAxis.unit)
    plot.showsSpikes = false
    plot.note = "in bins of \(duration(Double(bin)))"
    plot.leastRange = 0...0
    return plot
  }
}
