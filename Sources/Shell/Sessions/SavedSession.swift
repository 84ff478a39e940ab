import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A session as `save` writes it: JSON, with columns of numbers as the bytes of their doubles, so
/// that `load` gives back every bit.
struct SavedSession: Codable {
  var format = "neurosh session"
  var version = 1
  var seed: UInt64
  var current: String?
  var backend: Backend
  /// Megabytes for recordings; nil in files that are older than a choice.
  var recordingMemory: Int?
  /// What plots are made of; nil where they are of ASCII, as in files that are older than a choice.
  var plotMarks: PlotStyle.Marks?
  /// Whether plots are pictures; nil where they are not.
  var showsPictures: Bool?
  /// Whether runs say nothing of the length of steps; nil where they do.
  var hushesSteps: Bool?
  /// For which models and lengths of steps that was found out.
  var knownSteps: [String]?
  /// The user's models, in order.
  var models: [SavedModel]
  var nodes: [SavedNode]
  /// Nil in files that are older than connections.
  var connections: [SavedConnection]?
  /// The modules with their members, in order; nil in files that are older than modules.
  var modules: [SavedModule]?
  /// The sessions that `mark` kept; nil in files that are older than marks.
  var marks: [SavedMark]?
}

/// A mark as `save` writes it.
struct SavedMark: Codable {
  var name: String
  var session: SavedSession
}

/// A node as `save` writes it.
struct SavedNode: Codable {
  var name: String
  /// The equations it was created with: a model may have been defined anew since.
  var model: String
  var modelText: SavedModel?
  var population: Int
  var precision: Node.Precision
  /// How equations are solved and when spikes happen, where that was set; nil in older files.
  var method: String?
  var spikeTiming: Node.SpikeTiming?
  var tolerance: Double?
  var record: Recording.Extent
  /// The quantities that are kept, where some were chosen.
  var recordedQuantities: [String]?
  var surrogate: Surrogate
  var settings: [String: Column]
  /// Left out where no matrix or vector was set.
  var windowSettings: [String: Column]?
  var states: [Column]
  var feeds: [Feed]
  var time: Int
  var segments: [SavedSegment]
  /// The states before the first step; nil in files that are older than `back`.
  var firstStates: [Column]?
  /// For each neuron the numbers of the step of a solver that goes on; nil where none does.
  var courses: [Column]?
  /// The same of it and the synapses that end on it together.
  var jointCourses: [Column]?
  /// What held while it ran; nil in files that are older than named quantities.
  var circumstances: [SavedCircumstances]?
  /// Which random numbers its noise draws, where they do not follow from its name.
  var noiseStream: UInt32?
}

/// A model as `save` writes it: its text, or a list where those of others that it builds on have to
/// be read before it, since their names are those of other models now.
struct SavedModel: Codable {
  var texts: [String]

  init(_ model: NeuronModel, library: ModelLibrary) { texts = library.texts(of: model) }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    texts = try (try? [container.decode(String.self)]) ?? container.decode([String].self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if texts.count == 1 {
      try container.encode(texts[0])
    } else {
      try container.encode(texts)
    }
  }
}

/// What held from a step on, as `save` writes it.
struct SavedCircumstances: Codable {
  var firstStep: Int
  var states: [Column]
  var parameters: [Column]
  var surrogate: Surrogate
  var precision: Node.Precision
  var seed: UInt64

  init(_ circumstances: Recording.Circumstances) {
    firstStep = circumstances.firstStep
    states = circumstances.states.map { Column($0) }
    parameters = circumstances.parameters.map { Column($0) }
    surrogate = circumstances.surrogate
    precision = circumstances.precision
    seed = circumstances.seed
  }

  var circumstances: Recording.Circumstances {
    Recording.Circumstances(
      firstStep: firstStep, states: states.map(\.values), parameters: parameters.map(\.values),
      surrogate: surrogate, precision: precision, seed: seed)
  }
}

/// A segment of a recording as `save` writes it.
struct SavedSegment: Codable {
  var steps: Int
  var columns: [Column]
  /// The steps, neurons and values of the spikes; nil where only their number is kept.
  var spikes: [Column]?
  var spikeCounts: Column
}

