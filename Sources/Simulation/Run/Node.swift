public import Equations
public import Neurons
public import OrderedCollections

/// One neuron or a population of one model, with parameters, states, input and recording.
///
/// A value: a copy goes its own way. Neurons are counted from 0 here and from 1 at the prompt.
public struct Node: Hashable, Sendable {
  /// How numbers are kept while the node runs.
  public enum Precision: String, Hashable, Sendable, CaseIterable, Codable {
    /// 64 bits.
    case double
    /// 32 bits, as the original Python nodes compute.
    case float
  }

  /// Its name.
  public let name: String
  /// What it is.
  public let model: NeuronModel
  /// How many neurons it has.
  public let population: Int
  /// How numbers are kept while it runs.
  public var precision: Precision = .double
  /// How much of what it does is kept.
  public var record: Recording.Extent = .all
  /// What `act` stands for.
  public private(set) var surrogate: Surrogate
  /// Parameters that were set: one value for all, or one for each neuron.
  public private(set) var settings: [String: [Double]] = [:]
  /// Every parameter in the model's order: one value for all, or one for each neuron.
  public private(set) var parameters: OrderedDictionary<String, [Double]> = [:]
  /// Matrices and vectors of which entries were set.
  public internal(set) var windowSettings: [String: [Double]] = [:]
  /// Every matrix and vector of the model, row after row, for windows of `step` steps.
  public internal(set) var windows: OrderedDictionary<String, [Double]> = [:]
  /// Every state in the model's order, one value a neuron.
  public internal(set) var states: OrderedDictionary<String, [Double]> = [:]
  /// What flows in.
  public var feeds: [Feed] = []
  /// How many steps it took since creation or reset.
  public internal(set) var time = 0
  /// What it did since creation or reset.
  public internal(set) var recording: Recording
  /// The states before the first recorded step, one value a neuron; empty before it was taken.
  public internal(set) var firstStates: [[Double]] = []
  /// Which random numbers its own noise draws.
  ///
  /// They follow from the name that it was created with, so that a node added to a script elsewhere
  /// leaves them as they are.
  public let noiseStream: UInt32
  /// Which neuron its first one is where random numbers are drawn, from 0.
  ///
  /// It is another than 0 for a stretch of a larger population that is computed on its own.
  let firstNeuron: Int
  private(set) var program: Program

  /// Makes a node in its model's initial state.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - model: its equations.
  ///   - population: how many neurons it has.
  ///   - noiseStream: which random numbers its own noise draws; they follow from its name where nil.
  ///   - range: where errors point.
  /// - Throws: `Diagnostic` at `range` for a model that only serves to be inherited.
  public init(
    name: String, model: NeuronModel, population: Int = 1, noiseStream: UInt32? = nil,
    at range: SourceRange
  ) throws(Diagnostic) {
    guard let program = Program(model) else {
      throw Diagnostic(
        "'\(model.name)' has no integral", at: range, expected: "a neuron that inherits it")
    }
    self.name = name
    self.model = model
    self.population = population
    self.program = program
    firstNeuron = 0
    self.noiseStream = noiseStream ?? Self.noiseStream(of: name)
    surrogate = model.surrogate
    recording = Recording(
      quantities: OrderedSet(model.inputs.keys + ["mem_before"] + model.states.keys),
      population: population)
    try refreshParameters(at: range)
    try setInitialStates(afterReset: false)
  }

  /// Makes a population of variations of one neuron, all in their reset state, with its feeds.
  ///
  /// - Parameters:
  ///   - node: the node of the neuron.
  ///   - neuron: which of its neurons.
  ///   - count: how many there are of it.
  ///   - columns: the parameters that vary, one value for each of the new neurons.
  ///   - first: which neuron the first of them is where random numbers are drawn, from 0.
  ///   - range: where errors point.
  /// - Throws: `Diagnostic` at `range` where a value breaks its parameter's limits.
  public init(
    varying node: Node, neuron: Int, count: Int, settings columns: [String: [Double]],
    drawingFrom first: Int = 0, at range: SourceRange
  ) throws(Diagnostic) {
    name = node.name
    model = node.model
    population = count
    program = node.program
    noiseStream = node.noiseStream
    firstNeuron = first
    surrogate = node.surrogate
    precision = node.precision
    recording = Recording(quantities: node.recording.quantities, population: count)
    windowSettings = node.windowSettings
    let settings = node.settings.mapValues { [$0.count > 1 ? $0[neuron] : $0[0]] }
    try restore(settings: settings.merging(columns) { _, new in new }, at: range)
    feeds = node.feeds.filter { $0.neurons.contains(neuron) }
      .map { Feed($0.signal, neurons: 0..<count, input: $0.input) }
    try reset()
  }

  /// Sets a parameter, or the present value of a state, for some of the neurons.
  ///
  /// - Throws: `Diagnostic` at `range` where there is no such name or the value breaks its limits;
  ///   the node is then as it was.
  public mutating func set(
    _ name: Name, to value: Double, neurons: Range<Int>, at range: SourceRange
  ) throws(Diagnostic) {
    if var column = states[name.text] {
      guard value.isFinite else {
        throw Diagnostic("'\(name.text)' cannot be \(value)", at: range, expected: "a number")
      }
      column.replaceSubrange(neurons, with: repeatElement(value, count: neurons.count))
      states[name.text] = column
      return
    }
    if model.windows[name.text.bareName] != nil {
      return try set(window: name, to: value, at: range)
    }
    guard let parameter = model.parameters[name.text] else { throw unknownName(name) }
    try parameter.check(value, at: range)
    var copy = self
    if neurons == 0..<population {
      copy.settings[name.text] = [value]
    } else {
      var column = spread(parameters[name.text] ?? [])
      column.replaceSubrange(neurons, with: repeatElement(value, count: neurons.count))
      copy.settings[name.text] = column
    }
    try copy.refreshParameters(at: range)
    self = copy
  }

