import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let theory = Command(
    "theory", .explore, "Compare a neuron with its closed form, beside a simulation.",
    details: """
      For a constant input, which is the node's own, or input=VALUE. What is known in closed form:
        IF and LIF in time steps   mem after n steps: n I, and I (1 - (1 - 1/tau)^n)
        one equation d mem/dt      the interval is the integral of 1 / (d mem/dt) from reset to
                                   threshold, plus the refractory period (LIF, QIF, theta, EIF,
                                   and your own like them)
        NoisyLIF                   rate by Siegert 1951, CV by Brunel 2000
        brunel g=5 eta=2           the rate that a sparse network of excitatory and inhibitory
                                   neurons sustains (Brunel 2000); other values: CE=1000 CI=250
                                   J=0.1 tau=20 theta=20 Vr=10 t_ref=2, in ms and mV
      """,
    examples: [
      "create lif n tau=10; feed n const 1.3; theory n",
      "create refractorylif n; theory n input=3nA for=200ms",
      "create eif n dt=0.1; feed n const 20mV; theory n for=100ms",
      "create noisylif n mu=25 sigma=2; theory n for=200ms",
      "theory brunel g=5 eta=2",
    ],
    Argument<TheorySubject>.subject,
    Argument<Quantity?>.constantInput,
    Argument<TrialSyntax>.trial
  ) {
    (
      context: inout Context, subject: TheorySubject, input: Quantity?, trial: TrialSyntax
    ) throws(Diagnostic) in
    switch subject {
    case .network(let network): return network.report
    case .neuron(let chosen):
      let node = chosen.node
      var inputs = try chosen.currents(replacedBy: input)
      if inputs.isEmpty { inputs = [0] }
      if let noisy = node.noisyMembrane(neuron: chosen.index, input: inputs[0]) {
        return try context.compare(chosen, with: noisy, inputs, trial)
      }
      if let passage = DiscretePassage(node, neuron: chosen.index, input: inputs[0]) {
        return try context.compare(chosen, with: passage, inputs, trial)
      }
      if let passage = FirstPassage(node, neuron: chosen.index, inputs: inputs) {
        return try context.compare(chosen, with: passage, inputs, trial)
      }
      throw Diagnostic(
        "nothing is known in closed form of '\(node.model.name)'", at: chosen.range,
        expected:
          "IF, LIF, NoisyLIF, or a neuron with d mem/dt alone, 'spike when mem >= ...' and"
          + " 'reset mem = ...'")
    }
  }
}

/// What a theory is asked about.
enum TheorySubject: Sendable {
  case neuron(ChosenNeuron)
  case network(BrunelNetwork)
}

extension ChosenNeuron {
  /// The constant inputs, of which a given one replaces the first.
  ///
  /// - Throws: `Diagnostic` where an input changes in time.
  func currents(replacedBy input: Quantity?) throws(Diagnostic) -> [Double] {
    let constant = constantInputs
    guard let input else {
      guard let constant else {
        throw Diagnostic(
          "the input of '\(label)' changes in time", at: range,
          expected: "a constant one: 'feed \(node.name) const 1', or input=VALUE")
      }
      return constant
    }
    let unit = node.unit(of: node.model.inputs.keys[0])
    let value = try input.number(in: unit, what: "'input'")
    return [value] + (constant ?? node.model.inputs.keys.map { _ in 0 }).dropFirst()
  }
}

extension Node {
  /// The node as Siegert's neuron; nil where it is another one.
  fileprivate func noisyMembrane(neuron: Int, input: Double) -> NoisyMembrane? {
    guard model.integralOrigin == "NoisyLIF", model.spikeOrigin == "NoisyLIF" else { return nil }
    func parameter(_ name: String) -> Double {
      parameters[name].map { $0.count > 1 ? $0[neuron] : $0[0] } ?? .nan
    }
    guard parameter("sigma") > 0, parameter("Vr") < parameter("threshold") else { return nil }
    return NoisyMembrane(
      tau: parameter("tau"), threshold: parameter("threshold"), reset: parameter("Vr"),
      refractoryPeriod: parameter("t_ref"), mean: parameter("mu") + input,
      deviation: parameter("sigma"))
  }
}

/// A quantity as theory has it and as the simulation has it.
private struct TheoryRow {
  var name: String
  var unit: UnitOfMeasure
  var theory: Double?
  var simulation: Double?

