public import Equations
public import Neurons
public import OrderedCollections

/// One neuron or a population of one model: how it is set up, where it stands, what flows in and
/// what it did.
///
/// A value: a copy goes its own way. Neurons are counted from 0 here and from 1 at the prompt.
public struct Node: Hashable, Sendable {
  /// What it is, and what was set.
  public internal(set) var setup: Setup
  /// Where it stands.
  public internal(set) var state = State()
  /// What flows in.
  public var feeds: FeedList
  /// What it did since creation or reset.
  public internal(set) var recording: Recording
  /// Every parameter in the model's order: one value for all, or one for each neuron.
  public internal(set) var parameters: OrderedDictionary<String, [Double]> = [:]
  /// Every matrix and vector of the model, row after row, for windows of `step` steps.
  public internal(set) var windows: OrderedDictionary<String, [Double]> = [:]
  /// Its equations as they run: prepared once, and kept from run to run.
  var kernel: Kernel {
    // Yielded, since a copy of all its parts costs more than what is asked of it.
    _read { yield sharedKernel.value }
    set { sharedKernel = Shared(newValue) }
  }
  /// The same between two steps, where spikes are found there; nil where they keep to steps.
  var flow: Flow?
  /// The same together with synapses that end on it, as both were solved last; nil where none were.
  var jointEquations: JointEquations?
  /// What the spikes of each neuron come to while somebody asks for nothing else; else nil.
  var tallies: SpikeTallies?
  /// How many states of synapses stand behind its own, while it takes steps with them.
  var synapseStates = 0
  private var sharedKernel: Shared<Kernel>

  /// Puts a node together.
  ///
  /// - Parameters:
  ///   - setup: what it is, and what was set.
  ///   - state: where it stands; where its model begins where nil.
  ///   - feeds: what flows in.
  ///   - segments: what it recorded, one row for each step that it took.
  ///   - circumstances: what held while it did.
  ///   - range: where errors point.
  /// - Throws: `Diagnostic` at `range` for a model that only serves to be inherited, where a value
  ///   breaks its parameter's limits, and where the parts do not fit the model or each other.
  public init(
    _ setup: Setup, state: State? = nil, feeds: [Feed] = [], segments: [Recording.Segment] = [],
    circumstances: [Recording.Circumstances] = [], at range: SourceRange
  ) throws(Diagnostic) {
    let model = setup.model
    guard var program = Program(model, method: setup.method) else {
      throw Diagnostic(
        "'\(model.name)' has no integral", at: range, expected: "a neuron that inherits it")
    }
    var recording = Recording(
      quantities: OrderedSet(model.inputs.keys + ["mem_before"] + model.states.keys),
      named: model.quantities.keys, population: setup.population)
    let time = state?.time ?? 0
    guard setup.isConsistent, state?.fits(population: setup.population) ?? true,
      feeds.allSatisfy({ $0.fits(setup, at: time) }),
      segments.allSatisfy({ $0.fits(recording) }), segments.reduce(0, { $0 + $1.steps }) == time,
      circumstances.allSatisfy({ $0.fits(setup) && 1...time + 1 ~= $0.firstStep })
    else { throw Diagnostic("the parts of '\(setup.name)' do not fit", at: range) }
    for segment in segments { recording.append(segment) }
    for one in circumstances { recording.note(one) }
    if setup.surrogate != model.surrogate { program.act(as: setup.surrogate) }
    sharedKernel = Shared(Kernel(program))
    flow = setup.findsSpikes ? Flow(model, method: setup.method ?? model.method) : nil
    self.setup = setup
    self.feeds = FeedList(feeds)
    self.recording = recording
    try refreshParameters(at: range)
    if let state, !state.coursesFit(flow) {
      throw Diagnostic("the parts of '\(setup.name)' do not fit", at: range)
    }
    if let state { self.state = state } else { try begin() }
  }

  /// Makes a node in its model's initial state.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - model: its equations.
  ///   - population: how many neurons it has.
  ///   - range: where errors point.
  /// - Throws: `Diagnostic` at `range` for a model that only serves to be inherited.
  public init(
    name: String, model: NeuronModel, population: Int = 1, at range: SourceRange
  ) throws(Diagnostic) {
    try self.init(Setup(name: name, model: model, population: population), at: range)
  }

