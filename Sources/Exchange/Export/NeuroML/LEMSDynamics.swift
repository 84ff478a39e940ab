import Equations
import Neurons
import OrderedCollections
import Simulation

/// What the dynamics of a component type of LEMS say.
///
/// Differential equations under which nothing else happens within a step stay equations, with the units of
/// the model. Any other model is its step: derived variables, each of which is set once from what the states
/// were, and then the states all at once.
struct LEMSDynamics {
  struct State {
    var name: String
    var unit: UnitOfMeasure
    var begin: String
  }

  struct Condition {
    var test: String
    var assignments: [(name: String, value: String)]
    var fires: Bool
  }

  /// Whether they are differential equations, and no steps written out.
  let isFlow: Bool
  private(set) var states: [State] = []
  private(set) var derivatives: [(name: String, value: String)] = []
  private(set) var conditions: [Condition] = []
  /// How terms are spelled, and the derived variables that they needed.
  var terms: LEMSTerms
  /// The state that counts spikes.
  let spikes: String
  /// The parameters of what flows in, by the inputs.
  let fed: [String: String]
  /// What may be attached, and adds to an input; nil where NeuroML has nothing of its unit.
  private(set) var attachments: String?
  /// What the membrane potential is called.
  let membrane: String

  /// Dynamics of a neuron.
  ///
  /// - Parameter neuron: the node.
  /// - Throws: `ExportRefusal` for what LEMS does not say.
  init(_ neuron: ExportedNeuron) throws(ExportRefusal) {
    if let flow = try LEMSDynamics(flow: neuron) {
      self = flow
    } else {
      try self.init(steps: neuron)
    }
  }

  private init(_ neuron: ExportedNeuron, isFlow: Bool) {
    self.isFlow = isFlow
    var names = NameTable(reserved: LEMSTerms.reserved)
    let base = NeuroMLBase(neuron.model.states["mem"]?.unit ?? .none)
    // With steps written out the base's exposure is computed from a mem that is a number.
    if isFlow {
      names.add("mem", as: base.exposure)
    } else if base.exposes {
      _ = names.make(base.exposure)
    }
    let model = neuron.model
    for name in Array(model.states.keys) + model.parameters.keys + model.inputs.keys {
      names.add(name, as: ["spike": "fired", "dt": "step_length"][name] ?? name)
    }
    spikes = names.make("spikes")
    membrane = names["mem"]
    fed = Dictionary(uniqueKeysWithValues: model.inputs.keys.map { ($0, names[$0]) })
    let units =
      model.states.values.map { ($0.name, $0.unit) }
      + model.parameters.values.map { ($0.name, $0.unit) }
      + model.inputs.values.map { ($0.name, $0.unit) } + [("t", neuron.timeUnit)]
    terms = LEMSTerms(
      names, known: isFlow ? Dictionary(units, uniquingKeysWith: { first, _ in first }) : nil,
      neuron.node.surrogate)
  }

  // MARK: - Differential equations

  // Nil where more happens in a step, or where what a spike does needs derived variables, which are what
  // they were when the step began.
  private init?(flow neuron: ExportedNeuron) throws(ExportRefusal) {
    let model = neuron.model
    guard model.compartments == nil, let flow = PlainFlow(neuron, isMeasured: false),
      let millisecond = UnitOfMeasure.named("ms")
    else { return nil }
    try neuron.checkFiresAtSteps()
    self.init(neuron, isFlow: true)
    let hasTime = !neuron.timeUnit.isDimensionless
    // Time that is a pure number counts milliseconds.
    let unit = hasTime ? "" : try terms.constant(of: millisecond)
    if !hasTime { terms.time = "(t / \(unit))" }
    attach(to: neuron)
    var definitions: [String: Expression] = [:]
    for statement in flow.statements {
      let name = statement.target.text
      if statement.kind == .definition {
        try terms.assign(name, statement.value)
        definitions[name] = statement.value.replacing(definitions)
      } else {
        let slope = try terms.spelled(statement.value)
        derivatives.append((terms.names[name], hasTime ? slope : "(\(slope)) / \(unit)"))
      }
    }
    for state in neuron.states where state.name != "spike" {
      states.append(
        State(
          name: terms.names[state.name], unit: state.unit,
          begin: try terms.quantity(state.values[0], state.unit)))
      for (other, before) in flow.statesBefore where other == state.name {
        terms.names.add(before)
        states.append(
          State(
            name: terms.names[before], unit: state.unit,
            begin: try terms.quantity(state.values[0], state.unit)))
      }
    }
    states.append(State(name: spikes, unit: .none, begin: "0.0"))
    let count = terms.variables.count
    let fires = flow.fires.replacing(definitions)
    // Each as a term of what the states were, as the ones before it made them.
    var after: [String: Expression] = [:]
    for reset in flow.resets {
      after[reset.name] = reset.value.replacing(definitions).replacing(after)
    }
    for (state, before) in flow.statesBefore { after[before] = after[state] ?? .named(state) }
    guard let order = Self.order(of: after),
      !(Array(after.values) + [fires]).contains(where: { $0.uses("t") || $0.uses("dt") })
    else { return nil }
    var assignments: [(String, String)] = []
    for name in order {
      if let value = after[name] {
        assignments.append((terms.names[name], try terms.spelled(value)))
      }
    }
    assignments.append((spikes, "\(spikes) + 1.0"))
    conditions.append(
      Condition(test: try terms.condition(fires), assignments: assignments, fires: true))
    if !flow.statesBefore.isEmpty {
      let kept = flow.statesBefore.map { (terms.names[$0.before], terms.names[$0.state]) }
      conditions.append(
        Condition(test: try terms.condition(fires.negated), assignments: kept, fires: false))
    }
    guard terms.variables.count == count else { return nil }
  }

