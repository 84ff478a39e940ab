import Equations
import Foundation
import NativeBackend
import Neurons
import Simulation
import Testing

/// What the spikes of neurons come to, as the engine adds it up.
@Suite struct SpikeTallyTests {
  private static let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("neurosh-tallies-\(getpid())").path
  private let random = RandomSource(seed: 5)
  private let nowhere = SourceRange(0, 0)

  struct Neurons: CustomTestStringConvertible {
    var population: Int
    var precision = Node.Precision.double
    var surrogate: Surrogate?
    var hasNoise = true
    var testDescription: String { "\(population) \(precision) \(surrogate?.rawValue ?? "")" }
  }

  // The whole last vector of a block, part of it, several blocks, one neuron; each kind of spike; currents
  // for which native code is called once, and again and again.
  private static let all = [
    Neurons(population: 256), Neurons(population: 700, hasNoise: false), Neurons(population: 37),
    Neurons(population: 1), Neurons(population: 1, precision: .float),
    Neurons(population: 300, precision: .float), Neurons(population: 130, surrogate: .round),
    Neurons(population: 130, precision: .float, surrogate: .round),
    Neurons(population: 70, surrogate: .sign), Neurons(population: 20_000),
  ]

  private func makeNode(_ neurons: Neurons) throws -> Node {
    let model = try #require(ModelLibrary.builtIn["LIF"])
    var node = try Node(name: "n", model: model, population: neurons.population, at: nowhere)
    node.precision = neurons.precision
    if let surrogate = neurons.surrogate { node.set(surrogate: surrogate) }
    let values = (0..<neurons.population).map { 2 + Double($0 * 7 % 31) / 2 }
    try node.set(Name("tau", nowhere), to: values, neurons: 0..<neurons.population, at: nowhere)
    let waveform =
      neurons.hasNoise
      ? Signal.Waveform.noise(mean: 1.1, deviation: 1) : .constants(values.map { $0 / 7 }, from: 0)
    node.feed(Signal(waveform, stream: 7), neurons: 0..<neurons.population, isAdded: false)
    return node
  }

  @Test(arguments: all, [Backend.interpreter, .native])
  func talliesAreThoseOfTheRecordedSpikes(neurons: Neurons, backend: Backend) throws {
    var node = try makeNode(neurons)
    node.record = .spikes
    var tallied = node
    let engine = Engine(backend, compiler: .system(cacheFolder: Self.folder))
    // Those of which some of the steps do not count.
    let starts = [0, 54, 200]
    var tallies = starts.map { SpikeTallies(of: neurons.population, after: $0) }
    for count in [50, 7, 1, 300] {
      #expect(node.advance(count, random: random, engine: engine) { false } == .finished)
      let before = tallied
      for index in tallies.indices {
        tallied = before
        let ending = tallied.tally(
          count, into: &tallies[index], random: random, engine: engine
        ) { false }
        #expect(ending == .finished)
        #expect(tallied.state == node.state && tallied.recording.steps == 0)
      }
    }
    #expect(tallied.record == .spikes)
    for (start, tally) in zip(starts, tallies) {
      var spikes = 0
      for (neuron, found) in tally.neurons.enumerated() {
        let steps = node.recording.spikeSteps(neuron: neuron, after: start)
        let longest = zip(steps.dropFirst(), steps).map { $0 - $1 }.max() ?? 0
        let numbers = [found.count, found.first, found.last, found.longestInterval]
        #expect(numbers == [steps.count, steps.first ?? 0, steps.last ?? 0, longest])
        spikes += steps.count
      }
      #expect(spikes > 5)
    }
  }

  // Blocks that pass from neurons to neurons, and one for each thread.
  @Test(arguments: [Backend.interpreter, .native], [1, 2, 3, 7])
  func talliesAreTheSameOnAnyNumberOfCores(backend: Backend, workers: Int) throws {
    func tallies(_ engine: Engine) throws -> SpikeTallies {
      var node = try makeNode(Neurons(population: 5000))
      var tallies = SpikeTallies(of: 5000, after: 20)
      let ending = node.tally(200, into: &tallies, random: random, engine: engine) { false }
      #expect(ending == .finished)
      return tallies
    }
    let compiler = NativeCompiler.system(cacheFolder: Self.folder)
    #expect(
      try tallies(Engine(backend, compiler: compiler, workers: workers)) == tallies(Engine()))
  }

  // The steps before it are told, and nothing of those that were tried in vain.
  @Test(arguments: [Backend.interpreter, .native])
  func neuronsThatRunOffTellWhatTheyDidBefore(backend: Backend) throws {
    var library = ModelLibrary.builtIn
    let model = try library.define(
      "define X\n inherits IF\n state u = 1\n integral { u = u * 1.5; mem += input + 0 * u }\nend")
    var node = try Node(name: "n", model: model, population: 40, at: nowhere)
    node.feed(Signal(.constant(0.4)), neurons: 0..<40, isAdded: false)
    let engine = Engine(backend, compiler: .system(cacheFolder: Self.folder))
    var tallies = SpikeTallies(of: 40, after: 0)
    let ending = node.tally(5000, into: &tallies, random: random, engine: engine) { false }
    guard case .notFinite = ending else {
      Issue.record("it ended with \(ending)")
      return
    }
    #expect(node.time > 1000 && node.time < 5000)
    #expect(tallies.neurons.allSatisfy { $0.count == node.time / 2 && $0.last <= node.time })
    #expect(tallies.neurons.allSatisfy { $0.first == 2 && $0.longestInterval == 2 })
  }
}
