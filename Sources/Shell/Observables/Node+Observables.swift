import Equations
import OrderedCollections
import Simulation

/// What a node offers besides its parameters and states.
private let measures = ["time", "spikes", "first_spike", "last_spike", "rate"]

extension Node {
  /// Whether the neurons of a population have a quantity in common, or together.
  func isShared(_ quantity: String) -> Bool {
    ["time", "spikes", "rate"].contains(quantity) || parameters[quantity]?.count == 1
  }

  /// A quantity of one neuron, or where none is named of all: the sum of their spikes, and the mean of
  /// their rates.
  ///
  /// - Throws: `Diagnostic` at a name that is unknown, or of what was not recorded or did not happen.
  func measure(_ quantity: Name, neuron: Int?) throws(Diagnostic) -> Double {
    switch quantity.text {
    case "time": return Double(time) * stepLength
    case "spikes":
      // How often all neurons together fired is always known.
      guard let neuron else { return Double(recording.spikeCount(after: 0)) }
      return Double(try spikeCount(of: neuron, at: quantity.range))
    case "first_spike", "last_spike":
      try requireSpikes(at: quantity.range)
      let steps = recording.spikeSteps(neuron: neuron ?? 0)
      guard let step = quantity.text == "first_spike" ? steps.first : steps.last else {
        throw Diagnostic(
          "'\(name)' has not fired", at: quantity.range,
          expected: "a spike before '\(quantity.text)'")
      }
      return Double(step) * stepLength
    case "rate":
      try requireRun(at: quantity.range)
      let spikes =
        if let neuron {
          Double(try spikeCount(of: neuron, at: quantity.range))
        } else { Double(recording.spikeCount(after: 0)) / Double(population) }
      return spikes / (Double(recording.steps) * stepLength) * rateFactor
    default:
      if let values = parameters[quantity.text] ?? states[quantity.text] {
        return values.count > 1 ? values[neuron ?? 0] : values[0]
      }
      if recording.quantities.contains(quantity.text), recording.steps > 0 {
        let last = recording.steps
        try require([quantity.text], steps: last...last, at: quantity.range)
      }
      if recording.quantities.contains(quantity.text),
        let last = recording.sample(
          of: quantity.text, neuron: neuron ?? 0, step: recording.steps)
      {
        return last
      }
      let names = Array(parameters.keys) + recording.quantities + measures
      throw .unknown(
        "quantity", quantity, among: names, expected: "one of \(names.joined(separator: ", "))")
    }
  }

  private func requireSpikes(at range: SourceRange) throws(Diagnostic) {
    guard recording.steps > 0 else { return }
    try require(["spike"], steps: 1...recording.steps, at: range)
  }

  private func spikeCount(of neuron: Int, at range: SourceRange) throws(Diagnostic) -> Int {
    // How often all neurons together fired is always known.
    if population == 1 { return recording.spikeCount(after: 0) }
    try requireSpikes(at: range)
    return recording.spikeSteps(neuron: neuron).count
  }

  /// Rates are in Hz where time is in seconds or parts of it, else in spikes a step.
  var rateUnit: UnitOfMeasure {
    guard let timeUnit, let hertz = UnitOfMeasure.named("Hz") else { return .none }
    return hertz.isSameKind(as: .none / timeUnit) ? hertz : .none / timeUnit
  }

  /// What turns spikes per unit of time into `rateUnit`.
  var rateFactor: Double {
    guard let timeUnit else { return 1 }
    return (UnitOfMeasure.none / timeUnit).factor(to: rateUnit)
  }
}

extension CompletionSituation {
  /// `n.mem`, `n.spikes` and so on for every node, where a term begins.
  var quantityCandidates: [Candidate] {
    // `rate n` is the same as n.rate.
    if let last = words.last?.text, measures.contains(last) { return nodeCandidates }
    let isOperand = words.last?.text.last.map { "=<>!+-*/^(".contains($0) } ?? true
    guard isOperand else { return [] }
    let ofNodes = session.nodes.values.flatMap { node in
      let quantities = measures + node.states.keys + node.parameters.keys
      // What is recorded and no state has a value only at a step.
      let recorded = node.recording.quantities.filter { node.states[$0] == nil }
      return quantities.map { Candidate("\(node.name).\($0)", "") }
        + recorded.map { Candidate("\(node.name).\($0)[", "at a step", suffix: "") }
    }
    return ofNodes + moduleMeasureCandidates
  }
}
