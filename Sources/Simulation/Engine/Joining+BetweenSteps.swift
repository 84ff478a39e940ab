import Equations
import Neurons
import OrderedCollections

/// The equations of a neuron and of synapses that end on it, as they are solved together between steps:
/// prepared once, and kept from run to run.
///
/// A reference, since it is large and never changes.
final class JointEquations: Sendable {
  /// The connections whose synapses they are.
  let connections: [String]
  /// What the equations of each of these say between arrivals.
  let courses: [SynapseCourse]
  fileprivate let model: NeuronModel
  fileprivate let kernel: Kernel
  fileprivate let flow: Flow
  // What they are made of.
  private let neuron: NeuronModel
  private let ends: [End]

  /// How a connection ends on the neuron.
  struct End: Hashable {
    private let name: String
    private let port: Connection.Port
    private let scale: Double
    private let synapse: NeuronModel?
    private let precision: Node.Precision?

    init(_ connection: Connection) {
      (name, port, scale) = (connection.name, connection.port, connection.scale)
      (synapse, precision) = (connection.synapse?.model, connection.synapse?.precision)
    }
  }

  // nil where there are none, or the equations do not say what happens between steps.
  fileprivate init?(_ node: Node, _ incoming: [Connection]) {
    let parts = incoming.compactMap { connection in
      node.part(of: connection).map { (name: connection.name, part: $0) }
    }
    let joined = node.model.joined(with: parts.map(\.part))
    let method = joined.methodOfAll(in: node)
    guard !parts.isEmpty, joined.reasonAgainstExactSpikes == nil,
      let program = Program(joined, method: method), let flow = Flow(joined, method: method)
    else { return nil }
    connections = parts.map(\.name)
    courses = parts.map(\.part.course)
    (model, kernel, self.flow) = (joined, Kernel(program), flow)
    (neuron, ends) = (node.model, incoming.map(End.init))
  }

  /// The steps that go on of so many neurons, from their numbers; nil where these are not such.
  func memories(_ courses: [[Double]], count: Int) -> [FlowMemory?]? {
    FlowMemory.all(
      courses, count: count, size: flow.flowing.count, inputCount: model.inputs.count)
  }

  // Whether they are those of a node and the connections to it.
  fileprivate func suit(_ node: Node, _ incoming: [Connection]) -> Bool {
    ends == incoming.map(End.init) && neuron == node.model
      && flow.method == model.methodOfAll(in: node)
  }
}

extension JointEquations: Hashable {
  /// What is prepared is no part of what a node is.
  static func == (first: JointEquations, second: JointEquations) -> Bool { true }

  /// Hashes nothing.
  func hash(into hasher: inout Hasher) {}
}

// Neurons whose spikes are found between steps, and the synapses that end on them.
extension Node {
  /// Whether the synapses of a connection are solved together with the neurons on which they end, where these
  /// have spikes between steps.
  public func solves(_ connection: Connection) -> Bool { part(of: connection) != nil }

  /// What neurons and the synapses that end on them are solved by together.
  ///
  /// - Parameter incoming: all connections to the node.
  /// - Returns: nil where that is not possible.
  func jointEquations(with incoming: [Connection]) -> JointEquations? {
    if let jointEquations, jointEquations.suit(self, incoming) { return jointEquations }
    return JointEquations(self, incoming)
  }

  /// The node with synapses as parts of it.
  func joined(by equations: JointEquations, with connections: [Connection]) -> Node {
    var node = self
    node.setup.model = equations.model
    for connection in connections {
      if let synapse = connection.synapse { node.takeIn(synapse, of: connection) }
    }
    node.kernel = equations.kernel
    node.flow = equations.flow
    return node
  }

  // The synapses of a connection as a part of the neurons; nil where their equations cannot be solved
  // together.
  fileprivate func part(of connection: Connection) -> NeuronModel.Synapse? {
    guard let synapse = connection.synapse, case .input(let port) = connection.port,
      synapse.precision == precision, let course = SynapseCourse(synapse.model)
    else { return nil }
    return NeuronModel.Synapse(
      synapse.model, course, prefix: connection.name, input: port, scale: connection.scale)
  }
}

extension Node.State.Joint {
  /// What steps of their own length depend on besides the neurons: the equations of synapses, and where these
  /// stand.
  struct Synapses: Hashable, Sendable {
    private let end: JointEquations.End
    private let parameters: OrderedDictionary<String, [Double]>
    private let states: OrderedDictionary<String, [Double]>

    init(_ connection: Connection) {
      end = JointEquations.End(connection)
      parameters = connection.synapse?.parameters ?? [:]
      states = connection.synapse?.states ?? [:]
    }
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