  /// Makes a population of variations of one neuron, all in their reset state, with its feeds.
  ///
  /// - Parameters:
  ///   - node: the node of the neuron.
  ///   - neuron: which of its neurons.
  ///   - count: how many there are of it.
  ///   - columns: the parameters that vary, one value for each of the new neurons.
  ///   - first: which neuron the first of them is where random numbers are drawn, from 0.
  ///   - random: where states that are drawn come from.
  ///   - range: where errors point.
  /// - Throws: `Diagnostic` at `range` where a value breaks its parameter's limits.
  public init(
    varying node: Node, neuron: Int, count: Int, settings columns: [String: [Double]],
    drawingFrom first: Int = 0, random: RandomSource, at range: SourceRange
  ) throws(Diagnostic) {
    self = node
    setup.firstNeuron = first
    let settings = setup.settings.mapValues { [$0.value(of: neuron)] }
      .merging(columns) { _, new in new }
    let feeds = feeds.filter { $0.neurons.contains(neuron) }
      .map { Feed($0.signal.ofAll(like: neuron), neurons: 0..<count, input: $0.input) }
    try become(count, settings: settings, feeds: feeds, random: random, at: range)
  }

  /// Becomes a population of another size, in its reset state; what runs stays as it is prepared.
  mutating func become(
    _ count: Int, settings: [String: [Double]], feeds: [Feed], random: RandomSource,
    at range: SourceRange
  ) throws(Diagnostic) {
    setup.population = count
    setup.settings = settings
    self.feeds = FeedList(feeds)
    recording = recording.emptied(population: count)
    try refreshParameters(at: range)
    try reset(random: random, at: range)
  }

  /// Its name.
  public var name: String {
    get { setup.name }
    set { setup.name = newValue }
  }

  /// Its equations.
  public var model: NeuronModel {
    _read { yield setup.model }
  }

  /// What runs of them.
  var program: Program {
    _read { yield kernel.program }
  }

  /// How many neurons it has.
  public var population: Int { setup.population }

  /// How numbers are kept while it runs.
  public var precision: Precision {
    get { setup.precision }
    set { setup.precision = newValue }
  }

  /// How much of what it does is kept.
  public var record: Recording.Extent {
    get { setup.record }
    set {
      setup.record = newValue
      setup.recordedQuantities = []
    }
  }

  /// What `act` stands for.
  public var surrogate: Surrogate { setup.surrogate }

  /// How many steps it took since creation or reset.
  public var time: Int { state.time }

  /// Every state in the model's order, one value a neuron.
  public internal(set) var states: OrderedDictionary<String, [Double]> {
    get { state.columns }
    _modify { yield &state.columns }
  }

  /// Puts every state where a new node with these parameters has it.
  ///
  /// - Parameter random: where states that are drawn come from.
  public mutating func begin(
    random: RandomSource = RandomSource(seed: 0)
  ) throws(Diagnostic) {
    try setInitialStates(afterReset: false, random: random)
  }

  /// Returns mem and every state to where `reset` puts them; parameters and feeds stay.
  ///
  /// Feeds begin again with the first step.
  ///
  /// - Parameters:
  ///   - random: where states that are drawn come from; the same gives the same again.
  ///   - range: where errors point.
  /// - Throws: `Diagnostic` where a state would be no finite number.
  public mutating func reset(
    random: RandomSource = RandomSource(seed: 0), at range: SourceRange = SourceRange(0, 0)
  ) throws(Diagnostic) {
    try setInitialStates(afterReset: true, random: random)
    try checkIsFinite(at: range)
    recording.removeAll()
    feeds.changeSignals { $0.start = 0 }
  }

  /// Forgets what was recorded; time goes on from where it is.
  public mutating func forgetRecording() { recording.removeAll() }

  /// How much work a step of one neuron is, in additions.
  public var workOfAStep: Double { kernel.weight }

  /// One value a neuron, from one for all or one for each.
  func spread(_ values: [Double]) -> [Double] {
    values.count == population
      ? values : Array(repeating: values.first ?? 0, count: population)
  }

  mutating func refreshParameters(at range: SourceRange) throws(Diagnostic) {
    state.memories = []
    parameters = try model.parameterColumns(setting: setup.settings, count: population, at: range)
    try refreshWindows(at: range)
  }

  private mutating func setInitialStates(
    afterReset: Bool, random: RandomSource
  ) throws(Diagnostic) {
    let columns = try model.stateColumns(
      afterReset: afterReset, parameters: parameters, count: population,
      draws: setup.firstDraws(random))
    state = State()
    for (name, column) in zip(model.states.keys, columns) { states[name] = spread(column) }
  }
}
