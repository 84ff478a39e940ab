import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let dtcheck = Command(
    "dtcheck", .explore, "Compare a run with one whose time steps are ten times shorter.",
    details: """
      Both begin from reset with the same input and run for the time that is recorded, or for=TIME.
      Of a population all neurons are compared, of connected nodes all that run together. Noise has the
      same course in both: what it sums up to over ten short steps is that of the long one, and a Poisson
      source fires in a long step where it does in one of its short ones. What a spike makes flow into
      an input for one step flows ten times as strong for a short one. Spikes that move by less than a
      step are as good as dt allows. The nodes stay as they are.
      """,
    examples: [
      "create refractorylif n; feed n const 3nA; dtcheck n for=200ms",
      "create fitzhughnagumo n dt=0.5; feed n const 0.5; dtcheck n for=400",
      "create poisson s n=20 rate=50; create refractorylif p n=5; connect s -> p.mem weight=2mV;"
        + " dtcheck p for=200ms",
    ],
    Argument<Target>.leadingNode,
    Argument<Quantity?>.keyed(
      "for", .time, "how long; else what is recorded, or a second")
  ) { (context: inout Context, target: Target, time: Quantity?) throws(Diagnostic) in
    let names = context.session.network.component(of: target.parts.map(\.node))
    let nodes = names.compactMap { context.session.nodes[$0] }
    guard let first = target.parts.first, let node = context.session.nodes[first.node] else {
      throw context.session.noNodes(at: target.range)
    }
    for node in nodes { try node.checkItHasFinerSteps(at: target.range) }
    guard nodes.contains(where: \.dependsOnTimeStep) else {
      throw .withoutTimeStep(node, at: target.range)
    }
    let recorded = node.recording.steps > 0 ? node.recording.steps : node.usualSteps
    let steps =
      try time?.steps(of: node, in: 1...10_000_000, what: "'for'") ?? recorded
    _ = try context.group(names, steps: steps, at: target.range)
    let runs = try [(1, factor), (factor, 1)].map { refinement, draws throws(Diagnostic) in
      try context.refinedRun(
        names, by: refinement, drawingFrom: draws, steps: steps * refinement, at: target.range)
    }
    let neurons = first.neurons ?? 0..<node.population
    guard names.count == 1, neurons.count == 1 else {
      return node.comparison(of: names, runs[0], runs[1])
    }
    let trains = runs.map { run in
      let node = run.nodes[first.node]
      return (
        spikes: node?.recording.spikeTimes(neuron: neurons.lowerBound) ?? [],
        mem: node?.mem[neurons.lowerBound] ?? .nan
      )
    }
    return node.comparison(trains[0], trains[1], steps: steps)
  }
}

private let factor = 10

extension Context {
  // Nodes from reset with time steps so many times shorter, after so many steps.
  fileprivate func refinedRun(
    _ names: [String], by refinement: Int, drawingFrom draws: Int, steps: Int,
    at range: SourceRange
  ) throws(Diagnostic) -> Network {
    var random = session.random
    random.stepsPerDraw = draws
    guard
      var network = try session.network.refined(
        names, by: refinement, longestDelay: longestDelay, random: session.random, at: range)
    else { throw .noFinerSteps(names[0], at: range) }
    for name in names { network.nodes[name]?.record = .spikes }
    let ending = network.advance(
      names, by: steps, order: .stepByStep, random: random, engine: engine,
      isInterrupted: host.isInterrupted,
      progress: { host.screen.progress($0, steps, "\($0) of \(steps) steps") })
    switch ending {
    case .finished: return network
    case .interrupted: throw .stopped(at: range)
    case .notFinite(let name, let place):
      throw Diagnostic(
        "'\(name)' runs off at step \(place.step), in '\(place.term)'", at: range,
        expected: network.nodes[name]?.remedy ?? "")
    case .notFiniteSynapses(let connection, let step, let quantity):
      throw Diagnostic(
        "\(quantity) of '\(connection)' is not a finite number at step \(step)", at: range,
        expected: "smaller weights")
    }
  }
}

extension Diagnostic {
  fileprivate static func withoutTimeStep(_ node: Node, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "dt does not enter the equations of '\(node.model.name)'", at: range,
      expected: "a neuron in continuous time, such as HH")
  }

  fileprivate static func noFinerSteps(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "'\(name)' draws numbers step by step, which have no finer version", at: range,
      expected: "a neuron without beta(), and an input without events and codes")
  }
}

extension Node {
  fileprivate func checkItHasFinerSteps(at range: SourceRange) throws(Diagnostic) {
    if drawsBySteps { throw .noFinerSteps(name, at: range) }
    // What only passes spikes on does so in steps of any length.
    let passesOn = model.lineage.contains { ["Spikes", "Relay"].contains($0.name) }
    guard dependsOnTimeStep || passesOn else {
      throw .withoutTimeStep(self, at: range)
    }
  }

  // Several neurons: how many of each node fire another number of spikes, and how far the others' move.
  fileprivate func comparison(
    of names: [String], _ coarse: Network, _ fine: Network
  ) -> Report {
    let short = dt / Double(factor)
    let unit = timeUnit?.text.spaced ?? ""
    var (neurons, others) = (0, 0)
    var largest: Double?
    let rows = names.map { name in
      var (counts, differing) = ((coarse: 0, fine: 0), 0)
      // Of what does not fire, or fires another number of spikes, nothing moves by a number.
      var shift: Double?
      let population = coarse.nodes[name]?.population ?? 0
      for neuron in 0..<population {
        let trains = [coarse, fine].map {
          $0.nodes[name]?.recording.spikeTimes(neuron: neuron) ?? []
        }
        counts.coarse += trains[0].count
        counts.fine += trains[1].count
        guard trains[0].count == trains[1].count else {
          differing += 1
          continue
        }
        for (one, other) in zip(trains[0], trains[1]) {
          shift = max(shift ?? 0, abs(one * dt - other * short))
        }
      }
      neurons += population
      others += differing
      if let shift { largest = max(largest ?? 0, shift) }
      return [
        .text(name), .count(counts.coarse), .count(counts.fine), .count(differing),
        shift.map { .measured($0, unit: timeUnit?.text ?? "") } ?? .empty,
      ] as [Table.Cell]
    }
    var report = Report(
      .table(
        [
          "node", "spikes, dt \(dt.readable)\(unit)", "dt \(short.readable)\(unit)",
          "other number", "moved by",
        ], rows))
    let verdict =
      others > 0
      ? "\(others) of \(neurons.counted("neuron")) fire another number of spikes: a smaller dt tells"
        + " whether that is chance"
      : largest.map(verdict) ?? "no spikes, with both"
    report.add(.note(verdict))
    return report
  }

  // How far spikes move that are all there.
  private func verdict(_ largest: Double) -> String {
    let moved = "spikes move by up to \(largest.readable)\(timeUnit?.text.spaced ?? "")"
    if largest <= dt * 1.000_001 { return "\(moved), within one step: dt is short enough" }
    let inSteps = (largest / dt * 100).rounded() / 100
    return "\(moved), \(inSteps.readable) steps: a shorter dt tells more"
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
    let verdict: String
    if coarse.spikes.count != fine.spikes.count {
      verdict = "the number of spikes depends on dt: make it smaller"
    } else if let largest = shifts.max() {
      verdict = self.verdict(largest)
    } else {
      let difference = abs(coarse.mem - fine.mem)
      verdict =
        "no spikes; mem differs by \(difference.readable)\(membraneUnit.text.spaced) at the"
        + " end"
    }
    report.add(.note(verdict))
    return report
  }
}