extension Session {
  /// The session as the bytes of a file, piece by piece.
  func savedParts() throws -> SavedParts { try SavedParts(saved) }

  private var saved: SavedSession {
    // Each is read into a library in which those before it are.
    var library = ModelLibrary.builtIn
    let saved = models.userDefined.map { model in
      let saved = SavedModel(model, library: library)
      _ = try? library.define(saved.texts)
      return saved
    }
    return SavedSession(
      seed: random.seed, current: current, backend: backend,
      recordingMemory: recordingMemory, plotMarks: plotMarks == .ascii ? nil : plotMarks,
      showsPictures: showsPictures ? true : nil,
      hushesSteps: tellsOfSteps ? nil : true,
      knownSteps: knownSteps.isEmpty ? nil : knownSteps.sorted(),
      models: saved,
      nodes: nodes.values.map { node in
        var saved = SavedNode(node, library: models)
        let courses = network.jointCourses(of: node.name)
        saved.jointCourses = courses.isEmpty ? nil : courses.map { Column($0) }
        return saved
      },
      connections: network.connections.values.map { SavedConnection($0, library: models) },
      modules: modules.map { SavedModule(name: $0, members: $1) },
      marks: marks.isEmpty ? nil : marks.map { SavedMark(name: $0.key, session: $0.value.saved) })
  }

  /// Reads back what `savedParts` gave.
  ///
  /// - Throws: a sentence on what is wrong with the bytes. Whatever the bytes are, no more is
  ///   taken from them than fits together.
  init(savedBytes bytes: [UInt8]) throws(FileFailure) {
    let saved: SavedSession
    do {
      saved = try JSONDecoder().decode(SavedSession.self, from: Data(bytes))
    } catch {
      throw FileFailure("it is not a saved session, or it is damaged")
    }
    guard saved.format == "neurosh session" else { throw FileFailure("it is not a saved session") }
    guard saved.version == 1 else {
      throw FileFailure("its version \(saved.version) is newer than this program")
    }
    try self.init(saved)
    for mark in saved.marks ?? [] {
      try mark.name.checkCanName("mark", isTaken: marks[mark.name] != nil)
      marks[mark.name] = try Session(mark.session)
    }
  }

  // Without marks: a mark has none itself.
  private init(_ saved: SavedSession) throws(FileFailure) {
    self.init()
    random = RandomSource(seed: saved.seed)
    backend = saved.backend
    if let memory = saved.recordingMemory {
      guard Self.recordingMemories.contains(memory) else {
        throw FileFailure("it has a memory for recordings that cannot be")
      }
      recordingMemory = memory
    }
    plotMarks = saved.plotMarks ?? .ascii
    showsPictures = saved.showsPictures ?? false
    tellsOfSteps = !(saved.hushesSteps ?? false)
    knownSteps = Set(saved.knownSteps ?? [])
    for model in saved.models {
      do { try models.define(model.texts) } catch {
        throw FileFailure("a neuron in it has no meaning: \(error.message)")
      }
    }
    for savedNode in saved.nodes {
      try savedNode.name.checkCanName("node", isTaken: nodes[savedNode.name] != nil)
      nodes[savedNode.name] = try savedNode.node(library: models)
    }
    for saved in saved.connections ?? [] {
      try saved.name.checkCanName("connection", isTaken: isTaken(saved.name))
      network.connections[saved.name] = try saved.connection(nodes, library: models)
    }
    for node in saved.nodes {
      guard let courses = node.jointCourses?.map(\.values) else { continue }
      guard network.restore(jointCourses: courses, of: node.name) else { throw node.damaged }
    }
    for module in saved.modules ?? [] {
      try module.name.checkCanName("module", isTaken: isTaken(module.name))
      guard !module.members.isEmpty else { throw FileFailure("it has a module that cannot be") }
      modules[module.name] = module.members
    }
    let isKnown = modules.values.allSatisfy { names in
      names.allSatisfy { nodes[$0] != nil || modules[$0] != nil }
    }
    guard isKnown, modules.keys.allSatisfy({ !reachable(from: $0).contains($0) }) else {
      throw FileFailure("it has a module that cannot be")
    }
    current = saved.current.flatMap { nodes[$0] == nil ? nil : $0 }
  }
}

