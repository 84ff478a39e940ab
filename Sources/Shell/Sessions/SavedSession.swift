import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation

/// A session as `save` writes it: JSON, with columns of numbers as the bytes of their doubles, so
/// that `load` gives back every bit.
struct SavedSession: Codable {
  var format = "neurosh session"
  var version = 1
  var seed: UInt64
  var current: String?
  var backend: Backend
  /// The texts of the user's models, in order.
  var models: [String]
  var nodes: [SavedNode]
}

/// A node as `save` writes it.
struct SavedNode: Codable {
  var name: String
  /// The equations it was created with: a model may have been defined anew since.
  var model: String
  var modelText: String?
  var population: Int
  var precision: Node.Precision
  var record: Recording.Extent
  var surrogate: Surrogate
  var settings: [String: Column]
  var states: [Column]
  var feeds: [Feed]
  var time: Int
  var segments: [SavedSegment]
}

/// A segment of a recording as `save` writes it.
struct SavedSegment: Codable {
  var steps: Int
  var columns: [Column]
  /// The steps, neurons and values of the spikes; nil where only their number is kept.
  var spikes: [Column]?
  var spikeCounts: Column
}

/// Doubles as the base64 text of their bytes, lowest byte first.
struct Column: Codable {
  var values: [Double]

  init(_ values: [Double]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let data = Data(base64Encoded: try container.decode(String.self)), data.count % 8 == 0
    else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a column of numbers is damaged")
    }
    values = data.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { index in
        Double(
          bitPattern: UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)))
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var data = Data(capacity: values.count * 8)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    var container = encoder.singleValueContainer()
    try container.encode(data.base64EncodedString())
  }
}

extension Session {
  /// The session as the bytes of a file.
  func savedBytes() throws -> [UInt8] {
    let saved = SavedSession(
      seed: random.seed, current: current, backend: backend, models: models.userDefined.map(\.text),
      nodes: nodes.values.map { SavedNode($0, library: models) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(try encoder.encode(saved)) + [UInt8(ascii: "\n")]
  }

  /// Reads back what `savedBytes` gave.
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
    self.init()
    random = RandomSource(seed: saved.seed)
    backend = saved.backend
    for text in saved.models {
      do { try models.define(text) } catch {
        throw FileFailure("a neuron in it has no meaning: \(error.message)")
      }
    }
    for savedNode in saved.nodes {
      guard savedNode.name.isName, nodes[savedNode.name] == nil else {
        throw FileFailure("it has a node with a name that cannot be")
      }
      nodes[savedNode.name] = try savedNode.node(library: models)
    }
    current = saved.current.flatMap { nodes[$0] == nil ? nil : $0 } ?? nodes.keys.last
  }
}

extension SavedNode {
  init(_ node: Node, library: ModelLibrary) {
    name = node.name
    model = node.model.name
    modelText = library[node.model.name] == node.model ? nil : node.model.text
    population = node.population
    precision = node.precision
    record = node.record
    surrogate = node.surrogate
    settings = node.settings.mapValues { Column($0) }
    states = node.states.values.map { Column($0) }
    feeds = node.feeds
    time = node.time
    segments = node.recording.segments.map { SavedSegment($0) }
  }

  func node(library: ModelLibrary) throws(FileFailure) -> Node {
    let damaged = FileFailure("the node '\(name)' in it is damaged")
    var found = library[model]
    if let modelText { found = try? library.read(modelText) }
    guard let found, (1...10_000_000).contains(population) else { throw damaged }
    let segments = segments.compactMap { $0.segment(population: population) }
    guard segments.count == self.segments.count else { throw damaged }
    do {
      return try Node(
        name: name, model: found, population: population, precision: precision, record: record,
        surrogate: surrogate, settings: settings.mapValues(\.values),
        states: states.map(\.values), feeds: feeds, time: time, segments: segments)
    } catch {
      throw damaged
    }
  }
}

extension SavedSegment {
  init(_ segment: Recording.Segment) {
    steps = segment.steps
    columns = segment.columns.map { Column($0) }
    spikes = segment.spikes.map { spikes in
      [
        Column(spikes.steps.map { Double($0) }), Column(spikes.neurons.map { Double($0) }),
        Column(spikes.values),
      ]
    }
    spikeCounts = Column(segment.spikeCounts.map { Double($0) })
  }

  /// The segment; nil where its spikes are damaged.
  func segment(population: Int) -> Recording.Segment? {
    func whole(_ column: Column) -> [UInt32] { column.values.compactMap { UInt32(exactly: $0) } }
    guard let spikes else {
      let counts = whole(spikeCounts)
      guard counts.count == steps, spikeCounts.values.count == steps else { return nil }
      return Recording.Segment(spikeCounts: counts, quantities: columns.count)
    }
    guard spikes.count == 3,
      let list = Spikes(
        steps: whole(spikes[0]), neurons: whole(spikes[1]), values: spikes[2].values,
        count: steps, population: population)
    else { return nil }
    return Recording.Segment(steps: steps, columns: columns.map(\.values), spikes: list)
  }
}
