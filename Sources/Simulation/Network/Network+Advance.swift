public import Neurons
import OrderedCollections

extension Network {
  /// How a run of several nodes ended.
  public enum Ending: Hashable, Sendable {
    /// All steps were taken.
    case finished
    /// Stopped from outside, between two steps.
    case interrupted
    /// A quantity of a node stopped being a number at a step, which was not taken.
    case notFinite(node: String, Node.NotFinite)
    /// What the synapses of a connection remember stopped being numbers at a step, counted as those
    /// of its target, which was not taken.
    case notFiniteSynapses(connection: String, step: Int, quantity: String)
  }

  /// Lets nodes take `count` steps together; spikes go along the connections between them.
  ///
  /// Both orders give the same, to the last bit, where there are no loops.
  ///
  /// - Parameters:
  ///   - names: all nodes of one or more components.
  ///   - count: how many steps each of them takes.
  ///   - order: who takes which step when.
  ///   - random: where noise comes from.
  ///   - isInterrupted: asked between steps.
  ///   - progress: told how many steps are done.
  /// - Returns: how it ended; the steps taken until then stay.
  public mutating func advance(
    _ names: [String], by count: Int, order: Order, random: RandomSource,
    isInterrupted: () -> Bool, progress: (Int) -> Void = { _ in }
  ) -> Ending {
    let size = names.reduce(0) { $0 + (nodes[$1]?.population ?? 0) }
    var longest = max(1, min(512, 1_000_000 / max(1, size)))
    if case .layerByLayer(let window) = order { longest = (longest + window - 1) / window * window }
    var done = 0
    while done < count {
      if isInterrupted() { return .interrupted }
      let stretch = min(longest, count - done)
      if let failure = takeStretch(names, stretch, order: order, random: random) { return failure }
      done += stretch
      progress(done)
    }
    return .finished
  }

  // Takes up to `count` steps; as many as lead to finite numbers, and says what was none then.
  private mutating func takeStretch(
    _ names: [String], _ count: Int, order: Order, random: RandomSource
  ) -> Ending? {
    var (count, checksAll) = (count, false)
    var failure: NetworkRun.Failure?
    while count > 0 {
      var run = NetworkRun(self, names, random: random, checksAll: checksAll)
      guard let found = run.advance(count, order: order) else {
        run.write(to: &self, after: count)
        break
      }
      failure = found
      // The steps before the failing one are taken again. Where only the end of the stretch shows
      // that something went wrong, every step is looked at.
      if let step = found.step { count = step } else { checksAll = true }
    }
    guard let failure else { return nil }
    // It is looked into, now that the states are those before it.
    var last = NetworkRun(self, names, random: random, checksAll: true)
    last.looksForTerm = true
    let found = last.advance(1, order: order) ?? failure
    let step = nodes[found.node].map { $0.time + 1 } ?? 0
    if let connection = found.connection {
      return .notFiniteSynapses(connection: connection, step: step, quantity: found.quantity)
    }
    return .notFinite(
      node: found.node,
      Node.NotFinite(
        step: step, neuron: found.neuron, quantity: found.quantity,
        term: found.term ?? found.quantity))
  }
}