extension SavedNode {
  init(_ node: Node, library: ModelLibrary) {
    let setup = node.setup
    name = setup.name
    model = setup.model.name
    modelText = library[model] == setup.model ? nil : SavedModel(setup.model, library: library)
    population = setup.population
    precision = setup.precision
    method = setup.method?.rawValue
    spikeTiming = setup.spikeTiming
    tolerance = setup.tolerance == Node.usualTolerance ? nil : setup.tolerance
    record = setup.record
    recordedQuantities = setup.recordedQuantities.isEmpty ? nil : setup.recordedQuantities
    surrogate = setup.surrogate
    settings = setup.settings.mapValues { Column($0) }
    windowSettings =
      setup.windowSettings.isEmpty ? nil : setup.windowSettings.mapValues { Column($0) }
    noiseStream = setup.hasNoiseOfItsName ? nil : setup.noiseStream
    states = node.state.columns.values.map { Column($0) }
    time = node.state.time
    firstStates = node.state.first.isEmpty ? nil : node.state.first.map { Column($0) }
    courses = node.state.courses.isEmpty ? nil : node.state.courses.map { Column($0) }
    feeds = Array(node.feeds)
    segments = node.recording.segments.map { SavedSegment($0) }
    let held = node.recording.circumstances
    circumstances = held.isEmpty ? nil : held.map { SavedCircumstances($0) }
  }

  func node(library: ModelLibrary) throws(FileFailure) -> Node {
    let read = modelText.map { try? library.read($0.texts) } ?? library[model]
    let segments = segments.compactMap { $0.segment(population: population) }
    guard let read, (1...largestPopulation).contains(population),
      segments.count == self.segments.count,
      var state = Node.State(
        states.map(\.values), of: read, time: time, first: firstStates?.map(\.values) ?? [])
    else { throw damaged }
    if let courses, !state.restore(courses: courses.map(\.values), of: read) { throw damaged }
    var setup = Node.Setup(name: name, model: read, population: population)
    setup.precision = precision
    if let method {
      guard let method = Method(rawValue: method) else { throw damaged }
      setup.method = method
    }
    setup.spikeTiming = spikeTiming
    if let tolerance {
      guard (1e-13...0.1).contains(tolerance) else { throw damaged }
      setup.tolerance = tolerance
    }
    setup.record = record
    setup.recordedQuantities = recordedQuantities ?? []
    setup.surrogate = surrogate
    setup.settings = settings.mapValues(\.values)
    setup.windowSettings = windowSettings?.mapValues(\.values) ?? [:]
    setup.noiseStream = noiseStream ?? setup.noiseStream
    do {
      return try Node(
        setup, state: state, feeds: feeds, segments: segments,
        circumstances: circumstances?.map(\.circumstances) ?? [], at: SourceRange(0, 0))
    } catch {
      throw damaged
    }
  }

  fileprivate var damaged: FileFailure { FileFailure("the node '\(name)' in it is damaged") }
}

extension SavedSegment {
  init(_ segment: Recording.Segment) {
    steps = segment.steps
    columns = segment.columns.map { Column($0) }
    spikes = segment.spikes.map { spikes in
      let list = spikes.list
      let columns = [Column(list.steps), Column(list.neurons), Column(list.values)]
      return list.leads.isEmpty ? columns : columns + [Column(list.leads)]
    }
    spikeCounts = Column(segment.spikeCounts)
  }

  /// The segment; nil where its spikes are damaged.
  func segment(population: Int) -> Recording.Segment? {
    guard let spikes else {
      guard let counts = spikeCounts.whole(), counts.count == steps else { return nil }
      return Recording.Segment(spikeCounts: counts, quantities: columns.count)
    }
    guard 3...4 ~= spikes.count, let rows = spikes[0].whole(), let neurons = spikes[1].whole(),
      let list = Spikes(
        steps: rows, neurons: neurons, values: spikes[2].values,
        leads: spikes.count > 3 ? spikes[3].values : [], count: steps,
        population: population)
    else { return nil }
    return Recording.Segment(steps: steps, columns: columns.map(\.values), spikes: list)
  }
}