  var cells: [Table.Cell] {
    let difference: Table.Cell
    if let theory, let simulation {
      let share = theory == 0 ? abs(simulation) : abs(simulation / theory - 1)
      difference = .text("\((share * 1e4).rounded() / 100)%".replacing(".0%", with: "%"))
    } else {
      difference = .text(theory == nil && simulation == nil ? "agree" : "differ")
    }
    let name = unit.text.isEmpty ? self.name : "\(self.name) (\(unit.text))"
    return [
      .text(name), theory.map { .number($0) } ?? .text("none"),
      simulation.map { .number($0) } ?? .text("none"), difference,
    ]
  }
}

extension Context {
  fileprivate func compare(
    _ chosen: ChosenNeuron, with passage: DiscretePassage, _ inputs: [Double], _ trial: TrialSyntax
  ) throws(Diagnostic) -> Report {
    let interval = passage.interval.map(Double.init)
    let steps = max(chosen.node.usualSteps, Int(min(3 * (interval ?? 0), 1e6)))
    let found = try measures([.firstSpike, .interval, .rate], chosen, inputs, trial, usual: steps)
    let formula =
      passage.kind == .leaky
      ? "LIF from 0, after n steps: I (1 - (1 - 1/tau)^n)" : "IF from 0, after n steps: n I dt"
    return report(
      formula, inputs, chosen,
      [
        TheoryRow(name: "first spike", unit: .none, theory: interval, simulation: found[0]),
        TheoryRow(name: "interval", unit: .none, theory: interval, simulation: found[1]),
        TheoryRow(
          name: "rate", unit: .none, theory: interval.map { 1 / $0 } ?? 0, simulation: found[2]),
      ], rheobase: passage.rheobase)
  }

  fileprivate func compare(
    _ chosen: ChosenNeuron, with passage: FirstPassage, _ inputs: [Double], _ trial: TrialSyntax
  ) throws(Diagnostic) -> Report {
    let node = chosen.node
    let found = try measures([.firstSpike, .interval, .rate], chosen, inputs, trial)
    let time = node.timeUnit ?? .none
    let scaled = { (value: Double?) in value.map { $0 * node.equationStep } }
    let rate = passage.interval.map { node.rateFactor / $0 } ?? 0
    return report(
      "interval = t_ref + integral of 1 / (d mem/dt) from reset to threshold", inputs, chosen,
      [
        TheoryRow(
          name: "first spike", unit: time, theory: passage.firstSpike, simulation: scaled(found[0])),
        TheoryRow(
          name: "interval", unit: time, theory: passage.interval, simulation: scaled(found[1])),
        TheoryRow(
          name: "rate", unit: node.rateUnit, theory: rate,
          simulation: found[2].map { $0 * node.rateFactor / node.equationStep }),
      ], rheobase: passage.rheobase)
  }

  fileprivate func compare(
    _ chosen: ChosenNeuron, with noisy: NoisyMembrane, _ inputs: [Double], _ trial: TrialSyntax
  ) throws(Diagnostic) -> Report {
    let node = chosen.node
    let usual = min(node.usualSteps * 10, 10_000_000)
    let (steps, settling) = try trial.steps(of: node, usual: usual)
    let found = try trains(of: 32, chosen, inputs, steps: steps, settling: settling)
    return report(
      "rate by Siegert 1951, CV by Brunel 2000; the simulation is of 32 neurons", inputs,
      chosen,
      [
        TheoryRow(
          name: "rate", unit: node.rateUnit, theory: noisy.rate * node.rateFactor,
          simulation: found.rate * node.rateFactor / node.stepLength),
        TheoryRow(
          name: "CV", unit: .none, theory: noisy.coefficientOfVariation,
          simulation: found.pooledVariation),
      ], rheobase: nil)
  }

  // What the neuron does; nil where it cannot be measured.
  private func measures(
    _ measures: [Measure], _ chosen: ChosenNeuron, _ inputs: [Double], _ trial: TrialSyntax,
    usual: Int? = nil
  ) throws(Diagnostic) -> [Double?] {
    let (steps, settling) = try trial.steps(of: chosen.node, usual: usual)
    var found: [Double?] = []
    for measure in measures {
      var sweep = Sweep(
        chosen.fed(inputs), neuron: chosen.index, axes: [], measure: measure, steps: steps,
        settling: measure == .firstSpike ? 0 : settling, random: session.random, at: chosen.range)
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
      at: chosen.range)
    population.record = .spikes
    while population.time < steps {
      let count = min(10_000, steps - population.time)
      switch population.advance(count, random: session.random, isInterrupted: host.isInterrupted) {
      case .finished: host.progress(population.time, steps, "\(population.time) of \(steps) steps")
      case .interrupted: throw Diagnostic("stopped by Ctrl-C", at: chosen.range)
      case .notFinite(let place):
        throw Diagnostic(
          "'\(chosen.label)' runs off in '\(place.term)'", at: chosen.range,
          expected: "other parameters or input")
      }
    }
    return SpikeStatistics(
      population.recording, neurons: 0..<copies, steps: settling + 1...steps)
  }

