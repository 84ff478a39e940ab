import Equations
package import OrderedCollections

extension NeuronModel {
  /// The same neuron with states and inputs of others beside its own, of which its equations know nothing.
  ///
  /// - Parameters:
  ///   - states: those that stand behind its own, by names that it has not.
  ///   - inputs: the same of inputs.
  package func with(
    states: OrderedDictionary<String, State>, inputs: OrderedDictionary<String, Input>
  ) -> NeuronModel {
    var model = self
    model.states.merge(states) { own, _ in own }
    model.inputs.merge(inputs) { own, _ in own }
    return model
  }

  /// A synapse that is to be a part of the neuron on which it ends.
  package struct Synapse {
    /// Its equations.
    package let model: NeuronModel
    /// What they say between arrivals.
    package let course: SynapseCourse
    /// What its names begin with in the neuron.
    let prefix: String
    /// The neuron's input to which its membrane potential is added.
    let input: String
    /// What that is multiplied with.
    let scale: Double

    package init(
      _ model: NeuronModel, _ course: SynapseCourse, prefix: String, input: String, scale: Double
    ) {
      (self.model, self.course, self.prefix) = (model, course, prefix)
      (self.input, self.scale) = (input, scale)
    }

    /// What one of its parameters or states is called in the neuron.
    package func name(_ name: String) -> String { "\(prefix).\(name)" }
  }

  /// The neuron with synapses as parts of it: one system of equations between arrivals.
  ///
  /// It is for running alone: its text is that of the neuron.
  package func joined(with synapses: [Synapse]) -> NeuronModel {
    var model = self
    var currents: [String: Expression] = [:]
    var followers: [Statement] = []
    var equations: [Statement] = []
    for synapse in synapses {
      for (name, parameter) in synapse.model.parameters {
        model.parameters[synapse.name(name)] = parameter
      }
      for (name, state) in synapse.model.states { model.states[synapse.name(name)] = state }
      var names = Dictionary(
        uniqueKeysWithValues: (Array(synapse.model.parameters.keys) + synapse.model.states.keys).map
        {
          ($0, synapse.name($0))
        })
      if synapse.model.inputs.count > 1 {
        names[synapse.model.inputs.keys[1]] = states.keys[membraneIndex]
      }
      func statement(_ kind: Statement.Kind, _ state: String, _ value: Expression) -> Statement {
        Statement(kind, Name(synapse.name(state), value.range), value.renaming(names))
      }
      followers += synapse.course.followers.map { statement(.assignment(nil), $0, $1) }
      equations += synapse.course.slopes.map { statement(.derivative, $0, $1) }
      let current = Expression.named(synapse.name("mem")).times(.number(synapse.scale))
      currents[synapse.input] = (currents[synapse.input] ?? .named(synapse.input)) + current
    }
    func joined(_ block: Block) -> Block {
      var block = block
      for index in block.statements.indices {
        block.statements[index].value = block.statements[index].value.writing(currents)
      }
      return block
    }
    if var integral = measuredIntegral.map(joined) {
      integral.statements = followers + integral.statements + equations
      (model.integral, model.measuredIntegral) = (integral, integral)
    }
    model.measuredSpike = joined(measuredSpike)
    for index in events.indices {
      model.events[index].measured.block = joined(events[index].measured.block)
      if case .condition(let condition) = events[index].measured.occasion {
        model.events[index].measured.occasion = .condition(condition.writing(currents))
      }
    }
    return model
  }
}
