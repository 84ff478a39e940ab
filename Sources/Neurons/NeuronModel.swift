public import Equations
public import OrderedCollections

/// A kind of neuron: its equations, checked, with everything that it inherits.
public struct NeuronModel: Hashable, Sendable {
  /// A quantity that a user may set.
  public struct Parameter: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The value it has unless set; may use parameters before it.
    public var value: Expression
    /// Those of the further compartments, where each has its own.
    public var furtherValues: [Expression] = []
    /// The value as it was written, units included.
    public var written: Expression
    /// Those of the further compartments as they were written.
    public var writtenFurther: [Expression] = []
    /// What it is measured in.
    public var unit: UnitOfMeasure
    /// Whether only whole numbers are accepted.
    public var isInteger: Bool
    /// Whether it is a yes or no.
    public var isFlag: Bool
    /// What a value has to fulfil.
    public var bounds: [Bound]
    /// What it means.
    public var note: String
    /// The model that declared it last.
    public var origin: String
  }

  /// A quantity that the equations change.
  public struct State: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The value at creation.
    public var initial: Beginning
    /// The value after `reset`.
    public var afterReset: Beginning
    /// Both as they were written, units included.
    public var written: Written
    /// What it is measured in.
    public var unit: UnitOfMeasure
    /// What it means.
    public var note: String
  }

  /// The values of a state as they were written.
  public struct Written: Hashable, Sendable {
    /// The value at creation.
    public var initial: Expression
    /// The unit of a value that does not say it.
    public var unit: Expression?
    /// The value after `reset`, where it is another one.
    public var afterReset: Expression?
  }

  /// A current that flows in.
  public struct Input: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What it is measured in.
    public var unit: UnitOfMeasure
    /// What it means.
    public var note: String
  }

  /// Numbers for every step of a forward pass, the same for all neurons of a population.
  public struct Window: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What an entry is unless set; may use parameters, `row` and `column`.
    public var value: Expression
    /// The same as it was written, units included.
    public var written: Expression
    /// What its entries are measured in.
    public var unit: UnitOfMeasure
    /// Whether it has a row and a column for every step, and not only a row.
    public var isMatrix: Bool
    /// What it means.
    public var note: String
    /// The model that declared it last.
    public var origin: String
  }

  /// A model's name and text, as one that builds on it remembers them.
  public struct Declaration: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The text it was declared with.
    public var text: String
  }

  /// Its name.
  public let name: String
  /// One line on what it is.
  public let summary: String
  /// The paper or code it comes from.
  public let reference: String?
  /// What it builds on as it was then, the oldest first, and last the model itself: a name may have
  /// been given to another model since.
  public let lineage: [Declaration]
  /// The text it was declared with.
  public let text: String
  /// What there is once for each compartment, as it is declared; nil in a neuron of one.
  public let compartments: Compartments?
  /// All parameters as they are declared, inherited ones first.
  public let declaredParameters: OrderedDictionary<String, Parameter>
  /// All states as they are declared, inherited ones first.
  public let declaredStates: OrderedDictionary<String, State>
  /// The input currents as they are declared.
  public let declaredInputs: OrderedDictionary<String, Input>
  /// All parameters, inherited ones first, those of each compartment by themselves: `g[1]`, `g[2]`.
  public internal(set) var parameters: OrderedDictionary<String, Parameter>
  /// Those of them that others follow, unless these are set.
  public let followedParameters: Set<String>
  /// All states, inherited ones first, those of each compartment by themselves: `mem`, `mem[2]`.
  public internal(set) var states: OrderedDictionary<String, State>
  /// Which of the states the membrane potential is.
  public let membraneIndex: Int
  /// Which of the states says whether it fired.
  public let spikeIndex: Int
  /// The functions that its terms may call, inherited ones first.
  public let functions: FunctionTable
  /// Matrices and vectors over the steps of a forward pass, inherited ones first.
  public let windows: OrderedDictionary<String, Window>
  /// The input currents, those of each compartment by themselves: `input`, `input[2]`.
  public internal(set) var inputs: OrderedDictionary<String, Input>
  /// How differential equations are solved.
  public let method: Method
  /// Whether spikes are found between steps unless a node says otherwise.
  public let firesBetweenSteps: Bool
  /// For how long after a spike there is no other, in the unit of dt; nil for not at all.
  public let refractory: Expression?
  /// The same as it was written, units included.
  public let writtenRefractory: Expression?
  /// The states that stay where a spike leaves them for so long, as they are declared.
  public let held: [String]
  /// What makes a spike of `mem - threshold`, unless the user sets another.
  public let surrogate: Surrogate
  /// How input accumulates in the membrane; nil in a model that only serves to be inherited.
  public internal(set) var integral: Block?
  /// What changes states without a spike, inherited events first.
  public internal(set) var events: [Event]
  /// When it fires and what reset does.
  public let spike: Block
  /// The integral in numbers alone, with conversions between units and compartments written out.
  public internal(set) var measuredIntegral: Block?
  /// What `let` names in the integral and in the spike block, each with its unit.
  public let quantities: OrderedDictionary<String, UnitOfMeasure>
  /// Those of them that the spike block names: what they are at the end of a step, whether it fires or not.
  public let quantitiesAtEnd: Set<String>
  /// The spike block in numbers alone, with conversions between units and compartments written out.
  public internal(set) var measuredSpike: Block
  /// Which model the integral comes from.
  public let integralOrigin: String
  /// Which model the spike block comes from.
  public let spikeOrigin: String

  /// Checks a model that was read, and joins it with the one that it inherits.
  ///
  /// - Parameters:
  ///   - syntax: the model as read from `text`.
  ///   - text: what the user wrote, kept for `save`.
  ///   - parent: the model that `syntax` names as its parent.
  /// - Throws: `Diagnostic` at the first part of `text` that has no meaning.
  public init(_ syntax: ModelSyntax, text: String, parent: NeuronModel?) throws(Diagnostic) {
    name = syntax.name.text
    summary = syntax.summary ?? parent.map { "builds on \($0.name)" } ?? ""
    reference = syntax.reference ?? parent?.reference
    lineage = (parent?.lineage ?? []) + [Declaration(name: name, text: text)]
    self.text = text
    let inputs = try syntax.joinedInputs(with: parent)
    declaredInputs = inputs
    var compartments = try syntax.joinedCompartments(with: parent)

    let surrogate = try syntax.surrogate ?? parent?.surrogate ?? .atan
    self.surrogate = surrogate
    var functions = parent?.functions ?? FunctionTable()
    try functions.add(syntax.functions, of: syntax.name)
    try functions.checkSize(of: syntax.terms)
    self.functions = functions
    let parameters = try syntax.joinedParameters(
      with: parent, surrogate: surrogate, functions: functions, compartments: compartments)
    declaredParameters = parameters
    var constants = Scope(
      parameters: Array(parameters.keys), functions: functions, compartments: compartments,
      units: parameters.mapValues(\.unit).plain)
    let written = constants
    // What the whole neuron has one of does not depend on what differs between compartments.
    constants.isOfNeuron = true
    windows = try syntax.joinedWindows(
      with: parent, taken: Array(parameters.keys) + inputs.keys, scope: constants)
    var states = try syntax.joinedStates(
      with: parent, taken: Array(parameters.keys) + inputs.keys + windows.keys, scope: written)
    refractory = try syntax.joinedRefractory(with: parent, scope: constants)
    let dt = parameters["dt"]?.unit ?? .none
    writtenRefractory = syntax.refractory ?? parent?.writtenRefractory
    held = try syntax.joinedHeld(with: parent, states: states)
    if refractory != nil {
      let none = Expression(.number(0), syntax.name.range)
      states["refractory"] = State(
        name: "refractory", initial: .term(none), afterReset: .term(none),
        written: Written(initial: none),
        unit: dt, note: "time for which it still does not fire")
    }
    declaredStates = states
    compartments?.names.formUnion(inputs.keys)

    let allUnits =
      parameters.values.map { ($0.name, $0.unit) } + states.values.map { ($0.name, $0.unit) }
      + inputs.values.map { ($0.name, $0.unit) } + windows.values.map { ($0.name, $0.unit) }
    let scope = Scope(
      parameters: Array(parameters.keys), states: Array(states.keys), inputs: Array(inputs.keys),
      vectors: windows.values.filter { !$0.isMatrix }.map(\.name),
      matrices: windows.values.filter(\.isMatrix).map(\.name), functions: functions,
      compartments: compartments, time: dt,
      units: Dictionary(allUnits, uniquingKeysWith: { first, _ in first }))
    integral = syntax.integral ?? parent?.integral
    integralOrigin = syntax.integral == nil ? parent?.integralOrigin ?? name : name
    spikeOrigin = syntax.spike == nil ? parent?.spikeOrigin ?? name : name
    guard let spike = syntax.spike ?? parent?.spike else {
      throw Diagnostic(
        "'\(name)' never says when it fires", at: syntax.name.range,
        expected: "a spike block, or 'inherits Base'")
    }
    self.spike = spike
    try functions.check(in: scope, of: syntax.name)
    try syntax.integral?.check(in: scope)
    try syntax.spike?.check(in: scope)
    try syntax.spike?.checkSetsSpike()
    try syntax.checkTime(in: scope)
    var events = try syntax.joinedEvents(with: parent, scope: scope, constants: constants)
    let measuredIntegral = try syntax.measured(
      integral, in: scope, isOwn: syntax.integral != nil, origin: integralOrigin)
    let measuredSpike =
      try syntax.measured(spike, in: scope, isOwn: syntax.spike != nil, origin: spikeOrigin)
      ?? spike
    method = try syntax.joinedMethod(with: parent, integral: measuredIntegral)
    firesBetweenSteps = syntax.firesBetweenSteps ?? parent?.firesBetweenSteps ?? false
    // What flows in is by compartment where a statement by compartment asks for it.
    let blocks =
      [measuredIntegral, measuredSpike].compactMap(\.self) + events.map(\.measured.block)
    let fed = blocks.reduce(into: Set<String>()) {
      $0.formUnion($1.usesByCompartment(inputs.keys, in: scope))
    }
    compartments?.names.subtract(Set(inputs.keys).subtracting(fed))
    self.compartments = compartments
    var inside = scope
    inside.compartments = compartments
    self.parameters = parameters.writtenOut(in: written)
    followedParameters = Set(
      self.parameters.values.flatMap(\.value.allParts).compactMap { part in
        if case .name(let name) = part.kind { name } else { nil }
      })
    self.states = states.writtenOut(in: inside)
    self.inputs = inputs.writtenOut(in: inside)
    for index in events.indices { events[index].measured.writeOut(in: inside) }
    self.events = events
    self.measuredIntegral = measuredIntegral?.writtenOut(in: inside)
    self.measuredSpike = measuredSpike.writtenOut(in: inside)
    var quantities: OrderedDictionary<String, UnitOfMeasure> = [:]
    let units = OrderedDictionary(
      uniqueKeysWithValues: try integral?.unitsOfDefinitions(in: scope).map { ($0.name, $0.unit) }
        ?? [])
    for statement in self.measuredIntegral?.statements ?? [] where statement.kind == .definition {
      let name = statement.target.text
      quantities[name] = units[String(name.prefix { $0 != "[" })]
    }
    let unitsAtEnd = try spike.unitsOfDefinitions(in: scope)
    var quantitiesAtEnd: Set<String> = []
    for statement in self.measuredSpike.statements where statement.kind == .definition {
      let name = statement.target.text
      guard quantities[name] == nil else { continue }
      quantities[name] = unitsAtEnd.first { $0.name == name.prefix { $0 != "[" } }?.unit
      quantitiesAtEnd.insert(name)
    }
    self.quantities = quantities
    self.quantitiesAtEnd = quantitiesAtEnd
    guard let membraneIndex = self.states.index(forKey: "mem"),
      let spikeIndex = self.states.index(forKey: "spike")
    else {
      throw Diagnostic(
        "'\(name)' has no '\(states["mem"] == nil ? "mem" : "spike")'", at: syntax.name.range,
        expected: "a state of that name, or 'inherits Base'")
    }
    self.membraneIndex = membraneIndex
    self.spikeIndex = spikeIndex
    let values = try parameterValues(setting: [:], at: syntax.name.range)
    for event in events where event.origin == name { try event.checkTimes(given: values) }
    try syntax.checkBeginnings(of: self, parameters: values)
    try syntax.checkMethod(of: self)
  }

  /// The name of the model it builds on.
  public var parent: String? { lineage.dropLast().last?.name }

  /// Its name and those of all that it builds on, the oldest last.
  public var family: [String] { lineage.reversed().map(\.name) }

  /// Whether it is another model, or builds on it as it is.
  public func builds(on other: NeuronModel) -> Bool { lineage.starts(with: other.lineage) }

  /// All parameters as people look for them: what the model itself declares before the rest.
  public var parametersOwnFirst: [Parameter] {
    declaredParameters.values.filter { $0.origin == name }
      + declaredParameters.values.filter { $0.origin != name }
  }

  /// Whether it has differential equations.
  public var hasDifferentialEquations: Bool {
    integral?.statements.contains { $0.kind == .derivative } ?? false
  }
}
