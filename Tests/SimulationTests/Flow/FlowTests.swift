import Equations
import Neurons
import OrderedCollections
import RealModule
import Simulation
import Synchronization
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

private func node(
  _ model: String, defining text: String? = nil, _ values: [String: Double] = [:], current: Double,
  by method: Equations.Method? = nil, spikes: Node.SpikeTiming = .exact,
  within tolerance: Double? = nil,
  population: Int = 1
) throws -> Node {
  var library = ModelLibrary.builtIn
  if let text { try library.define(text) }
  var node = try Node(
    name: "n", model: try #require(library[model]), population: population, at: nowhere)
  for (name, value) in values {
    try node.set(Name(name, nowhere), to: value, neurons: 0..<population, at: nowhere)
  }
  node.solve(by: method ?? node.method, spikes: spikes)
  if let tolerance { try node.set(tolerance: tolerance, at: nowhere) }
  node.feed(Signal(.constant(current)), neurons: 0..<population, isAdded: true)
  return node
}

extension Node {
  fileprivate mutating func take(_ steps: Int, workers: Int? = nil) -> Ending {
    advance(steps, random: random, engine: Engine(workers: workers)) { false }
  }

  fileprivate var times: [Double] { recording.spikeTimes(neuron: 0).map { $0 * dt } }
}

@Suite struct FlowTests {
  // In pieces, by any number of threads, an adaptive solution is the same: its steps do not end where a run
  // does.
  @Test(arguments: [Equations.Method.adaptive, .stiff, .rk4])
  func runsInPiecesAreTheSame(method: Equations.Method) throws {
    let start = try node("HH", current: 10, by: method, population: 20)
    var whole = start
    #expect(whole.take(700, workers: 1) == .finished)
    for workers in [2, 3, 7] {
      var other = start
      #expect(other.take(700, workers: workers) == .finished)
      #expect(other.states == whole.states && other.recording == whole.recording)
    }
    var pieces = start
    for count in [1, 2, 97, 300, 300] { #expect(pieces.take(count) == .finished) }
    #expect(pieces.states == whole.states)
    #expect(
      pieces.recording.spikeTimes(neuron: 3) == whole.recording.spikeTimes(neuron: 3))
    #expect(!whole.recording.spikeTimes(neuron: 3).isEmpty)
  }

  @Test func aNeuronByItselfAndOneAmongOthersAreTheSame() throws {
    try expectTheSameAmongOthers(node("AdEx", current: 500, by: .adaptive), steps: 3000)
  }

  // A node by itself takes each step of all neurons at once where nothing happens, one among others of each
  // alone. Whatever happens must be noticed, and nothing be rounded otherwise.
  @Test(arguments: [
    ("RefractoryLIF", "EL", 2.5, 3000), ("AdEx", "EL", 500, 6000), ("EIF", "EL", 30, 6000),
    ("QIF", "tau", 1, 12_000), ("HH", "ENa", 10, 3000), ("MihalasNiebur", "b", 1.5, 3000),
    ("FitzHughNagumo", "a", 0.5, 1000),
  ])
  func stepsOfAllAndStepsOfEachAreTheSame(
    model: String, parameter: String, current: Double, steps: Int
  ) throws {
    var n = try node(model, current: current, population: 20)
    let value = try #require(n.parameters[parameter]?.first)
    try n.set(
      Name(parameter, nowhere), to: (0..<20).map { value * (1 + 0.01 * Double($0)) },
      neurons: 0..<20, at: nowhere)
    // It begins and ends within steps, for some of the neurons; numbers whose means are not rounded.
    let pieces = Signal.Pieces(edges: [10.25, 200.5, 600], currents: [0.125, 0.25])
    n.feed(Signal(.pieces(pieces)), neurons: 3..<9, isAdded: true)
    try expectTheSameAmongOthers(n, steps: steps)
  }

  // Several for which something happens in a step go through it together, one by itself.
  @Test(arguments: [
    ("RefractoryLIF", "EL", 2.5, 1200), ("AdEx", "EL", 500, 4000), ("EIF", "EL", 30, 4000),
    ("QIF", "tau", 1, 12_000), ("HH", "ENa", 10, 3000), ("MihalasNiebur", "b", 1.5, 3000),
  ])
  func neuronsTogetherAndEachByItselfAreTheSame(
    model: String, parameter: String, current: Double, steps: Int
  ) throws {
    // All of the same number of a parameter, and of several.
    for share in [0, 0.01] {
      let population = 9
      var together = try node(model, current: current, population: population)
      let value = try #require(together.parameters[parameter]?.first)
      let mem = try #require(together.states["mem"]?.first)
      // Three of each kind, so that they fire in the same step.
      let values = (0..<population).map { value * (1 + share * Double($0 / 3)) }
      let begins = (0..<population).map { mem + 0.3 * Double($0 / 3) }
      func begin(_ node: inout Node, _ neurons: Range<Int>) throws {
        let all = 0..<node.population
        if share > 0 {
          try node.set(
            Name(parameter, nowhere), to: Array(values[neurons]), neurons: all, at: nowhere)
        }
        try node.set(Name("mem", nowhere), to: Array(begins[neurons]), neurons: all, at: nowhere)
      }
      try begin(&together, 0..<population)
      #expect(together.take(steps) == .finished)
      var count = 0
      for neuron in 0..<population {
        var alone = try node(model, current: current)
        try begin(&alone, neuron..<neuron + 1)
        #expect(alone.take(steps) == .finished)
        #expect(alone.states.values.map { $0[0] } == together.states.values.map { $0[neuron] })
        let times = alone.recording.spikeTimes(neuron: 0)
        #expect(times == together.recording.spikeTimes(neuron: neuron))
        count += times.count
      }
      #expect(count >= 2 * population)
    }
  }

  @Test func eventsOfAllAndOfEachAreTheSame() throws {
    let text = """
      define Ramp
        inherits Membrane
        param threshold = 10; param speed = 1; param dt = 0.3 > 0
        state mem = 0; state count = 0; state twice = 0
        refractory 1.1 holding mem
        integral {
          d mem/dt = speed * (1 + input)
          twice = 2 * mem
        }
        event when twice >= 3.3 { mem += 2; count += 1 }
        spike { spike when mem >= threshold; reset mem = 0 }
      end
      """
    var n = try node("Ramp", defining: text, current: 0.5, population: 20)
    try n.set(
      Name("speed", nowhere), to: (0..<20).map { 1 + 0.1 * Double($0) }, neurons: 0..<20,
      at: nowhere)
    try expectTheSameAmongOthers(n, steps: 300)
    #expect(n.take(300) == .finished)
    #expect(n.states["count"]?.allSatisfy { $0 > 10 } ?? false)
  }

  private func expectTheSameAmongOthers(_ alone: Node, steps: Int) throws {
    var network = Network()
    network.nodes["n"] = alone
    try network.add("other", "Relay")
    try network.connect("other", "n", port: .state("mem"))
    #expect(network.run(steps) == .finished)
    var expected = alone
    #expect(expected.take(steps) == .finished)
    let other = try #require(network.nodes["n"])
    #expect(other.states == expected.states)
    #expect(!expected.times.isEmpty)
    for neuron in 0..<alone.population {
      #expect(
        other.recording.spikeTimes(neuron: neuron) == expected.recording.spikeTimes(neuron: neuron))
    }
    for quantity in expected.recording.quantities {
      #expect(
        (0..<alone.population).allSatisfy { neuron in
          (1...steps).allSatisfy {
            other.recording.sample(of: quantity, neuron: neuron, step: $0)
              == expected.recording.sample(of: quantity, neuron: neuron, step: $0)
          }
        }, "\(quantity)")
    }
  }

  // A step in pieces is as long as its pieces, whatever the method, and drives that change with time do so
  // in each of them.
  @Test(arguments: [
    (Equations.Method.backwardEuler, 0.4), (.crankNicolson, 2e-3), (.rosenbrock, 2e-6),
    (.rk4, 2e-6),
  ])
  func implicitMethodsTakePiecesOfSteps(method: Equations.Method, error: Double) throws {
    let text = """
      define Driven
        inherits RefractoryLIF
        integral { d mem/dt = (EL - mem + R * input + 6mV * sin(t / 3ms)) / tau }
      end
      """
    var found = try node("Driven", defining: text, ["dt": 0.25], current: 3, by: method)
    var reference = try node("Driven", defining: text, current: 3, by: .adaptive, within: 1e-12)
    #expect(found.take(480) == .finished)
    #expect(reference.take(1200) == .finished)
    #expect(found.times.count == reference.times.count)
    #expect(reference.times.count > 4)
    for (found, reference) in zip(found.times, reference.times) {
      #expect(abs(found - reference) < error, "\(found) \(reference)")
    }
  }

  // Neurons that reach each other within a step fire in the order of time; what is kept is in that of neurons.
  @Test func spikesOfPiecesAreKeptInOrder() throws {
    var pair = try node("RefractoryLIF", ["t_ref": 0.1, "dt": 0.5], current: 0, population: 2)
    pair.feed(Signal(.constant(60)), neurons: 1..<2, isAdded: true)
    var network = Network()
    network.nodes["n"] = pair
    try network.connect("n", "n", port: .state("mem"), weight: 25, delay: 1)
    network.connections["n_n"]?.exactDelay = 0.2
    #expect(network.run(20) == .finished)
    let recording = try #require(network.nodes["n"]?.recording)
    let list = try #require(recording.segments.first?.spikes?.list)
    #expect(list.steps.count > 20)
    #expect(Set(list.neurons) == [0, 1])
    #expect(
      Spikes(
        steps: list.steps, neurons: list.neurons, values: list.values, leads: list.leads, count: 20,
        population: 2) != nil)
  }

  @Test func severalSpikesInOneStepAreAllThere() throws {
    var n = try node("RefractoryLIF", ["t_ref": 0, "dt": 10], current: 60)
    #expect(n.take(10) == .finished)
    // From rest and from the reset, by the closed form.
    func time(from mem: Double) -> Double {
      let end = -70 + 600.0
      return 20 * Double.log((mem - end) / (-50 - end))
    }
    let (first, interval) = (time(from: -70), time(from: -65))
    let expected = stride(from: first, to: 100, by: interval)
    #expect(n.times.count == Array(expected).count && n.times.count > 100)
    for (own, other) in zip(n.times, expected) { #expect(abs(own - other) < 1e-9) }
    #expect(n.recording.spikeCount(after: 0) == n.times.count)
  }

  @Test func aSpikeIsSeenAtItsTop() throws {
    var n = try node("QIF", current: 1)
    #expect(n.take(5000) == .finished)
    let step = try #require(n.recording.spikeSteps(neuron: 0).first)
    let top = try #require(n.recording.sample(of: "mem_before", neuron: 0, step: step))
    #expect(abs(top - 10) < 1e-6)
    #expect(n.recording.sample(of: "spike", neuron: 0, step: step) == 1)
  }

  @Test func conditionsOfEventsBeginBetweenSteps() throws {
    // A ramp of slope 1 that is set back wherever it reaches 0.34.
    let text = """
      define Ramp
        inherits Membrane
        param threshold = 10; param dt = 1 > 0
        state mem = 0; state count = 0
        integral { d mem/dt = 1 }
        event when mem >= 0.34 { mem = 0; count += 1 }
        spike { spike when mem crosses threshold }
      end
      """
    var n = try node("Ramp", defining: text, current: 0)
    #expect(n.take(7) == .finished)
    #expect(n.states["count"] == [20])
    #expect(abs((n.states["mem"]?[0] ?? .nan) - 0.2) < 1e-9)
  }

  @Test func whatCannotGoOnSaysWhy() throws {
    // A reset above the threshold.
    var endless = try node("QIF", ["Vr": 20], current: 1)
    guard case .notFinite(let place) = endless.take(5000) else {
      Issue.record("it went on")
      return
    }
    #expect(place.cause == .endlessFiring && place.step == endless.time + 1)
    // A pole without a threshold before it.
    let pole = """
      define Pole
        inherits Membrane
        param threshold = 1e300; param dt = 0.1 > 0
        state mem = 1
        integral { d mem/dt = mem^2 }
      end
      """
    for method in [Equations.Method.adaptive, .stiff, .rk4] {
      var running = try node("Pole", defining: pole, current: 0, by: method)
      guard case .notFinite(let place) = running.take(100) else {
        Issue.record("it went on")
        return
      }
      #expect(place.cause == .tolerance || place.cause == .notFinite)
      #expect(10...11 ~= place.step && running.time == place.step - 1)
    }
    #expect(throws: Diagnostic.self) {
      var n = endless
      try n.set(tolerance: 0, at: nowhere)
    }
  }

  @Test func modelsOfStepsKeepToThem() throws {
    let library = ModelLibrary.builtIn
    for name in ["LIF", "Izhikevich", "NoisyLIF", "PSN"] {
      #expect(library[name]?.reasonAgainstExactSpikes != nil, "\(name)")
    }
    for name in ["RefractoryLIF", "AdEx", "HH", "QIF", "EIF", "MihalasNiebur", "MorrisLecar"] {
      #expect(library[name]?.reasonAgainstExactSpikes == nil, "\(name)")
    }
  }

  // Explicit steps of equations that settle within a millionth of dt would take for ever.
  @Test func whatIsTooStiffEndsAndAStiffSolverGoesOn() throws {
    let text = """
      define Fast
        inherits Membrane
        param dt = 1ms > 0
        state mem = -65mV
        state fast = 0mV
        integral {
          d mem/dt = (-65mV - mem + fast + 10mV) / 20ms
          d fast/dt = (mem + 65mV - fast) / 1e-6ms
        }
      end
      """
    var explicit = try node("Fast", defining: text, current: 0, by: .adaptive)
    guard case .notFinite(let place) = explicit.take(10) else {
      Issue.record("it went on")
      return
    }
    #expect(place.cause == .steps && explicit.time == 0)
    var stiff = try node("Fast", defining: text, current: 0, by: .stiff, within: 1e-9)
    #expect(stiff.take(20) == .finished)
    // mem + 65 goes on at 10 mV in 20 ms, since fast follows it.
    #expect(abs((stiff.states["mem"]?[0] ?? .nan) - -55) < 1e-4)
  }

  // A step of 400 ms may be thousands of steps of its own, for each of many neurons.
  @Test func aLongStepIsInterrupted() throws {
    let start = try node(
      "HH", ["dt": 400], current: 10, by: .adaptive, within: 1e-9, population: 200)
    let asked = Mutex(0)
    let engine = Engine(isInterrupted: {
      asked.withLock {
        $0 += 1
        return $0 > 3
      }
    })
    var n = start
    #expect(n.advance(1, random: random, engine: engine) { false } == .interrupted)
    #expect(n.states == start.states && n.time == 0 && n.recording.steps == 0)
    #expect(asked.withLock { $0 } < 20)
  }

  @Test func goingBackForgetsTheStepThatWentOn() throws {
    var n = try node("HH", current: 10, by: .adaptive)
    #expect(n.take(500) == .finished)
    let once = n.states
    #expect(n.goBack(to: 200) && n.take(300) == .finished)
    for (own, other) in zip(n.states.values, once.values) {
      #expect(abs(own[0] - other[0]) < 1e-3)
    }
  }

  // A neuron 'n' and a source 's' that fires at given times, not connected yet.
  private func network(of neuron: Node, besideSpikesAt times: [Double]) throws -> Network {
    var network = Network()
    network.nodes["n"] = neuron
    try network.add("s", "Spikes")
    network.feed("s", .spikes(times: times, weight: 1))
    return network
  }

  // What arrives while a neuron is refractory is dropped, and does not tell how far it is from its spike later.
  @Test func arrivalsWhileItIsRefractoryDoNotFire() throws {
    var network = try network(
      of: node(
        "RefractoryLIF", ["t_ref": 5, "EL": 0, "mem": 0, "threshold": 5, "Vr": 0], current: 0,
        by: .adaptive), besideSpikesAt: [10.5, 30.25, 100.75])
    try network.connect("s", "n", port: .state("mem"), weight: 6)
    #expect(network.run(2000) == .finished)
    let times = network.nodes["n"]?.recording.spikeTimes(neuron: 0) ?? []
    #expect(times.count == 2)
    for (own, expected) in zip(times, [10.5, 100.75]) { #expect(abs(own - expected) < 1e-9) }
  }

  // A node of steps among them gets a spike without delay in the step in which it was, as in any loop.
  @Test func nodesOfStepsKeepTheirOrderAmongOthers() throws {
    var network = Network()
    var n = try node("RefractoryLIF", ["t_ref": 2], current: 4, by: .adaptive)
    n.name = "a"
    network.nodes["a"] = n
    try network.add("b", "Relay")
    try network.connect("a", "b", delay: 0)
    try network.connect("b", "a", port: .state("mem"), weight: 0.5, delay: 1)
    network.connections["b_a"]?.exactDelay = 0.25
    #expect(network.run(2000) == .finished)
    #expect(network.spikes("a").count > 5)
    #expect(network.spikes("a") == network.spikes("b"))
  }

  // A current that spikes make flow for the length of a step goes on in the next one.
  @Test(arguments: [0.25, 1, 2.75]) func whatFlowsForAStepArrivesWhole(delay: Double) throws {
    var network = try network(
      of: node(
        "RefractoryLIF", ["tau": 1e12, "R": 1e12, "EL": 0, "mem": 0, "threshold": 1e12], current: 0,
        by: .rk4), besideSpikesAt: [10.53, 30.26, 30.27])
    try network.connect("s", "n", weight: 100, delay: 1)
    network.connections["s_n"]?.exactDelay = delay
    // In pieces, so that what flows is kept from one to the next.
    for steps in [106, 1, 1, 892] { #expect(network.run(steps) == .finished) }
    let target = try #require(network.nodes["n"])
    // 100 for 0.1 ms each, of which mem has moved by 1 a ms.
    #expect(abs((target.states["mem"]?[0] ?? .nan) - 30) < 1e-6)
    let flowed = target.recording.samples(of: "input", neuron: 0, steps: 1...1000)
    #expect(abs(flowed.reduce(0, +) - 300) < 1e-9)
  }

  // Where a number turns infinite each neuron goes through the steps before by itself, which is the same as
  // steps of all, also among others.
  @Test(arguments: [Equations.Method.rk4, .exponentialEuler])
  func stepsOfAllAndOfEachAreTheSameAmongOthers(method: Equations.Method) throws {
    let text = """
      define Far
        inherits Membrane
        param threshold = 1; param tau = 20ms > 0; param dt = 0.1ms > 0
        state mem = 0; state far = 0.02; state size = 1
        refractory 1.03ms
        integral {
          d mem/dt = (1.2 - mem) / tau
          d far/dt = far^2 / 1ms
          d size/dt = size * far^8 / 1ms
        }
        spike { spike when mem >= threshold; reset mem = 0 }
      end
      """
    func network() throws -> Network {
      var network = Network()
      for (name, population) in [("a", 40), ("b", 30)] {
        var n = try node("Far", defining: text, current: 0, by: method, population: population)
        n.name = name
        let column = (0..<population).map { Double($0) / Double(population) }
        try n.set(Name("mem", nowhere), to: column, neurons: 0..<population, at: nowhere)
        network.nodes[name] = n
      }
      try network.connect("a", "b", port: .state("mem"), weight: 0.02, delay: 1)
      try network.connect("b", "a", port: .state("mem"), weight: -0.002, delay: 1)
      network.connections["a_b"]?.exactDelay = 1.37
      return network
    }
    var whole = try network()
    guard case .notFinite(_, let place) = whole.run(2000) else {
      Issue.record("it went on")
      return
    }
    #expect(place.step > 300)
    var before = try network()
    #expect(before.run(place.step - 1) == .finished)
    for name in ["a", "b"] {
      #expect(whole.nodes[name]?.states == before.nodes[name]?.states)
      let trains = [whole, before].map { network in
        (0..<30).map { network.nodes[name]?.recording.spikeTimes(neuron: $0) ?? [] }
      }
      #expect(trains[0] == trains[1])
      #expect(trains[0].joined().count >= 30)
    }
  }
}
