import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

// A quantity as theory has it and as the simulation has it.
private func row(
  _ name: String, _ unit: UnitOfMeasure, theory: Double?, simulation: Double?
) -> [Table.Cell] {
  let difference: String
  if let theory, let simulation, theory != 0 || simulation == 0 {
    let share = theory == 0 ? 0 : abs(simulation / theory - 1)
    difference = "\((share * 1e4).rounded() / 100)%".replacing(".0%", with: "%")
  } else {
    difference = theory == nil && simulation == nil ? "agree" : "differ"
  }
  let values = [theory, simulation].map { $0.map { .number($0) } ?? Table.Cell.text("none") }
  return [.text(name.heading(in: unit))] + values + [.text(difference)]
}

extension Context {
  /// A neuron in time steps beside its closed form.
  func compare(
    _ chosen: ChosenNeuron, with passage: DiscretePassage, _ inputs: [Double], _ trial: TrialSyntax
  ) throws(Diagnostic) -> Report {
    let interval = passage.interval.map(Double.init)
    let steps = max(chosen.node.usualSteps, (3 * (interval ?? 0)).whole(in: 0...1_000_000))
    let found = try values(chosen, inputs, trial, usual: steps)
    let formula =
      passage.kind == .leaky
      ? "LIF from 0, after n steps: I (1 - (1 - 1/tau)^n)" : "IF from 0, after n steps: n I dt"
    var report = report(
      formula, inputs, chosen,
      [
        row("first spike", .none, theory: interval, simulation: found[0]),
        row("interval", .none, theory: interval, simulation: found[1]),
        row("rate", .none, theory: interval.map { 1 / $0 } ?? 0, simulation: found[2]),
      ], rheobase: passage.rheobase)
    if interval == nil, found[0] != nil { report.add(.note(ChosenNeuron.limitNote)) }
    return report
  }

  /// A neuron with one equation beside the integral of its slope.
  func compare(
    _ chosen: ChosenNeuron, with passage: FirstPassage, _ inputs: [Double], _ trial: TrialSyntax
  ) throws(Diagnostic) -> Report {
    let node = chosen.node
    let found = try values(chosen, inputs, trial)
    let time = node.timeUnit ?? .none
    let factors = (theory: node.timeFactor, simulation: node.stepLength)
    let rate = passage.interval.map { node.frequencyFactor / $0 } ?? 0
    var report = report(
      "interval = t_ref + integral of 1 / (d mem/dt) from reset to threshold", inputs, chosen,
      [
        row(
          "first spike", time, theory: passage.firstSpike.map { $0 * factors.theory },
          simulation: found[0].map { $0 * factors.simulation }),
        row(
          "interval", time, theory: passage.interval.map { $0 * factors.theory },
          simulation: found[1].map { $0 * factors.simulation }),
        row(
          "rate", node.rateUnit, theory: rate,
          simulation: found[2].map { $0 * node.scale(of: .intervalRate).factor }),
      ], rheobase: passage.rheobase)
    if let note = node.clockNote { report.add(.note(note)) }
    return report
  }

  /// A neuron driven by noise beside Siegert's rate and Brunel's CV.
  func compare(
    _ chosen: ChosenNeuron, with noisy: NoisyMembrane, _ inputs: [Double], _ trial: TrialSyntax
  ) throws(Diagnostic) -> Report {
    let node = chosen.node
    let usual = min(node.usualSteps * 10, 10_000_000)
    let (steps, settling) = try trial.steps(of: node, usual: usual)
    let found = try trains(of: 32, chosen, inputs, steps: steps, settling: settling)
    let variation = noisy.coefficientOfVariation(isInterrupted: host.isInterrupted)
    if host.isInterrupted() { throw .stopped(at: chosen.range) }
    return report(
      "rate by Siegert 1951, CV by Brunel 2000; the simulation is of 32 neurons", inputs,
      chosen,
      [
        row(
          "rate", node.rateUnit, theory: noisy.rate * node.frequencyFactor,
          simulation: node.rate(of: found)),
        row("CV", .none, theory: variation, simulation: found.pooledVariation),
      ], rheobase: nil)
  }

  // The first spike, the interval and its inverse; nil for those that there are not.
  private func values(
    _ chosen: ChosenNeuron, _ inputs: [Double], _ trial: TrialSyntax, usual: Int? = nil
  ) throws(Diagnostic) -> [Double?] {
    let (steps, settling) = try trial.steps(of: chosen.node, usual: usual)
    var found: [Double?] = []
    for observable in [Observable.firstSpike, .interval, .intervalRate] {
      var sweep = Sweep(
        chosen.fed(inputs), neuron: chosen.index, variables: [], observable: observable,
        steps: steps,
        settling: settling, random: session.random, at: chosen.range)
      if let problem = try run(&sweep, at: chosen.range) { throw problem.diagnostic }
      found.append(sweep.values[0].isNaN ? nil : sweep.values[0])
    }
    return found
  }

  // The spikes of copies of the neuron, each with its own noise.
  private func trains(
    of copies: Int, _ chosen: ChosenNeuron, _ inputs: [Double], steps: Int, settling: Int
  ) throws(Diagnostic) -> SpikeStatistics {
    var population = try Node(
      varying: chosen.fed(inputs), neuron: chosen.index, count: copies, settings: [:],
      random: session.random, at: chosen.range)
    population.record = .spikes
    if let place = try advance(&population, by: steps, at: chosen.range) {
      throw Diagnostic(
        "'\(chosen.label)' runs off in '\(place.term)'", at: chosen.range,
        expected: "other parameters or input")
    }
    return SpikeStatistics(
      population.recording, neurons: 0..<copies, steps: settling + 1...steps)
  }

  private func report(
    _ formula: String, _ inputs: [Double], _ chosen: ChosenNeuron, _ rows: [[Table.Cell]],
    rheobase: Double?
  ) -> Report {
    let node = chosen.node
    let name = node.model.inputs.keys[0]
    let unit = node.unit(of: name).text.spaced
    var report = Report(.note("\(chosen.label), \(name) \(inputs[0].readable)\(unit): \(formula)"))
    report.add(.table(["quantity", "theory", "simulation", "off by"], rows))
    if let rheobase, rheobase.isFinite {
      report.add(.note("it fires for \(name) above \(rheobase.readable)\(unit)"))
    }
    return report
  }
}

extension ChosenNeuron {
  /// The node with constant inputs in place of its own.
  fileprivate func fed(_ inputs: [Double]) -> Node {
    var node = node
    for (name, current) in zip(node.model.inputs.keys, inputs) {
      node.feed(
        Signal(.constant(current)), neurons: index..<index + 1, input: name, isAdded: false)
    }
    return node
  }
}

extension SpikeStatistics {
  /// The CV of all intervals together, which alike neurons have in common; nil for fewer than two.
  fileprivate var pooledVariation: Double? {
    let pooled = Moments(intervals)
    // Theory is of all intervals that there could be, of which these are a sample.
    return pooled.variation.map {
      $0 * (Double(pooled.count) / Double(pooled.count - 1)).squareRoot()
    }
  }
}
