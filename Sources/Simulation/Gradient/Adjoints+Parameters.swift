import Equations
import Neurons
import OrderedCollections

extension Adjoints {
  /// d loss / d parameter of the node, one number a neuron, after all steps are gone through.
  ///
  /// - Parameter node: the node as it stood before the first step.
  func parameters(of node: Node) -> OrderedDictionary<String, [Double]> {
    let parameters = node.model.parameters.keys
    let own = parameters.indices.map { parameter($0) }
    let start = node.model.states.keys.indices.map { state($0) }
    return OrderedDictionary(
      uniqueKeys: parameters, values: node.effects(own: own, start: start))
  }
}

extension Node {
  // The whole effect of each parameter: its own, and through the defaults and the states at the start
  // that follow it.
  fileprivate func effects(own: [[Double]], start: [[Double]]) -> [[Double]] {
    // A step at whose end there is what each parameter and state begins with.
    var builder = ProgramBuilder(namesOf: model)
    let defaults = model.parameters.values.map { setup.settings[$0.name] == nil ? $0.value : nil }
    let terms = defaults + model.states.values.map(\.afterReset)
    let names = Array(model.parameters.keys) + model.states.keys
    let follows = terms.map { term in term.map { names.contains(where: $0.uses) } ?? false }
    guard follows.contains(true) else { return own }
    builder.program.finalStates = zip(terms, follows).map { term, follows in
      guard let term, follows else { return builder.constant(0) }
      return builder.build(term)
    }
    var back = Adjoints(
      program: builder.program, parameters: Array(parameters.values), population: population,
      context: .drawless)
    let nothing = Array(repeating: 0.0, count: population)
    let tape = states.values + builder.program.inputSlots.map { _ in nothing }
    var inputs: [[Double]] = []
    // From the last to the first, since a term uses only what stands before it.
    var effects = own + start
    for place in effects.indices.reversed() where follows[place] {
      back.begin(with: effects[place], at: place)
      back.goBack(
        through: Adjoints.Steps(range: 0..<1, time: 0, tape: tape), inputs: &inputs, at: 0)
      for index in effects.indices {
        let effect = index < own.count ? back.parameter(index) : back.state(index - own.count)
        for neuron in 0..<population { effects[index][neuron] += effect[neuron] }
      }
    }
    return Array(effects.prefix(own.count))
  }
}
