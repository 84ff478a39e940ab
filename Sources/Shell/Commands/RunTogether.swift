import Equations
import Neurons
import OrderedCollections
import Simulation

// How nodes that are connected take their steps: together.
extension Context {
  /// The nodes of a target in the groups in which they have to run: those that are connected, with
  /// whatever they are connected with, and each other one by itself.
  func groups(of target: Target) -> [[String]] {
    var groups: [[String]] = []
    for part in target.parts where !groups.contains(where: { $0.contains(part.node) }) {
      groups.append(session.network.component(of: [part.node]))
    }
    return groups
  }

  /// Takes connected nodes as many steps as `steps` says of the first one that was named.
  ///
  /// - Throws: `Diagnostic` at the target where they cannot run together.
  mutating func advanceTogether(
    _ names: [String], _ target: Target, by count: Int
  ) throws(Diagnostic) -> Report {
    let nodes = names.compactMap { session.nodes[$0] }
    try session.checkSameClock(nodes, at: target.range)
    let order = try order(of: names, steps: count, at: target.range)
    let before = nodes.map(\.time)
    let host = host
    let ending = session.network.advance(
      names, by: count, order: order, random: session.random, isInterrupted: host.isInterrupted
    ) { host.progress($0, count, "\($0) of \(count) steps") }
    var report = Report()
    for (name, time) in zip(names, before) {
      if let node = session.nodes[name] { report.add(.note(node.news(since: time))) }
    }
    switch ending {
    case .finished: break
    case .interrupted:
      report.problem =
        session.nodes[names[0]].map { problem(.interrupted, $0, at: target.range) } ?? nil
    case .notFinite(let name, let place):
      report.problem =
        session.nodes[name].map { problem(.notFinite(place), $0, at: target.range) } ?? nil
    }
    return report
  }

  // Layer by layer where a node says so, or where it sees inputs of later steps.
  private func order(
    of names: [String], steps: Int, at range: SourceRange
  ) throws(Diagnostic) -> Network.Order {
    let network = session.network
    let layered = names.compactMap { session.nodes[$0] }.filter { node in
      node.parameters["layer_by_layer"]?.first == 1
        || (node.seesWindow && network.connections.values.contains { $0.target == node.name })
    }
    guard let first = layered.first else { return .stepByStep }
    for group in network.groups(of: names) where network.isLoop(group) {
      guard let node = layered.first(where: { group.contains($0.name) }) else { continue }
      let way = (group + [group[0]]).joined(separator: " -> ")
      throw Diagnostic(
        "'\(node.name)' is in a loop (\(way)) and cannot run layer by layer", at: range,
        expected: node.seesWindow
          ? "no loop, since '\(node.model.name)' sees whole forward passes"
          : "no loop, or 'set \(node.name) layer_by_layer=false'")
    }
    let window = first.windowLength
    for node in layered where node.windowLength != window {
      throw Diagnostic(
        "'\(first.name)' has passes of \(window) steps, '\(node.name)' of \(node.windowLength)",
        at: range, expected: "the same 'step' for nodes that run layer by layer")
    }
    for node in layered where node.seesWindow {
      guard node.time.isMultiple(of: window), steps.isMultiple(of: window) else {
        throw Diagnostic(
          "'\(node.name)' sees whole forward passes of \(window) steps", at: range,
          expected: "a multiple of \(window) steps, from the beginning of a pass")
      }
    }
    return .layerByLayer(window: window)
  }
}
