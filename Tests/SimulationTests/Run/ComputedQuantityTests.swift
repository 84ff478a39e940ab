import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

/// What `let` names, computed again from what was recorded, is what the integral computed.
///
/// The model keeps each quantity in a state as well, which is what the run itself made of it.
@Suite struct ComputedQuantityTests {
  private static let text = """
    neuron Watched
      inherits Membrane
      param dt = 0.1ms > 0
      param g = 3nS
      input I in pA
      state w = 0.1
      state kept = 0pA
      state time = 0ms
      state noise = 0
      integral
        let current = g * (mem + 60mV) * w
        let now = t
        let draw = normal() + uniform(0, 2)
        kept = current
        time = now
        noise = draw
        d mem/dt = (I - current) / 50pF
        let behind = w * 2
        d w/dt = (behind / 2 - w * w + 0.01 * draw) / 10ms
      spike
        spike when mem > -50mV
        reset mem = -65mV
    """

  private let range = SourceRange(0, 0)

  private func node(population: Int = 1) throws -> Node {
    var library = ModelLibrary.builtIn
    let model = try library.define(Self.text)
    var node = try Node(name: "n", model: model, population: population, at: range)
    node.feed(Signal(.constant(40)), neurons: 0..<population, isAdded: false)
    return node
  }

  private func run(_ node: inout Node, _ steps: Int, seed: UInt64 = 1) {
    let ending = node.advance(steps, random: RandomSource(seed: seed)) { false }
    #expect(ending == .finished)
  }

  private func agrees(_ node: Node, from first: Int = 1) {
    let steps = first...node.recording.steps
    for neuron in 0..<node.population {
      for (quantity, state) in [("current", "kept"), ("now", "time"), ("draw", "noise")] {
        let computed = node.samples(of: quantity, neuron: neuron, steps: steps)
        #expect(computed.count == steps.count)
        #expect(computed == node.samples(of: state, neuron: neuron, steps: steps), "\(quantity)")
      }
    }
  }

  @Test(arguments: [Node.Precision.double, .float])
  func isWhatTheRunComputed(precision: Node.Precision) throws {
    var node = try node(population: 3)
    node.precision = precision
    run(&node, 400)
    #expect(node.recording.spikeCount(after: 0) > 0)
    agrees(node)
    agrees(node, from: 123)
    let w = node.samples(of: "w", neuron: 1, steps: 1...399)
    #expect(node.samples(of: "behind", neuron: 1, steps: 2...400) == w.map { 2 * $0 })
  }

  @Test func followsWhatChangesBetweenRuns() throws {
    var node = try node()
    run(&node, 100)
    try node.set(Name("g", range), to: 7, neurons: 0..<1, at: range)
    run(&node, 100)
    try node.set(Name("w", range), to: 0.5, neurons: 0..<1, at: range)
    run(&node, 50, seed: 9)
    run(&node, 50, seed: 9)
    agrees(node)
    let wentBack = node.goBack(to: 150)
    #expect(wentBack)
    agrees(node)
    run(&node, 30)
    agrees(node)
    try node.reset()
    run(&node, 30)
    agrees(node)
  }

  @Test func isKnownWhereItsNeedsAreRecorded() throws {
    var node = try node()
    node.record = .spikes
    run(&node, 50)
    #expect(!node.holds("current", steps: 1...50))
    #expect(node.samples(of: "current", neuron: 0, steps: 1...50).isEmpty)
    // The time alone needs nothing recorded.
    #expect(node.holds("now", steps: 1...50))
    node.record = .all
    run(&node, 50)
    #expect(node.holds("current", steps: 51...100))
    #expect(!node.holds("current", steps: 50...51))
    agrees(node, from: 51)
    run(&node, 2000)
    node.forget(keeping: 500 * node.recording.quantities.count)
    let first = node.recording.firstKeptStep
    #expect(first > 1000)
    #expect(!node.holds("current", steps: first...first))
    agrees(node, from: first + 1)
    node.forgetRecording()
    run(&node, 10)
    agrees(node)
  }

  @Test func areMeasuredInTheUnitOfTheirTerms() throws {
    let node = try node()
    #expect(
      node.model.quantities.mapValues(\.text) == [
        "current": "pA", "now": "ms", "draw": "", "behind": "",
      ])
    #expect(node.quantities.contains("current"))
    #expect(!node.recording.quantities.contains("current"))
  }
}
