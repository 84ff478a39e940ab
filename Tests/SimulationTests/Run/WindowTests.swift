import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

@Suite struct WindowTests {
  private func node(_ text: String, step: Double = 3) throws -> Node {
    var library = ModelLibrary.builtIn
    var node = try Node(name: "n", model: try library.define(text), at: nowhere)
    try node.set(Name("step", nowhere), to: step, neurons: 0..<1, at: nowhere)
    return node
  }

  private let looking = """
    define Looking
      inherits Base
      matrix weight = 10 * row + column
      vector bias = 100 * row
      integral { mem = window(weight, input) + bias }
    """

  @Test func everyStepSeesTheWholeWindow() throws {
    var node = try node(looking)
    node.feed(Signal(.list([1, 2, 3, 4])), neurons: 0..<1, isAdded: false)
    // Steps taken one by one see the same as steps taken together.
    for _ in 0..<6 { #expect(node.advance(1, random: random) { false } == .finished) }
    let mem = node.recording.samples(of: "mem_before", neuron: 0, steps: 1...6)
    // weight times the inputs 1 2 3, then 4 alone, plus bias.
    #expect(mem == [174, 334, 494, 144, 284, 424])
  }

  // What all neurons of a population get alike reaches each of them.
  @Test(arguments: ["PSN", "PSU", "IPSU", "RPSU"]) func aPopulationSeesWhatOneNeuronDoes(
    model: String
  ) throws {
    func run(_ population: Int) throws -> Node {
      var node = try Node(
        name: "n", model: #require(ModelLibrary.builtIn[model]), population: population, at: nowhere
      )
      node.feed(Signal(.constant(1.4)), neurons: 0..<population, isAdded: false)
      node.feed(Signal(.list([0.3, 0.1, 0.6])), neurons: 0..<population, isAdded: true)
      #expect(node.advance(40, random: random) { false } == .finished)
      return node
    }
    let (one, many) = try (run(1), run(3))
    let alone = one.recording.samples(of: "mem_before", neuron: 0, steps: 1...40)
    #expect(alone.contains { $0 != alone[0] })
    for neuron in 0..<3 {
      #expect(many.recording.samples(of: "mem_before", neuron: neuron, steps: 1...40) == alone)
      #expect(many.recording.spikeSteps(neuron: neuron) == one.recording.spikeSteps(neuron: 0))
    }
    let gradient = try many.gradient(
      of: .sum("spike", weights: nil), steps: 8, random: random, at: nowhere)
    let own = try one.gradient(
      of: .sum("spike", weights: nil), steps: 8, random: random, at: nowhere)
    #expect(gradient.loss == 3 * own.loss)
  }

  // The inputs of a window come through the weights that the one before left, and each of its steps is learnt
  // from in turn.
  @Test(arguments: EventDrivenLearningTests.rules)
  func whatSeesWindowsLearnsStepByStep(rule: Plasticity) throws {
    let (sources, targets, limits) = (4, 3, 0.0...1.0)
    var network = Network()
    try network.add("a", "Relay", population: sources)
    var node = try Node(
      name: "b",
      model: try node(
        """
        define Seeing
          inherits IF
          matrix weight = 0.2 * row + 0.1 * column
          integral { mem += 0.3 * window(weight, input) }
        end
        """
      ).model, population: targets, at: nowhere)
    try node.set(Name("step", nowhere), to: 3, neurons: 0..<targets, at: nowhere)
    network.nodes["b"] = node
    network.feed("a", .noise(mean: 0.3, deviation: 1))
    try network.connect("a", "b", weight: 0.5)
    network.connections["a_b"]?.limits = limits
    // What the windows give with weights that stay.
    var still = network
    network.connections["a_b"]?.plasticity = rule
    var learning = StepwiseLearning(
      rule, limits, dt: 1, sources: sources, targets: targets, weight: 0.5)
    for window in 0..<30 {
      still.connections["a_b"]?.weights.setEach(to: learning.weights)
      #expect(still.run(3, .layerByLayer(window: 3)) == .finished)
      #expect(network.run(3, .layerByLayer(window: 3)) == .finished)
      for step in window * 3 + 1...window * 3 + 3 {
        func given(_ name: String, _ count: Int) -> [Double] {
          (0..<count).map {
            still.nodes[name]?.recording.sample(of: "spike", neuron: $0, step: step) ?? 0
          }
        }
        learning.take(given("a", sources), given("b", targets))
      }
      for name in ["a", "b"] {
        for neuron in 0..<(name == "a" ? sources : targets) {
          #expect(network.spikes(name, neuron) == still.spikes(name, neuron))
        }
      }
      let weights = try #require(network.connections["a_b"]).weights.values
      for (own, other) in zip(weights, learning.weights) { #expect(abs(own - other) < 1e-11) }
    }
    #expect((0..<targets).contains { !still.spikes("b", $0).isEmpty })
    if case .rewarded(_, _, reward: 0) = rule { return }
    #expect(learning.weights.contains { $0 != 0.5 })
  }

  @Test func causalProductsSeeThePastOnly() throws {
    var node = try node(looking.replacing("window(", with: "causal("))
    node.feed(Signal(.list([1, 2, 3])), neurons: 0..<1, isAdded: false)
    #expect(node.advance(3, random: random) { false } == .finished)
    let mem = node.recording.samples(of: "mem_before", neuron: 0, steps: 1...3)
    #expect(mem == [111, 265, 494])
  }

  @Test func entriesAreSetOneByOne() throws {
    var node = try node(looking)
    try node.set(Name("weight", nowhere), to: 0, neurons: 0..<1, at: nowhere)
    try node.set(Name("weight[2,3]", nowhere), to: 5, neurons: 0..<1, at: nowhere)
    try node.set(Name("bias[1]", nowhere), to: -1, neurons: 0..<1, at: nowhere)
    #expect(node.windows["weight"] == [0, 0, 0, 0, 0, 5, 0, 0, 0])
    #expect(node.windows["bias"] == [-1, 200, 300])
    for wrong in ["weight[4,1]", "weight[1]", "bias[0]", "bias[1,1]", "weight[x,1]"] {
      #expect(throws: Diagnostic.self) {
        try node.set(Name(wrong, nowhere), to: 1, neurons: 0..<1, at: nowhere)
      }
    }
    // What was set for three steps does not fit four.
    let before = node
    #expect(throws: Diagnostic.self) {
      try node.set(Name("step", nowhere), to: 4, neurons: 0..<1, at: nowhere)
    }
    #expect(node == before)
  }

