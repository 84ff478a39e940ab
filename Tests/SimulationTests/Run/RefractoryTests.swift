import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

/// `refractory T` keeps a neuron from firing, and holds what it says.
@Suite struct RefractoryTests {
  private let nowhere = SourceRange(0, 0)

  private func node(_ text: String) throws -> Node {
    let model = try ModelLibrary.builtIn.read("define X\n  inherits Membrane\n" + text)
    return try Node(name: "n", model: model, at: nowhere)
  }

  private func spikes(_ text: String, steps: Int) throws -> [Int] {
    var node = try node(text)
    #expect(node.advance(steps, random: RandomSource(seed: 1)) { false } == .finished)
    return node.recording.spikeSteps(neuron: 0)
  }

  // As often as chance has it without, but for 3 ms after each spike.
  @Test(arguments: ["", " holding nothing"])
  func aStochasticNeuronIsSilentForSoLong(holding: String) throws {
    let steps = try spikes(
      """
        refractory 3ms\(holding)
        integral { d mem/dt = (-65mV - mem) / 10ms }
        spike { spike when uniform() < 0.9 }
      """, steps: 1000)
    #expect((30...34).contains(steps.count))
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $1 - $0 >= 31 })
  }

  // A graded spike and its reset are kept back as well.
  @Test func whatIsAssignedToSpikeIsKeptBack() throws {
    let text = """
        refractory 1ms holding nothing
        state count = 0
        integral { mem = 1mV }
        spike { spike = act(mem); count += spike }
      """
    #expect(try spikes(text, steps: 34) == [1, 12, 23, 34])
    var node = try node(text)
    #expect(node.advance(34, random: RandomSource(seed: 1)) { false } == .finished)
    #expect(node.states["count"] == [4])
  }

  // Held, mem begins its rise 2 ms later than moving.
  @Test(arguments: [("", -60.0), (" holding mem", -60), (" holding nothing", -40)])
  func memIsHeldWhereTheModelSaysSo(holding: String, mem: Double) throws {
    var node = try node(
      """
        refractory 2ms\(holding)
        state mem = -50mV
        method euler
        integral { d mem/dt = 10mV/ms }
        spike { spike when mem >= -49.5mV; reset mem = -60mV }
      """)
    #expect(node.advance(21, random: RandomSource(seed: 1)) { false } == .finished)
    #expect(node.recording.spikeSteps(neuron: 0) == [1])
    let last = try #require(node.recording.sample(of: "mem", neuron: 0, step: 21))
    #expect(abs(last - mem) < 1e-9)
  }

  @Test func otherStatesAreHeldToo() throws {
    var node = try node(
      """
        refractory 2ms holding mem, w
        state w = 0
        method euler
        integral { d mem/dt = 10mV/ms; d w/dt = 1/ms }
        spike { spike when mem >= -64.5mV; reset mem = -80mV }
      """)
    #expect(node.advance(30, random: RandomSource(seed: 1)) { false } == .finished)
    let first = try #require(node.recording.spikeSteps(neuron: 0).first)
    let w = try [first, first + 20, first + 21].map {
      try #require(node.recording.sample(of: "w", neuron: 0, step: $0))
    }
    #expect(w[0] == w[1] && w[2] > w[1])
  }
}
