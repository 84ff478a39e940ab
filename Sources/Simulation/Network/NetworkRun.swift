import Equations
import Neurons
import OrderedCollections

/// Nodes and connections at work over a stretch of steps.
struct NetworkRun {
  /// What stopped a run.
  struct Failure {
    var node: String
    /// The connection to the node, where it was in that and not in the node itself.
    var connection: String?
    /// The step of the run, counted from 0, that could not be taken; nil where it is not known.
    var step: Int?
    var neuron: Int
    var quantity: String
    var term: String?
  }

  private var parts: [NetworkPart] = []
  private var links: [Link] = []
  private var groups: [(members: Range<Int>, isLoop: Bool)] = []
  private let random: RandomSource
  /// Whether every state is looked at after every step, and not only mem.
  private let checksAll: Bool
  /// Whether a failing step is taken term by term.
  var looksForTerm = false

  init(_ network: Network, _ names: [String], random: RandomSource, checksAll: Bool) {
    self.random = random
    self.checksAll = checksAll
    var places: [String: Int] = [:]
    for group in network.groups(of: names) {
      let first = parts.count
      for name in group {
        guard let node = network.nodes[name] else { continue }
        places[name] = parts.count
        parts.append(NetworkPart(node, random: random))
      }
      groups.append((first..<parts.count, network.isLoop(group)))
    }
    for connection in network.connections.values {
      guard let source = places[connection.source], let target = places[connection.target],
        let link = Link(
          connection, source: source, target: target, targetNode: parts[target].node,
          random: random)
      else { continue }
      parts[source].outgoing.append(links.count)
      parts[target].incoming.append(links.count)
      links.append(link)
    }
    for index in links.indices where links[index].lacksMembrane {
      links[index].sendFirst(parts[links[index].source].membrane)
    }
  }

  /// Takes steps.
  ///
  /// - Returns: what stopped it; the run is then not to be used any more.
  mutating func advance(_ count: Int, order: Network.Order) -> Failure? {
    for part in parts.indices { parts[part].begin(count, random: random) }
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
    for part in parts {
      if let failure = part.failureAtEnd() { return failure }
    }
    for link in links.indices {
      if let failure = failure(of: link, at: nil) { return failure }
    }
    return nil
  }

  private func failure(of link: Int, at step: Int?) -> Failure? {
    links[link].quantityNotFinite.map { quantity in
      Failure(
        node: parts[links[link].target].node.name, connection: links[link].name, step: step,
        neuron: 0, quantity: quantity)
    }
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
      if let failure = parts[index].step(step, checksAll: checksAll, looksForTerm: looksForTerm) {
        return failure
      }
      send(from: index, step)
      guard checksAll else { continue }
      for link in parts[index].incoming {
        if let failure = failure(of: link, at: step) { return failure }
      }
    }
    return nil
  }

  // Adds what arrives at a step to the inputs and states of a node.
  private mutating func gather(_ index: Int, _ step: Int) {
    guard !parts[index].incoming.isEmpty else { return }
    let membrane = parts[index].membraneRow()
    for link in parts[index].incoming {
      let output = links[link].output(at: step, membrane: membrane)
      if links[link].isIntoInput {
        parts[index].add(output, toInput: links[link].place, at: step)
      } else {
        parts[index].add(
          output, toState: links[link].place, isMembrane: links[link].isIntoMembrane)
      }
    }
  }

  private mutating func send(from index: Int, _ step: Int) {
    for link in parts[index].incoming where links[link].isLearning {
      links[link].learn(from: parts[index].output)
    }
    for link in parts[index].outgoing {
      links[link].send(
        links[link].carried == .spikes ? parts[index].spikes : parts[index].membrane, at: step)
    }
  }

  /// Puts what became of everything back.
  func write(to network: inout Network, after count: Int) {
    for part in parts { network.nodes[part.node.name] = part.finished(count) }
    for link in links {
      let connection = link.connection(after: count) { node, run in
        var node = node
        node.take(run, steps: count)
        // Only how long it ran: a synapse keeps no samples.
        let nothing: [[Double]] = Array(repeating: [], count: node.recording.quantities.count)
        if count > 0 { node.record(Spikes(), columns: nothing, steps: count) }
        return node
      }
      network.connections[connection.name] = connection
    }
  }
}
