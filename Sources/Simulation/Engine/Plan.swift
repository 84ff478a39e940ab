import Equations
import Neurons
import OrderedCollections

/// Nodes and connections at work: prepared once, and kept for all stretches of a run.
struct Plan {
  /// What stopped a run.
  struct Failure {
    var node: String
    /// The connection to the node, where it was in that and not in the node itself.
    var connection: String?
    /// The place; its step is that of the stretch, counted from 0, that could not be taken.
    var place: Node.NotFinite

    init(_ place: Node.NotFinite, _ node: Node, connection: String? = nil) {
      (self.place, self.node, self.connection) = (place, node.name, connection)
    }
  }

  /// The nodes, in the order in which they take a step.
  private(set) var populations: [Population] = []
  /// The connections between them.
  private(set) var synapses: [Synapses] = []
  /// The nodes that go together.
  private(set) var groups: [Group] = []

  /// Nodes that get each other's spikes back, or one that gets none of its own.
  struct Group {
    var members: Range<Int>
    /// Whether they get their own spikes back.
    var isLoop: Bool
    /// How many steps each of them takes before the next one does.
    var epoch = 1
    /// In how many pieces neurons take a step that get each other's spikes within it.
    var piecesPerStep = 1
  }

  // What became of synapses with equations.
  private let joining: Joining
  private let random: RandomSource

  let order: Network.Order
  /// Whether every number is looked at after every step.
  let isCareful: Bool

  /// Begins where a network stands.
  ///
  /// - Parameters:
  ///   - network: the nodes and connections.
  ///   - names: all nodes of one or more components.
  ///   - steps: how many steps are to be taken.
  ///   - stretch: how many of them are taken at once at most.
  ///   - order: who takes which step when.
  ///   - engine: what takes the steps; nil for a closer look at each.
  ///   - random: where noise comes from.
  ///   - keepsTape: whether it is kept what each step begins with, to go back through them.
  ///   - watched: a node, and which of its states is kept of every step.
  init(
    _ network: Network, _ names: [String], steps: Int, stretch: Int, order: Network.Order,
    engine: Engine?, random: RandomSource, keepsTape: Bool = false,
    watching watched: (node: String, state: Int)? = nil
  ) {
    self.order = order
    self.random = random
    isCareful = engine == nil
    // Who looks at every number, or goes back through the steps, asks for each part by itself.
    joining = Joining(network, names, steps: isCareful || keepsTape ? 0 : steps)
    let network = joining.network
    let engine = engine ?? Engine()
    var places: [String: Int] = [:]
    for group in network.groups(of: names) {
      let first = populations.count
      let isLoop = network.isLoop(group)
      let isAlone =
        !keepsTape && watched?.node != group[0]
        && !network.connections.values.contains {
          group.contains($0.source) || group.contains($0.target)
        }
      let epoch =
        isCareful || keepsTape
        ? 1
        : isAlone
          ? stretch : network.epoch(of: group, isLoop: isLoop, stretch: stretch, order: order)
      for name in group {
        guard let node = network.nodes[name] else { continue }
        let isWatched = watched?.node == name
        places[name] = populations.count
        populations.append(
          Population(
            node,
            ports: network.connections.values.filter { $0.target == name }.map(\.port),
            pace: Population.Pace(steps: isWatched ? 1 : epoch, isAlone: isAlone),
            steps: steps, engine: engine, random: random,
            view: Population.View(
              isCareful: isCareful, keepsTape: keepsTape,
              watchedState: isWatched ? watched?.state : nil)))
      }
      let members = first..<populations.count
      groups.append(
        Group(
          members: members, isLoop: isLoop,
          epoch: members.map { populations[$0].pace.steps }.min() ?? 1))
    }
    for connection in network.connections.values {
      guard let source = places[connection.source], let target = places[connection.target] else {
        continue
      }
      populations[source].readMembrane()
      let link = Synapses(
        connection, source: populations[source].membrane, target: populations[target].node,
        landing: joining.landings[connection.name], isTimed: populations[target].flow != nil,
        steps: steps, engine: engine, random: random,
        keepsTape: keepsTape)
      populations[source].outgoing.append(synapses.count)
      populations[target].incoming.append(synapses.count)
      synapses.append(link)
      if link.seesMembrane { populations[target].isSeen = true }
      if connection.plasticity != nil { populations[target].isLearntFrom = true }
      if link.isTimed || link.carried == .membrane {
        populations[source].sendsOtherThanSpikes = true
      }
    }
    for population in populations {
      population.synapticCurrents = joining.currents[population.node.name] ?? []
      // What synapses with equations give comes last, wherever their equations are.
      let links = population.incoming
      population.incoming =
        links.filter { synapses[$0].connection.synapse == nil }
        + links.filter { synapses[$0].connection.synapse != nil }
    }
    for index in groups.indices where groups[index].isLoop {
      groups[index].piecesPerStep = piecesPerStep(of: groups[index].members)
      guard groups[index].piecesPerStep > 1 else { continue }
      for member in groups[index].members { populations[member].flow?.prepareForPieces() }
    }
  }