  private func report(
    _ formula: String, _ inputs: [Double], _ chosen: ChosenNeuron, _ rows: [TheoryRow],
    rheobase: Double?
  ) -> Report {
    let node = chosen.node
    let name = node.model.inputs.keys[0]
    let unit = node.unit(of: name).text.spaced
    var report = Report(.note("\(chosen.label), \(name) \(inputs[0].readable)\(unit): \(formula)"))
    report.add(.table(Table(["quantity", "theory", "simulation", "off by"], rows.map(\.cells))))
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
    guard intervals.count > 1 else { return nil }
    let mean = Double(intervals.reduce(0, +)) / Double(intervals.count)
    let squares = intervals.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (squares / Double(intervals.count - 1)).squareRoot() / mean
  }
}

extension Node {
  /// How long a step is in the time of the equations, which need not have a unit.
  var equationStep: Double { parameters["dt"]?.first ?? 1 }
}

extension BrunelNetwork {
  fileprivate var report: Report {
    let rows = states().map { state -> [Table.Cell] in
      [
        .number(state.rate), .number(state.mean), .number(state.deviation),
        .number(state.coefficientOfVariation), .text(state.isStable ? "yes" : "no"),
      ]
    }
    return Report(
      .note(
        "mean field: mu = C J tau (nu_ext + nu (1 - g CI/CE)), nu = Siegert's rate;"
          + " nu_thr \(thresholdRate.readable) Hz"),
      .table(Table(["rate (Hz)", "mu (mV)", "sigma (mV)", "CV", "stable"], rows)))
  }

  /// The names of its values as they are typed.
  fileprivate static var keys: [(name: String, path: WritableKeyPath<BrunelNetwork, Double>)] {
    [
      ("g", \.inhibition), ("eta", \.drive), ("CE", \.excitatorySynapses),
      ("CI", \.inhibitorySynapses), ("J", \.weight), ("tau", \.tau), ("theta", \.threshold),
      ("Vr", \.reset), ("t_ref", \.refractoryPeriod),
    ]
  }

  fileprivate mutating func set(_ word: Word) throws(Diagnostic) {
    let names = Self.keys.map(\.name)
    guard let key = word.key, let path = Self.keys.first(where: { $0.name == key.text })?.path
    else {
      throw .unknown(
        "value", word.key ?? word.value, among: names,
        expected: "one of \(names.map { "\($0)=" }.joined(separator: ", "))")
    }
    let quantity = try word.value.quantity(for: "'\(key.text)'")
    let unit =
      switch key.text {
      case "tau", "t_ref": UnitOfMeasure.named("ms")
      case "J", "theta", "Vr": UnitOfMeasure.named("mV")
      default: UnitOfMeasure?.some(.none)
      }
    let value = try quantity.number(in: unit ?? .none, what: "'\(key.text)'")
    guard value > 0 || (value == 0 && ["g", "eta", "CI", "Vr"].contains(key.text)) else {
      throw Diagnostic(
        "'\(key.text)' cannot be \(value.readable)", at: word.value.range,
        expected: "a number above 0")
    }
    self[keyPath: path] = value
  }
}

extension Argument where Value == TheorySubject {
  fileprivate static var subject: Argument {
    Argument(
      "[TARGET | brunel g=5 eta=2 ...]", "which neuron, or the network",
      candidates: { $0.targetCandidates + [Candidate("brunel", "a network's mean field")] }
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> TheorySubject in
      guard let word = reader.words.first, word.text == "brunel",
        context.session.nodes["brunel"] == nil
      else { return .neuron(try Argument<ChosenNeuron>.leadingNeuron.read(&reader, context)) }
      _ = reader.takePositional()
      var network = BrunelNetwork()
      let range = word.range
      for word in reader.takeAll(where: { $0.key != nil }) { try network.set(word) }
      guard network.reset < network.threshold else {
        throw Diagnostic(
          "Vr \(network.reset.readable) is not below theta \(network.threshold.readable)",
          at: range,
          expected: "a reset below the threshold")
      }
      return .network(network)
    }
  }
}

extension Argument where Value == Quantity? {
  /// `input=VALUE`.
  fileprivate static var constantInput: Argument {
    Argument("[input=VALUE]", "a constant input in place of the node's own", .keyed(["input"])) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> Quantity? in
      guard let word = reader.take(key: "input") else { return nil }
      return try word.value.quantity(for: "'input'")
    }
  }
}
