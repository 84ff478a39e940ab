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
  private func network(record: Recording.Extent) throws -> Network {
    var network = Network()
    let size = 30_000
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

  @Test(arguments: [Recording.Extent.all, .spikes, .none])
  func giveWhatSingleStepsGive(record: Recording.Extent) throws {
    var whole = try network(record: record)
    let names = Array(whole.nodes.keys)
    let plan = Plan(
      whole, names, steps: 20, stretch: 20, order: .stepByStep, engine: Engine(), random: random)
    #expect(plan.groups.map(\.epoch) == [3, 20])
    var (single, many) = (whole, whole)
    func run(_ network: inout Network, _ steps: Int, _ workers: Int) {
      let ending = network.advance(
        names, by: steps, order: .stepByStep, random: random, engine: Engine(workers: workers),
        isInterrupted: { false })
      #expect(ending == .finished)
    }
    run(&whole, 20, 1)
    for _ in 0..<20 { run(&single, 1, 1) }
    run(&many, 20, 7)
    #expect(single == whole && many == whole)
    #expect(whole.nodes["behind"]?.recording.spikeCount(after: 0) ?? 0 > 1000)
  }

  // For each neuron the steps of its spikes, whatever the form in which they are kept.
  @Test(arguments: [0.02, 0.5])
  func trainsAreTheSpikesOfEachNeuron(share: Double) {
    var bits = SpikeBits(neurons: 3..<150, steps: 200)
    var expected: [[Int]: Bool] = [:]
    for step in 0..<200 {
      for neuron in 3..<150
      where (step * 7919 + neuron * 10_473 + step * neuron % 17) % 1000 < Int(1000 * share) {
        bits.insert(step: step, neuron: neuron)
        if 10..<190 ~= step { expected[[neuron, step]] = true }
      }
    }
    var found: [[Int]: Bool] = [:]
    var last: [Int: Int] = [:]
    Spikes([bits], steps: 200).forEachTrain(in: 10..<190) { neuron, first, steps in
      steps.forEachBit { bit in
        #expect(last[neuron] ?? -1 < first + bit)
        last[neuron] = first + bit
        found[[neuron, first + bit]] = true
      }
    }
    #expect(found == expected && found.count > 300)
  }
}
