import Equations
import Neurons
import OrderedCollections
import Testing

@testable import Simulation

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 4)

/// Where spikes are found between steps, synapses with equations and the neurons on which they end are one
/// system of equations, and spikes arrive at them when they do.
@Suite struct SynapseFlowTests {
  // The same synapses as states of the neuron itself.
  private static let wholes = [
    "ExpSynapse": ("nA", "S", "d S/dt = -S / tau_s", "S", 1.0),
    "AlphaSynapse": (
      "nA", "S", "d S/dt = (rise - S) / tau_s; d rise/dt = -rise / tau_s", "rise",
      2.718281828459045
    ),
    "ExpConductance": ("nS", "S * (E - mem)", "d S/dt = -S / tau_s", "S", 1),
    "AlphaConductance": (
      "nS", "S * (E - mem)", "d S/dt = (rise - S) / tau_s; d rise/dt = -rise / tau_s", "rise",
      2.718281828459045
    ),
    "NMDA": (
      "nS", "S * (E - mem) / (1 + 1 / 3.57 * exp(-0.062/mV * mem))", "d S/dt = -S / tau_s", "S", 1
    ),
  ]

  private static let times = [3.137, 11.59, 12.003, 30.77, 41.2]
  private static let taus = [3.0, 7, 11]

  private func sources(_ network: inout Network) throws {
    try network.add("s", "Spikes")
    network.feed("s", .spikes(times: Self.times.map { $0 / 0.1 }, weight: 1))
  }

  private func prepare(_ node: inout Node, _ method: Equations.Method) throws {
    node.feed(Signal(.constants([2.1, 2.2, 2.3], from: 0)), neurons: 0..<3, isAdded: false)
    node.solve(by: method, spikes: .exact)
    if method.isAdaptive { try node.set(tolerance: 1e-13, at: nowhere) }
  }

