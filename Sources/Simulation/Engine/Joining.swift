import Neurons
import OrderedCollections

/// A network whose synapses with equations are parts of the neurons on which they end: their states are
/// columns of the target.
///
/// On the grid that is so where one step of both gives the same to the last bit, and what arrives is an
/// input of the target. Between steps both are one system of equations, and what arrives lets states jump.
struct Joining {
  /// The network as it takes its steps.
  private(set) var network: Network
  /// What synapses let flow into the inputs of nodes between steps.
  private(set) var currents: [String: [(input: Int, state: Int, scale: Double)]] = [:]
  /// Where connections end whose synapses are solved together with their target; others end where their port
  /// says.
  private(set) var landings: [String: Landing] = [:]
  // Where the states of a connection's synapses stand among those of its target.
  private var places: [String: Range<Int>] = [:]
  // What solves neurons together with synapses between steps, by node.
  private var solved: [String: JointEquations] = [:]

  /// Joins what can be.
  ///
  /// - Parameters:
  ///   - network: the nodes and connections.
  ///   - names: the nodes that take steps.
  ///   - steps: how many they take; those on the grid stay apart where it is hardly any.
  init(_ network: Network, _ names: [String], steps: Int) {
    self.network = network
    for name in names {
      guard let node = network.nodes[name] else { continue }
      let incoming = network.connections.values.filter { $0.target == name }
      if incoming.allSatisfy({ $0.synapse == nil }) { continue }
      if node.flow != nil {
        joinBetweenSteps(node, incoming)
      } else if steps * node.population >= leastStepsOfJoining {
        joinSteps(node, incoming)
      }
    }
  }

  private mutating func joinSteps(_ node: Node, _ incoming: [Connection]) {
    let joined = incoming.filter { $0.synapse != nil }
    guard node.canTakeIn(incoming), joined.allSatisfy(node.canJoin) else { return }
    network.nodes[node.name] = node.joined(with: joined)
    place(joined, behind: node)
    for connection in joined {
      network.connections[connection.name]?.port = .input(connection.qualified("arrived"))
    }
  }

  private mutating func joinBetweenSteps(_ node: Node, _ incoming: [Connection]) {
    guard let equations = node.jointEquations(with: incoming) else { return }
    let connections = incoming.filter { equations.connections.contains($0.name) }
    var whole = node.joined(by: equations, with: connections)
    if let joint = node.state.joint,
      joint.synapses == connections.map(Node.State.Joint.Synapses.init)
    {
      whole.state.memories = joint.memories
    }
    solved[node.name] = equations
    network.nodes[node.name] = whole
    place(connections, behind: node)
    for (connection, course) in zip(connections, equations.courses) {
      guard let synapse = connection.synapse else { continue }
      let jumps = course.jumps(
        of: synapse.model, given: synapse.parameters, count: node.population)
      landings[connection.name] = .jumps(
        jumps.compactMap { state, factor in
          whole.states.index(forKey: connection.qualified(state)).map {
            Landing.Jump(state: $0, factor: factor)
          }
        })
    }
    currents[node.name] = connections.compactMap { connection in
      guard case .input(let port) = connection.port,
        let input = node.model.inputs.index(forKey: port),
        let state = whole.states.index(forKey: connection.qualified("mem"))
      else { return nil }
      return (input, state, connection.scale)
    }
  }

  // Notes where their states are, and leaves the connections without equations of their own.
  private mutating func place(_ connections: [Connection], behind node: Node) {
    var first = node.states.count
    for connection in connections {
      let count = connection.synapse?.states.count ?? 0
      places[connection.name] = first..<first + count
      first += count
      network.connections[connection.name]?.synapse = nil
      network.connections[connection.name]?.scale = 1
    }
  }

  /// Lets nodes keep what is prepared of their equations together with those of synapses, and the steps of an
  /// adaptive method that go on, which are those of both.
  ///
  /// - Parameter network: the nodes and connections as the steps left them.
  func keepWhatIsJoint(in network: inout Network) {
    for (name, equations) in solved {
      guard var node = network.nodes[name] else { continue }
      let memories = node.state.memories
      node.state.memories = []
      node.state.joint = Node.State.Joint(
        synapses: network.synapses(of: equations), memories: memories)
      node.jointEquations = equations
      network.nodes[name] = node
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
    record != .all && program.windowInputs.isEmpty
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
      node.takeIn(synapse, of: connection)
      for (name, state) in synapse.model.states { states[connection.qualified(name)] = state }
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

extension Node {
  /// Takes in the parameters and states of a connection's synapses.
  mutating func takeIn(_ synapse: Node, of connection: Connection) {
    for (name, values) in synapse.parameters { parameters[connection.qualified(name)] = values }
    for (name, values) in synapse.states { state.columns[connection.qualified(name)] = values }
    synapseStates += synapse.states.count
  }
}

extension Connection {
  /// A name that none of the target's own quantities has.
  func qualified(_ name: String) -> String { "\(self.name).\(name)" }
}

// To join them takes as long as about so many steps of a neuron.
private let leastStepsOfJoining = 2000
