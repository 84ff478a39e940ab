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
  /// - Parameters:
  ///   - loss: what is differentiated.
  ///   - steps: how many steps.
  ///   - random: where noise comes from.
  ///   - range: where errors point.
  ///   - isInterrupted: asked every thousand steps.
  /// - Throws: `Diagnostic` at `range` for a population, for a loss of a state that is not there, and
  ///   where it was interrupted.
  public func gradient(
    of loss: Loss, steps: Int, random: RandomSource, at range: SourceRange,
    isInterrupted: () -> Bool = { false }
  ) throws(Diagnostic) -> Gradient {
    guard population == 1 else {
      throw Diagnostic(
        "'\(name)' has \(population) neurons", at: range, expected: "a node of one neuron")
    }
    var start = self
    try start.reset(random: random)
    let currents = model.inputs.keys.map { input in
      Currents(
        start.feeds.filter { $0.input == input }, after: 0, count: steps, population: 1,
        random: random
      ).shared ?? []
    }
    let driven =
      currents + windowInputs(after: 0, count: steps, random: random)
    let values = parameters.values.map { $0[0] }
    let first = start.states.values.map { $0[0] }
    var tape = Tape(program, parameters: values, states: first)
    var trace: [[Double]] = []
    for step in 0..<steps {
      if step % stepsBetweenLooks == stepsBetweenLooks - 1, isInterrupted() {
        throw .interrupted(at: range)
      }
      let context = StepContext(
        random: random, stream: setup.noiseStream, firstNeuron: 0, step: step + 1)
      tape.advance(inputs: driven.map { $0[step] }, context: context)
      trace.append(tape.states)
    }
    let (total, seeds) = try seeds(of: loss, trace: trace, at: range)
    let isCut = parameters["mem_detach"]?[0] == 1
    let cut = isCut ? [program.mem, program.spike] : []
    guard
      let adjoints = tape.adjoints(
        stateSeeds: seeds, cutStates: Set(cut), isInterrupted: isInterrupted)
    else { throw .interrupted(at: range) }
    let effects = joined(
      adjoints.parameters, start: adjoints.states, parameters: values, states: first,
      random: random)
    return Gradient(
      loss: total,
      inputs: OrderedDictionary(
        uniqueKeys: model.inputs.keys, values: currentAdjoints(adjoints.inputs)),
      parameters: OrderedDictionary(uniqueKeys: model.parameters.keys, values: effects))
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
      let count = trace.reduce(0) { $0 + $1[program.spike] }
      let difference = count - target
      return (difference * difference / 2, trace.map { _ in [program.spike: difference] })
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

  // The whole effect of each parameter: its own, and through the defaults and the states at the
  // start that follow it.
  private func joined(
    _ own: [Double], start: [Double], parameters: [Double], states: [Double],
    random: RandomSource
  ) -> [Double] {
    // A step at whose end there is what each parameter and state begins with.
    var builder = ProgramBuilder(namesOf: model)
    let defaults = model.parameters.values.map { setup.settings[$0.name] == nil ? $0.value : nil }
    let defaultValues = defaults.map { term in
      guard let term, model.parameters.keys.contains(where: term.uses) else {
        return builder.constant(0)
      }
      return builder.build(term)
    }
    let draws = setup.firstDraws(random)
    builder.program.finalStates =
      defaultValues + model.states.values.map { builder.beginning(of: $0, in: model, draws) }
    var tape = Tape(builder.program, parameters: parameters, states: states)
    var context = StepContext.drawless
    context.step = 1
    tape.advance(inputs: builder.program.inputSlots.map { _ in 0 }, context: context)
    // From the last to the first, since a term uses only what is known before it.
    var effects = own + start
    let order = model.beginningOrder(afterReset: true).compactMap { model.states.index(forKey: $0) }
    let places = Array(own.indices) + order.map { own.count + $0 }
    for place in places.reversed() where effects[place] != 0 {
      guard let back = tape.adjoints(stateSeeds: [[place: effects[place]]]) else { continue }
      for (index, effect) in (back.parameters + back.states).enumerated() {
        effects[index] += effect
      }
    }
    return Array(effects.prefix(own.count))
  }
}

extension Diagnostic {
  fileprivate static func interrupted(at range: SourceRange) -> Diagnostic {
    Diagnostic("the gradient was interrupted", at: range)
  }
}

/// Steps of a gradient between two looks whether it is still wanted.
let stepsBetweenLooks = 1000
