import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

/// What a part of a term names: `n.mem`, `n.mem[2]`, `p[3].spikes`, `ab.weight[2]`, `m.spikes`.
struct Observed {
  /// Whose it is.
  enum Owner {
    /// A neuron of a node, counted from 0; nil for what all of them have in common, or together.
    case node(Node, neuron: Int?)
    case connection(Connection)
    /// The nodes of a module, which may differ in everything but that they fire.
    case module([Node])
  }

  private(set) var owner: Owner
  private(set) var quantity: Name
  /// The step, or the synapse, counted from 1.
  private(set) var index: Expression?
  private var part: Expression
  // Whether the bracket behind the quantity named a compartment.
  private var isInCompartment = false
  private static let ofConnections = ["weight", "synapses"]

  /// Finds what a part of a term names.
  ///
  /// - Throws: `Diagnostic` where there is no such node, neuron, connection or module.
  init(_ part: Expression, in session: Session) throws(Diagnostic) {
    // The step behind the compartment.
    if case .element(let place, let step) = part.kind, case .element = place.kind,
      let inner = try? Observed(place, in: session), inner.isInCompartment
    {
      self = inner
      (index, self.part) = (step, part)
      return
    }
    guard let reference = Reference(part), reference.neurons == nil || reference.quantity != nil
    else {
      throw Diagnostic(
        "'\(part.text)' is no quantity", at: part.range,
        expected: "NODE.QUANTITY, NODE.QUANTITY[STEP] or NODE[NEURON].QUANTITY")
    }
    let name = reference.name
    self.part = part
    quantity = reference.quantity ?? Name("", part.range)
    if case .term(let term) = reference.index { index = term }
    if reference.neurons == nil, reference.quantity != nil,
      let connection = session.network.connections[name.text]
    {
      owner = .connection(connection)
      return
    }
    if reference.neurons == nil, index == nil, session.modules[name.text] != nil {
      let members = session.members(of: name.text)
      guard quantity.text == Observable.spikes.name else {
        let other = reference.quantity?.text ?? "mem"
        throw Diagnostic(
          "'\(name.text)' is a module", at: part.range,
          expected: "\(name.text).spikes, the sum over its nodes, or one of them, such as"
            + " \(members.first ?? "n").\(other)")
      }
      owner = .module(members.compactMap { session.nodes[$0] })
      return
    }
    guard let node = session.nodes[name.text] else { throw session.unknownNode(name) }
    guard reference.quantity != nil else {
      throw Diagnostic(
        "'\(name.text)' is a node, not a number", at: part.range,
        expected: "a quantity such as \(name.text).mem or \(name.text).spikes")
    }
    if let index, node.model.isByCompartment(quantity.text) {
      let places = node.model.all(quantity.text)
      let value = try session.value(of: index)
      guard let place = Int(exactly: value), 1...places.count ~= place else {
        throw Diagnostic(
          "'\(quantity.text)' of '\(name.text)' has no compartment \(value.canonicalText)",
          at: index.range, expected: "a whole number from 1 to \(places.count)")
      }
      quantity = Name(places[place - 1], quantity.range)
      (self.index, isInCompartment) = (nil, true)
    }
    if case .term(let number) = reference.neurons {
      let value = try session.value(of: number)
      guard let whole = Int(exactly: value), (1...node.population).contains(whole) else {
        throw Diagnostic(
          "'\(name.text)' has no neuron \(value.canonicalText)", at: number.range,
          expected: "a whole number from 1 to \(node.population)")
      }
      owner = .node(node, neuron: whole - 1)
      return
    }
    guard node.population == 1 || index == nil && node.isShared(quantity.text) else {
      throw Diagnostic(
        "'\(name.text)' has \(node.population) neurons", at: name.range,
        expected: "one of them, such as \(name.text)[1].\(quantity.text)")
    }
    owner = .node(node, neuron: node.population == 1 ? 0 : nil)
  }

  // What a node's quantity is over all of its run.
  private func observable(of node: Node) -> Observable? {
    index == nil ? node.observable(quantity.text) : nil
  }

  /// What it is measured in.
  func unit(in session: Session) -> UnitOfMeasure {
    switch owner {
    case .connection(let connection):
      return quantity.text == "weight" ? session.weightUnit(of: connection) : .none
    case .module: return .none
    case .node(let node, _):
      return observable(of: node).map { node.scale(of: $0).unit } ?? node.unit(of: quantity.text)
    }
  }

  /// Whether it never falls while its nodes run.
  var onlyGrows: Bool {
    switch owner {
    case .connection: return false
    case .module: return true
    case .node(let node, _):
      return [.time, .spikes].contains(observable(of: node))
    }
  }

  /// Whether it has no value only because its node has not run, or its neuron not fired often enough.
  var isYetToCome: Bool {
    guard index == nil, case .node(let node, let neuron) = owner,
      node.parameters[quantity.text] == nil, node.states[quantity.text] == nil
    else { return false }
    let observable = observable(of: node)
    guard node.recording.steps > 0 else {
      return observable != nil || node.quantities.contains(quantity.text)
    }
    let steps = 1...node.recording.steps
    guard let observable, node.holds(observable.quantity ?? "spike", steps: steps) else {
      return false
    }
    return observable.value(of: node, neuron: neuron ?? 0) == nil
  }

