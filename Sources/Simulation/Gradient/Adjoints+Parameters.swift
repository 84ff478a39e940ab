import Equations
import Neurons
import OrderedCollections

extension Adjoints {
  /// d loss / d parameter of the node, one number a neuron, after all steps are gone through.
  ///
  /// - Parameters:
  ///   - node: the node as it stood before the first step.
  ///   - random: where draws come from.
  func parameters(
    of node: Node, random: RandomSource
  ) -> OrderedDictionary<String, [Double]> {
    let parameters = node.model.parameters.keys
    let own = parameters.indices.map { parameter($0) }
    let start = node.model.states.keys.indices.map { state($0) }
    return OrderedDictionary(
      uniqueKeys: parameters, values: node.effects(own: own, start: start, random: random))
  }
}

extension Node {
  // The whole effect of each parameter: its own, and through the defaults and the states at the start
  // that follow it.
  fileprivate func effects(
    own: [[Double]], start: [[Double]], random: RandomSource
  ) -> [[Double]] {
    // What a neuron draws where it begins is a number in its own equations.
    let neurons = drawsWhereItBegins ? (0..<population).map { $0..<$0 + 1 } : [0..<population]
    var effects = own
    for neurons in neurons {
      let part = self.effects(
        (own + start).map { Array($0[neurons]) }, of: neurons, random: random)
      for index in effects.indices { effects[index].replaceSubrange(neurons, with: part[index]) }
    }
    return effects
  }

  private var drawsWhereItBegins: Bool {
    model.states.values.contains { state in
      if case .term(let term) = state.afterReset { term.isRandom } else { false }
    }
  }

  private func effects(
    _ known: [[Double]], of neurons: Range<Int>, random: RandomSource
  ) -> [[Double]] {
    let program = beginning(of: neurons.lowerBound, random: random)
    let follows = program.finalStates.map { value in
      if case .constant = program.values[value].origin { false } else { true }
    }
    guard follows.contains(true) else { return known }
    var back = Adjoints(
      program: program,
      parameters: parameters.values.map { $0.count > 1 ? Array($0[neurons]) : $0 },
      population: neurons.count, context: .drawless)
    let nothing = Array(repeating: 0.0, count: neurons.count)
    let tape = states.values.map { Array($0[neurons]) } + program.inputSlots.map { _ in nothing }
    var effects = known
    var inputs: [[Double]] = []
    let order = model.beginningOrder(afterReset: true).compactMap { model.states.index(forKey: $0) }
    let places = Array(parameters.values.indices) + order.map { parameters.count + $0 }
    // From the last to the first, since a term uses only what is known before it.
    for place in places.reversed() where follows[place] {
      back.begin(with: effects[place], at: place)
      back.goBack(
        through: Adjoints.Steps(range: 0..<1, time: 0, tape: tape), inputs: &inputs, at: 0)
      for index in effects.indices {
        let effect =
          index < parameters.count ? back.parameter(index) : back.state(index - parameters.count)
        for neuron in effect.indices { effects[index][neuron] += effect[neuron] }
      }
    }
    return effects
  }

  // A step at whose end there is what each parameter and state begins with.
  private func beginning(of neuron: Int, random: RandomSource) -> Program {
    var builder = ProgramBuilder(namesOf: model)
    let defaults = model.parameters.values.map { parameter in
      let term = setup.settings[parameter.name] == nil ? parameter.value : nil
      guard let term, model.parameters.keys.contains(where: term.uses) else {
        return builder.constant(0)
      }
      return builder.build(term)
    }
    let draws = setup.firstDraws(random)
    let states = model.states.values.map {
      builder.beginning(of: $0, in: model, draws, neuron: neuron)
    }
    builder.program.finalStates = defaults + states
    return builder.program
  }
}
