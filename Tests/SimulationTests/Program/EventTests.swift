import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

/// What changes states without a spike: under a condition, at times, and by what was a step before.
@Suite struct EventTests {
  private let nowhere = SourceRange(0, 0)

  private func node(
    _ text: String, dt: Double? = nil, population: Int = 1, precision: Node.Precision = .double
  ) throws -> Node {
    let model = try ModelLibrary.builtIn.read("define X\n" + text)
    var node = try Node(name: "n", model: model, population: population, at: nowhere)
    node.precision = precision
    if let dt { try node.set(Name("dt", nowhere), to: dt, neurons: 0..<population, at: nowhere) }
    return node
  }

  private func run(_ node: inout Node, _ steps: Int) {
    #expect(node.advance(steps, random: RandomSource(seed: 1)) { false } == .finished)
  }

  // The steps at whose end a state is larger than at their begin.
  private func rises(_ state: String, of node: Node) -> [Int] {
    let samples = node.recording.samples(of: state, neuron: 0, steps: 1...node.recording.steps)
    return samples.indices.filter { samples[$0] > ($0 > 0 ? samples[$0 - 1] : 0) }.map { $0 + 1 }
  }

  private static let timed = """
      inherits Membrane
      param onset = 10ms
      state g = 0nS
      state count = 0
      integral { d mem/dt = 0 }
      at onset g += 5nS
      every 20ms from 100ms until 160ms { count += 1 }
    """

  // 10 / 0.1 is a rounded number, 10.05 lies within a step.
  @Test(
    arguments: [
      (0.1, 100, [1000, 1200, 1400, 1600]), (0.025, 400, [4000, 4800, 5600, 6400]),
      (0.3, 34, [334, 400, 467]), (1, 10, [100, 120, 140, 160]), (7, 2, [15, 18, 20, 23]),
    ] as [(Double, Int, [Int])], [Node.Precision.double, .float])
  func aTimeLiesInItsStep(
    expected: (dt: Double, onset: Int, counts: [Int]), precision: Node.Precision
  ) throws {
    var node = try node(Self.timed, dt: expected.dt, precision: precision)
    run(&node, Int(200 / expected.dt))
    #expect(rises("g", of: node) == [expected.onset])
    let last = expected.dt == 0.3 ? [534] : []
    #expect(rises("count", of: node) == expected.counts + last)
    #expect(node.states["g"] == [5])
  }

  @Test func everyTimeOfManyComesOnce() throws {
    var node = try node(
      """
        inherits Membrane
        state count = 0
        integral { d mem/dt = 0 }
        every 0.7ms: count += 1
      """)
    run(&node, 70_000)
    #expect(rises("count", of: node) == stride(from: 7, through: 70_000, by: 7).map { $0 })
  }

  @Test func timesMayBeParametersAndSeveral() throws {
    var node = try node(
      """
        inherits Membrane
        param first = 1ms
        state g = 0nS
        integral { d mem/dt = 0 }
        at first, 2 * first, 0ms
          g += 5nS
      """)
    try node.set(Name("first", nowhere), to: 1.5, neurons: 0..<1, at: nowhere)
    run(&node, 40)
    // 0 is the first step's.
    #expect(rises("g", of: node) == [1, 15, 30])
    try node.reset()
    run(&node, 20)
    #expect(node.states["g"] == [10])
  }

  @Test func withoutATimeStepTimesAreSteps() throws {
    var node = try node(
      "inherits LIF\nstate count = 0\nat 3 count += 1\nevery 2 from 5 until 9 count += 1")
    run(&node, 12)
    #expect(rises("count", of: node) == [3, 5, 7, 9])
  }

  // Of several in a step the last that comes before the end counts, once a step.
  @Test(
    arguments: [
      ("0.5", "2.5", [1, 2, 3]), ("0.4", "1.1", [1]), ("0.4", "1.3", [1, 2]), ("0.3", "0.2", []),
      ("2.5", "5", [3, 5]),
    ] as [(String, String, [Int])])
  func periodsBelowAStepEndInTime(period: String, end: String, steps: [Int]) throws {
    var node = try node("inherits LIF\nstate count = 0\nevery \(period) until \(end) count += 1")
    run(&node, 12)
    #expect(rises("count", of: node) == steps)
  }

  // What an event adds is seen by the spike block of the same step, and in what is recorded.
  @Test func anEventComesBetweenIntegralAndSpike() throws {
    var node = try node(
      """
        inherits Membrane
        integral { d mem/dt = 0 }
        at 1ms mem += 100mV
        spike { spike when mem > 0mV; reset mem = -65mV }
      """)
    run(&node, 20)
    #expect(node.recording.spikeSteps(neuron: 0) == [10])
    #expect(node.recording.sample(of: "mem_before", neuron: 0, step: 10) == 35)
    #expect(node.states["mem"] == [-65])
  }

  @Test func whatIsHeldWhileRefractoryIsNotMovedByAnEvent() throws {
    var node = try node(
      """
        inherits Membrane
        state w = 0mV
        refractory 2ms
        integral { d mem/dt = 0 }
        every 1ms { mem += 100mV; w += 1mV }
        spike { spike when mem > 0mV; reset mem = -65mV }
      """)
    run(&node, 40)
    // At 2 ms it is held, and at the end of 2 ms as well.
    #expect(node.recording.spikeSteps(neuron: 0) == [10, 40])
    #expect(node.states["w"] == [4])
  }

