import Neurons
import OrderedCollections

/// A network whose synapses with equations are parts of the neurons on which they end, where one step of
/// both gives the same to the last bit: their states are columns of the target, and what arrives there is
/// an input of it.
struct Joining {
  /// The network as it takes its steps.
  private(set) var network: Network
  /// Where the states of a connection's synapses stand among those of its target.
  private var places: [String: Range<Int>] = [:]

  /// Joins nothing.
  init(apart network: Network) { self.network = network }

  /// Joins what can be.
  ///
  /// - Parameters:
  ///   - network: the nodes and connections.
  ///   - names: the nodes that take steps.
  ///   - steps: how many they take.
  init(_ network: Network, _ names: [String], steps: Int) {
    self.network = network
    for name in names {
      guard let node = network.nodes[name], steps * node.population >= leastStepsOfJoining else {
        continue
      }
      let incoming = network.connections.values.filter { $0.target == name }
      let joined = incoming.filter { $0.synapse != nil }
      guard !joined.isEmpty, node.canTakeIn(incoming), joined.allSatisfy(node.canJoin) else {
        continue
      }
      self.network.nodes[name] = node.joined(with: joined)
      var first = node.states.count
      for connection in joined {
        guard let synapse = connection.synapse else { continue }
        places[connection.name] = first..<first + synapse.states.count
        first += synapse.states.count
        self.network.connections[connection.name]?.become(
          endingOn: .input(connection.qualified("arrived")))
      }
    }
  }

  /// A connection after some steps.
  ///
  /// - Parameters:
  ///   - connection: as it took them.
  ///   - original: as it was before they were joined.
  ///   - target: the node on which it ends.
  ///   - count: how many steps were taken.
  ///   - random: where noise comes from.
  func separated(
    _ connection: Connection, from original: Connection?, in target: Population?, after count: Int,
    random: RandomSource
  ) -> Connection {
    guard let states = places[connection.name], let target, let original,
      var synapse = original.synapse
    else {
      return connection
    }
    synapse.goOn(count, to: states.map(target.state), random: random)
    var result = connection
    result.port = original.port
    result.scale = original.scale
    result.synapse = synapse
    return result
  }
}

extension Node {
  // Whether what arrives at each step may be an input of its own.
  fileprivate func canTakeIn(_ incoming: [Connection]) -> Bool {
    // What is recorded of an input is all that flows in there, and windows are looked at as wholes. Where
    // something arrives at mem, synapses see it as it was before.
    record != .all && flow == nil && program.windowInputs.isEmpty
      && !incoming.contains { $0.port == .state(model.states.keys[program.mem]) }
  }

  fileprivate func canJoin(_ connection: Connection) -> Bool {
    guard let synapse = connection.synapse, case .input = connection.port else { return false }
    return synapse.precision == precision && synapse.program.windowInputs.isEmpty
      && !synapse.program.values.contains { $0.operation?.comesWithStep ?? false }
  }

  fileprivate func joined(with connections: [Connection]) -> Node {
    var node = self
    var states: OrderedDictionary<String, NeuronModel.State> = [:]
    var inputs: OrderedDictionary<String, NeuronModel.Input> = [:]
    var steps: [Program.SynapseStep] = []
    for connection in connections {
      guard let synapse = connection.synapse, case .input(let port) = connection.port else {
        continue
      }
      for (name, values) in synapse.parameters {
        node.parameters[connection.qualified(name)] = values
      }
      for (name, state) in synapse.model.states {
        states[connection.qualified(name)] = state
        node.state.columns[connection.qualified(name)] = synapse.states[name]
      }
      inputs[connection.qualified("arrived")] = synapse.model.inputs.values[0]
      steps.append(
        Program.SynapseStep(
          program: synapse.program, input: model.inputs.index(forKey: port) ?? 0,
          scale: connection.scale))
    }
    node.setup.model = model.with(states: states, inputs: inputs)
    node.kernel = Kernel(program.joined(with: steps))
    return node
  }
}

extension Connection {
  // A name that none of the target's own quantities has.
  fileprivate func qualified(_ name: String) -> String { "\(self.name).\(name)" }

  // Without equations of its own.
  fileprivate mutating func become(endingOn port: Port) {
    self.port = port
    synapse = nil
    scale = 1
  }
}

// To join them takes as long as about so many steps of a neuron.
private let leastStepsOfJoining = 2000
