import Equations
import Neurons
import OrderedCollections
import Testing

@testable import Simulation

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

/// Synapses of one connection with delays of their own.
@Suite struct DelayTests {
  private static let delays: [Double] = [1, 2, 2, 5, 3, 3, 1, 4, 7]

  // Three neurons that fire now and then, on three others; each synapse by a connection of its own where
  // `isApart`, which is what one connection has to come to.
  private func network(
    isApart: Bool, synapse model: String? = nil, rule: Plasticity? = nil,
    tiring: ShortTermPlasticity? = nil
  ) throws -> Network {
    var network = Network()
    try network.add("a", "LIF", population: 3)
    try network.add("b", "LIF", population: 3)
    for neuron in 0..<3 {
      network.feed("a", .constant(1.2 + 0.3 * Double(neuron)), neurons: neuron..<neuron + 1)
    }
    network.feed("b", .constant(0.9))
    let pairs = (0..<9).map { (source: $0 / 3, target: $0 % 3) }
    let parts = isApart ? (0..<9).map { [$0] } : [Array(0..<9)]
    for (number, part) in parts.enumerated() {
      let weights = try #require(
        SparseWeights(
          pairs: part.map { pairs[$0] }, sources: 3, targets: 3,
          weights: part.map { 0.2 + 0.03 * Double($0) }))
      var connection = Connection(
        name: "c\(number)", from: "a", to: "b", port: .input("input"), pattern: .chosen,
        delay: Int(Self.delays[part[0]]), weights: weights)
      if !isApart {
        let isSet = connection.set(delays: part.map { Self.delays[$0] }, isExact: false)
        #expect(isSet)
      }
      if let model {
        connection.synapse = try Node(
          name: "s", model: try #require(ModelLibrary.builtIn[model]), population: 3, at: nowhere)
        connection.synapse?.record = .none
      }
      connection.plasticity = rule
      connection.shortTerm = tiring
      network.connections[connection.name] = connection
    }
    return network
  }

  // The weights by source and target, whatever their order.
  private func weights(_ network: Network) -> [[Int]: Double] {
    network.connections.values.reduce(into: [:]) { all, connection in
      for source in 0..<3 {
        for synapse in connection.weights.row(source) {
          all[[source, Int(connection.weights.columns[synapse])]] =
            connection.weights.weight(synapse)
        }
      }
    }
  }

  private static let pair = Plasticity.PairRule(
    potentiation: 0.02, depression: 0.01, tauBefore: 5, tauAfter: 5)
  private static let rule = Plasticity.stdp(pair)

  @Test(
    arguments: [
      (nil, nil), ("ExpSynapse", nil), (nil, rule),
      (nil, .rewarded(pair, eligibility: 9, reward: 0.002)),
      (nil, .bcm(rate: 0.001, tau: 9, decay: 0.99)),
    ] as [(String?, Plasticity?)])
  func giveWhatAConnectionForEachGives(synapse: String?, rule: Plasticity?) throws {
    var (together, apart) = (
      try network(isApart: false, synapse: synapse, rule: rule),
      try network(isApart: true, synapse: synapse, rule: rule)
    )
    #expect(together.run(1300) == .finished && apart.run(1300) == .finished)
    for neuron in 0..<3 {
      #expect(together.spikes("b", neuron) == apart.spikes("b", neuron))
      #expect(together.spikes("b", neuron).count > 20)
      let (one, other) = (together.nodes["b"], apart.nodes["b"])
      let (mem, expected) = (
        one?.samples(of: "mem", neuron: neuron, steps: 1...1300) ?? [],
        other?.samples(of: "mem", neuron: neuron, steps: 1...1300) ?? []
      )
      for (mem, expected) in zip(mem, expected) { #expect(abs(mem - expected) < 1e-12) }
    }
    for (pair, weight) in weights(apart) {
      #expect(abs((weights(together)[pair] ?? .nan) - weight) < 1e-12)
    }
  }

  @Test func tireBySynapsesOfOneDelay() throws {
    let rule = ShortTermPlasticity(use: 0.5, facilitation: 0, recovery: 20)
    var (together, apart) = (
      try network(isApart: false, tiring: rule), try network(isApart: true, tiring: rule)
    )
    together.run(200)
    apart.run(200)
    for neuron in 0..<3 { #expect(together.spikes("b", neuron) == apart.spikes("b", neuron)) }
  }

  @Test func goOnInPiecesAndLearnWhereTheyStood() throws {
    var whole = try network(isApart: false, rule: Self.rule)
    var pieces = whole
    whole.run(100)
    for count in [1, 2, 3, 44, 50] { pieces.run(count) }
    #expect(pieces == whole)
    #expect(whole.connections["c0"]?.pending.isEmpty == false)
  }

  @Test func keepTheirTimesWhenAStepGetsAnotherLength() throws {
    var connection = try #require(try network(isApart: false, rule: Self.rule).connections["c0"])
    try connection.rescale(toStep: 0.5, factor: 2, longest: 100, at: nowhere)
    #expect(connection.delays.sorted() == Self.delays.map { 2 * $0 }.sorted())
    #expect(connection.delay == 2)
    try connection.rescale(toStep: 2, factor: 0.25, longest: 100, at: nowhere)
    #expect(connection.delays.sorted() == Self.delays.map { 0.5 * $0 }.sorted())
    #expect(throws: Diagnostic.self) {
      try connection.rescale(toStep: 0.001, factor: 1000, longest: 100, at: nowhere)
    }
  }

  @Test func gradientsSayWhyThereIsNone() throws {
    let network = try network(isApart: false)
    let error = #expect(throws: Diagnostic.self) {
      try network.gradient(
        of: .sum("mem", weights: nil), at: "b", steps: 10, random: random, at: nowhere)
    }
    #expect(error?.message.contains("has delays that differ between its synapses") == true)
  }
}