  // Three neurons with time constants of their own, and an input of different strengths.
  private func joined(
    _ synapse: String, _ method: Equations.Method, weight: Double, delay: Double = 0.73
  ) throws -> Network {
    var network = Network()
    try sources(&network)
    var neurons = try Node(
      name: "n", model: #require(ModelLibrary.builtIn["RefractoryLIF"]), population: 3, at: nowhere)
    try prepare(&neurons, method)
    network.nodes["n"] = neurons
    try network.connect("s", "n", weight: weight, delay: 1)
    network.connections["s_n"]?.exactDelay = delay / 0.1
    var node = try Node(
      name: synapse, model: #require(ModelLibrary.builtIn[synapse]), population: 3, at: nowhere)
    try node.set(Name("tau", nowhere), to: Self.taus, neurons: 0..<3, at: nowhere)
    if node.parameters["E"] != nil {
      try node.set(Name("E", nowhere), to: 5, neurons: 0..<3, at: nowhere)
      network.connections["s_n"]?.scale = 0.001
    }
    network.connections["s_n"]?.synapse = node
    return network
  }

  private func whole(
    _ synapse: String, _ method: Equations.Method, weight: Double
  ) throws -> Network {
    let (unit, current, equations, jumping, factor) = try #require(Self.wholes[synapse])
    var network = Network()
    try sources(&network)
    var library = ModelLibrary.builtIn
    let model = try library.define(
      """
      define Whole
        inherits RefractoryLIF
        param tau_s = 5ms; param E = 5mV
        state S = 0\(unit); state rise = 0\(unit)
        integral { \(equations); d mem/dt = (EL - mem + R * (input + \(current))) / tau }
      end
      """)
    var node = try Node(name: "n", model: model, population: 3, at: nowhere)
    try node.set(Name("tau_s", nowhere), to: Self.taus, neurons: 0..<3, at: nowhere)
    try prepare(&node, method)
    network.nodes["n"] = node
    try network.connect("s", "n", port: .state(jumping), weight: weight * factor, delay: 1)
    network.connections["s_n"]?.exactDelay = 7.3
    return network
  }

  private func times(_ network: Network) -> [[Double]] {
    (0..<3).map { network.nodes["n"]?.recording.spikeTimes(neuron: $0) ?? [] }
  }

  @Test(arguments: wholes.keys.sorted(), [Equations.Method.adaptive, .rk4])
  func areOneSystem(synapse: String, method: Equations.Method) throws {
    let weight = synapse.hasSuffix("Synapse") ? 1.3 : synapse == "NMDA" ? 200 : 20
    var (joined, whole) = try (
      joined(synapse, method, weight: weight), whole(synapse, method, weight: weight)
    )
    #expect(joined.run(600) == .finished)
    #expect(whole.run(600) == .finished)
    let (found, expected) = (times(joined), times(whole))
    #expect(found.map(\.count) == expected.map(\.count))
    #expect(found.flatMap(\.self).count >= 5)
    for (found, expected) in zip(found.joined(), expected.joined()) {
      #expect(abs(found - expected) < 1e-10 * 600, "\(found) \(expected)")
    }
    let state = synapse.hasSuffix("Synapse") ? "mem" : "g"
    for neuron in 0..<3 {
      let own = try #require(joined.connections["s_n"]?.synapse?.states[state]?[neuron])
      let other = try #require(whole.nodes["n"]?.states["S"]?[neuron])
      #expect(abs(own - other) < 1e-9 * max(1, abs(other)))
    }
  }

  // Without a method of their own linear ones are propagated as a whole, so that dt plays no part.
  @Test func linearOnesAreExact() throws {
    var spikes: [[Double]] = []
    for method in [nil, Equations.Method.exact, .adaptive] {
      var network = try joined("AlphaSynapse", method ?? .exact, weight: 1.3)
      if method == nil {
        let node = try Node(
          name: "n", model: #require(ModelLibrary.builtIn["RefractoryLIF"]), population: 3,
          at: nowhere)
        network.nodes["n"] = node
        network.nodes["n"]?.feed(
          Signal(.constants([2.1, 2.2, 2.3], from: 0)), neurons: 0..<3, isAdded: false)
        network.nodes["n"]?.solve(by: node.method, spikes: .exact)
        network.nodes["n"]?.setup.method = nil
      }
      #expect(network.run(600) == .finished)
      spikes.append(times(network).flatMap(\.self))
    }
    #expect(spikes[0] == spikes[1])
    #expect(spikes[0].count == spikes[2].count)
    for (one, other) in zip(spikes[0], spikes[2]) { #expect(abs(one - other) < 1e-9) }
    // What is not linear with its synapses is solved step by step.
    var conductance = try joined("ExpConductance", .exact, weight: 20)
    var other = try joined("ExpConductance", .rk4, weight: 20)
    #expect(conductance.run(600) == .finished)
    #expect(other.run(600) == .finished)
    #expect(times(conductance) == times(other))
  }

  @Test(arguments: [Equations.Method.adaptive, .stiff, .rk4])
  func areTheSameInPieces(method: Equations.Method) throws {
    var whole = try joined("AlphaConductance", method, weight: 20)
    var pieces = whole
    #expect(whole.run(500) == .finished)
    for count in [1, 7, 13, 100, 379] { #expect(pieces.run(count) == .finished) }
    #expect(times(whole) == times(pieces))
    #expect(whole.nodes["n"]?.state == pieces.nodes["n"]?.state)
    #expect(whole.connections["s_n"]?.synapse?.state == pieces.connections["s_n"]?.synapse?.state)
  }

  // What goes on of a step of its own length is of no use to other equations.
  @Test func courseOfOtherSynapsesIsLeft() throws {
    var network = try joined("AlphaConductance", .adaptive, weight: 20)
    #expect(network.run(52) == .finished)
    #expect(network.nodes["n"]?.state.joint != nil)
    var alone = network
    alone.connections["s_n"] = nil
    #expect(alone.run(50) == .finished)
    #expect(alone.nodes["n"]?.state.joint == nil)
    var slower = network
    let all = 0..<3
    try slower.connections["s_n"]?.synapse?.set(
      Name("tau", nowhere), to: 1, neurons: all, at: nowhere)
    #expect(slower.run(100) == .finished)
    #expect(network.run(100) == .finished)
    #expect(slower.nodes["n"]?.states["mem"] != network.nodes["n"]?.states["mem"])
    // Nor is it where somebody moved a synapse's state.
    var moved = network
    let before = try #require(moved.connections["s_n"]?.synapse?.states["g"])
    try moved.connections["s_n"]?.synapse?.set(
      Name("g", nowhere), to: 500, neurons: all, at: nowhere)
    #expect(moved.run(1) == .finished)
    let after = try #require(moved.connections["s_n"]?.synapse?.states["g"])
    #expect(before.allSatisfy { $0 < 400 } && after.allSatisfy { $0 > 400 }, "\(after)")
  }

  @Test func whatFlowsInIsRecorded() throws {
    var network = try joined("AlphaSynapse", .rk4, weight: 1.3)
    network.connections["s_n"]?.scale = 2
    #expect(network.run(300) == .finished)
    let node = try #require(network.nodes["n"])
    let current = try #require(network.connections["s_n"]?.synapse?.states["mem"])
    #expect(current.allSatisfy { $0 > 1e-3 })
    for (neuron, fed) in [2.1, 2.2, 2.3].enumerated() {
      let input = node.samples(of: "input", neuron: neuron, steps: 1...300)
      #expect(input[0] == fed)
      #expect(input[299] == fed + 2 * current[neuron])
    }
    // It is what such a node records without them, and can be put together again.
    let again = try Node(
      node.setup, state: node.state, feeds: Array(node.feeds), segments: node.recording.segments,
      circumstances: node.recording.circumstances, at: nowhere)
    #expect(again.recording.sample(of: "mem", neuron: 1, step: 300) == node.states["mem"]?[1])
  }

  // A synapse that no arrival moves is none that the neuron hears of, instead of an input of its own.
  @Test func arrivalsThatNoStateTakesDoNothing() throws {
    var library = ModelLibrary.builtIn
    let deaf = try library.define(
      "define Deaf\n  inherits ExpSynapse\n  integral { mem = mem * exp(-dt / tau) }\nend")
    var network = try joined("ExpSynapse", .rk4, weight: 1e3)
    network.connections["s_n"]?.synapse = try Node(
      name: "deaf", model: deaf, population: 3, at: nowhere)
    var alone = network
    alone.connections["s_n"] = nil
    #expect(network.run(900) == .finished)
    #expect(alone.run(900) == .finished)
    #expect(times(network) == times(alone) && !times(alone)[0].isEmpty)
  }

  // Equations that do not say what happens between arrivals stay apart, and hear of spikes once a step.
  @Test func whatTheyDoNotTellIsNotAssumed() throws {
    func course(_ integral: String, _ more: String = "") throws -> SynapseCourse? {
      var library = ModelLibrary.builtIn
      return SynapseCourse(
        try library.define(
          """
          define Other
            inherits ExpSynapse
            \(more)
            integral { \(integral) }
          end
          """))
    }
    for model in ["ExpSynapse", "AlphaSynapse", "BiexpSynapse", "ExpConductance", "NMDA"] {
      #expect(try SynapseCourse(#require(ModelLibrary.builtIn[model])) != nil)
    }
    let euler = try #require(try course("mem = mem - dt * mem / tau + 3 * arrived"))
    #expect(euler.slopes.values.map(\.text) == ["-(mem / tau)"])
    #expect(euler.jumps.values.map(\.text) == ["3"])
    let equation = try #require(try course("d mem/dt = -mem / tau; mem += 2 * arrived"))
    #expect(equation.slopes.values.map(\.text) == ["-mem / tau"])
    #expect(equation.jumps.values.map(\.text) == ["2"])
    for integral in [
      "mem = 0.9 * mem + arrived", "mem = arrived", "mem = mem * exp(-dt / tau) + arrived * mem",
      "mem = mem * exp(-dt / tau) + arrived * normal(1, 0.1)",
      "d mem/dt = (arrived - mem) / tau", "mem = mem * exp(-dt / tau) + arrived^2",
      "mem = mem * exp(-dt / tau) + arrived + t / tau",
    ] {
      #expect(try course(integral) == nil, "\(integral)")
    }
    #expect(try course("g = g * exp(-dt / tau) + arrived; mem = g + arrived", "state g = 0") == nil)
    #expect(
      try course("g = g * exp(-dt / tau) + arrived; mem = g * dt / tau", "state g = 0") == nil)
  }
}
