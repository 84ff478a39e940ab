import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension ChosenNeuron {
  /// That a spike at a constant input is owed to rounding, since by the closed form mem comes to the
  /// threshold only in the limit; nil at any other input, and where there is no closed form.
  ///
  /// - Parameter input: the first of the model's inputs, at which the neuron does fire.
  func roundingNote(at input: Double) -> String? {
    guard let inputs = inputs(withFirst: input) else { return nil }
    let edge: Double
    if let passage = DiscretePassage(node, neuron: index, input: input) {
      guard passage.interval == nil else { return nil }
      edge = passage.rheobase
    } else if let passage = FirstPassage(node, neuron: index, inputs: inputs) {
      edge = passage.rheobase
    } else {
      return nil
    }
    // Further below, steps that are too long may carry mem past the threshold.
    guard abs(input - edge) <= 1e-12 * abs(edge) else { return nil }
    let name = node.model.inputs.keys[0]
    return "at \(name) \(input.readable)\(node.unit(of: name).text.spaced) \(Self.limitNote)"
  }

  /// What is true of mem at an input at which it comes to rest on the threshold.
  static let limitNote =
    "mem comes to the threshold only in the limit; that it gets there is by rounding"
}
