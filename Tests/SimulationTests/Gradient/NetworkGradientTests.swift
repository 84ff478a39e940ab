import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

@Suite struct NetworkGradientTests {
  /// Two populations of smooth neurons, one of which sends to the other.
  private func network(
    _ port: Connection.Port = .input("input"), carried: Connection.Carried = .spikes,
    delay: Int = 0,
    synapse: String? = nil, target: String = "mem += k * (sin(input) - mem)"
  ) throws -> Network {
    var library = ModelLibrary.builtIn
    func smooth(_ name: String, _ integral: String) throws -> NeuronModel {
      try library.define(
        "define \(name)\n inherits Base\n param k = 0.3\n param step = 7 integer >= 1\n"
          + " matrix seen = 1 / (row + column)\n state mem = 0.2 * k reset 0.2 * k\n"
          + " integral { \(integral) }\n spike { spike = tanh(mem) }")
    }
    let models = [
      "a": try smooth("Smooth", "mem += k * (sin(input) - mem)"), "b": try smooth("Target", target),
    ]
    var network = Network()
    for (name, population) in [("a", 2), ("b", 3)] {
      network.nodes[name] = try Node(
        name: name, model: try #require(models[name]), population: population, at: nowhere)
      for neuron in 0..<population {
        let currents = (0..<7).map { Double(($0 * 5 + neuron * 3) % 7) / 5 - 0.5 }
        network.feed(name, .list(currents), neurons: neuron..<neuron + 1)
      }
    }
    try connect("a", "b", &network, port, carried, delay, synapse)
    return network
  }

  private func connect(
    _ source: String, _ target: String, _ network: inout Network,
    _ port: Connection.Port = .input("input"), _ carried: Connection.Carried = .spikes,
    _ delay: Int = 1, _ synapse: String? = nil
  ) throws {
    try network.connect(source, target, port: port, carried: carried, delay: delay)
    let name = "\(source)_\(target)"
    network.connections[name]?.scale = 0.7
    let weights = try #require(network.connections[name]?.weights)
    let values = weights.columns.indices.map { Double($0 % 4) * 0.2 - 0.25 }
    network.connections[name]?.weights = try #require(
      SparseWeights(
        sources: weights.sources, targets: weights.targets, starts: weights.starts,
        columns: weights.columns, values: values))
    guard let synapse else { return }
    network.connections[name]?.synapse = try Node(
      name: "\(name) synapse", model: try #require(ModelLibrary.builtIn[synapse]),
      population: weights.targets, at: nowhere)
  }

  private func gradient(_ network: Network) throws -> Gradient {
    try network.gradient(
      of: .trace("mem", [0.4, -0.1, 0.3, 0.2, -0.3, 0.5, 0.1]), at: "b", steps: 7, random: random,
      at: nowhere)
  }

  // Every weight, parameter and input, against finite differences.
  private func check(_ network: Network) throws {
    let own = try gradient(network)
    func compare(
      _ slope: Double?, _ what: String, _ change: (inout Network, Double) throws -> Void
    ) throws {
      let losses = try [1e-5, -1e-5].map { step in
        var copy = network
        try change(&copy, step)
        return try gradient(copy).loss
      }
      let expected = (losses[0] - losses[1]) / 2e-5
      #expect(abs((slope ?? .nan) - expected) < 1e-7 * (1 + abs(expected)), "\(what)")
    }
    var isAlive = false
    for (name, connection) in network.connections {
      for index in connection.weights.values.indices {
        let slope = own.weights[name]?[index]
        isAlive = isAlive || slope.map { abs($0) > 1e-4 } ?? false
        try compare(slope, "\(name)[\(index)]") { network, step in
          network.connections[name]?.weights.change { $0 == index ? $1 + step : $1 }
        }
      }
      guard let synapse = connection.synapse, synapse.parameters["tau"] != nil else { continue }
      let slope = own.synapses[name]?.parameters["tau"]?.reduce(0, +)
      try compare(slope, "tau of \(name)") { network, step in
        let tau = synapse.parameters["tau"]?[0] ?? 0
        try network.connections[name]?.synapse?.set(
          Name("tau", nowhere), to: tau + step, neurons: 0..<synapse.population, at: nowhere)
      }
    }
    #expect(isAlive)
    for (name, node) in network.nodes {
      try compare(own.parameter("k", of: name), "k of \(name)") { network, step in
        try network.nodes[name]?.set(
          Name("k", nowhere), to: 0.3 + step, neurons: 0..<node.population, at: nowhere)
      }
      for neuron in 0..<node.population {
        for time in [0, 2, 4] {
          let slope = own.inputs("input", of: name)[time * node.population + neuron]
          try compare(slope, "input of \(name)[\(neuron)] at \(time)") { network, step in
            let pulse = (0..<7).map { $0 == time ? step : 0 }
            network.feed(name, .list(pulse), neurons: neuron..<neuron + 1)
          }
        }
      }
    }
  }

