public import OrderedCollections

extension NeuronModel {
  /// The same neuron with states and inputs of others beside its own, of which its equations know nothing.
  ///
  /// - Parameters:
  ///   - states: those that stand behind its own, by names that it has not.
  ///   - inputs: the same of inputs.
  public func with(
    states: OrderedDictionary<String, State>, inputs: OrderedDictionary<String, Input>
  ) -> NeuronModel {
    var model = self
    model.states.merge(states) { own, _ in own }
    model.inputs.merge(inputs) { own, _ in own }
    return model
  }
}
