import Equations
import Neurons
import OrderedCollections
import Simulation
import Testing

private let nowhere = SourceRange(0, 0)
private let random = RandomSource(seed: 1)

extension Network {
  /// Adds a node of a built-in model.
  mutating func add(
    _ name: String, _ model: String, population: Int = 1, _ values: [String: Double] = [:]
  ) throws {
    var node = try Node(
      name: name, model: try #require(ModelLibrary.builtIn[model]), population: population,
      at: nowhere)
    for (parameter, value) in values {
      try node.set(Name(parameter, nowhere), to: value, neurons: 0..<population, at: nowhere)
    }
    try node.begin()
    nodes[name] = node
  }

  /// Connects two nodes by the first input of the second.
  mutating func connect(
    _ source: String, _ target: String, port: Connection.Port? = nil,
    carried: Connection.Carried = .spikes, weight: Double = 1, delay: Int = 0,
    pattern: ConnectionPattern = .all(includesSelf: false)
  ) throws {
    let (from, to) = (try #require(nodes[source]), try #require(nodes[target]))
    let weights = try SparseWeights(
      pattern, sources: from.population, targets: to.population, isWithin: source == target,
      weight: weight, random: random, stream: RandomSource.stream("\(source) \(target)"))
    let name = "\(source)_\(target)"
    connections[name] = Connection(
      name: name, from: source, to: target, port: port ?? .input(to.model.inputs.keys[0]),
      carried: carried, pattern: pattern, delay: delay, weights: weights)
  }

  mutating func feed(_ name: String, _ waveform: Signal.Waveform, neurons: Range<Int>? = nil) {
    let all = 0..<(nodes[name]?.population ?? 0)
    nodes[name]?.feed(Signal(waveform), neurons: neurons ?? all, isAdded: true)
  }

  func spikes(_ name: String, _ neuron: Int = 0) -> [Int] {
    nodes[name]?.recording.spikeSteps(neuron: neuron) ?? []
  }

  @discardableResult
  mutating func run(_ count: Int, _ order: Order = .stepByStep) -> Ending {
    advance(Array(nodes.keys), by: count, order: order, random: random) { false }
  }
}

@Suite struct NetworkTests {
  @Test(arguments: [0, 1, 3]) func spikesArriveAfterTheirDelay(delay: Int) throws {
    var network = Network()
    try network.add("a", "Relay")
    try network.add("b", "IF")
    try network.connect("a", "b", weight: 0.7, delay: delay)
    network.feed("a", .list([0, 1, 0, 0, 1]))
    #expect(network.run(12) == .finished)
    #expect(network.spikes("a") == [2, 5])
    #expect(network.spikes("b") == [2 + delay, 5 + delay])
    // What arrives is part of the input that is recorded.
    #expect(
      network.nodes["b"]?.recording.sample(of: "input", neuron: 0, step: 2 + delay) == 0.7)
  }

  @Test func spikesOnTheirWaySurviveTheEndOfARun() throws {
    var network = Network()
    try network.add("a", "Relay")
    try network.add("b", "IF")
    try network.connect("a", "b", delay: 5)
    network.feed("a", .list([1, 0, 1]))
    var whole = network
    whole.run(10)
    for _ in 0..<10 { network.run(1) }
    #expect(network.spikes("b") == [6, 8])
    #expect(whole.spikes("b") == network.spikes("b"))
    #expect(network.connections == whole.connections)
    #expect(network.nodes["b"]?.states == whole.nodes["b"]?.states)
    try network.reset(["a", "b"])
    #expect(network.connections["a_b"]?.pending.isEmpty == true)
  }

  @Test func loopsNeedAndTakeADelay() throws {
    var network = Network()
    try network.add("a", "IF")
    try network.add("b", "IF")
    try network.connect("a", "b", delay: 1)
    try network.connect("b", "a", delay: 2)
    network.feed("a", .list([1]))
    network.run(10)
    // A spike goes round in three steps.
    #expect(network.spikes("a") == [1, 4, 7, 10])
    #expect(network.spikes("b") == [2, 5, 8])
    #expect(network.groups(of: ["a", "b"]) == [["a", "b"]])
    #expect(network.isLoop(["a", "b"]))
  }

  @Test func groupsComeAfterWhatTheyGetSpikesFrom() throws {
    var network = Network()
    for name in ["d", "c", "b", "a", "alone"] { try network.add(name, "IF") }
    try network.connect("a", "b")
    try network.connect("b", "c", delay: 1)
    try network.connect("c", "b", delay: 1)
    try network.connect("c", "d")
    #expect(network.groups(of: ["d", "c", "b", "a"]) == [["a"], ["c", "b"], ["d"]])
    #expect(network.component(of: ["d"]) == ["d", "c", "b", "a"])
    #expect(network.reaches("d", from: "c"))
    #expect(!network.reaches("c", from: "b"))
  }

  @Test func probabilityConnectsThatShare() throws {
    let weights = try SparseWeights(
      .probability(0.1, includesSelf: false), sources: 400, targets: 400, isWithin: true,
      weight: 1, random: random, stream: 3)
    let expected = 400.0 * 399 * 0.1
    #expect(abs(Double(weights.count) - expected) < 4 * (expected * 0.9).squareRoot())
    for source in 0..<400 {
      let row = weights.row(source).map { weights.columns[$0] }
      #expect(row == row.sorted() && Set(row).count == row.count)
      #expect(!row.contains(UInt32(source)))
    }
  }

