import Equations
import Neurons
import OrderedCollections
import Simulation

/// What `connect` was asked for.
struct ConnectionPlan {
  var ends: Ends
  var pattern: Pattern
  var weight: SynapseValue?
  var deviation: Quantity?
  var delay: SynapseValue?
  var synapse: Name?
  var name: Name?
  var settings: [Setting]
  /// How many synapses all connections may have.
  var mostSynapses: Int

  var isGap: Bool { synapse?.text == "gap" }

  /// The same from the target to the source.
  var reversed: ConnectionPlan {
    var result = self
    result.ends = Ends(
      source: Name(ends.target, ends.targetRange), sources: ends.targets,
      target: ends.source.text, targets: ends.sources, targetRange: ends.source.range, port: nil)
    result.name = nil
    return result
  }

  /// The connection, checked against the session before its synapses are made.
  ///
  /// - Parameters:
  ///   - session: where the nodes are.
  ///   - given: the synapses, where those of a gap junction's other side say which there are.
  ///   - isInterrupted: asked while synapses are made.
  /// - Returns: nil where it was interrupted.
  /// - Throws: `Diagnostic` at the word that does not fit.
  func connection(
    in session: Session, with given: (weights: SparseWeights, unit: UnitOfMeasure)? = nil,
    isInterrupted: () -> Bool
  ) throws(Diagnostic) -> Connection? {
    guard let source = session.nodes[ends.source.text], let target = session.nodes[ends.target]
    else { throw session.unknownNode(ends.source) }
    do throws(Network.Obstacle) { try Network.checkClocks(of: [source, target]) } catch {
      throw session.diagnostic(of: error, at: ends.targetRange)
    }
    let port = try port(of: target)
    let portUnit = target.unit(of: port.name)
    var node: Node?
    var weightUnit = portUnit
    var scale = 1.0
    if isGap {
      weightUnit = portUnit / target.membraneUnit
    } else if let synapse {
      let made = try synapseNode(synapse, in: session, target: target)
      node = made
      let arrived = made.unit(of: made.model.inputs.keys[0])
      if arrived != .none {
        weightUnit = arrived
        let output = made.membraneUnit
        guard output.isSameKind(as: portUnit) else {
          throw Diagnostic(
            "'\(made.model.name)' gives \(output.kind), but '\(target.name).\(port.name)' takes"
              + " \(portUnit.kind)", at: synapse.range, expected: "a synapse that gives that")
        }
        scale = output.factor(to: portUnit)
      }
    } else if let setting = settings.first {
      let keys = Command.connect.arguments.keys
      if let key = nearestWord(to: setting.name.text, among: keys) {
        throw Diagnostic(
          "unknown option '\(setting.name.text.shortened)'", at: setting.name.range,
          expected: keys.map { "\($0)=" }.joined(separator: ", "), suggestion: key)
      }
      throw Diagnostic(
        "there is no synapse to take '\(setting.name.text)'", at: setting.name.range,
        expected: "synapse=ExpSynapse or another one before it")
    }
    let name = try connectionName(in: session)
    let carried: Connection.Carried = isGap ? .membrane : .spikes
    let delay = try delay(from: source, to: target, carrying: carried, in: session)
    try checkFit()
    let size = try weight?.single?.number(in: weightUnit, what: "'weight'") ?? 1
    let spread = try deviation?.number(in: weightUnit, what: "'deviation'") ?? 0
    guard spread >= 0 else {
      throw Diagnostic(
        "'deviation' cannot be \(spread.readable)", at: deviation?.name.range ?? ends.targetRange,
        expected: "a number >= 0")
    }
    let counts =
      given == nil ? try neuronCounts(source, target) : (source.population, target.population)
    do throws(Network.Obstacle) {
      try session.network.checkConnection(
        from: source, to: target, carrying: carried,
        pattern: given == nil ? pattern.pattern : .chosen, among: counts,
        delay: delay, most: mostSynapses)
    } catch { throw session.diagnostic(of: error, at: range(of: error)) }
    let drawn = Drawn(
      weight: size, deviation: spread, unit: weightUnit, random: session.random,
      stream: RandomSource.stream("\(name)'s synapses"),
      room: mostSynapses - session.network.synapseCount)
    var made = given?.weights
    do throws(SparseWeights.Unfinished) {
      if made == nil, pattern.pairs == nil {
        made = try synapses(from: source, to: target, drawn, isInterrupted: isInterrupted)
      }
    } catch {
      switch error {
      case .interrupted: return nil
      // Chance made more than were to be expected.
      case .tooMany:
        throw session.tooManySynapses(
          "these would be more than \(drawn.room) synapses", most: mostSynapses,
          at: pattern.range ?? ends.targetRange)
      case .improbable(let source, let target, let value):
        throw Diagnostic(
          "'probability' would be \(value.readable) from neuron \(source + 1) to \(target + 1)",
          at: pattern.range ?? ends.targetRange, expected: "numbers from 0 to 1",
          kind: .outOfRange)
      }
    }
    if made == nil {
      made = try chosenSynapses(from: source, to: target, drawn, in: session)
    }
    guard var weights = made else {
      throw Diagnostic("no synapses can be made here", at: ends.targetRange)
    }
    if given == nil, let spread = weight?.spread {
      try spread.set(
        &weights, layout: layout, in: weightUnit, owner: "\(name)'s weights",
        random: session.random)
    }
    // Where either neuron is joined with the other, both are, with the same conductance.
    if isGap, source.name == target.name,
      pattern.pattern != .all(includesSelf: false) || !isOfWholes || weights.values.count > 1
    {
      weights = weights.symmetric()
    }
    if let given, given.unit.isSameKind(as: weightUnit) {
      let factor = given.unit.factor(to: weightUnit)
      weights.change { $1 * factor }
    }
    guard weights.values.areFinite else {
      throw Diagnostic(
        "some weights would be infinite",
        at: deviation?.name.range ?? weight?.name.range ?? ends.targetRange,
        expected: "a smaller deviation")
    }
    var connection = Connection(
      name: name, from: source.name, to: target.name, port: port,
      carried: carried, pattern: isOfWholes ? pattern.pattern : .chosen, delay: delay,
      weights: weights)
    connection.exactDelay = try exactDelay(to: target)
    connection.layout = layout
    if let delays = try delays(
      of: connection, from: source, to: target, in: session),
      !connection.set(delays: delays, isExact: target.spikeTiming == .exact)
    {
      throw Diagnostic(
        "no such delays can be had here", at: self.delay?.name.range ?? ends.targetRange,
        expected: "one delay for all")
    }
    connection.synapse = node
    connection.scale = scale
    try session.checkConductances(
      of: connection,
      at: deviation?.name.range ?? weight?.name.range ?? pattern.range ?? ends.targetRange)
    return connection
  }

