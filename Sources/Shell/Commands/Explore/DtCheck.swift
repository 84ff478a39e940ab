import Analysis
import Equations
import Neurons
import Simulation

extension Command {
  static let dtcheck = Command(
    "dtcheck", .explore, "Compare a run with one whose time steps are ten times shorter.",
    details: """
      Both begin from reset with the same input and run for the time that is recorded, or for=TIME.
      Noise has the same course in both: what it sums up to over ten short steps is that of the long one.
      Spikes that move by less than a step are as good as dt allows. The node stays as it is.
      """,
    examples: [
      "create refractorylif n; feed n const 3nA; dtcheck n for=200ms",
      "create fitzhughnagumo n dt=0.5; feed n const 0.5; dtcheck n for=400",
    ],
    Argument<ChosenNeuron>.loneNeuron,
    Argument<Quantity?>.keyed(
      "for", .time, "how long; else what is recorded, or a second")
  ) { (context: inout Context, chosen: ChosenNeuron, time: Quantity?) throws(Diagnostic) in
    let node = chosen.node
    guard node.dependsOnTimeStep else {
      throw Diagnostic(
        "dt does not enter the equations of '\(node.model.name)'", at: chosen.range,
        expected: "a neuron in continuous time, such as HH")
    }
    guard !node.drawsBySteps,
      let fine = try node.refined(by: factor, random: context.session.random, at: chosen.range),
      let coarse = try node.refined(by: 1, random: context.session.random, at: chosen.range)
    else {
      throw Diagnostic(
        "'\(node.name)' draws numbers step by step, which have no finer version", at: chosen.range,
        expected: "a neuron without uniform() and beta(), and an input without events and codes")
    }
    let recorded = node.recording.steps > 0 ? node.recording.steps : node.usualSteps
    let steps =
      try time?.steps(of: node, in: 1...10_000_000, what: "'for'") ?? recorded
    var runs: [(spikes: [Double], mem: Double)] = []
    let seed = context.session.random
    defer { context.session.random = seed }
    for (index, run) in [coarse, fine].enumerated() {
      let count = index == 0 ? steps : steps * factor
      context.session.random.stepsPerDraw = index == 0 ? factor : 1
      runs.append(
        try context.trace(
          run, neuron: chosen.index, steps: count, remedy: node.remedy, at: chosen.range))
    }
    return node.comparison(runs[0], runs[1], steps: steps)
  }
}

private let factor = 10

extension Context {
  // Runs a node and returns when a neuron fired and where its mem is in the end.
  fileprivate func trace(
    _ node: Node, neuron: Int, steps: Int, remedy: String, at range: SourceRange
  ) throws(Diagnostic) -> (spikes: [Double], mem: Double) {
    var node = node
    node.record = .spikes
    if let place = try advance(&node, by: steps, at: range) {
      throw Diagnostic(
        "'\(node.name)' runs off at step \(place.step), in '\(place.term)'", at: range,
        expected: remedy)
    }
    return (node.recording.spikeTimes(neuron: neuron), node.mem[neuron])
  }
}

extension Node {
  fileprivate func comparison(
    _ coarse: (spikes: [Double], mem: Double), _ fine: (spikes: [Double], mem: Double),
    steps: Int
  ) -> Report {
    let short = self.dt / Double(factor)
    func row(_ name: String, _ value: (_ spikes: [Double], _ dt: Double) -> Double?) -> [Table.Cell]
    {
      let values = [value(coarse.spikes, self.dt), value(fine.spikes, short)]
      return [.text(name)] + values.map { $0.map { .number($0) } ?? .text("none") }
    }
    let pairs = zip(coarse.spikes, fine.spikes)
    let shifts = pairs.map { abs($0 * self.dt - $1 * short) }
    let unit = timeUnit.map { " (\($0.text))" } ?? ""
    let dt = timeUnit?.text.spaced ?? ""
    var report = Report(
      .table(
        ["quantity", "dt \(self.dt.readable)\(dt)", "dt \(short.readable)\(dt)"],
        [
          row("spikes") { spikes, _ in Double(spikes.count) },
          row("first spike\(unit)") { spikes, dt in spikes.first.map { $0 * dt } },
          row("last spike\(unit)") { spikes, dt in spikes.last.map { $0 * dt } },
          [.text(heading("mem") + " at the end"), .number(coarse.mem), .number(fine.mem)],
        ]))
    let largest = shifts.max() ?? 0
    let moved = "spikes move by up to \(largest.readable)\(dt)"
    let inSteps = (largest / self.dt * 100).rounded() / 100
    let verdict: String
    if coarse.spikes.count != fine.spikes.count {
      verdict = "the number of spikes depends on dt: make it smaller"
    } else if shifts.isEmpty {
      let difference = abs(coarse.mem - fine.mem)
      verdict =
        "no spikes; mem differs by \(difference.readable)\(membraneUnit.text.spaced) at the"
        + " end"
    } else if largest <= self.dt * 1.000_001 {
      verdict = "\(moved), within one step: dt is short enough"
    } else {
      verdict = "\(moved), \(inSteps.readable) steps: a shorter dt tells more"
    }
    report.add(.note(verdict))
    return report
  }
}
