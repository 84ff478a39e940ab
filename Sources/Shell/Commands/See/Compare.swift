import Equations
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let compare = Command(
    "compare", .see, "Draw what two neurons did in one plot, and say how far they differ.",
    details: """
      Compared are the steps that both took; where one took more, all are drawn. Below the plot: how
      often both fired at the same step, where mem, or the quantity that was named, differs most, and
      what the one that took more steps did in these.
      """,
    examples: [
      "create lif a; create lif b tau=4; feed a const 1.5; feed b const 1.5; run 30; compare a b",
      "create lif a; create braincog.lif b; feed a const 1; feed b const 1; run 20; compare a b mem",
      "create lif p n=2; set p[2] tau=5; feed p const 1.3; run p 30; compare p[1] p[2]",
    ],
    Argument<(ChosenNeuron, ChosenNeuron, Name?)>.compared,
    Argument<StepWindow>.stepWindow,
    Argument<PlotLook>.look,
    Argument<PlotFiles>.plotFiles
  ) {
    (
      context: inout Context, compared: (ChosenNeuron, ChosenNeuron, Name?), window: StepWindow,
      look: PlotLook, files: PlotFiles
    ) throws(Diagnostic) in
    let (first, second) = (compared.0, compared.1)
    let quantity = first.node.model.writtenOut(
      compared.2 ?? Name("mem", context.verb.range))
    for one in [first, second] where !one.node.quantities.contains(quantity.text) {
      throw .unknown(
        "quantity of '\(one.node.name)'", quantity, oneOf: one.node.declaredQuantities)
    }
    guard first.node.isComparable(with: second.node, in: quantity.text) else {
      throw Diagnostic(
        "'\(second.label)' has other units or another time step than '\(first.label)'",
        at: second.range, expected: "neurons whose \(quantity.text) and time have the same units")
    }
    let ranges = [
      try window.steps(of: first.node, at: first.range),
      try window.steps(of: second.node, at: second.range),
    ]
    let last = min(ranges[0].upperBound, ranges[1].upperBound)
    let start = min(max(ranges[0].lowerBound, ranges[1].lowerBound), last)
    var traces: [Trace] = []
    for (one, range) in zip([first, second], ranges) {
      let steps = start...range.upperBound
      try one.node.require(
        one.node.recordings(for: quantity.text), steps: steps, at: one.range)
      traces.append(one.node.trace(of: quantity.text, neuron: one.index, steps: steps))
    }
    var plot = first.node.tracePlot(of: quantity.text, from: start)
    plot.traces = traces
    var report = try context.show(
      [plot], look, files, besides: ranges[0].upperBound == ranges[1].upperBound ? 2 : 3)
    for note in notes(on: plot) { report.add(.note(note)) }
    for (one, range) in zip([first, second], ranges) where range.upperBound > last {
      let more = one.node.recording.spikeSteps(neuron: one.index, after: last)
        .count { $0 <= range.upperBound }
      report.add(
        .note(
          "only \(one.label) took the \((range.upperBound - last).counted("step")) after"
            + " \(one.node.moment(last)), with \(more.counted("spike"))"))
    }
    return report
  }
}

// How often both fired at once, and where they differ most, in the steps that both have.
private func notes(on plot: TracePlot) -> [String] {
  let (first, second) = (plot.traces[0], plot.traces[1])
  let common = min(first.values.count, second.values.count)
  let counts = [first, second].map { $0.spikes.count { $0 < common } }
  let shared = Set(first.spikes).intersection(second.spikes).count
  let isPart = max(first.values.count, second.values.count) > common
  let both = isPart ? "in the \(common.counted("step")) that both took: " : ""
  let spikes =
    "\(both)\(counts[0]) and \(counts[1].counted("spike")), \(shared) at the same step"
  // Before a spike and after it: those that fire both come to the threshold.
  let pairs = [
    Array(zip(first.values, second.values)),
    Array(zip(first.valuesAfterReset, second.valuesAfterReset)),
  ]
  let differences = pairs.map { $0.map { abs($0 - $1) } }
  let kind = differences[0].allSatisfy { $0 == 0 } ? 1 : 0
  guard
    let largest = differences[kind].indices.max(by: {
      differences[kind][$0] < differences[kind][$1]
    }),
    differences[kind][largest] > 0
  else {
    return [
      spikes, "\(plot.value.label) is the same at every step" + (isPart ? " that both took" : ""),
    ]
  }
  let unit = plot.value.unit.spaced
  let time = (plot.firstStep + Double(largest) * plot.interval).readable
  let place = plot.time.unit.isEmpty ? "step \(time)" : "\(time) \(plot.time.unit)"
  return [
    spikes,
    "\(plot.value.label) differs most at \(place)\(kind == 1 ? ", after spikes" : ""):"
      + " \(pairs[kind][largest].0.readable) and \(pairs[kind][largest].1.readable)\(unit)",
  ]
}

extension Argument where Value == (ChosenNeuron, ChosenNeuron, Name?) {
  fileprivate static var compared: Argument {
    Argument(
      "NEURON NEURON [QUANTITY]", "which two, such as a b or p[1] p[2]; mem where left out",
      .words,
      candidates: { situation in
        switch situation.positionals.count {
        case 0, 1: situation.nodeCandidates
        case 2: situation.recordedCandidates
        default: []
        }
      }
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      func neuron() throws(Diagnostic) -> ChosenNeuron {
        guard let word = reader.takePositional() else {
          throw reader.missing("two neurons, such as a b or p[1] p[2]")
        }
        return try context.session.neuron(Target(Reference(word.value), in: context.session))
      }
      return (try neuron(), try neuron(), reader.takePositional()?.value)
    }
  }
}
