import Equations
import Neurons
import OrderedCollections
import Simulation

/// A module as `save` writes it.
struct SavedModule: Codable {
  var name: String
  var members: [String]
}

/// A connection as `save` writes it.
struct SavedConnection: Codable {
  var name, source, target: String
  var port: Connection.Port
  var carried: Connection.Carried
  var pattern: ConnectionPattern
  var delay: Int
  /// The same where it is no whole number of steps; nil in files that are older than exact spikes.
  var exactDelay: Double?
  /// How many steps a spike is on its way to each synapse; nil where that is the same for all.
  var delays: Column?
  /// How neurons lie beside each other; nil for on a line.
  var layout: Connection.Layout?
  var scale: Double
  var sources, targets: Int
  /// How many synapses each source has.
  var rows: Column
  /// The target of every synapse.
  var columns: Column
  var weights: Column
  var synapse: SavedNode?
  var plasticity: Plasticity?
  /// The lowest and the highest weight that learning may reach.
  var limits: [Double]
  var shortTerm: ShortTermPlasticity?
  /// The traces of learning where it took no step yet, and in files that are older than `learning`:
  /// before, after, eligibility.
  var traces: [Column]?
  /// What learning remembers.
  var learning: SavedLearning?
  var fatigue: [ShortTermPlasticity.State]
  var pending: [Connection.Emission]

  init(_ connection: Connection, library: ModelLibrary) {
    name = connection.name
    source = connection.source
    target = connection.target
    port = connection.port
    carried = connection.carried
    pattern = connection.pattern
    delay = connection.delay
    exactDelay = connection.exactDelay
    delays = connection.delays.isEmpty ? nil : Column(connection.delays)
    layout = connection.layout == .line ? nil : connection.layout
    scale = connection.scale
    let weights = connection.weights
    sources = weights.sources
    targets = weights.targets
    rows = Column((0..<weights.sources).map { Double(weights.row($0).count) })
    columns = Column(weights.columns)
    self.weights = Column(weights.values.doubles)
    synapse = connection.synapse.map { SavedNode($0, library: library) }
    plasticity = connection.plasticity
    limits = [connection.limits.lowerBound, connection.limits.upperBound]
    shortTerm = connection.shortTerm
    let state = connection.learning
    if let state, state.terms != nil {
      learning = SavedLearning(state)
    } else {
      traces = state.map {
        [Column($0.before.values), Column($0.after.values), Column($0.eligibility)]
      }
    }
    fatigue = connection.fatigue
    pending = connection.pending
  }

  /// The connection between two nodes that were read before it.
  ///
  /// - Throws: a sentence where its parts do not fit each other or the nodes.
  func connection(
    _ nodes: OrderedDictionary<String, Node>, library: ModelLibrary
  ) throws(FileFailure) -> Connection {
    let damaged = FileFailure("the connection '\(name)' in it is damaged")
    guard let from = nodes[source], let to = nodes[target], from.population == sources,
      to.population == targets, (0...1_000_000).contains(delay),
      exactDelay.map({ (0...1_000_000).contains($0) }) ?? true, scale.isFinite, limits.count == 2,
      limits[0] <= limits[1], portFits(to), rows.values.count == sources,
      let starts = starts(), let targets = columns.whole(below: targets),
      let weights = SparseWeights(
        sources: sources, targets: self.targets, starts: starts, columns: targets,
        values: weights.values)
    else { throw damaged }
    var result = Connection(
      name: name, from: source, to: target, port: port, carried: carried, pattern: pattern,
      delay: delay, weights: weights)
    result.scale = scale
    result.exactDelay = exactDelay
    result.layout = layout ?? .line
    if let delays {
      // Those that keep to steps now need not have been whole.
      guard result.set(delays: delays.values, isExact: true), result.weights == weights else {
        throw damaged
      }
    }
    if let synapse {
      let node = try synapse.node(library: library)
      guard node.population == self.targets else { throw damaged }
      result.synapse = node
    }
    result.shortTerm = shortTerm
    result.plasticity = plasticity
    result.limits = limits[0]...limits[1]
    var state: PlasticityState?
    if let learning {
      guard let read = learning.state else { throw damaged }
      state = read
    } else if let traces {
      guard traces.count == 3, traces.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
        throw damaged
      }
      state = PlasticityState(
        before: traces[0].values, after: traces[1].values, eligibility: traces[2].values)
    }
    guard result.restore(learning: state, fatigue: fatigue, pending: pending) else {
      throw damaged
    }
    return result
  }

  private func portFits(_ node: Node) -> Bool {
    switch port {
    case .input(let name): node.model.inputs[name] != nil
    case .state(let name): node.states[name] != nil
    }
  }

  private func starts() -> [Int]? {
    var result = [0]
    for count in rows.values {
      guard let whole = Int(exactly: count), (0...targets).contains(whole) else { return nil }
      result.append(result[result.count - 1] + whole)
    }
    return result
  }
}
