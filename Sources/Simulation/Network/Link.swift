import DequeModule
import Neurons
import OrderedCollections

/// A connection at work.
struct Link {
  /// The connection as it was when the run began; `connection(after:)` gives it as it stands.
  private var connection: Connection
  /// The places of its nodes among the parts of the run.
  let source: Int, target: Int
  /// The place of its port: among the target's inputs, or the slot of a state.
  let place: Int
  /// Whether what arrives is added to mem, which refractory neurons do not take.
  let isIntoMembrane: Bool
  private var synapse: NodeRun?
  private var plasticity: PlasticityRun?
  /// What is on its way, with the step of the run at which it arrives.
  private var queue: Deque<(step: Int, spikes: SpikeList)> = []
  private var arrived: [Double]
  private let dt: Double

  /// Begins where a connection stands; nil where the target has no such port.
  init?(
    _ connection: Connection, source: Int, target: Int, targetNode: Node, random: RandomSource
  ) {
    let (program, model) = (targetNode.program, targetNode.model)
    let port: Int?
    self.connection = connection
    self.source = source
    self.target = target
    dt = targetNode.dt
    switch connection.port {
    case .input(let name):
      port = model.inputs.index(forKey: name)
      isIntoMembrane = false
    case .state(let name):
      let state = model.states.index(forKey: name)
      port = state.map { program.stateSlots.lowerBound + $0 }
      isIntoMembrane = state == program.mem
    }
    guard let port else { return nil }
    place = port
    synapse = connection.synapse.map { NodeRun($0, random: random) }
    if let rule = connection.plasticity, let state = connection.learning {
      plasticity = PlasticityRun(
        rule, limits: connection.limits, state: state, weights: &self.connection.weights, dt: dt)
    }
    arrived = Array(repeating: 0, count: targetNode.population)
    for emission in connection.pending {
      queue.append(
        (emission.stepsLeft, zip(emission.neurons, emission.values).map { (Int($0), $1) }))
    }
  }

  /// Whether it ends in the target's equations as a current, and not as a change of a state.
  var isIntoInput: Bool {
    if case .input = connection.port { true } else { false }
  }

  /// Its name.
  var name: String { connection.name }

  /// What goes through.
  var carried: Connection.Carried { connection.carried }

  /// Whether the source's membrane potential of the steps before the run is not known.
  var lacksMembrane: Bool { carried == .membrane && queue.isEmpty }

  /// Sends what the source gave at a step.
  mutating func send(_ spikes: SpikeList, at step: Int) {
    guard !spikes.isEmpty else { return }
    queue.append((step + connection.latency, spikes))
  }

  /// Sends the source's membrane potential of before the run to the steps that it still reaches.
  mutating func sendFirst(_ membrane: SpikeList) {
    for step in 0..<connection.latency { queue.append((step, membrane)) }
  }

  /// What reaches the port of each neuron of the target at a step.
  ///
  /// - Parameter membrane: the membrane potential of the target's neurons.
  mutating func output(at step: Int, membrane: [Double]) -> [Double] {
    for neuron in arrived.indices { arrived[neuron] = 0 }
    var spikes: SpikeList = []
    while let first = queue.first, first.step <= step {
      spikes = spikes.isEmpty ? first.spikes : spikes + first.spikes
      queue.removeFirst()
    }
    let sent = spikes
    if let shortTerm = connection.shortTerm {
      for index in connection.fatigue.indices { connection.fatigue[index].wait(dt) }
      for index in spikes.indices {
        let factor = shortTerm.spike(&connection.fatigue[spikes[index].neuron])
        spikes[index].value *= factor
      }
    }
    collect(spikes, membrane: membrane)
    // A spike goes through with the weight that it finds, and changes it then.
    plasticity?.arrive(sent, weights: &connection.weights)
    synapse?.advance(inputs: [arrived, membrane])
    if let synapse { synapse.read(synapse.memSlot, into: &arrived) }
    if connection.scale != 1 {
      for neuron in arrived.indices { arrived[neuron] *= connection.scale }
    }
    return arrived
  }

  private mutating func collect(_ spikes: SpikeList, membrane: [Double]) {
    let weights = connection.weights
    switch connection.carried {
    case .spikes:
      for (neuron, value) in spikes {
        for synapse in weights.row(neuron) {
          arrived[Int(weights.columns[synapse])] += weights.weight(synapse) * value
        }
      }
    case .membrane:
      for (neuron, value) in spikes {
        for synapse in weights.row(neuron) {
          let target = Int(weights.columns[synapse])
          arrived[target] += weights.weight(synapse) * (value - membrane[target])
        }
      }
    }
  }

  /// Takes what the target's neurons gave at the same step.
  mutating func learn(from output: [Double]) {
    plasticity?.fire(output, weights: &connection.weights)
  }

  /// Whether weights change while it runs.
  var isLearning: Bool { plasticity != nil }

  /// What is infinite or undefined after a step; only what lasts from step to step is looked at.
  var quantityNotFinite: String? {
    var quantities = plasticity?.traces ?? []
    if isLearning { quantities.append(("a weight", connection.weights.values)) }
    if let synapse, let node = connection.synapse {
      for (slot, name) in zip(node.program.stateSlots, node.states.keys) {
        var column = Array(repeating: 0.0, count: node.population)
        synapse.read(slot, into: &column)
        quantities.append(("\(name) of \(node.model.name)", column))
      }
    }
    return quantities.first { $0.values.firstNotFinite != nil }?.name
  }

  /// The connection after `count` steps of the run.
  func connection(after count: Int, synapseAt state: (Node, NodeRun) -> Node) -> Connection {
    var result = connection
    result.setPending(
      queue.map { step, spikes in
        Connection.Emission(
          stepsLeft: step - count, neurons: spikes.map { UInt32($0.neuron) },
          values: spikes.map(\.value))
      })
    if let plasticity { result.setLearning(plasticity.state) }
    if let node = result.synapse, let synapse { result.synapse = state(node, synapse) }
    return result
  }
}

extension Connection {
  fileprivate mutating func setPending(_ emissions: [Emission]) { pending = emissions }
  fileprivate mutating func setLearning(_ state: PlasticityState) { learning = state }
}