  @Test(arguments: [0, 1, 3]) func goesBackThroughDelays(delay: Int) throws {
    try check(network(delay: delay))
  }

  @Test(arguments: [1, 2]) func goesBackThroughLoops(delay: Int) throws {
    var network = try network()
    try connect("b", "a", &network, .input("input"), .spikes, delay)
    try connect("b", "b", &network, .input("input"), .spikes, delay + 1)
    try check(network)
  }

  @Test func goesBackThroughWhatIsAddedToAState() throws {
    try check(network(.state("mem"), delay: 1))
  }

  @Test(arguments: [0, 2]) func goesBackThroughGapJunctions(delay: Int) throws {
    var network = try network(carried: .membrane, delay: delay)
    try check(network)
    try connect("b", "a", &network, .state("mem"), .membrane, delay)
    try check(network)
  }

  @Test(arguments: ["ExpSynapse", "AlphaSynapse", "ExpConductance", "NMDA"])
  func goesBackThroughSynapses(model: String) throws {
    try check(network(delay: 1, synapse: model))
    var loop = try network(synapse: model)
    try connect("b", "a", &loop, .input("input"), .spikes, 2, model)
    try check(loop)
  }

  // A step that sees the whole pass: its input is known only once all steps were gone through.
  @Test(arguments: [nil, "ExpSynapse"])
  func goesBackThroughWholePasses(synapse: String?) throws {
    let target = "mem = k * window(seen, input)"
    try check(network(delay: 1, synapse: synapse, target: target))
    #expect(throws: Diagnostic.self) {
      try gradient(network(.state("mem"), target: target))
    }
  }

  // With mem_detach the potential of the step before is a number.
  @Test(arguments: [0, 1]) func cutsBetweenSteps(delay: Int) throws {
    for carried in [Connection.Carried.spikes, .membrane] {
      var network = try network(carried: carried, delay: delay)
      try network.nodes["b"]?.set(
        Name("mem_detach", nowhere), to: 1, neurons: 0..<3, at: nowhere)
      let loss = Loss.sum("mem", weights: [0, 0, 0, 0, 0, 0, 1])
      let cut = try network.gradient(of: loss, at: "b", steps: 7, random: random, at: nowhere)
      let inputs = cut.inputs("input", of: "b")
      #expect(inputs.dropLast(3).allSatisfy { $0 == 0 })
      #expect(inputs.suffix(3).allSatisfy { $0 != 0 })
      #expect(cut.parameter("k", of: "b") != 0)
    }
  }

  // What is kept of many steps is less than what they are; they are then taken twice.
  @Test func stretchesMakeNoDifference() throws {
    func gradient(population: Int) throws -> Gradient {
      var network = Network()
      try network.add("a", "LIF", population: population)
      try network.add("b", "LIF", population: population)
      network.feed("a", .constant(1.3))
      try network.connect("a", "b", weight: 2.5, delay: 5, pattern: .oneToOne)
      return try network.gradient(
        of: .spikeCount(100), at: "b", steps: 2000, random: random, at: nowhere)
    }
    let (one, many) = try (gradient(population: 1), gradient(population: 2000))
    #expect(abs(many.loss / one.loss - 2000) < 1e-6)
    for (own, other) in [
      (many.weights["a_b"]?[0], one.weights["a_b"]?[0]),
      (many.parameter("tau", of: "a"), one.parameter("tau", of: "a")),
    ] {
      let (own, other) = (try #require(own), try #require(other))
      #expect(other != 0 && abs(own / other / 2000 - 1) < 1e-9)
    }
  }

  @Test func saysWhatHasNoGradient() throws {
    var network = try network()
    network.connections["a_b"]?.shortTerm = ShortTermPlasticity(
      use: 0.5, facilitation: 0, recovery: 10)
    do {
      _ = try gradient(network)
      Issue.record("it was taken")
    } catch let error as Diagnostic {
      #expect(error.message == "'a_b' tires as it is used, and no gradient goes through it")
    }
  }

  // Spikes, losses and gradients of samples side by side are those of each by itself.
  @Test func samplesAreIndependent() throws {
    let network = try network(delay: 1)
    let wide = try network.repeated(4, random: random, at: nowhere)
    let (one, four) = try (gradient(network), gradient(wide).joined(4))
    #expect(abs(four.loss - 4 * one.loss) < 1e-12)
    for (own, other) in zip(four.weights["a_b"] ?? [], one.weights["a_b"] ?? [.nan]) {
      #expect(abs(own - 4 * other) < 1e-12)
    }
  }
}
