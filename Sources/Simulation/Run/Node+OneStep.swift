import Neurons
public import OrderedCollections

extension Node {
  /// Where one step leads a neuron from many points at once; the node stays as it is.
  ///
  /// Draws are those of the step after the present one, whatever the point.
  ///
  /// - Parameters:
  ///   - neuron: which neuron of a population, counted from 0.
  ///   - columns: states by name, one value a point; the others have their present values.
  ///   - inputs: the currents, in the order of the model's inputs; 0 where there are fewer.
  ///   - count: how many points there are.
  /// - Returns: every state after the step, and mem before a spike reset it, one value a point.
  public func afterOneStep(
    of neuron: Int, from columns: [String: [Double]], inputs: [Double], count: Int
  ) -> (states: OrderedDictionary<String, [Double]>, membraneBeforeReset: [Double]) {
    let context = StepContext(
      random: RandomSource(seed: 0), stream: 0, firstNeuron: 0, step: time)
    var interpreter = Interpreter<Double>(kernel, width: count, context: context)
    for (slot, values) in zip(program.parameterSlots, parameters.values) {
      interpreter.fill(slot, with: values.value(of: neuron))
    }
    for (slot, state) in zip(program.stateSlots, states) {
      if let column = columns[state.key] {
        interpreter.load(slot, from: column, at: 0)
      } else {
        interpreter.fill(slot, with: state.value[neuron])
      }
    }
    interpreter.prepare()
    let rows = (0..<program.inputSlots.count).map { index in
      Array(repeating: index < inputs.count ? inputs[index] : 0, count: count)
    }
    interpreter.step(inputs: rows, at: 0)
    func column(_ slot: Int) -> [Double] {
      var values = Array(repeating: 0.0, count: count)
      interpreter.store(slot, into: &values, at: 0)
      return values
    }
    var after = states
    for (index, slot) in program.stateSlots.enumerated() { after.values[index] = column(slot) }
    return (after, column(kernel.membraneSlot))
  }
}
