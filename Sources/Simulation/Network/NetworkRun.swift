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
  }

  /// The nodes, in the order in which they take a step.
  private(set) var parts: [NetworkPart] = []
  /// The connections between them.
  private(set) var links: [Link] = []
  /// Which nodes go together, and whether they get their own spikes back.
  private(set) var groups: [(members: Range<Int>, isLoop: Bool)] = []
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
      groups.append((first..<parts.count, network.isLoop(group)))
    }
    for connection in network.connections.values {
      guard let source = places[connection.source], let target = places[connection.target] else {
        continue
      }
      let link = Link(
        connection, source: parts[source].membraneRow(), dt: parts[target].node.dt, steps: steps,
        engine: engine, random: random, keepsTape: keepsTape)
      parts[source].outgoing.append(links.count)
      parts[target].incoming.append(links.count)
      links.append(link)
    }
  }

  /// Takes a stretch of steps.
  ///
  /// - Returns: what stopped it; the run is then not to be used any more.
  mutating func advance(_ count: Int) -> Failure? {
    for part in parts.indices { parts[part].begin(count, random: random) }
    for link in links.indices { links[link].begin() }
    let stride =
      switch order {
      case .stepByStep: 1
      case .layerByLayer(let window): window
      }
    for first in Swift.stride(from: 0, to: count, by: stride) {
      let steps = first..<min(first + stride, count)
      for group in groups {
        if let failure = advance(group.members, group.isLoop, steps) { return failure }
      }
    }
    return nil
  }

  /// Whether nothing became infinite or undefined since the last call.
  func isFinite() -> Bool {
    parts.allSatisfy { $0.isFinite() } && links.allSatisfy { $0.quantityNotFinite == nil }
  }

  private mutating func advance(
    _ members: Range<Int>, _ isLoop: Bool, _ steps: Range<Int>
  ) -> Failure? {
    guard isLoop else { return advance(members.lowerBound, steps) }
    for step in steps {
      for member in members {
        if let failure = advance(member, step..<step + 1) { return failure }
      }
    }
    return nil
  }

  private mutating func advance(_ index: Int, _ steps: Range<Int>) -> Failure? {
    // What depends on a whole window of inputs needs all of them before its first step.
    let seesWindow = parts[index].node.seesWindow && !parts[index].incoming.isEmpty
    if seesWindow {
      for step in steps { gather(index, step) }
      parts[index].finishWindow(steps)
    }
    for step in steps {
      if !seesWindow { gather(index, step) }
      if let failure = parts[index].step(step, random: random, isCareful: isCareful) {
        return failure
      }
      send(from: index, step)
      guard isCareful else { continue }
      for link in parts[index].incoming {
        guard let quantity = links[link].quantityNotFinite else { continue }
        return Failure(
          node: parts[index].node.name, connection: links[link].name, step: step,
          quantity: quantity)
      }
    }
    return nil
  }

  // Adds what arrives at a step to the inputs and states of a node.
  private mutating func gather(_ index: Int, _ step: Int) {
    parts[index].open(step)
    let seesMembrane = parts[index].incoming.contains { links[$0].seesMembrane }
    let membrane = seesMembrane ? parts[index].membraneRow() : []
    for link in parts[index].incoming {
      let arriving = links[link].arriving(at: step, membrane: membrane)
      if !arriving.isEmpty { parts[index].add(arriving, to: links[link].port, at: step) }
    }
  }

  private mutating func send(from index: Int, _ step: Int) {
    for link in parts[index].incoming { links[link].learn(from: parts[index].spikes) }
    for link in parts[index].outgoing {
      links[link].send(
        links[link].carried == .spikes
          ? parts[index].spikes : SpikeList(row: parts[index].membraneRow()), at: step)
    }
  }

  /// Puts what became of everything in the `count` steps of the stretch back.
  mutating func write(to network: inout Network, after count: Int) {
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
