import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

/// A feed-forward module that chance made: nodes of several kinds, every connection from an earlier
/// node to a later one.
private struct RandomModule {
  var network = Network()
  var window: Int

  init(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let models = [
      "LIF", "IF", "BurstLIF", "PLIF", "ALIF", "NoiseLIF", "DGLIF", "DoubleSidePLIF", "ReLU",
      "CLIF",
      "PSU",
    ]
    window = Int.random(in: 1...5, using: &generator)
    let count = Int.random(in: 2...5, using: &generator)
    for index in 0..<count {
      let name = "n\(index)"
      let model = models.randomElement(using: &generator) ?? "LIF"
      try network.add(
        name, model, population: Int.random(in: 1...3, using: &generator),
        ["step": Double(window)])
      if index == 0 || Bool.random(using: &generator) {
        network.feed(name, .noise(mean: 0.6, deviation: 0.5))
      }
      for earlier in 0..<index where Bool.random(using: &generator) {
        let canJump = Int.random(in: 0..<4, using: &generator) == 0
        try network.connect(
          "n\(earlier)", name, port: canJump ? .state("mem") : nil,
          weight: Double.random(in: -1...2, using: &generator),
          delay: Int.random(in: 0...3, using: &generator),
          pattern: .probability(0.8, includesSelf: true))
        if Int.random(in: 0..<4, using: &generator) == 0 {
          network.connections["n\(earlier)_\(name)"]?.shortTerm = ShortTermPlasticity(
            use: 0.4, facilitation: 3, recovery: 8)
        }
        if Int.random(in: 0..<4, using: &generator) == 0 {
          network.connections["n\(earlier)_\(name)"]?.plasticity = .stdp(
            Plasticity.PairRule(
              potentiation: 0.2, depression: 0.1, tauBefore: 3, tauAfter: 5))
        }
      }
    }
  }
}

@Suite struct LayeringTests {
  // The property: layer by layer and step by step are the same, to the last bit.
  @Test func thousandRandomModulesAreTheSameInBothOrders() throws {
    var spikes = 0
    for seed in 0..<1000 as Range<UInt64> {
      let module = try RandomModule(seed: seed)
      var stepByStep = module.network
      var layerByLayer = module.network
      let names = Array(module.network.nodes.keys)
      let random = RandomSource(seed: seed)
      for _ in 0..<2 {
        #expect(
          stepByStep.advance(
            names, by: module.window, order: .stepByStep, random: random, isInterrupted: { false })
            == .finished)
        #expect(
          layerByLayer.advance(
            names, by: module.window, order: .layerByLayer(window: module.window), random: random,
            isInterrupted: { false }) == .finished)
      }
      #expect(stepByStep == layerByLayer, "seed \(seed)")
      spikes += names.reduce(0) { $0 + (stepByStep.nodes[$1]?.recording.spikeCount(after: 0) ?? 0) }
    }
    #expect(spikes > 5_000)
  }

  // What sees its whole window needs what arrives in all of it first.
  @Test func spikesReachModelsThatSeeWholeWindows() throws {
    var network = Network()
    try network.add("a", "Relay", ["step": 3])
    try network.add("b", "PSN", ["step": 3])
    try network.connect("a", "b", weight: 2)
    network.feed("a", .list([0, 1, 0, 1, 0, 0]))
    var alone = try #require(network.nodes["b"])
    alone.feed(Signal(.list([0, 2, 0, 2, 0, 0])), neurons: 0..<1, isAdded: false)
    let random = RandomSource(seed: 1)
    #expect(alone.advance(6, random: random) { false } == .finished)
    let ending = network.advance(
      ["a", "b"], by: 6, order: .layerByLayer(window: 3), random: random, isInterrupted: { false })
    #expect(ending == .finished)
    let mem = network.nodes["b"]?.recording.samples(of: "mem_before", neuron: 0, steps: 1...6)
    #expect(mem == alone.recording.samples(of: "mem_before", neuron: 0, steps: 1...6))
    #expect(Set(mem ?? []).count > 2)
  }
}
