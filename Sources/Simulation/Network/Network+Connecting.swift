import OrderedCollections

extension Network {
  /// How many synapses all connections have.
  public var synapseCount: Int { connections.values.reduce(0) { $0 + $1.weights.count } }

  /// How many steps a connection waits where nothing else was asked for: none, but within a loop one.
  public func usualDelay(from source: Node, to target: Node, carrying carried: Connection.Carried)
    -> Int
  {
    closesLoop(from: source, to: target, carrying: carried) ? 1 : 0
  }

  /// The other direction of a gap junction between two nodes, which is made with it; nil where there is none.
  ///
  /// Of several between the same neurons it is the one in the same place among those of its direction.
  public func counterpart(of connection: Connection) -> Connection? {
    guard connection.carried == .membrane, connection.source != connection.target else {
      return nil
    }
    func alike(_ source: String, _ target: String, _ weights: SparseWeights) -> [Connection] {
      connections.values.filter {
        $0.carried == .membrane && $0.source == source && $0.target == target
          && $0.weights.starts == weights.starts && $0.weights.columns == weights.columns
      }
    }
    let own = alike(connection.source, connection.target, connection.weights)
    let others = alike(connection.target, connection.source, connection.weights.reversed())
    guard let place = own.firstIndex(where: { $0.name == connection.name }), place < others.count
    else { return nil }
    return others[place]
  }

  /// Checks a connection before its synapses are made.
  ///
  /// - Parameters:
  ///   - source: the node that gives spikes or potentials.
  ///   - target: the node that gets them.
  ///   - carried: which of them.
  ///   - pattern: which neurons are connected with which.
  ///   - counts: how many neurons of source and target take part; all where nil.
  ///   - delay: how many steps later it arrives.
  ///   - most: how many synapses all connections may have.
  /// - Throws: why it cannot be.
  public func checkConnection(
    from source: Node, to target: Node, carrying carried: Connection.Carried,
    pattern: ConnectionPattern, among counts: (sources: Int, targets: Int)? = nil, delay: Int,
    most: Int
  ) throws(Obstacle) {
    let (sources, targets) = counts ?? (source.population, target.population)
    if carried == .membrane {
      guard source.membraneUnit == target.membraneUnit else {
        throw .differentMembranes(source, target)
      }
      // Every neuron sends its potential at every step, whether it fires or not.
      let most = Node.mostInFlight / source.population
      guard delay <= most else { throw .tooManyInFlight(source, longestDelay: most) }
    } else if delay == 0, closesLoop(from: source, to: target, carrying: carried) {
      throw .immediateLoop(source)
    }
    let isWithin = source.name == target.name
    if isWithin, source.population == 1, !pattern.includesSelf { throw .onlyItself(source) }
    if case .oneToOne = pattern, sources != targets {
      throw .differentSizes(source, target)
    }
    let expected = pattern.expectedCount(
      sources: sources, targets: targets, isWithin: isWithin)
    guard expected <= Double(most - synapseCount) else {
      throw .tooManySynapses(expected: expected, most: most)
    }
  }

  // A potential is known only after its step, so that it never comes back within it.
  private func closesLoop(
    from source: Node, to target: Node, carrying carried: Connection.Carried
  ) -> Bool {
    carried == .spikes && (source.name == target.name || reaches(source.name, from: target.name))
  }
}