  // As long as the condition holds, not only when it comes about.
  @Test func aConditionIsALevelAndACrossingIsAnEdge() throws {
    var node = try node(
      """
        inherits Membrane
        state level = 0
        state edge = 0
        integral { mem += 1mV }
        event when mem >= -60mV { level += 1; let more = 1; edge += 0 * more }
        event when mem crosses -60mV { edge += 1 }
      """)
    run(&node, 10)
    #expect(node.states["level"] == [6])
    #expect(node.states["edge"] == [1])
  }

  @Test func previousIsTheValueWhenTheStepBegan() throws {
    var node = try node(
      """
        inherits Membrane
        state seen = 0mV
        integral
          mem += if t < 1ms then 5mV else -5mV
          seen = previous(mem)
        spike { spike when previous(mem) > mem and previous(mem) > -20mV }
      """)
    run(&node, 13)
    let mem = node.recording.samples(of: "mem", neuron: 0, steps: 1...13)
    let seen = node.recording.samples(of: "seen", neuron: 0, steps: 1...13)
    #expect(seen == [-65] + mem.dropLast())
    #expect(node.recording.spikeSteps(neuron: 0) == [11])
  }

  @Test func aChildInheritsEventsAndDeclaresNamedOnesAnew() throws {
    let parent = """
      define P
        inherits Membrane
        state a = 0
        integral { d mem/dt = 0 }
        event pulse at 1ms { a += 1 }
        at 2ms a += 10
      """
    let child = "define X\n  inherits P\n  event pulse at 3ms { a += 100 }\n  at 1ms a += 1000"
    let model = try ModelLibrary.builtIn.read([parent, child])
    #expect(model.events.map(\.origin) == ["X", "P", "X"])
    var node = try Node(name: "n", model: model, at: nowhere)
    run(&node, 15)
    #expect(node.states["a"] == [1000])
    run(&node, 20)
    #expect(node.states["a"] == [1110])
  }

  static let everything = """
      inherits Membrane
      state g = 0nS
      state w = 0
      integral
        d mem/dt = (-65mV - mem) / 10ms + 1mV/ms * xi() * sqrt(1ms) + w * 1mV/ms
      event low when mem < -66mV or previous(mem) > -64mV { w = 0.9 * w + uniform() }
      at 0.5ms, 1.23ms g += 5nS
      every 0.35ms from 0.2ms until 9ms { g *= 0.5; mem += 1mV * g / 1nS }
      spike { spike when previous(mem) > mem and mem > -63mV; reset w += 0.1 }
    """

  @Test func piecesAreTheWholeAndLanesAreNeurons() throws {
    var whole = try node(Self.everything, population: 37)
    var pieces = whole
    run(&whole, 100)
    for steps in [1, 4, 40, 55] { run(&pieces, steps) }
    #expect(whole.states == pieces.states)
    #expect(whole.recording.spikeCount(after: 0) > 20)
    var alone = try node(Self.everything)
    run(&alone, 100)
    for state in whole.states.keys { #expect(whole.states[state]?[0] == alone.states[state]?[0]) }
    for workers in [1, 2, 3, 7] {
      var other = try node(Self.everything, population: 37)
      let engine = Engine(workers: workers)
      #expect(
        other.advance(100, random: RandomSource(seed: 1), engine: engine) { false } == .finished)
      #expect(other == whole)
    }
  }

  @Test func inANetworkItIsAsAlone() throws {
    var alone = try node(Self.everything, population: 9)
    var network = Network()
    network.nodes["n"] = alone
    let ending = network.advance(
      ["n"], by: 100, order: .stepByStep, random: RandomSource(seed: 1), engine: Engine(),
      isInterrupted: { false })
    #expect(ending == .finished)
    run(&alone, 100)
    #expect(network.nodes["n"]?.states == alone.states)
    #expect(
      network.nodes["n"]?.recording.spikeCount(after: 0) == alone.recording.spikeCount(after: 0))
  }

  // Against the difference of two runs.
  @Test(arguments: ["kick", "tau"])
  func aGradientGoesThroughEvents(parameter: String) throws {
    let name = Name(parameter, nowhere)
    func node(_ change: Double) throws -> Node {
      var node = try self.node(
        """
          inherits Membrane
          param kick = 3mV
          param tau = 10ms
          at 1ms, 2ms mem += kick
          event when mem > -63mV { mem = 0.9 * mem + 0.1 * previous(mem) - 1mV }
          integral { d mem/dt = (-65mV - mem) / tau }
        """)
      let value = try #require(node.parameters[parameter]?.first)
      try node.set(name, to: value + change, neurons: 0..<1, at: nowhere)
      return node
    }
    func sum(_ change: Double) throws -> Double {
      var node = try node(change)
      run(&node, 40)
      return node.recording.samples(of: "mem", neuron: 0, steps: 1...40).reduce(0, +)
    }
    let gradient = try node(0).gradient(
      of: .sum("mem", weights: nil), steps: 40, random: RandomSource(seed: 1), at: nowhere)
    let slope = try (sum(1e-4) - sum(-1e-4)) / 2e-4
    let own = try #require(gradient.parameter(parameter, of: try node(0).name))
    #expect(abs(slope) > 0.01 && abs(own - slope) < 1e-6 * abs(slope))
  }
}
