import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)

/// Learning gives the same bits for any number of threads.
@Suite struct LearningWorkerTests {
  private static let pair = Plasticity.PairRule(
    potentiation: 0.02, depression: 0.013, tauBefore: 6, tauAfter: 9)

  // Without a rule synapses tire (Tsodyks & Markram).
  static let rules: [Plasticity?] = [
    .stdp(pair), .hebb(rate: 0.02), .bcm(rate: 0.05, tau: 7, decay: 0.99),
    .rewarded(pair, eligibility: 40, reward: 0.1), nil,
  ]

  // Two populations of several blocks that learn from each other, and one that takes its steps at once.
  private func network(_ rule: Plasticity?) throws -> Network {
    var network = Network()
    for (name, population) in [("a", 20_000), ("b", 1500), ("c", 900)] {
      try network.add(name, "LIF", population: population)
      network.nodes[name]?.record = .spikes
      network.nodes[name]?.feed(
        Signal(.noise(mean: 0.4, deviation: 1.2), stream: 3), neurons: 0..<population,
        isAdded: true)
    }
    let pattern = ConnectionPattern.probability(0.01, includesSelf: false)
    for (source, target, delay) in [("a", "b", 2), ("b", "c", 1), ("c", "b", 1)] {
      try network.connect(source, target, weight: 0.3, delay: delay, pattern: pattern)
      let name = "\(source)_\(target)"
      network.connections[name]?.plasticity = rule
      network.connections[name]?.limits = 0...1
      if rule == nil {
        network.connections[name]?.shortTerm = ShortTermPlasticity(
          use: 0.4, facilitation: 3, recovery: 20)
      }
    }
    return network
  }

  @Test(arguments: rules, [2, 3, 7, nil] as [Int?])
  func learningIsTheSame(rule: Plasticity?, workers: Int?) throws {
    let start = try network(rule)
    func learnt(_ workers: Int?) -> Network {
      var network = start
      let ending = network.advance(
        Array(network.nodes.keys), by: 40, order: .stepByStep, random: RandomSource(seed: 2),
        engine: Engine(workers: workers)
      ) { false }
      #expect(ending == .finished)
      return network
    }
    let (one, many) = (learnt(1), learnt(workers))
    #expect(one.nodes == many.nodes)
    for (name, connection) in one.connections {
      let other = try #require(many.connections[name])
      #expect(connection == other)
      let weights = zip(connection.weights.values, other.weights.values)
      #expect(weights.allSatisfy { $0.bitPattern == $1.bitPattern })
      #expect(connection != start.connections[name])
    }
    #expect(one.nodes.values.allSatisfy { $0.recording.spikeCount(after: 0) > 300 })
  }
}