  @Test func patterns() throws {
    func targets(_ pattern: ConnectionPattern, isWithin: Bool) throws -> [[UInt32]] {
      let weights = try SparseWeights(
        pattern, sources: 3, targets: 3, isWithin: isWithin, weight: 1, random: random, stream: 1)
      return (0..<3).map { weights.row($0).map { weights.columns[$0] } }
    }
    #expect(try targets(.oneToOne, isWithin: true) == [[0], [1], [2]])
    #expect(try targets(.all(includesSelf: false), isWithin: true) == [[1, 2], [0, 2], [0, 1]])
    #expect(try targets(.all(includesSelf: false), isWithin: false)[0] == [0, 1, 2])
    #expect(try targets(.probability(1, includesSelf: true), isWithin: true)[1] == [0, 1, 2])
    #expect(try targets(.probability(0, includesSelf: true), isWithin: true)[1] == [])
  }

  @Test func expectedCountsAreThoseMade() throws {
    let patterns: [(ConnectionPattern, Bool, Int)] = [
      (.all(includesSelf: false), true, 30), (.all(includesSelf: true), true, 36),
      (.all(includesSelf: false), false, 36), (.oneToOne, false, 6),
      (.probability(1, includesSelf: false), true, 30),
      (.probability(0, includesSelf: true), true, 0),
    ]
    for (pattern, isWithin, count) in patterns {
      let made = try SparseWeights(
        pattern, sources: 6, targets: 6, isWithin: isWithin, weight: 1, random: random, stream: 1)
      #expect(made.count == count)
      #expect(
        pattern.expectedCount(sources: 6, targets: 6, isWithin: isWithin) == Double(count))
    }
    // A product that no integer holds.
    #expect(
      ConnectionPattern.all(includesSelf: true)
        .expectedCount(sources: .max, targets: .max, isWithin: false) > 8e37)
  }

  @Test func makingManySynapsesEndsAtTheLimitAndAtAnInterrupt() throws {
    func make(most: Int, deviation: Double, looks: Int) throws -> (SparseWeights, Int) {
      var asked = 0
      let made = try SparseWeights(
        .probability(0.5, includesSelf: true), sources: 1000, targets: 1000, isWithin: false,
        weight: 1, deviation: deviation, random: random, stream: 1, most: most
      ) {
        asked += 1
        return asked > looks
      }
      return (made, asked)
    }
    let (made, asked) = try make(most: .max, deviation: 0.1, looks: .max)
    #expect(asked >= 8)
    #expect(try make(most: made.count, deviation: 0, looks: .max).0.columns == made.columns)
    #expect(throws: SparseWeights.Unfinished.tooMany) {
      try make(most: made.count - 1, deviation: 0, looks: .max)
    }
    // While it finds who is connected, and while it draws their weights.
    for looks in [0, asked - 1] {
      #expect(throws: SparseWeights.Unfinished.interrupted) {
        try make(most: .max, deviation: 0.1, looks: looks)
      }
    }
  }

  @Test func aNetworkOfOneNodeIsTheNodeAlone() throws {
    for (model, current) in [("LIF", 1.3), ("AdEx", 500), ("NoiseLIF", 0.9), ("PSN", 0.7)] {
      var network = Network()
      try network.add("n", model, population: 3)
      network.feed("n", .constant(current))
      network.feed("n", .noise(mean: 0, deviation: 0.1))
      var alone = try #require(network.nodes["n"])
      network.run(300)
      #expect(alone.advance(300, random: random) { false } == .finished)
      #expect(network.nodes["n"] == alone, "\(model)")
    }
  }

  @Test func badNumbersStopTheNetworkBeforeTheStep() throws {
    var network = Network()
    try network.add("a", "Relay")
    try network.add("b", "IF")
    try network.connect("a", "b", weight: 1e308)
    network.feed("a", .list([1, 1, 10, 1]))
    let ending = network.run(100)
    guard case .notFinite(let node, let place) = ending else {
      Issue.record("it ran to its end")
      return
    }
    #expect(node == "b" && place.step == 3 && place.neuron == 0 && place.quantity == "mem")
    #expect(network.nodes["b"]?.time == 2 && network.nodes["a"]?.time == 2)
    #expect(network.nodes["b"]?.states["mem"] == [0])
  }

  @Test func gapJunctionsPullPotentialsTogether() throws {
    var network = Network()
    try network.add("a", "LIF", ["threshold": 100, "tau": 10])
    try network.add("b", "LIF", ["threshold": 100, "tau": 10])
    try network.connect("a", "b", carried: .membrane, weight: 2)
    try network.connect("b", "a", carried: .membrane, weight: 2)
    try network.nodes["a"]?.set(Name("mem", nowhere), to: 1, neurons: 0..<1, at: nowhere)
    network.run(1)
    // Each leaks a tenth and gets a tenth of twice the difference.
    #expect(network.nodes["a"]?.states["mem"]?[0] == 0.7)
    #expect(network.nodes["b"]?.states["mem"]?[0] == 0.2)
  }
}
