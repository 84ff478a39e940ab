import Equations
import Neurons
import OrderedCollections

/// Nodes and connections at work: prepared once, and kept for all stretches of a run.
struct NetworkRun {
  /// What stopped a run.
  struct Failure {
    var node: String
    /// The connection to the node, where it was in that and not in the node itself.
    var connection: String?
    /// The step of the stretch, counted from 0, that could not be taken.
    var step: Int
    var neuron = 0
    var quantity: String
    var term: String?
    var cause = Node.NotFinite.Cause.notFinite
  }

  /// The nodes, in the order in which they take a step.
  private(set) var parts: [NetworkPart] = []
  /// The connections between them.
  private(set) var links: [Link] = []
  /// The nodes that go together.
  private(set) var groups: [Group] = []

  /// Nodes that get each other's spikes back, or one that gets none of its own.
  struct Group {
    var members: Range<Int>
    /// Whether they get their own spikes back.
    var isLoop: Bool
    /// In how many pieces neurons take a step that get each other's spikes within it.
    var piecesPerStep = 1
  }

  private let order: Network.Order
  private let random: RandomSource
  // Whether every number is looked at after every step.
  private let isCareful: Bool

  /// Begins where a network stands.
  ///
  /// - Parameters:
  ///   - network: the nodes and connections.
  ///   - names: all nodes of one or more components.
  ///   - steps: how many steps are to be taken.
  ///   - order: who takes which step when.
  ///   - engine: what takes the steps; nil for a closer look at each.
  ///   - random: where noise comes from.
  ///   - keepsTape: whether it is kept what each step begins with, to go back through them.
  ///   - watched: a node, and which of its states is kept of every step.
  init(
    _ network: Network, _ names: [String], steps: Int, order: Network.Order, engine: Engine?,
    random: RandomSource, keepsTape: Bool = false,
    watching watched: (node: String, state: Int)? = nil
  ) {
    self.order = order
    self.random = random
    isCareful = engine == nil
    let engine = engine ?? Engine()
    var places: [String: Int] = [:]
    for group in network.groups(of: names) {
      let first = parts.count
      for name in group {
        guard let node = network.nodes[name] else { continue }
        let ports = network.connections.values.filter { $0.target == name }.map(\.port)
        places[name] = parts.count
        parts.append(
          NetworkPart(
            node, ports: ports, steps: steps, engine: engine, random: random,
            keepsTape: keepsTape, watching: watched?.node == name ? watched?.state : nil))
      }
      groups.append(Group(members: first..<parts.count, isLoop: network.isLoop(group)))
    }
    for connection in network.connections.values {
      guard let source = places[connection.source], let target = places[connection.target] else {
        continue
      }
      parts[source].readMembrane()
      let link = Link(
        connection, source: parts[source].membrane, target: parts[target].node,
        isTimed: parts[target].flow != nil, steps: steps, engine: engine, random: random,
        keepsTape: keepsTape)
      parts[source].outgoing.append(links.count)
      parts[target].incoming.append(links.count)
      links.append(link)
      if link.seesMembrane { parts[target].isSeen = true }
    }
    for index in groups.indices where groups[index].isLoop {
      groups[index].piecesPerStep = piecesPerStep(of: groups[index].members)
    }
  }

  /// Whether code came that a run begun anew would use.
  func isOutdated(_ engine: Engine) -> Bool {
    parts.contains { engine.isReady($0.awaited) } || links.contains { engine.isReady($0.awaited) }
  }

  /// Takes a stretch of steps.
  ///
  /// - Returns: what stopped it; the run is then not to be used any more.
  func advance(_ count: Int) -> Failure? {
    for part in parts { part.begin(count, random: random) }
    for link in links { link.begin() }
    // Nodes that do not get their own spikes back take all their steps one after another in either order.
    let stride =
      switch order {
      case .stepByStep: count
      case .layerByLayer(let window): window
      }
    for first in Swift.stride(from: 0, to: count, by: stride) {
      let steps = first..<min(first + stride, count)
      for group in groups {
        if let failure = advance(group, steps) { return failure }
      }
    }
    return nil
  }

  /// Whether nothing became infinite or undefined since the last call.
  func isFinite() -> Bool {
    parts.allSatisfy { $0.isFinite() } && links.allSatisfy { $0.quantityNotFinite == nil }
  }

