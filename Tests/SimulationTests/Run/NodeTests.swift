import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

private func makeNode(_ text: String, population: Int = 1) throws -> Node {
  var library = ModelLibrary.builtIn
  let model = try library[text] ?? library.define(text)
  return try Node(name: "n", model: model, population: population, at: nowhere)
}

@Suite struct NodeTests {
  // Constant currents are summed once; what follows them is added at every step, in the same order.
  @Test(arguments: [Recording.Extent.all, .spikes]) func currentsOfAnyOrderAreThoseOfEachNeuron(
    record: Recording.Extent
  ) throws {
    let count = 90
    let feeds =
      (0..<count).map { ($0..<$0 + 1, Signal(.constant(0.7 + 0.01 * Double($0)))) }
      + [(0..<50, Signal(.constant(0.1))), (20..<count, Signal(.list([0.3, 0.1, 0.2])))]
      + [(10..<60, Signal(.constant(0.3))), (0..<count, Signal(.constant(0.05), start: 9))]
    var population = try makeNode("LIF", population: count)
    population.record = record
    for (neurons, signal) in feeds { population.feed(signal, neurons: neurons, isAdded: true) }
    _ = population.advance(7, random: random) { false }
    _ = population.advance(30, random: random) { false }
    for neuron in 0..<count {
      var single = try makeNode("LIF")
      for (neurons, signal) in feeds where neurons.contains(neuron) {
        single.feed(signal, neurons: 0..<1, isAdded: true)
      }
      _ = single.advance(37, random: random) { false }
      #expect(population.mem[neuron] == single.mem[0])
      #expect(
        population.recording.spikeSteps(neuron: neuron) == single.recording.spikeSteps(neuron: 0))
      guard record == .all else { continue }
      #expect(
        population.recording.samples(of: "input", neuron: neuron, steps: 1...37)
          == single.recording.samples(of: "input", neuron: 0, steps: 1...37))
    }
  }

  @Test func feedsAreTheSameHoweverTheyCameAbout() throws {
    var node = try makeNode("LIF", population: 300)
    var expected: [Feed] = []
    for neuron in (0..<300).reversed() + Array(100..<200) {
      let (signal, neurons) = (Signal(.constant(Double(neuron))), neuron..<neuron + 1)
      node.feed(signal, neurons: neurons, isAdded: false)
      expected.removeAll { $0.neurons == neurons }
      expected.append(Feed(signal, neurons: neurons, input: "input"))
    }
    node.unfeed(neurons: 40..<60)
    expected.removeAll { (40..<60).contains($0.neurons.lowerBound) }
    #expect(Array(node.feeds) == expected)
    #expect(
      node.feeds == FeedList(expected) && node.feeds.hashValue == FeedList(expected).hashValue)
    #expect(node.feeds.count == 280)
    var other = node
    other.feed(Signal(.constant(1)), neurons: 299..<300, isAdded: false)
    #expect(other.feeds != node.feeds)
    other.feed(Signal(.constant(299)), neurons: 299..<300, isAdded: false)
    #expect(other.feeds != node.feeds, "another order is another sum")
    other.unfeed(neurons: 0..<300)
    #expect(other.feeds.isEmpty)
  }

  @Test func populationComputesWhatSingleNeuronsDo() throws {
    // Wider than a block, so that several blocks and a partial one are run.
    let count = 300
    var population = try makeNode("LIF", population: count)
    population.feed(
      Signal(.noise(mean: 1, deviation: 0.5), stream: 7), neurons: 0..<count, isAdded: false)
    try population.set(Name("tau", nowhere), to: 5, neurons: 100..<200, at: nowhere)
    _ = population.advance(50, random: random) { false }
    for neuron in [0, 99, 100, 199, 200, 299] {
      var single = try makeNode("LIF", population: count)
      single.feed(
        Signal(.noise(mean: 1, deviation: 0.5), stream: 7), neurons: neuron..<neuron + 1,
        isAdded: false)
      let tau = (100..<200).contains(neuron) ? 5.0 : 2
      try single.set(Name("tau", nowhere), to: tau, neurons: 0..<count, at: nowhere)
      _ = single.advance(50, random: random) { false }
      for quantity in ["input", "mem_before", "mem", "spike"] {
        #expect(
          population.recording.samples(of: quantity, neuron: neuron, steps: 1...50)
            == single.recording.samples(of: quantity, neuron: neuron, steps: 1...50))
      }
    }
  }

  // Two arithmetic operations are one instruction, whatever they are and whichever operand the first
  // result is; `input` is the same in every lane, `mem` is not.
  @Test(arguments: ["+", "-", "*", "/"], ["+", "-", "*", "/"])
  func joinedOperationsComputeWhatEachDoesAlone(first: String, second: String) throws {
    func apply(_ operation: String, _ a: Double, _ b: Double) -> Double {
      switch operation {
      case "+": a + b
      case "-": a - b
      case "*": a * b
      default: a / b
      }
    }
    let forms: [(text: String, value: (Double, Double) -> Double)] = [
      ("(mem F 1.3) S input", { apply(second, apply(first, $0, 1.3), $1) }),
      ("input S (mem F 1.3)", { apply(second, $1, apply(first, $0, 1.3)) }),
      ("mem S (input F 1.3)", { apply(second, $0, apply(first, $1, 1.3)) }),
      ("(input F 1.3) S mem", { apply(second, apply(first, $1, 1.3), $0) }),
      (
        "if mem > 0.5 then input F 1.3 else mem S input",
        { $0 > 0.5 ? apply(first, $1, 1.3) : apply(second, $0, $1) }
      ),
    ]
    for (form, value) in forms {
      let term = form.replacing("F", with: first).replacing("S", with: second)
      let text = "define Joined = LIF integral { mem = \(term) }"
      for population in [1, 29] {
        var node = try makeNode(text, population: population)
        node.feed(Signal(.list([0.7, 1.9, 0.2])), neurons: 0..<population, isAdded: false)
        let all = 0..<population
        let start = all.map { 0.1 + 0.03 * Double($0) }
        try node.set(Name("threshold", nowhere), to: 1e9, neurons: all, at: nowhere)
        try node.set(Name("mem", nowhere), to: start, neurons: all, at: nowhere)
        _ = node.advance(3, random: random) { false }
        let expected = start.map { [0.7, 1.9, 0.2].reduce($0, value) }
        #expect(node.states["mem"] == expected, "\(term)")
      }
    }
  }

  @Test func stepsOneByOneAreTheSameAsARun() throws {
    var single = try makeNode("LIF")
    single.feed(Signal(.noise(mean: 1, deviation: 1), stream: 3), neurons: 0..<1, isAdded: false)
    var run = single
    for _ in 0..<500 { _ = single.advance(1, random: random) { false } }
    _ = run.advance(500, random: random) { false }
    #expect(single.states == run.states)
    for quantity in run.recording.quantities {
      #expect(
        single.recording.samples(of: quantity, neuron: 0, steps: 1...500)
          == run.recording.samples(of: quantity, neuron: 0, steps: 1...500))
    }
  }

  @Test func resetReturnsToTheStartAndRepeatsTheInput() throws {
    var node = try makeNode("LIF")
    node.feed(Signal(.list([1.5, 0.2, 3])), neurons: 0..<1, isAdded: false)
    _ = node.advance(3, random: random) { false }
    let first = node.recording
    try node.reset()
    #expect(node.time == 0 && node.recording.steps == 0)
    #expect(node.states.values.allSatisfy { $0 == [0] })
    _ = node.advance(3, random: random) { false }
    #expect(node.recording == first)
  }

  @Test func resetLeavesMemAtVReset() throws {
    var node = try makeNode("LIF")
    try node.set(Name("v_reset", nowhere), to: -0.5, neurons: 0..<1, at: nowhere)
    #expect(node.states["mem"] == [0])
    try node.reset()
    #expect(node.states["mem"] == [-0.5])
  }

  @Test func interruptStopsBetweenStepsAndKeepsThem() throws {
    var node = try makeNode("LIF")
    node.feed(Signal(.constant(1.5)), neurons: 0..<1, isAdded: false)
    var looks = 0
    let ending = node.advance(1_000_000, random: random) {
      looks += 1
      return looks > 3
    }
    #expect(ending == .interrupted)
    #expect(node.time > 0 && node.time < 1_000_000)
    #expect(node.recording.steps == node.time)
    var direct = try makeNode("LIF")
    direct.feed(Signal(.constant(1.5)), neurons: 0..<1, isAdded: false)
    _ = direct.advance(node.time, random: random) { false }
    #expect(direct.states == node.states)
  }

  @Test(arguments: [
    ("define X = IF integral { mem = mem + 1 / (3 - input) }", "1 / (3 - input)"),
    ("define X = IF integral { mem = log(3 - input) }", "log(3 - input)"),
    ("define X = IF integral { mem = exp(input * 300) }", "exp(input * 300)"),
    ("define X = IF integral { mem = 0 * (1 + sqrt(2 - input)) }", "sqrt(2 - input)"),
  ])
  func namesTheTermThatStopsBeingANumber(model: String, term: String) throws {
    var node = try makeNode(model, population: 3)
    node.feed(Signal(.list([0, 1, 3, 5])), neurons: 1..<2, isAdded: false)
    let ending = node.advance(4, random: random) { false }
    guard case .notFinite(let place) = ending else {
      Issue.record("it ended as \(ending)")
      return
    }
    #expect(place.step == 3 && place.neuron == 1 && place.quantity == "mem")
    #expect(place.term == term)
    #expect(node.time == 2 && node.recording.steps == 2)
    #expect(node.states.values.allSatisfy { $0.allSatisfy(\.isFinite) })
    var before = try makeNode(model, population: 3)
    before.feed(Signal(.list([0, 1])), neurons: 1..<2, isAdded: false)
    _ = before.advance(2, random: random) { false }
    #expect(before.states == node.states)
  }

  // The sum of its last finite numbers is infinite.
  @Test(arguments: Recording.Extent.allCases)
  func stepsBeforeTheOneThatFailsAreRecorded(extent: Recording.Extent) throws {
    var node = try makeNode("Izhikevich")
    node.record = extent
    try node.set(Name("dt", nowhere), to: 50, neurons: 0..<1, at: nowhere)
    node.feed(Signal(.constant(10)), neurons: 0..<1, isAdded: false)
    guard case .notFinite = node.advance(20, random: random, isInterrupted: { false }) else {
      Issue.record("it did not fail")
      return
    }
    #expect(node.recording.steps == node.time && node.time > 0)
    #expect(node.recording.spikeCount(after: 0) > 0)
  }

  @Test func floatRoundsAtEveryOperation() throws {
    var node = try makeNode("LIF")
    node.precision = .float
    try node.set(Name("tau", nowhere), to: 3, neurons: 0..<1, at: nowhere)
    node.feed(Signal(.constant(0.7)), neurons: 0..<1, isAdded: false)
    _ = node.advance(5, random: random) { false }
    var mem: Float = 0
    for step in 1...5 {
      mem += (0.7 - mem) / 3
      #expect(node.recording.sample(of: "mem", neuron: 0, step: step) == Double(mem))
    }
  }

  @Test func feedsReplaceAddAndSplit() throws {
    var node = try makeNode("IF", population: 4)
    node.feed(Signal(.constant(1)), neurons: 0..<4, isAdded: false)
    node.feed(Signal(.constant(2)), neurons: 1..<3, isAdded: false)
    node.feed(Signal(.constant(0.5)), neurons: 2..<4, isAdded: true)
    node.unfeed(neurons: 0..<1)
    _ = node.advance(1, random: random) { false }
    let inputs = (0..<4).map { node.recording.sample(of: "input", neuron: $0, step: 1) }
    #expect(inputs == [0, 2, 2.5, 1.5])
  }

  @Test func aFailedSettingLeavesTheNodeAsItWas() throws {
    var node = try makeNode("PLIF")
    let before = node
    for (name, value) in [("tau", 1.0), ("step", 0.5), ("none", 1), ("mem", .nan)] {
      #expect(throws: Diagnostic.self) {
        try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
      }
    }
    #expect(node == before)
  }
}
