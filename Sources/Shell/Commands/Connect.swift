import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let connect = Command(
    "connect", .build, "Connect two nodes, so that the spikes of one reach the other.",
    details: """
      What arrives is added to the first input of the target, or to the input or state that is
      named: b.basal_input, b.mem. Its size is the weight times the spike; its unit is that of the
      place where it ends. With synapse= the equations of a synapse stand between (list models shows
      them; NAME=VALUE sets their parameters); synapse=gap joins membrane potentials in both
      directions, the weight being the conductance between them.
      Without a pattern everyone is connected with everyone, except with itself. A delay of 0 lets
      the target have the spike in the same step; a loop needs a delay somewhere.
      """,
    examples: [
      "create lif a; create lif b; connect a -> b weight=3; feed a const 1.5; run 20; show a_b",
      "create lif p n=100; connect p -> p probability=0.1 weight=0.2 delay=3; show p_p",
      """
      create RefractoryLIF a; create RefractoryLIF b; feed a const 3
      connect a -> b synapse=ExpSynapse tau=10ms weight=2nA delay=1.5ms; run 100ms; list connections
      """,
      "create lif a; create lif b; connect a -> b synapse=gap weight=0.2; list connections",
    ],
    Argument<Ends>.ends,
    Argument<Pattern>.pattern,
    Argument<Quantity?>.optionalQuantity("weight", "of each synapse; else 1"),
    Argument<Quantity?>.optionalQuantity("deviation", "of the weights around it, normal; else 0"),
    Argument<Quantity?>.optionalQuantity("delay", "steps, or a time; else 0, in a loop 1"),
    Argument<Name?>.synapse,
    Argument<Name?>.connectionName,
    Argument<[Setting]>.settings("[PARAMETER=VALUE ...]", "parameters of the synapse") {
      situation in
      let name = situation.words.first { $0.key?.text == "synapse" }?.value.text
      return name.flatMap { situation.session.models[$0] }.map {
        situation.settingCandidates(for: $0)
      } ?? []
    }
  ) {
    (
      context: inout Context, ends: Ends, pattern: Pattern, weight: Quantity?,
      deviation: Quantity?, delay: Quantity?, synapse: Name?, name: Name?, settings: [Setting]
    ) throws(Diagnostic) in
    var plan = ConnectionPlan(
      ends: ends, pattern: pattern, weight: weight, deviation: deviation, delay: delay,
      synapse: synapse, name: name, settings: settings)
    var report = Report()
    // A gap junction carries both ways, so that it is a pair of connections.
    for _ in 0..<(plan.isGap && ends.source.text != ends.target ? 2 : 1) {
      let connection = try plan.connection(in: context.session)
      context.session.network.connections[connection.name] = connection
      report.add(.note("\(connection.name): \(context.session.summary(of: connection))"))
      plan = plan.reversed
    }
    return report
  }
}

/// `a -> b.mem`: the two nodes as they were typed.
struct Ends: Sendable {
  var source: Name
  var target: String
  var targetRange: SourceRange
  /// The input or state behind the target's dot.
  var port: Name?
}

/// Who is connected with whom, as it was typed.
struct Pattern: Sendable {
  var pattern: ConnectionPattern
  var range: SourceRange?
}

/// What `connect` was asked for.
private struct ConnectionPlan {
  var ends: Ends
  var pattern: Pattern
  var weight: Quantity?
  var deviation: Quantity?
  var delay: Quantity?
  var synapse: Name?
  var name: Name?
  var settings: [Setting]

  var isGap: Bool { synapse?.text == "gap" }

  /// The same from the target to the source.
  var reversed: ConnectionPlan {
    var result = self
    result.ends = Ends(
      source: Name(ends.target, ends.targetRange), target: ends.source.text,
      targetRange: ends.source.range, port: nil)
    result.name = nil
    return result
  }

