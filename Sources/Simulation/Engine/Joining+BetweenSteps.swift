import Equations
import Neurons
import OrderedCollections

// Neurons whose spikes are found between steps, and the synapses that end on them.
extension Node {
  /// The synapses of a connection as a part of the neurons; nil where their equations cannot be solved
  /// together.
  func part(of connection: Connection) -> NeuronModel.Synapse? {
    guard let synapse = connection.synapse, case .input(let port) = connection.port,
      synapse.precision == precision, let course = SynapseCourse(synapse.model)
    else { return nil }
    return NeuronModel.Synapse(
      synapse.model, course, prefix: connection.name, input: port, scale: connection.scale)
  }

  /// The node with synapses as parts of it.
  ///
  /// - Returns: nil where the equations do not say what happens between steps.
  func joined(with parts: [NeuronModel.Synapse], of connections: [Connection]) -> Node? {
    let joined = model.joined(with: parts)
    let method = joined.methodOfAll(in: self)
    guard joined.reasonAgainstExactSpikes == nil,
      let program = Program(joined, method: method), let flow = Flow(joined, method: method)
    else { return nil }
    var node = self
    node.setup.model = joined
    for connection in connections {
      if let synapse = connection.synapse { node.takeIn(synapse, of: connection) }
    }
    node.kernel = Kernel(program)
    node.flow = flow
    return node
  }

  /// What a step of its own length that both take depends on besides the neurons: the equations of the
  /// synapses, and where they stand.
  func signature(of connections: [Connection]) -> Int {
    var hasher = Hasher()
    for connection in connections {
      hasher.combine(connection.name)
      hasher.combine(connection.port)
      hasher.combine(connection.scale)
      hasher.combine(connection.synapse?.model.lineage)
      hasher.combine(connection.synapse?.parameters)
      hasher.combine(connection.synapse?.states)
    }
    return hasher.finalize()
  }
}

extension NeuronModel {
  // How neurons and synapses are solved. Exponential Euler is exact for a neuron alone, but not for what
  // flows in from synapses: where nobody chose it, what is linear is propagated as a whole.
  fileprivate func methodOfAll(in node: Node) -> Equations.Method {
    guard node.method == .exact || node.setup.method == nil && node.method == .exponentialEuler
    else { return node.method }
    return reasonAgainstExactSteps == nil ? .exact : .rk4
  }
}