  // In how many pieces neurons take a step that get each other's spikes within it.
  private func piecesPerStep(of members: Range<Int>) -> Int {
    let inner = members.flatMap { populations[$0].incoming }.map { synapses[$0] }
      .filter { link in
        link.isTimed && members.contains { populations[$0].node.name == link.source }
      }
    let shortest = inner.map(\.delay).min() ?? 1
    return shortest < 1 ? Int((1 / max(shortest, leastPiece)).rounded(.up)) : 1
  }

  /// Whether code came that a run begun anew would use.
  func isOutdated(_ engine: Engine) -> Bool {
    populations.contains { engine.isReady($0.awaited) }
      || synapses.contains { engine.isReady($0.awaited) }
  }

  /// Whether nothing became infinite or undefined since the last call.
  func isFinite() -> Bool {
    populations.allSatisfy { $0.isFinite() } && synapses.allSatisfy { $0.quantityNotFinite == nil }
  }

  /// Puts what became of everything in the `count` steps of the stretch back.
  func write(to network: inout Network, after count: Int) {
    for population in populations {
      let name = population.node.name
      guard let place = network.nodes.index(forKey: name) else { continue }
      population.finish(count, in: &network.nodes.values[place])
    }
    for link in synapses {
      let target = populations.first { $0.node.name == link.connection.target }
      network.connections[link.name] = joining.separated(
        link.finish(count, random: random), from: network.connections[link.name], in: target,
        after: count,
        random: random)
    }
    joining.keepWhatIsJoint(in: &network)
  }
}

extension Network {
  /// How many steps nodes that go together can take one after another before they have to know what the
  /// others did: all where they get no spikes of their own back, else as many as a spike is on its way at
  /// least.
  ///
  /// What acts between two steps, on states, by potentials or by learning, leaves one at a time.
  fileprivate func epoch(of group: [String], isLoop: Bool, stretch: Int, order: Order) -> Int {
    let incoming = connections.values.filter { group.contains($0.target) }
    let actsBetweenSteps = incoming.contains { connection in
      guard case .input = connection.port else { return true }
      return connection.synapse != nil || connection.plasticity != nil
    }
    let isSeen = connections.values.contains {
      $0.carried == .membrane && (group.contains($0.source) || group.contains($0.target))
    }
    let isBetweenSteps = group.contains { nodes[$0]?.flow != nil }
    if actsBetweenSteps || isSeen || isBetweenSteps { return 1 }
    var most = stretch
    if case .layerByLayer(let window) = order { most = min(most, window) }
    guard isLoop else { return most }
    let latencies = incoming.filter { group.contains($0.source) }.map(\.leastLatency)
    return max(1, min(most, latencies.min() ?? 1))
  }
}

extension Connection {
  // How many steps a spike is on its way at least.
  fileprivate var leastLatency: Int {
    delays.isEmpty
      ? latency : delays.reduce(Int.max) { min($0, max($1 > 0 ? 1 : 0, Int($1.rounded()))) }
  }
}

// Shorter delays than that share of a step act as late.
private let leastPiece = 1.0 / 1024
