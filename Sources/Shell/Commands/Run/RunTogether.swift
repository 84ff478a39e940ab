import Equations
import Neurons
import OrderedCollections
import Simulation
import Synchronization

/// Nodes that run together: one that is connected with no other, or all that are connected.
struct RunGroup: Sendable {
  var names: [String]
  var steps: Int
  /// In which order nodes and steps go.
  var order = Network.Order.stepByStep
  /// For each node how many numbers its recording may hold.
  var limits: [String: Int] = [:]

  /// The nodes and connections after the steps, and how those ended.
  struct Outcome: Sendable {
    var nodes: [Node]
    var connections: OrderedDictionary<String, Connection>
    var ending: Network.Ending
  }
}

// In steps times neurons.
private let longRun = 1_000_000

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

  /// Prepares a group of `groups(of:)` for steps.
  ///
  /// - Throws: `Diagnostic` at the target where its nodes cannot run together.
  func group(
    _ names: [String], steps: Int, at range: SourceRange
  ) throws(Diagnostic) -> RunGroup {
    let isConnected = session.network.connections.values.contains {
      $0.source == names[0] || $0.target == names[0]
    }
    guard isConnected else { return RunGroup(names: names, steps: steps) }
    do throws(Network.Obstacle) {
      let order = try session.network.order(of: names, steps: steps)
      return RunGroup(names: names, steps: steps, order: order)
    } catch { throw session.diagnostic(of: error, at: range) }
  }

  /// Runs groups at once, since nothing goes from one to another, and tells how far they are.
  func outcomes(of groups: [RunGroup]) -> [RunGroup.Outcome] {
    let all = groups.reduce(0) { $0 + $1.steps }
    let work = groups.reduce(0) { sum, group in
      sum + group.names.reduce(0) { $0 + group.steps * (session.nodes[$1]?.population ?? 0) }
    }
    let done = Mutex(Array(repeating: 0, count: groups.count))
    let forecast = Mutex(self.forecast(of: groups, steps: all))
    return concurrently(over: groups.count) { [self] index in
      outcome(of: groups[index]) { steps in
        done.withLock { done in
          done[index] = steps
          let sum = done.reduce(0, +)
          if work > longRun || sum < all {
            host.screen.progress(sum, all, "\(sum) of \(all) steps")
          }
          guard let say = host.screen.say else { return }
          let line = forecast.withLock { $0?.line(afterSteps: sum, at: host.seconds()) }
          if let line { say(line) }
        }
      }
    }
  }

  private func outcome(of group: RunGroup, progress: (Int) -> Void) -> RunGroup.Outcome {
    var network = session.network
    var ending = Network.Ending.finished
    var done = 0
    // In parts that a recording has room for beside what it keeps.
    let longest = longestPart(of: group)
    while done < group.steps, ending == .finished {
      let part = min(longest, group.steps - done)
      ending = network.advance(
        group.names, by: part, order: group.order, random: session.random, engine: engine,
        isInterrupted: host.isInterrupted, progress: { progress(done + $0) })
      done += part
      for (name, limit) in group.limits { network.nodes[name]?.forget(keeping: limit) }
    }
    return RunGroup.Outcome(
      nodes: group.names.compactMap { network.nodes[$0] },
      connections: network.connections.filter { group.names.contains($0.value.source) },
      ending: ending)
  }

  private func longestPart(of group: RunGroup) -> Int {
    let parts = group.limits.map { name, limit in
      limit / 2 / max(1, session.nodes[name]?.rowSize ?? 1)
    }
    let longest = max(1, parts.min() ?? group.steps)
    guard case .layerByLayer(let window) = group.order else { return longest }
    return max(window, longest / window * window)
  }

  /// What stopped a group; nil where nothing did.
  func problem(_ outcome: RunGroup.Outcome, at range: SourceRange) -> Report.Problem? {
    switch outcome.ending {
    case .finished: nil
    case .interrupted: outcome.nodes.first.flatMap { problem(.interrupted, $0, at: range) }
    case .notFinite(let name, let place):
      outcome.nodes.first { $0.name == name }
        .flatMap { problem(.notFinite(place), $0, at: range) }
    case .notFiniteSynapses(let connection, let step, let quantity):
      .failure(
        "'\(connection)' stopped before step \(step): \(quantity) is not a finite number",
        at: range,
        expected: "smaller weights, or smaller numbers in 'learn \(connection)'; the state is"
          + " that of step \(step - 1)")
    }
  }
}
