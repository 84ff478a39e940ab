import Equations
import Neurons
import OrderedCollections
import Testing

@testable import Simulation

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 5)

/// Synapses with equations take their steps with the neurons on which they end, and give what they give by
/// themselves.
@Suite struct JoiningTests {
  private static let models = [
    "ExpSynapse", "AlphaSynapse", "BiexpSynapse", "ExpConductance", "AlphaConductance", "NMDA",
  ]

  // Neurons that excite and inhibit each other through every kind of synapse, and by current alone.
  private func network(
    _ size: Int, record: Recording.Extent, delay: Int = 4, neuron: String = "RefractoryLIF"
  ) throws -> Network {
    var network = Network()
    try network.add("source", "RefractoryLIF", population: size)
    try network.add("target", neuron, population: size)
    for (name, model) in [("source", "RefractoryLIF"), ("target", neuron)] {
      let mean = try #require(["RefractoryLIF": 8.0, "AdEx": 3000, "Izhikevich": 20][model])
      network.nodes[name]?.record = record
      network.nodes[name]?.feed(
        Signal(.noise(mean: mean, deviation: mean), stream: 7), neurons: 0..<size, isAdded: false)
    }
    for (index, model) in Self.models.enumerated() {
      let (source, target) = index % 2 == 0 ? ("source", "target") : ("target", "source")
      try network.add(
        connection(
          model, source, target, size, weight: index < 3 ? 0.1 : 3,
          delay: delay == 0 ? index % 2 : delay + index))
      network.connections[model]?.synapse = try node(model, size)
      network.connections[model]?.scale = index < 3 ? 1 : 0.001
    }
    try network.add(connection("plain", "source", "target", size, weight: 0.2, delay: delay))
    return network
  }

  private func connection(
    _ name: String, _ source: String, _ target: String, _ size: Int, weight: Double, delay: Int,
    port: Connection.Port = .input("input")
  ) throws -> Connection {
    let pattern = ConnectionPattern.probability(20 / Double(size), includesSelf: false)
    let weights = try SparseWeights(
      pattern, sources: size, targets: size, isWithin: false, weight: weight, random: random,
      stream: RandomSource.stream(name))
    return Connection(
      name: name, from: source, to: target, port: port, pattern: pattern, delay: delay,
      weights: weights)
  }

  private func node(_ model: String, _ size: Int) throws -> Node {
    var node = try Node(
      name: model, model: #require(ModelLibrary.builtIn[model]), population: size, at: nowhere)
    if model.hasSuffix("Conductance") {
      try node.set(
        Name("E", nowhere), to: model.hasPrefix("Alpha") ? -80 : 10, neurons: 0..<size, at: nowhere)
    }
    return node
  }

  private func run(
    _ network: inout Network, _ steps: Int, workers: Int = 1, backend: Backend = .interpreter
  ) {
    let ending = network.advance(
      Array(network.nodes.keys), by: steps, order: .stepByStep, random: random,
      engine: Engine(backend, workers: workers), isInterrupted: { false })
    #expect(ending == .finished)
  }

  private func plan(_ network: Network, isCareful: Bool = false) -> Plan {
    Plan(
      network, Array(network.nodes.keys), steps: 100, stretch: 100, order: .stepByStep,
      engine: isCareful ? nil : Engine(), random: random)
  }

  private func expectSame(_ one: Network, _ other: Network) throws {
    for (name, node) in one.nodes {
      #expect(try #require(other.nodes[name]).state == node.state, "\(name)")
      #expect(node.recording.spikeCount(after: 0) > 100, "\(name)")
    }
    for (name, connection) in one.connections {
      let match = try #require(other.connections[name])
      #expect(match.synapse?.state == connection.synapse?.state, "\(name)")
      #expect(match.pending == connection.pending, "\(name)")
      #expect((match.port, match.scale) == (connection.port, connection.scale))
    }
  }

  @Test func areColumnsOfTheirTarget() throws {
    let network = try network(60, record: .spikes)
    let joined = plan(network).populations[1].node
    let target = try #require(network.nodes["target"])
    #expect(joined.states.count == target.states.count + 2 + 4 + 4)
    #expect(joined.model.inputs.count == target.model.inputs.count + 3)
    // Until a spike comes back they take as many steps as it is on its way.
    #expect(plan(network).groups.map(\.epoch) == [4])
    #expect(plan(network, isCareful: true).groups.map(\.epoch) == [1])
  }

  // With everything recorded each of them takes its steps by itself.
  @Test(arguments: ["RefractoryLIF", "AdEx", "Izhikevich"], [0, 1, 4])
  func giveWhatTheyGiveByThemselves(neuron: String, delay: Int) throws {
    var apart = try network(60, record: .all, delay: delay, neuron: neuron)
    var joined = try network(60, record: .spikes, delay: delay, neuron: neuron)
    run(&apart, 600)
    run(&joined, 600)
    try expectSame(apart, joined)
    for (name, node) in apart.nodes {
      for neuron in 0..<60 {
        #expect(
          joined.nodes[name]?.recording.spikeSteps(neuron: neuron)
            == node.recording.spikeSteps(neuron: neuron))
      }
    }
  }

  @Test func areTheSameInPiecesAndForAnyNumberOfThreads() throws {
    let start = try network(3000, record: .spikes)
    var whole = start
    run(&whole, 160)
    for workers in [2, 3, 7] {
      var pieces = start
      for count in [1, 7, 13, 139] { run(&pieces, count, workers: workers) }
      try expectSame(whole, pieces)
    }
  }

  // What takes part in the next step as it stands, and what cannot be in another's step, stays apart.
  @Test func someStayApart() throws {
    func epochs(_ change: (inout Network) throws -> Void) throws -> [Int] {
      var network = try network(60, record: .spikes)
      try change(&network)
      return plan(network).groups.map(\.epoch)
    }
    #expect(try epochs { _ in } == [4])
    #expect(
      try epochs {
        try $0.add(
          connection("kick", "source", "target", 60, weight: 1, delay: 4, port: .state("mem")))
      } == [1])
    #expect(try epochs { $0.nodes["target"]?.precision = .float } == [1])
    #expect(try epochs { $0.nodes["target"]?.record = .all } == [1])
    #expect(
      try epochs { network in
        var library = ModelLibrary.builtIn
        let model = try library.define(
          """
          neuron Noisy
            inherits ExpSynapse
            integral
              mem = mem * exp(-dt / tau) + arrived * normal(1, 0.1)
          """)
        network.connections["ExpSynapse"]?.synapse = try Node(
          name: "noisy", model: model, population: 60, at: nowhere)
      } == [1])
  }

  // A number that stops being finite is found where it is so by themselves.
  @Test func faultsAreThoseOfThemselves() throws {
    func ending(_ record: Recording.Extent) throws -> Network.Ending {
      var network = try network(60, record: record)
      network.connections["ExpSynapse"]?.scale = 1.7e308
      return network.advance(
        Array(network.nodes.keys), by: 300, order: .stepByStep, random: random, engine: Engine(),
        isInterrupted: { false })
    }
    let apart = try ending(.all)
    #expect(apart != .finished)
    #expect(try ending(.spikes) == apart)
  }
}

extension Network {
  fileprivate mutating func add(_ connection: Connection) {
    connections[connection.name] = connection
  }
}
