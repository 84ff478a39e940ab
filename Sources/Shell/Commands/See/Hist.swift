import Analysis
import Equations
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let hist = Command(
    "hist", .see, "Draw how often intervals between spikes, or values of a state, occur.",
    details: """
      'isi' counts the intervals between two spikes of one neuron, those of all neurons together;
      any quantity that was recorded may stand in its place: mem is what a step leaves, after a reset,
      and mem_before what plot draws. Bins are 1, 2 or 5 times a power of ten
      wide and begin where the axis has its ticks. mean, sd and CV (sd by mean) below are of all
      counted values.
      """,
    examples: [
      "create lif n; feed n noise mean=1.2 sd=1; run n 2000; hist n isi",
      "create lif n; feed n noise mean=0.5 sd=1; run n 2000; hist n mem height=10",
      "create lif p n=50; feed p noise mean=1 sd=1; run p 200; hist p",
    ],
    Argument<Target>.leadingTarget,
    Argument<Name?>.place(
      .name("isi | QUANTITY") {
        [Candidate("isi", "intervals between spikes")] + $0.recordedCandidates
      }, "what to count; isi where left out"),
    Argument<StepWindow>.stepWindow,
    Argument<PlotLook>.look,
    Argument<PlotFiles>.plotFiles
  ) {
    (
      context: inout Context, target: Target, counted: Name?, window: StepWindow, look: PlotLook,
      files: PlotFiles
    ) throws(Diagnostic) in
    let counted = counted ?? Name("isi", target.range)
    var plots: [Histogram] = []
    for part in target.parts {
      guard let node = context.session.nodes[part.node] else { continue }
      let steps = try window.steps(of: node, at: target.range)
      let neurons = part.neurons ?? 0..<node.population
      let counted = node.model.writtenOut(counted)
      var plot = Histogram(name: part.label, value: PlotAxis(counted.text), values: [])
      if counted.text == "isi" {
        try node.require(["spike"], steps: steps, at: target.range)
        let statistics = try context.unlessStopped(at: target.range) { isInterrupted in
          SpikeStatistics(
            node.recording, neurons: neurons, steps: steps, isInterrupted: isInterrupted)
        }
        plot.value = PlotAxis("ISI", unit: node.timeUnit?.text ?? "step")
        plot.values = statistics.intervals.map { $0.times(node.stepLength) }
        plot.resolution = node.stepLength
      } else {
        guard node.quantities.contains(counted.text) else {
          let names = ["isi"] + node.declaredQuantities
          throw .unknown("quantity", counted, oneOf: names)
        }
        try node.require([counted.text], steps: steps, at: target.range)
        plot.value.unit = node.unit(of: counted.text).text
        for neuron in neurons {
          if context.host.isInterrupted() { throw .stopped(at: target.range) }
          plot.values += node.samples(of: counted.text, neuron: neuron, steps: steps)
        }
      }
      if context.host.isInterrupted() { throw .stopped(at: target.range) }
      plot.note = note(on: plot.values, isIntervals: counted.text == "isi")
      plots.append(plot)
    }
    return try context.show(plots, look, files)
  }
}

// `34 intervals from 12 to 15, mean 13.2, sd 0.9, CV 0.068`
private func note(on values: [Double], isIntervals: Bool) -> String {
  let noun = isIntervals ? "interval" : "value"
  guard let low = values.min(), let high = values.max() else {
    return isIntervals ? "no neuron fired twice" : ""
  }
  let moments = Moments(values)
  let (mean, deviation) = (moments.mean ?? 0, moments.deviation ?? 0)
  let variation = isIntervals ? moments.variation.map { ", CV \($0.readable)" } ?? "" : ""
  return "\(values.count.counted(noun)) from \(low.readable) to \(high.readable), mean"
    + " \(mean.readable), sd \(deviation.readable)\(variation)"
}
