public import Equations
public import Neurons
public import OrderedCollections

/// How a loss over a window changes with the input at each step and with every parameter.
public struct Gradient: Hashable, Sendable {
  /// The loss.
  public var loss: Double
  /// d loss / d input, by input and step.
  public var inputs: OrderedDictionary<String, [Double]>
  /// d loss / d parameter; a parameter that another one follows passes on what reaches that.
  public var parameters: OrderedDictionary<String, Double>
}

/// A loss over what a node does in a window.
public enum Loss: Hashable, Sendable {
  /// The sum of a state such as `spike` or `mem` over the steps, each with a weight; 1 where nil.
  case sum(String, weights: [Double]?)
  /// Half the squared distance of the number of spikes from a target.
  case spikeCount(Double)
  /// Half the squared distance of a state from a target at each step.
  case trace(String, [Double])
}

extension Node {
  /// Runs `steps` steps from the reset state, without changing the node, and differentiates a loss.
  ///
  /// - Throws: `Diagnostic` at `range` for a population, and for a loss of a state that is not there.
  public func gradient(
    of loss: Loss, steps: Int, random: RandomSource, at range: SourceRange
  ) throws(Diagnostic) -> Gradient {
    guard population == 1 else {
      throw Diagnostic(
        "'\(name)' has \(population) neurons", at: range, expected: "a node of one neuron")
    }
    var start = self
    try start.reset()
    let currents = model.inputs.keys.map { input in
      Currents(
        start.feeds.filter { $0.input == input }, after: 0, count: steps, population: 1,
        random: random
      ).shared ?? []
    }
    let driven =
      currents + windowInputs(after: 0, count: steps, random: random)
    let values = parameters.values.map { $0[0] }
    var tape = Tape(
      program, parameters: values, states: start.states.values.map { $0[0] },
      alpha: parameters["alpha"]?[0] ?? 1)
    var trace: [[Double]] = []
    for step in 0..<steps {
      let context = StepContext(
        random: random, stream: setup.noiseStream, firstNeuron: 0, step: step + 1)
      tape.advance(inputs: driven.map { $0[step] }, context: context)
      trace.append(states.keys.indices.map { tape.state($0) })
    }
    let (total, seeds) = try seeds(of: loss, trace: trace, at: range)
    let isCut = parameters["mem_detach"]?[0] == 1
    let cut = isCut ? ["mem", "spike"].compactMap { states.index(forKey: $0) } : []
    let adjoints = tape.adjoints(stateSeeds: seeds, cutStates: Set(cut))
    var inputs: OrderedDictionary<String, [Double]> = [:]
    for (input, adjoint) in zip(model.inputs.keys, currentAdjoints(adjoints.inputs)) {
      inputs[input] = adjoint
    }
    return Gradient(
      loss: total, inputs: inputs,
      parameters: try joined(adjoints.parameters, start: adjoints.states, values: values))
  }

  // The loss, and for each step how it changes with each state.
  private func seeds(
    of loss: Loss, trace: [[Double]], at range: SourceRange
  ) throws(Diagnostic) -> (Double, [[Int: Double]]) {
    func index(_ state: String) throws(Diagnostic) -> Int {
      guard let index = states.index(forKey: state) else {
        throw Diagnostic.unknown(
          "state", Name(state, range), among: states.keys,
          expected: "one of \(states.keys.joined(separator: ", "))")
      }
      return index
    }
    switch loss {
    case .sum(let state, let weights):
      let index = try index(state)
      let weights = weights ?? Array(repeating: 1, count: trace.count)
      let total = zip(trace, weights).reduce(0) { $0 + $1.0[index] * $1.1 }
      return (total, trace.indices.map { [index: $0 < weights.count ? weights[$0] : 0] })
    case .spikeCount(let target):
      let index = try index("spike")
      let count = trace.reduce(0) { $0 + $1[index] }
      let difference = count - target
      return (difference * difference / 2, trace.map { _ in [index: difference] })
    case .trace(let state, let target):
      let index = try index(state)
      var total = 0.0
      let seeds = trace.indices.map { step -> [Int: Double] in
        guard step < target.count else { return [:] }
        let difference = trace[step][index] - target[step]
        total += difference * difference / 2
        return [index: difference]
      }
      return (total, seeds)
    }
  }

  // A parameter's whole effect: its own, and through the defaults and initial states that follow it.
  private func joined(
    _ own: [Double], start: [Double], values: [Double]
  ) throws(Diagnostic) -> OrderedDictionary<String, Double> {
    var known: OrderedDictionary<String, Double> = [:]
    for (name, value) in zip(model.parameters.keys, values) { known[name] = value }
    var result: OrderedDictionary<String, Double> = [:]
    for (name, value) in zip(model.parameters.keys, own) { result[name] = value }
    for (state, adjoint) in zip(model.states.values, start) where adjoint != 0 {
      for name in known.keys {
        result[name, default: 0] += adjoint * state.afterReset.slope(by: name, given: known)
      }
    }
    // From the last to the first, since a default uses only parameters that stand before it.
    for follower in model.parameters.values.reversed() where setup.settings[follower.name] == nil {
      let effect = result[follower.name] ?? 0
      guard effect != 0 else { continue }
      for name in model.parameters.keys.prefix(while: { $0 != follower.name }) {
        result[name, default: 0] += effect * follower.value.slope(by: name, given: known)
      }
    }
    return result
  }
}