  private func advance(_ group: Group, _ steps: Range<Int>) -> Failure? {
    guard group.isLoop else { return advance(group.members.lowerBound, steps) }
    for step in steps {
      if group.piecesPerStep > 1 {
        if let failure = advance(group.members, step, in: group.piecesPerStep) { return failure }
        continue
      }
      for member in group.members {
        if let failure = advance(member, step..<step + 1) { return failure }
      }
    }
    return nil
  }

  // In how many pieces neurons take a step that get each other's spikes within it.
  private func piecesPerStep(of members: Range<Int>) -> Int {
    let inner = members.flatMap { parts[$0].incoming }.map { links[$0] }
      .filter { link in link.isTimed && members.contains { parts[$0].node.name == link.source } }
    let shortest = inner.map(\.delay).min() ?? 1
    return shortest < 1 ? Int((1 / max(shortest, leastPiece)).rounded(.up)) : 1
  }

  private func advance(
    _ members: Range<Int>, _ step: Int, in pieces: Int
  ) -> Failure? {
    for index in members where parts[index].flow != nil {
      gather(index, step)
      parts[index].enter(step)
    }
    for piece in 1...pieces {
      for index in members where parts[index].flow != nil {
        go(index, step, to: Double(piece) / Double(pieces))
      }
    }
    for index in members {
      // Those that keep to steps get what came before them in this one.
      if parts[index].flow == nil { gather(index, step) }
      if let failure = finish(index, step) { return failure }
    }
    return nil
  }

  // Lets neurons whose spikes are found between steps go on within a step, and sends their spikes.
  private func go(_ index: Int, _ step: Int, to share: Double) {
    guard let flow = parts[index].flow else { return }
    var arriving: [Int: [FlowNeuron.Change]] = [:]
    for link in parts[index].incoming where links[link].isTimed {
      links[link].takeArrivals(until: (step, share), into: &arriving)
    }
    let fired = flow.advance(to: share, arriving: arriving)
    for link in parts[index].outgoing where links[link].isTimed {
      for spike in fired { links[link].send(spike.neuron, 1, at: (step, spike.share)) }
    }
  }

  private func finish(_ index: Int, _ step: Int) -> Failure? {
    if let failure = parts[index].step(step, random: random, isCareful: isCareful) {
      return failure
    }
    send(from: index, step)
    guard isCareful else { return nil }
    for link in parts[index].incoming {
      guard let quantity = links[link].quantityNotFinite else { continue }
      return Failure(
        node: parts[index].node.name, connection: links[link].name, step: step,
        quantity: quantity)
    }
    return nil
  }

  private func advance(_ index: Int, _ steps: Range<Int>) -> Failure? {
    // What depends on a whole window of inputs needs all of them before its first step.
    let seesWindow = parts[index].seesWindow
    if seesWindow {
      for step in steps { gather(index, step) }
      parts[index].finishWindow(steps)
    }
    for step in steps {
      if !seesWindow { gather(index, step) }
      if parts[index].flow != nil {
        parts[index].enter(step)
        go(index, step, to: 1)
      }
      if let failure = finish(index, step) { return failure }
    }
    return nil
  }

  // Adds what arrives at a step to the inputs and states of a node.
  private func gather(_ index: Int, _ step: Int) {
    let part = parts[index]
    part.open(step)
    // As it was before anything arrived.
    if part.isSeen { part.readMembrane() }
    for link in part.incoming where !links[link].isTimed { links[link].deliver(at: step, to: part) }
  }

  private func send(from index: Int, _ step: Int) {
    let part = parts[index]
    if !part.spikes.isEmpty {
      for link in part.outgoing where links[link].isTimed && part.flow == nil {
        for (neuron, value) in part.spikes {
          for share in part.shares(of: neuron, at: step) {
            links[link].send(neuron, value, at: (step, share))
          }
        }
      }
    }
    for link in part.incoming { links[link].learn(from: part.spikes) }
    for link in part.outgoing where !links[link].isTimed {
      switch links[link].carried {
      case .spikes: links[link].send(part.spikes, at: step)
      case .membrane:
        part.readMembrane()
        links[link].send(SpikeList(row: part.membrane), at: step)
      }
    }
  }

  /// Puts what became of everything in the `count` steps of the stretch back.
  func write(to network: inout Network, after count: Int) {
    for part in parts.indices {
      let node = parts[part].finish(count, random: random)
      network.nodes[node.name] = node
    }
    for link in links.indices {
      let connection = links[link].finish(count, random: random)
      network.connections[connection.name] = connection
    }
  }
}

// Shorter delays than that share of a step act as late.
private let leastPiece = 1.0 / 1024
