import Equations
import Neurons
import OrderedCollections
import RealModule
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

// Weights that change by spikes are those that a rule gives that looks at every synapse at every step.
@Suite struct EventDrivenLearningTests {
  private static let pair = Plasticity.PairRule(
    potentiation: 0.11, depression: 0.07, tauBefore: 6, tauAfter: 9)
  private static let nearest = Plasticity.PairRule(
    potentiation: 0.11, depression: 0.07, tauBefore: 0.2, tauAfter: 1e12, isNearest: true)

  static let rules: [Plasticity] = [
    .stdp(pair), .stdp(nearest), .hebb(rate: 0.02),
    .rewarded(pair, eligibility: 40, reward: 0.02),
    .rewarded(nearest, eligibility: 1e14, reward: -0.003),
    .rewarded(pair, eligibility: 0.001, reward: 3), .rewarded(pair, eligibility: 15, reward: 0),
    .bcm(rate: 0.05, tau: 7, decay: 0.99), .bcm(rate: 0.05, tau: 1, decay: 1.02),
    .bcm(rate: 0.05, tau: 3, decay: 1), .bcm(rate: 1, tau: 3, decay: -0.6),
    .bcm(rate: 1, tau: 3, decay: 0),
  ]
  static let limits = [
    -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude, 0...1, 0.4...0.7,
    -0.05...0.02,
  ]
  private static let (sources, targets) = (4, 3)

  private func trains(_ count: Int, seed: UInt64, steps: Int) -> [[Double]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { neuron in
      (0..<steps).map { step in
        // Between bursts it is quiet for longer than any table of powers.
        let isQuiet = step % 1600 > 300
        return !isQuiet && Double.random(in: 0..<1, using: &generator) < 0.06
          ? Double.random(in: 0.5..<1.5, using: &generator) : 0
      }
    }
  }

  private func network(
    _ rule: Plasticity, _ limits: ClosedRange<Double>, steps: Int, dt: Double
  ) throws -> Network {
    var network = Network()
    try network.add("a", "Relay", population: Self.sources, ["dt": dt])
    try network.add("b", "Relay", population: Self.targets, ["dt": dt])
    for (name, seed) in [("a", 3), ("b", 5)] as [(String, UInt64)] {
      let count = name == "a" ? Self.sources : Self.targets
      for (neuron, train) in trains(count, seed: seed, steps: steps).enumerated() {
        network.feed(name, .list(train), neurons: neuron..<neuron + 1)
      }
      network.nodes[name]?.record = .none
    }
    // It ends where it changes nothing: the output is overwritten by the step.
    try network.connect("a", "b", port: .state("spike"), weight: 0.5)
    network.connections["a_b"]?.plasticity = rule
    network.connections["a_b"]?.limits = limits
    return network
  }

  private func stepwise(
    _ rule: Plasticity, _ limits: ClosedRange<Double>, steps: Int, dt: Double
  ) -> [Double] {
    let before = trains(Self.sources, seed: 3, steps: steps)
    let after = trains(Self.targets, seed: 5, steps: steps)
    var learning = StepwiseLearning(
      rule, limits, dt: dt, sources: Self.sources, targets: Self.targets, weight: 0.5)
    for step in 0..<steps { learning.take(before.map { $0[step] }, after.map { $0[step] }) }
    return learning.weights
  }

  @Test(arguments: rules, limits)
  func givesWhatEveryStepGives(rule: Plasticity, limits: ClosedRange<Double>) throws {
    for (steps, dt) in [(7, 1), (350, 0.5), (1650, 1), (3300, 2)] as [(Int, Double)] {
      var network = try network(rule, limits, steps: steps, dt: dt)
      #expect(network.run(steps) == .finished)
      let weights = try #require(network.connections["a_b"]).weights.values
      for (own, other) in zip(weights, stepwise(rule, limits, steps: steps, dt: dt)) {
        #expect(
          own.isApproximatelyEqual(to: other, absoluteTolerance: 1e-11, relativeTolerance: 1e-11))
      }
    }
  }

  @Test(arguments: rules, limits)
  func piecesAreTheWhole(rule: Plasticity, limits: ClosedRange<Double>) throws {
    var whole = try network(rule, limits, steps: 400, dt: 1)
    var pieces = whole
    whole.run(2500)
    for count in [1, 2, 3, 44, 50, 600, 1100, 700] { pieces.run(count) }
    #expect(pieces.connections == whole.connections)
    #expect(whole.connections["a_b"]?.learning?.step == 2500)
  }

  // A reward that is set acts from the next step on, and so do weights and limits.
  @Test func whatIsSetMeanwhileActsFromThenOn() throws {
    let rule = Plasticity.rewarded(Self.pair, eligibility: 40, reward: 0.02)
    var network = try network(rule, Self.limits[0], steps: 290, dt: 1)
    network.run(290)
    var connection = try #require(network.connections["a_b"])
    let waiting = try #require(connection.learning).now.eligibility
    connection.setReward(.rewarded(Self.pair, eligibility: 40, reward: -2))
    connection.weights.setAll(to: 0.25)
    network.connections["a_b"] = connection
    network.run(3)
    let fade = Double.exp(-1.0 / 40)
    let weights = try #require(network.connections["a_b"]).weights.values
    for (weight, waiting) in zip(weights, waiting) {
      let sum = waiting * (fade + fade * fade + fade * fade * fade)
      #expect(weight.isApproximatelyEqual(to: 0.25 - 2 * sum, relativeTolerance: 1e-13))
    }
    network.connections["a_b"]?.limits = 0.25...0.26
    network.run(1)
    #expect(network.connections["a_b"]?.weights.values.allSatisfy((0.25...0.26).contains) == true)
  }
}
