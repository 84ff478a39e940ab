import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let theory = Command(
    "theory", .explore, "Compare a neuron with its closed form, beside a simulation.",
    details: """
      For a constant input, which is the node's own, or input=VALUE. What is known in closed form:
        IF and LIF in time steps
            mem after n steps: n I, and I (1 - (1 - 1/tau)^n)
        one equation d mem/dt
            the interval is the integral of 1 / (d mem/dt) from reset to threshold,
            plus the refractory period: LIF, QIF, theta, EIF, and your own like them
        NoisyLIF
            rate by Siegert 1951, CV by Brunel 2000
        brunel g=5 eta=2
            the rate that a sparse network of excitatory and inhibitory neurons
            sustains (Brunel 2000); its other values: CE=1000 CI=250 J=0.1 tau=20
            theta=20 Vr=10 t_ref=2, in ms and mV
      """,
    examples: [
      "create lif n tau=10; feed n const 1.3; theory n",
      "create refractorylif n; theory n input=3nA for=200ms",
      "create eif n dt=0.1; feed n const 20mV; theory n for=100ms",
      "create noisylif n mu=25 sigma=2; theory n for=200ms",
      "theory brunel g=5 eta=2",
    ],
    Argument<TheorySubject>.subject,
    Argument<Quantity?>.keyed(
      "input", .quantity("VALUE"), "a constant input in place of the node's own"),
    Argument<TrialSyntax>.trial
  ) {
    (
      context: inout Context, subject: TheorySubject, input: Quantity?, trial: TrialSyntax
    ) throws(Diagnostic) in
    switch subject {
    case .network(let network, let range):
      return try network.report(at: range, isInterrupted: context.host.isInterrupted)
    case .neuron(let chosen):
      let node = chosen.node
      var inputs = try chosen.currents(replacedBy: input)
      if inputs.isEmpty { inputs = [0] }
      if let noisy = NoisyMembrane(node, neuron: chosen.index, input: inputs[0]) {
        return try context.compare(chosen, with: noisy, inputs, trial)
      }
      if let passage = DiscretePassage(node, neuron: chosen.index, input: inputs[0]) {
        return try context.compare(chosen, with: passage, inputs, trial)
      }
      if let passage = FirstPassage(node, neuron: chosen.index, inputs: inputs) {
        return try context.compare(chosen, with: passage, inputs, trial)
      }
      if let (problem, need) = DiscretePassage.obstacle(node, neuron: chosen.index) {
        throw Diagnostic(
          "the closed form of '\(node.model.name)' does not hold \(problem)", at: chosen.range,
          expected: need)
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
  /// And where its name stands.
  case network(BrunelNetwork, SourceRange)
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

extension Argument where Value == TheorySubject {
  fileprivate static var subject: Argument {
    Argument(
      "TARGET | brunel g=5 eta=2 ...", "which neuron, or the network", isOptional: true,
      candidates: { $0.nodeCandidates + [Candidate("brunel", "a network's mean field")] }
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> TheorySubject in
      guard let word = reader.words.first, word.text == "brunel",
        context.session.nodes["brunel"] == nil
      else { return .neuron(try Argument<ChosenNeuron>.loneNeuron.read(&reader, context)) }
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
      return .network(network, range)
    }
  }
}
