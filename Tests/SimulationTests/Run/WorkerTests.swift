import Equations
import Neurons
import Simulation
import Testing

/// Numbers of threads, that of this machine among them: nothing may depend on it.
private let workerCounts: [Int?] = [2, 3, 7, nil]

@Suite struct WorkerTests {
  private let nowhere = SourceRange(0, 0)
  private let random = RandomSource(seed: 5)

  // Blocks of all sizes, a parameter and an input that differ, noise of the model and of the input.
  private func makePopulation() throws -> Node {
    var library = ModelLibrary.builtIn
    let model = try library.define(
      "define X = LIF integral { mem += (input - mem) / tau + 0.1 * normal() }")
    var node = try Node(name: "n", model: model, population: 1500, at: nowhere)
    try node.set(Name("threshold", nowhere), to: 0.7, neurons: 100..<901, at: nowhere)
    node.feed(
      Signal(.noise(mean: 1, deviation: 2), stream: 4), neurons: 50..<1500, isAdded: false)
    return node
  }

  @Test(arguments: Recording.Extent.allCases, workerCounts)
  func populationsAreTheSame(record: Recording.Extent, workers: Int?) throws {
    var node = try makePopulation()
    node.record = record
    var other = node
    let one = node.advance(12, random: random, engine: Engine(workers: 1)) { false }
    let many = other.advance(12, random: random, engine: Engine(workers: workers)) { false }
    #expect(one == .finished && many == one && other == node)
    #expect(node.recording.spikeCount(after: 0) > 1000)
  }

  // Two neurons in different blocks fail at the same step: the first of them is named.
  @Test(arguments: workerCounts)
  func failuresAreTheSame(workers: Int?) throws {
    var library = ModelLibrary.builtIn
    let model = try library.define("define X = IF integral { mem = log(3 - input) }")
    var node = try Node(name: "n", model: model, population: 1500, at: nowhere)
    node.feed(Signal(.list([0, 1, 2, 5])), neurons: 1400..<1401, isAdded: true)
    node.feed(Signal(.list([1, 1, 0, 4])), neurons: 700..<701, isAdded: true)
    var other = node
    let one = node.advance(9, random: random, engine: Engine(workers: 1)) { false }
    let many = other.advance(9, random: random, engine: Engine(workers: workers)) { false }
    guard case .notFinite(let place) = one else {
      Issue.record("ended as \(one)")
      return
    }
    #expect(place.neuron == 700 && place.step == 4)
    #expect(many == one && other == node)
  }
}