  @Test func gradientGoesBackThroughTheWindow() throws {
    // Far below the threshold, so that no reset cuts the gradient.
    var node = try node(looking.replacing("= 100 * row", with: "= -100 * row"))
    node.feed(Signal(.list([0.1, -0.2, 0.3, 0.1, 0, 0.2])), neurons: 0..<1, isAdded: false)
    let gradient = try node.gradient(
      of: .sum("mem", weights: [1, 0, 0, 0, 1, 0]), steps: 6, random: random, at: nowhere)
    let expected = try finiteDifferences(node)
    #expect(expected[1] > 10)
    for (own, other) in zip(gradient.inputs("input", of: node.name), expected) {
      #expect(abs(own - other) < 1e-6)
    }
  }

  private func finiteDifferences(_ node: Node) throws -> [Double] {
    let currents = [0.1, -0.2, 0.3, 0.1, 0, 0.2]
    return try currents.indices.map { index in
      func loss(_ change: Double) throws -> Double {
        var copy = node
        var changed = currents
        changed[index] += change
        copy.feed(Signal(.list(changed)), neurons: 0..<1, isAdded: false)
        return try copy.gradient(
          of: .sum("mem", weights: [1, 0, 0, 0, 1, 0]), steps: 6, random: random, at: nowhere
        ).loss
      }
      return (try loss(1e-6) - loss(-1e-6)) / 2e-6
    }
  }

  @Test(arguments: [
    ("integral { mem = window(weight, input) }", "'window' wants a matrix"),
    ("matrix weight = 1\n integral { mem = window(wieght, input) }", "unknown matrix 'wieght'"),
    ("matrix weight = 1\n integral { mem = window(weight, mem) }", "unknown input 'mem'"),
    ("matrix weight = 1\n integral { mem = window(weight) }", "'window' got 1 argument"),
    ("vector bias = column\n integral { mem = bias }", "unknown name 'column'"),
    ("matrix weight = 1ms\n integral { mem = input }", "an entry of a matrix wants a pure number"),
  ])
  func mistakesAreNamed(body: String, message: String) {
    var library = ModelLibrary.builtIn
    let error = #expect(throws: Diagnostic.self) {
      try library.define("define Wrong\n inherits Base\n \(body)")
    }
    #expect(error?.message.hasPrefix(message) == true)
  }
}