  private func port(of target: Node) throws(Diagnostic) -> Connection.Port {
    guard let port = ends.port.map(target.model.writtenOut) else {
      return .input(target.model.inputs.keys[0])
    }
    if target.model.inputs[port.text] != nil { return .input(port.text) }
    let names = target.ports.map(\.name)
    if names.contains(port.text) { return .state(port.text) }
    throw .unknown("input or state", port, oneOf: names.filter { !$0.isOfFurtherCompartment })
  }

  // Which of the words an obstacle is about.
  private func range(of obstacle: Network.Obstacle) -> SourceRange {
    switch obstacle {
    case .differentSizes, .tooManySynapses: pattern.range ?? ends.targetRange
    case .immediateLoop, .tooManyInFlight: delay?.name.range ?? ends.targetRange
    default: ends.targetRange
    }
  }

  private func connectionName(in session: Session) throws(Diagnostic) -> String {
    guard let name else {
      return session.freeConnectionName(from: ends.source.text, to: ends.target)
    }
    try session.checkIsNew(name)
    return name.text
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
      Name("dt", name.range), to: target.dt,
      neurons: 0..<target.population, at: name.range)
    try node.begin(random: session.random)
    try node.checkIsFinite(at: name.range)
    return node
  }
}

let longestDelay = 100_000