  // Currents of NeuroML's own inputs and synapses, where the one input is such a current.
  private mutating func attach(to neuron: ExportedNeuron) {
    guard neuron.model.inputs.count == 1, let input = neuron.model.inputs.values.first,
      let ampere = UnitOfMeasure.named("A"), let membrane = neuron.model.states["mem"]
    else { return }
    let isCurrent = input.unit.isSameKind(as: ampere)
    guard isCurrent || input.unit == .none && membrane.unit.isDimensionless else { return }
    attachments = isCurrent ? "basePointCurrent" : "basePointCurrentDL"
    let arrived = terms.names.make("iSyn")
    let parameter = terms.names[input.name]
    terms.names.renew(input.name)
    terms.variables += [
      .init(
        name: arrived, unit: input.unit, value: "", sum: "synapses[*]/\(isCurrent ? "i" : "I")"),
      .init(
        name: terms.names[input.name], unit: input.unit,
        value: "\(parameter) + \(arrived)"),
    ]
  }

  // Each before what it reads is set, so that it does not matter whether they are set at once.
  private static func order(of assignments: [String: Expression]) -> [String]? {
    var open = assignments.keys.sorted()
    var result: [String] = []
    while !open.isEmpty {
      let next = open.firstIndex { name in
        !open.contains { $0 != name && assignments[$0]?.uses(name) == true }
      }
      guard let next else { return nil }
      result.append(open.remove(at: next))
    }
    return result
  }

  // MARK: - Steps

  private init(steps neuron: ExportedNeuron) throws(ExportRefusal) {
    let step = try ExplicitStep(neuron)
    self.init(neuron, isFlow: false)
    let begins = neuron.states.map { ($0.name, terms.names[$0.name]) }
    for (state, name) in zip(neuron.states, begins.map(\.1)) {
      states.append(State(name: name, unit: .none, begin: terms.number(state.values[0])))
    }
    let done = terms.names.make("steps_done")
    states += [
      State(name: spikes, unit: .none, begin: "0.0"), State(name: done, unit: .none, begin: "0.0"),
    ]
    terms.stepsBefore = done
    terms.time = "(\(done) * \(terms.names["dt"]))"
    for line in step.lines { try terms.assign(line.name, line.value) }
    var assignments: [(name: String, value: String)] = []
    for (state, name) in begins where terms.names[state] != name {
      assignments.append((name, terms.names[state]))
    }
    let fired = terms.names["spike"]
    assignments += [(spikes, "\(spikes) + \(fired)"), (done, "\(done) + 1.0")]
    conditions = [
      Condition(test: "t .geq. 0.0", assignments: assignments, fires: false),
      Condition(test: "\(fired) .neq. 0.0", assignments: [], fires: true),
    ]
  }
}

/// What NeuroML has for neurons of one kind of membrane potential.
struct NeuroMLBase {
  /// The component type that a neuron extends.
  let name: String
  /// What the membrane potential is called from outside.
  let exposure: String
  /// Whether it has that itself.
  var exposes: Bool { name != "baseSpikingCell" }

  /// Chooses by what the membrane potential is measured in.
  ///
  /// - Parameter unit: its unit.
  init(_ unit: UnitOfMeasure) {
    let isVoltage = UnitOfMeasure.named("mV").map(unit.isSameKind) ?? false
    (name, exposure) =
      isVoltage
      ? ("baseCellMembPot", "v")
      : unit.isDimensionless ? ("baseCellMembPotDL", "V") : ("baseSpikingCell", "mem")
  }
}

extension Expression {
  /// The term with others in the place of names.
  ///
  /// - Parameter terms: for a name what stands for it.
  func replacing(_ terms: [String: Expression]) -> Expression {
    terms.isEmpty
      ? self
      : replacing { part in
        if case .name(let name) = part.kind { terms[name] } else { nil }
      }
  }
}