  /// The connection, checked against the session.
  ///
  /// - Throws: `Diagnostic` at the word that does not fit.
  func connection(in session: Session) throws(Diagnostic) -> Connection {
    guard let source = session.nodes[ends.source.text], let target = session.nodes[ends.target]
    else { throw session.unknownNode(ends.source) }
    try session.checkSameClock([source, target], at: ends.targetRange)
    let port = try port(of: target)
    let portUnit = target.unit(of: port.name)
    var node: Node?
    var weightUnit = portUnit
    var scale = 1.0
    if isGap {
      weightUnit = portUnit / target.unit(of: "mem")
      try checkGap(source, target, port)
    } else if let synapse {
      let made = try synapseNode(synapse, in: session, target: target)
      node = made
      let arrived = made.unit(of: made.model.inputs.keys[0])
      if arrived != .none {
        weightUnit = arrived
        let output = made.unit(of: "mem")
        guard output.isSameKind(as: portUnit) else {
          throw Diagnostic(
            "'\(made.model.name)' gives \(output.kind), but '\(target.name).\(port.name)' takes"
              + " \(portUnit.kind)", at: synapse.range, expected: "a synapse that gives that")
        }
        scale = output.factor(to: portUnit)
      }
    } else if let setting = settings.first {
      throw Diagnostic(
        "there is no synapse to take '\(setting.name.text)'", at: setting.name.range,
        expected: "synapse=ExpSynapse or another one before it")
    }
    let name = try connectionName(in: session)
    let latency = try steps(of: target, in: session)
    let size = try weight?.number(in: weightUnit, what: "'weight'") ?? 1
    let spread = try deviation?.number(in: weightUnit, what: "'deviation'") ?? 0
    guard spread >= 0 else {
      throw Diagnostic(
        "'deviation' cannot be \(spread.readable)", at: deviation?.name.range ?? ends.targetRange,
        expected: "a number >= 0")
    }
    let weights = SparseWeights(
      pattern.pattern, sources: source.population, targets: target.population,
      isWithin: source.name == target.name, weight: size, deviation: spread,
      random: session.random, stream: RandomSource.stream("\(name)'s synapses"))
    try check(source, target)
    var connection = Connection(
      name: name, from: source.name, to: target.name, port: port,
      carried: isGap ? .membrane : .spikes, pattern: pattern.pattern, delay: latency,
      weights: weights)
    connection.synapse = node
    connection.scale = scale
    return connection
  }

  private func port(of target: Node) throws(Diagnostic) -> Connection.Port {
    guard let port = ends.port else { return .input(target.model.inputs.keys[0]) }
    if target.model.inputs[port.text] != nil { return .input(port.text) }
    let states = target.model.states.keys.filter { $0 != "spike" && $0 != "refractory" }
    if states.contains(port.text) { return .state(port.text) }
    let names = Array(target.model.inputs.keys) + states
    throw .unknown(
      "input or state", port, among: names, expected: "one of \(names.joined(separator: ", "))")
  }

  private func checkGap(
    _ source: Node, _ target: Node, _ port: Connection.Port
  ) throws(Diagnostic) {
    guard source.unit(of: "mem") == target.unit(of: "mem") else {
      throw Diagnostic(
        "'\(source.name)' and '\(target.name)' measure mem in different units",
        at: ends.targetRange, expected: "neurons of one kind for a gap junction")
    }
  }

  private func check(_ source: Node, _ target: Node) throws(Diagnostic) {
    let pairs = source.population * target.population
    let expected: Double =
      switch pattern.pattern {
      case .all: Double(pairs)
      case .oneToOne: Double(source.population)
      case .probability(let probability, _): Double(pairs) * probability
      }
    if case .oneToOne = pattern.pattern, source.population != target.population {
      throw Diagnostic(
        "'\(source.name)' has \(source.population.counted("neuron")) and '\(target.name)'"
          + " \(target.population)", at: pattern.range ?? ends.targetRange,
        expected: "populations of one size for one-to-one")
    }
    guard expected <= mostSynapses else {
      throw Diagnostic(
        "these would be about \(expected.readable) synapses", at: pattern.range ?? ends.targetRange,
        expected: "at most \(mostSynapses.readable); a smaller probability=")
    }
  }

  private func connectionName(in session: Session) throws(Diagnostic) -> String {
    if let name {
      try name.checkIsNewNodeName()
      try session.checkIsFree(name)
      return name.text
    }
    let stem = "\(ends.source.text)_\(ends.target)"
    var result = stem
    var number = 2
    while session.isTaken(result) {
      result = "\(stem)\(number)"
      number += 1
    }
    return result
  }

