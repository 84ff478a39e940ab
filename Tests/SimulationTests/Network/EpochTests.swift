import Equations
import Neurons
import OrderedCollections
import Testing

@testable import Simulation

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 3)

/// Populations in a loop take as many steps at once as a spike is on its way at least, those behind them all.
@Suite struct EpochTests {
  // Two populations that get each other's spikes after three steps and five, and one behind them.
  private func network(_ size: Int, record: Recording.Extent) throws -> Network {
    var network = Network()
    for name in ["a", "b", "behind"] {
      try network.add(name, "LIF", population: size)
      network.nodes[name]?.record = record
      network.nodes[name]?.feed(
        Signal(.noise(mean: 0.9, deviation: 1), stream: 7), neurons: 0..<size, isAdded: false)
    }
    for (source, target, delay) in [("a", "b", 3), ("b", "a", 5), ("b", "behind", 2)] {
      let pairs = (0..<size).map { (source: $0, target: ($0 * 7 + 1) % size) }
      let weights = try #require(
        SparseWeights(
          pairs: pairs, sources: size, targets: size, weights: pairs.map { 0.1 + Double($0.0 % 9) })
      )
      network.connections["\(source)_\(target)"] = Connection(
        name: "\(source)_\(target)", from: source, to: target, port: .input("input"),
        pattern: .chosen, delay: delay, weights: weights)
    }
    return network
  }

  private func run(_ network: inout Network, _ steps: Int, workers: Int) {
    let ending = network.advance(
      Array(network.nodes.keys), by: steps, order: .stepByStep, random: random,
      engine: Engine(workers: workers), isInterrupted: { false })
    #expect(ending == .finished)
  }

  @Test(arguments: [Recording.Extent.all, .spikes, .none])
  func giveWhatSingleStepsGive(record: Recording.Extent) throws {
    var whole = try network(200, record: record)
    let plan = Plan(
      whole, Array(whole.nodes.keys), steps: 40, stretch: 40, order: .stepByStep, engine: Engine(),
      random: random)
    #expect(plan.groups.map(\.epoch) == [3, 40])
    var single = whole
    run(&whole, 40, workers: 1)
    for _ in 0..<40 { run(&single, 1, workers: 1) }
    for (name, connection) in whole.connections {
      #expect(single.connections[name]?.pending == connection.pending)
    }
    for (name, node) in whole.nodes {
      let other = try #require(single.nodes[name])
      #expect(other.state == node.state)
      for step in 0..<40 {
        #expect(other.recording.spikeCount(after: step) == node.recording.spikeCount(after: step))
      }
      for neuron in 0..<(record == .none ? 0 : 200) {
        #expect(
          other.recording.spikeSteps(neuron: neuron) == node.recording.spikeSteps(neuron: neuron))
      }
      for quantity in record == .all ? ["input", "mem_before", "mem"] : [] {
        #expect(
          other.samples(of: quantity, neuron: 7, steps: 1...40)
            == node.samples(of: quantity, neuron: 7, steps: 1...40))
      }
    }
    #expect(whole.nodes["behind"]?.recording.spikeCount(after: 0) ?? 0 > 100)
  }

  // Populations so large that several cores take a part of them each.
  @Test func areTheSameForAnyNumberOfThreads() throws {
    var one = try network(30_000, record: .spikes)
    var many = one
    run(&one, 7, workers: 1)
    run(&many, 7, workers: 7)
    #expect(many == one)
    #expect(one.nodes["behind"]?.recording.spikeCount(after: 0) ?? 0 > 1000)
  }
}
