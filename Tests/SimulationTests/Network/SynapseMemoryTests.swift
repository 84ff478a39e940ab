import Neurons
import OrderedCollections
import Simulation
import Testing

private let random = RandomSource(seed: 4)

@Suite struct SynapseMemoryTests {
  private func drawn(weight: Double, deviation: Double) throws -> SparseWeights {
    try SparseWeights(
      .all(includesSelf: true), sources: 20, targets: 30, isWithin: false, weight: weight,
      deviation: deviation, random: random, stream: 7)
  }

  @Test func aDrawnWeightTakesFourBytes() throws {
    let weights = try drawn(weight: 2, deviation: 0.5)
    #expect(weights.byteCount == 600 * SparseWeights.bytesPerSynapse)
    #expect(SparseWeights.bytesPerSynapse == 8)
    #expect(weights.values.allSatisfy { Double(Float($0)) == $0 })
    #expect(Set(weights.values).count > 590 && abs(weights.mean - 2) < 0.1)
    #expect(try drawn(weight: 2, deviation: 0).byteCount == 600 * 4)
  }

  // No number becomes infinite or 0 for the sake of memory.
  @Test(arguments: [1e300, 1e-300, 1e-41]) func whatFloatCannotHoldIsADouble(size: Double) throws {
    let weights = try drawn(weight: size, deviation: size / 100)
    #expect(weights.byteCount == 600 * 12)
    #expect(weights.values.allSatisfy { $0 > size / 2 && $0 < 2 * size })
  }

  @Test func aNumberThatIsSetStaysAsItIs() throws {
    var weights = try drawn(weight: 1, deviation: 0)
    weights.setEach(to: (0..<600).map { Double($0) / 4 })
    #expect(weights.byteCount == 600 * 8)
    let exact = (0..<600).map { Double($0) / 10 }
    weights.setEach(to: exact)
    #expect(weights.byteCount == 600 * 12 && weights.values.doubles == exact)
    weights.setEachRounded { exact[$0] }
    #expect(weights.byteCount == 600 * 8)
    #expect(weights.values.doubles == exact.map { Double(Float($0)) })
    #expect(weights.reversed().reversed() == weights && weights.reversed().byteCount == 600 * 8)
  }

  @Test func howNumbersAreHeldChangesNothing() throws {
    let short = try drawn(weight: 0.3, deviation: 0.1)
    var long = short
    long.change { $1 }
    #expect(long.byteCount == 600 * 12 && long == short && long.hashValue == short.hashValue)
    long.change { $0 == 599 ? $1 + 1e-12 : $1 }
    #expect(long != short)
    var networks: [Network] = []
    for weights in [short, short, long] {
      var network = Network()
      try network.add("a", "Relay", population: 20)
      try network.add("b", "LIF", population: 30)
      network.feed("a", .poisson(rate: 0.2, weight: 1))
      try network.connect("a", "b")
      network.connections["a_b"]?.weights = weights
      if networks.count == 1 { network.connections["a_b"]?.weights.change { $1 } }
      #expect(network.run(200) == .finished)
      networks.append(network)
    }
    #expect(networks[0] == networks[1] && networks[0].nodes != networks[2].nodes)
  }
}