  /// Its value.
  ///
  /// - Throws: `Diagnostic` where there is no such quantity, step or synapse.
  func value(in session: Session) throws(Diagnostic) -> Double {
    let number = try index.map { (index: Expression) throws(Diagnostic) in
      try session.value(of: index)
    }
    switch owner {
    case .connection(let connection): return try value(of: connection, synapse: number)
    case .module(let nodes):
      return Double(nodes.reduce(0) { $0 + $1.recording.spikeCount(after: 0) })
    case .node(let node, let neuron):
      guard let number else { return try node.value(of: quantity, neuron: neuron) }
      return try sample(of: node, neuron: neuron ?? 0, step: number)
    }
  }

  private func sample(
    of node: Node, neuron: Int, step number: Double
  ) throws(Diagnostic) -> Double {
    try node.requireRun(at: SourceRange(part.range.lower, quantity.range.upper))
    let recording = node.recording
    if let step = Int(exactly: number), 1...recording.steps ~= step,
      node.quantities.contains(quantity.text)
    {
      try node.require([quantity.text], steps: step...step, at: quantity.range)
      if let sample = node.sample(of: quantity.text, neuron: neuron, step: step) {
        return sample
      }
    }
    throw Diagnostic(
      "nothing is recorded as '\(part.text)'", at: index?.range ?? part.range,
      expected: "one of \(node.declaredQuantities.joined(separator: ", ")) at a step from 1 to"
        + " \(recording.steps)")
  }

  // Without an index the mean over the synapses.
  private func value(
    of connection: Connection, synapse number: Double?
  ) throws(Diagnostic) -> Double {
    let weights = connection.weights
    switch (quantity.text, number) {
    case ("synapses", nil): return Double(weights.count)
    case ("weight", nil): return weights.mean
    case ("weight", let number?):
      guard let synapse = Int(exactly: number), synapse >= 1, synapse <= weights.count else {
        throw Diagnostic(
          "'\(connection.name)' has no synapse \(number.canonicalText)",
          at: index?.range ?? part.range, expected: "a whole number from 1 to \(weights.count)")
      }
      return weights.weight(synapse - 1)
    default:
      throw .unknown("quantity", quantity, oneOf: Self.ofConnections)
    }
  }
}

extension Session {
  /// A term with its unit.
  ///
  /// - Throws: `Diagnostic` at what has none.
  func measured(_ term: Expression) throws(Diagnostic) -> Measured {
    try term.measured { (part: Expression) throws(Diagnostic) -> UnitOfMeasure? in
      if case .name(let name) = part.kind, !name.contains("."), nodes[name] == nil { return nil }
      return try Observed(part, in: self).unit(in: self)
    }
  }

  /// The value of a term.
  ///
  /// - Throws: `Diagnostic` at the part that names nothing, or nothing recorded.
  func value(of term: Expression) throws(Diagnostic) -> Double {
    try term.value { (part: Expression) throws(Diagnostic) -> Double in
      try Observed(part, in: self).value(in: self)
    }
  }
}

extension Observed {
  /// What can be named of every node, module and connection of a session: `n.mem`, `m.spikes`.
  static func candidates(in session: Session) -> [Candidate] {
    let ofNodes = session.nodes.values.flatMap { node -> [Candidate] in
      let own = (Array(node.states.keys) + node.parameters.keys).filter {
        !$0.isOfFurtherCompartment
      }
      // What is recorded and no state has a value only at a step.
      let recorded = node.recording.quantities.filter {
        node.states[$0] == nil && !$0.isOfFurtherCompartment
      }
      return Observable.ofNeurons.map { Candidate("\(node.name).\($0.name)", $0.meaning) }
        + own.map { Candidate("\(node.name).\($0)", "") }
        + node.model.quantities.keys.filter { !$0.isOfFurtherCompartment }
        .map { Candidate("\(node.name).\($0)", "named by 'let'") }
        + node.placedNames.map {
          Candidate("\(node.name).\($0)[", "in a compartment", suffix: "")
        }
        + recorded.map { Candidate("\(node.name).\($0)[", "at a step", suffix: "") }
    }
    let ofModules = session.modules.keys.map {
      Candidate("\($0).\(Observable.spikes.name)", "the sum over its nodes")
    }
    let ofConnections = session.network.connections.keys.flatMap { name in
      Self.ofConnections.map { Candidate("\(name).\($0)", "") }
    }
    return ofNodes + ofModules + ofConnections
  }
}

extension CompletionSituation {
  /// What `Observed` reads, where a term begins.
  var quantityCandidates: [Candidate] {
    // `rate n` is the same as n.rate.
    if let last = words.last?.text, Observable.ofNeurons.contains(where: { $0.name == last }) {
      return nodeCandidates
    }
    let isOperand = words.last?.text.last.map { "=<>!+-*/^(".contains($0) } ?? true
    return isOperand ? Observed.candidates(in: session) : []
  }
}