  private func steps(of target: Node, in session: Session) throws(Diagnostic) -> Int {
    let closesLoop =
      !isGap
      && (ends.source.text == ends.target
        || session.network.reaches(ends.source.text, from: ends.target))
    guard let delay else { return closesLoop ? 1 : 0 }
    let steps = try delay.steps(of: target, in: 0...longestDelay, what: "'delay'")
    guard steps > 0 || !closesLoop else {
      throw Diagnostic(
        "'\(ends.source.text)' would get its own spikes in the step in which it gives them",
        at: delay.name.range, expected: "a delay of at least one step")
    }
    return steps
  }

  private func synapseNode(
    _ name: Name, in session: Session, target: Node
  ) throws(Diagnostic) -> Node {
    let synapses = session.synapseModels
    guard let model = session.models[name.text], synapses.contains(model.name) else {
      throw .unknown(
        "synapse", name, among: synapses + ["gap"],
        expected: "one of \((synapses + ["gap"]).joined(separator: ", "))")
    }
    var node = try Node(
      name: "\(ends.source.text) to \(ends.target)", model: model, population: target.population,
      at: name.range)
    node.record = .none
    try node.apply(settings, to: 0..<target.population, random: session.random)
    try node.set(
      Name("dt", name.range), to: target.parameters["dt"]?.first ?? 1,
      neurons: 0..<target.population, at: name.range)
    try node.begin()
    return node
  }
}

private let longestDelay = 100_000
private let mostSynapses = 50_000_000.0

extension Session {
  /// The names of the models that stand between a spike and a neuron.
  var synapseModels: [String] {
    models.all.filter { $0.integral != nil && models.family(of: $0).contains("Synapse") }
      .map(\.name)
  }

  /// Checks that nodes that take their steps together take equal ones.
  func checkSameClock(_ nodes: [Node], at range: SourceRange) throws(Diagnostic) {
    guard let first = nodes.first else { return }
    for node in nodes.dropFirst()
    where node.timeUnit != first.timeUnit || node.stepLength != first.stepLength {
      throw Diagnostic(
        "a step of '\(first.name)' is \(first.clock), one of '\(node.name)' is \(node.clock)",
        at: range, expected: "the same dt for neurons that are connected")
    }
  }

  /// Whether a node, a connection or a module has a name.
  func isTaken(_ name: String) -> Bool {
    nodes[name] != nil || network.connections[name] != nil || modules[name] != nil
  }

  /// Checks that a name is still free.
  func checkIsFree(_ name: Name) throws(Diagnostic) {
    let kind =
      nodes[name.text] != nil
      ? "a node"
      : network.connections[name.text] != nil
        ? "a connection" : modules[name.text] != nil ? "a module" : nil
    guard let kind else { return }
    throw Diagnostic(
      "there is already \(kind) '\(name.text)'", at: name.range,
      expected: "a new name, or 'drop \(name.text)' first")
  }

  /// A connection in a line.
  func summary(of connection: Connection) -> String {
    let weights = connection.weights
    let unit = weightUnit(of: connection).text.spaced
    let low = weights.values.min() ?? 0
    let high = weights.values.max() ?? 0
    let size = low == high ? low.readable : "\(low.readable)..\(high.readable)"
    let delay =
      nodes[connection.target].map { node in
        node.timeUnit.map {
          "\((Double(connection.delay) * node.stepLength).readable) \($0.text)"
        } ?? connection.delay.counted("step")
      } ?? ""
    let kind = connection.carried == .membrane ? "gap junction" : connection.synapse?.model.name
    return "\(connection.source) -> \(connection.target).\(connection.port.name)"
      + (kind.map { " through \($0)" } ?? "")
      + ", \(weights.count.counted("synapse")), weight \(size)\(unit), delay \(delay)"
  }

  /// What a connection's weights are measured in.
  func weightUnit(of connection: Connection) -> UnitOfMeasure {
    guard let target = nodes[connection.target] else { return .none }
    let port = target.unit(of: connection.port.name)
    if connection.carried == .membrane { return port / target.unit(of: "mem") }
    if let synapse = connection.synapse {
      let arrived = synapse.unit(of: synapse.model.inputs.keys[0])
      if arrived != .none { return arrived }
    }
    return port
  }
}

extension Node {
  fileprivate var clock: String {
    timeUnit.map { "\(stepLength.readable) \($0.text)" } ?? "a step without a length"
  }
}
