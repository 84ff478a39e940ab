import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let plot = Command(
    "plot", .see, "Draw the membrane potential of one or several nodes.",
    details: """
      The curve shows mem before a reset, so that a firing step shows its peak; a stroke leads down
      to where the reset leaves it. Spikes stand in the row above, the threshold as a dashed line,
      the input current in the strip below. 'plot act' draws the node's surrogate instead: the
      spike over mem - threshold, and the gradient that learning takes for it.
      """,
    examples: [
      "create lif n; feed n const 1.5; run n 20; plot n",
      "create lif a; create lif b tau=5; feed a const 1.5; feed b const 1.5; run 30; plot a b",
      "create lif n; feed n const 1.5; run n 500; plot n last=50 height=10",
      "create lif n; plot act n",
    ],
    Argument<SurrogateCurve?>.surrogateCurve,
    Argument<[Target]>.targets,
    Argument<StepWindow>.stepWindow,
    Argument<Int>.whole("height", 6...200, default: 16, "rows of the plot")
  ) {
    (
      context: inout Context, curve: SurrogateCurve?, targets: [Target], window: StepWindow,
      height: Int
    ) throws(Diagnostic) in
    let session = context.session
    if curve != nil, let part = targets.first?.parts.first, let node = session.nodes[part.node] {
      return Report(.plot(node.surrogatePlot, height: height))
    }
    var traces: [Trace] = []
    var hidden = 0
    var steps = 1...1
    var shape = TracePlot(traces: [])
    for target in targets {
      for part in target.parts {
        guard let node = session.nodes[part.node] else { continue }
        steps = try window.steps(of: node, at: target.range)
        try node.require(node.recording.quantities, steps: steps, at: target.range)
        if traces.isEmpty {
          shape = node.plotShape(from: steps.lowerBound)
        } else if node.plotShape(from: steps.lowerBound) != shape {
          throw Diagnostic(
            "'\(node.name)' has other units or another time step than the nodes before it",
            at: target.range, expected: "a plot of its own")
        }
        let neurons = part.neurons ?? 0..<node.population
        let shown = neurons.prefix(max(0, mostTraces - traces.count))
        hidden += neurons.count - shown.count
        traces += shown.map { node.trace(neuron: $0, steps: steps) }
      }
    }
    shape.traces = traces
    var report = Report(.plot(shape, height: height))
    if hidden > 0 {
      let label = targets[0].parts[0].node
      report.add(.note("\(hidden.counted("more neuron")); \(label)[1..8] chooses"))
    }
    return report
  }
}

/// The word `act`, which asks for the surrogate.
struct SurrogateCurve: Sendable {}

extension Argument where Value == SurrogateCurve? {
  fileprivate static var surrogateCurve: Argument {
    Argument("[act]", "the node's surrogate instead of its trace") {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> SurrogateCurve? in
      guard reader.nextPositional?.text == "act", context.session.nodes["act"] == nil else {
        return nil
      }
      _ = reader.takePositional()
      return SurrogateCurve()
    }
  }
}

extension Node {
  /// The surrogate's two sides from x = -2 to 2.
  fileprivate var surrogatePlot: TracePlot {
    let alpha = parameters["alpha"]?.first ?? surrogate.defaultAlpha
    let places = (0...400).map { Double($0) / 100 - 2 }
    var plot = TracePlot(
      traces: [
        Trace(name: "spike", values: places.map { surrogate.forward($0) }),
        Trace(name: "gradient", values: places.map { surrogate.derivative($0, alpha: alpha) }),
      ],
      firstStep: -2, interval: 0.01, valueLabel: "\(surrogate.rawValue), alpha \(alpha.readable)",
      timeLabel: "mem - threshold")
    plot.showsSpikes = false
    return plot
  }
}

/// More curves than that cannot be told apart.
private let mostTraces = 8

extension Argument where Value == [Target] {
  /// Targets by their places; the current node where there is none.
  static var targets: Argument {
    Argument(
      "[TARGET ...]", "which nodes or neurons", .repeated, candidates: \.targetCandidates
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> [Target] in
      var targets: [Target] = []
      while let word = reader.takePositional() {
        targets.append(try Target(word.value, in: context.session))
      }
      guard targets.isEmpty else { return targets }
      guard let current = context.session.current else {
        throw context.session.noNodes(at: reader.verb.range)
      }
      return [Target(nodes: [current], range: reader.verb.range)]
    }
  }
}

extension Node {
  // A plot without its traces: the units and the scale of time.
  fileprivate func plotShape(from step: Int) -> TracePlot {
    TracePlot(
      traces: [], firstStep: Double(step) * stepLength, interval: stepLength, valueLabel: "mem",
      valueUnit: unit(of: "mem").text, timeLabel: timeUnit == nil ? "step" : "time",
      timeUnit: timeUnit?.text ?? "")
  }

  fileprivate func trace(neuron: Int, steps: ClosedRange<Int>) -> Trace {
    func samples(_ quantity: String) -> [Double] {
      recording.samples(of: quantity, neuron: neuron, steps: steps)
    }
    let before = samples("mem_before")
    let spikes = samples("spike").indices(where: { $0 != 0 })
    let after = samples("mem")
    var resets: [Int: Double] = [:]
    for index in spikes where after[index] != before[index] { resets[index] = after[index] }
    let threshold = parameters["threshold"].map { $0.count > 1 ? $0[neuron] : $0[0] }
    return Trace(
      name: population > 1 ? "\(name)[\(neuron + 1)]" : name, values: before, resets: resets,
      spikes: spikes, threshold: threshold, input: samples(model.inputs.keys[0]))
  }
}

extension [Double] {
  fileprivate func indices(where condition: (Double) -> Bool) -> [Int] {
    indices.filter { condition(self[$0]) }
  }
}