  /// Sets a parameter, or the present value of a state, for some of the neurons, each to its own.
  ///
  /// - Throws: `Diagnostic` at `range` where there is no such name or a value breaks its limits; the
  ///   node is then as it was.
  public mutating func set(
    _ name: Name, to values: [Double], neurons: Range<Int>, at range: SourceRange
  ) throws(Diagnostic) {
    precondition(values.count == neurons.count)
    if states[name.text] != nil {
      states[name.text]?.replaceSubrange(neurons, with: values)
      return
    }
    guard let parameter = model.parameters[name.text] else { throw unknownName(name) }
    for value in values { try parameter.check(value, at: range) }
    var copy = self
    var column = spread(parameters[name.text] ?? [])
    column.replaceSubrange(neurons, with: values)
    copy.settings[name.text] = column
    try copy.refreshParameters(at: range)
    self = copy
  }

  /// Chooses another surrogate; its slope becomes that surrogate's default.
  public mutating func set(surrogate: Surrogate) {
    self.surrogate = surrogate
    settings["alpha"] = [surrogate.defaultAlpha]
    parameters["alpha"] = [surrogate.defaultAlpha]
    program.act(as: surrogate)
  }

  /// Puts every state where a new node with these parameters has it.
  public mutating func begin() throws(Diagnostic) { try setInitialStates(afterReset: false) }

  /// Returns mem and every state to where `reset` puts them; parameters and feeds stay.
  ///
  /// Feeds begin again with the first step.
  public mutating func reset() throws(Diagnostic) {
    try setInitialStates(afterReset: true)
    time = 0
    firstStates = []
    recording.removeAll()
    for index in feeds.indices { feeds[index].signal.start = 0 }
  }

  /// Forgets what was recorded; time goes on from where it is.
  public mutating func forgetRecording() { recording.removeAll() }

  /// How much work a step of one neuron is, in additions.
  public var workOfAStep: Double { Kernel(program).weight }

  /// Replaces what flows into some neurons, or adds to it.
  ///
  /// - Parameters:
  ///   - signal: the current, in the input's unit.
  ///   - neurons: which neurons get it, counted from 0.
  ///   - input: which of the model's inputs; the first where nil.
  ///   - isAdded: whether it adds to what flows already.
  public mutating func feed(
    _ signal: Signal, neurons: Range<Int>, input: String? = nil, isAdded: Bool
  ) {
    let input = input ?? model.inputs.keys[0]
    if !isAdded { feeds = feeds.removing(neurons, input: input) }
    feeds.append(Feed(signal, neurons: neurons, input: input))
  }

  /// Stops what flows into some neurons, by one input or by all.
  public mutating func unfeed(neurons: Range<Int>, input: String? = nil) {
    feeds = feeds.removing(neurons, input: input)
  }

  /// Whether its noise is the one that follows from its name.
  public var hasNoiseOfItsName: Bool { noiseStream == Self.noiseStream(of: name) }

  private static func noiseStream(of name: String) -> UInt32 {
    RandomSource.stream("\(name)'s noise")
  }

  /// Every name that `set` takes.
  public var settableNames: [String] {
    model.parametersOwnFirst.map(\.name) + model.windows.keys + model.states.keys
      + ["act", "precision", "record"]
  }

  /// The error that a name is neither a parameter nor a state.
  public func unknownName(_ name: Name) -> Diagnostic {
    .unknown(
      "parameter", name, among: settableNames,
      expected: "one of \(settableNames.joined(separator: ", "))")
  }

  /// One value a neuron, from one for all or one for each.
  func spread(_ values: [Double]) -> [Double] {
    values.count == population
      ? values : Array(repeating: values.first ?? 0, count: population)
  }

  /// Takes over parameters that were set earlier.
  ///
  /// - Throws: `Diagnostic` at `range` where one is unknown or breaks its limits; the node is then
  ///   not to be used.
  mutating func restore(settings: [String: [Double]], at range: SourceRange) throws(Diagnostic) {
    for (name, values) in settings {
      guard model.parameters[name] != nil, values.count == 1 || values.count == population else {
        throw Diagnostic("'\(name)' does not fit '\(model.name)'", at: range)
      }
    }
    self.settings = settings
    try refreshParameters(at: range)
  }

  private mutating func refreshParameters(at range: SourceRange) throws(Diagnostic) {
    parameters = try model.parameterColumns(setting: settings, count: population, at: range)
    try refreshWindows(at: range)
  }

  private mutating func setInitialStates(afterReset: Bool) throws(Diagnostic) {
    let columns = try model.stateColumns(
      afterReset: afterReset, parameters: parameters, count: population)
    for (index, state) in model.states.keys.enumerated() { states[state] = spread(columns[index]) }
  }
}
