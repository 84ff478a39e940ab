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
  ///   - engine: what computes; the results are the same.
  ///   - isInterrupted: asked between steps.
  ///   - progress: told how many steps are done.
  /// - Returns: how it ended; the steps taken until then stay.
  public mutating func advance(
    _ names: [String], by count: Int, order: Order, random: RandomSource,
    engine: Engine = Engine(), isInterrupted: () -> Bool, progress: (Int) -> Void = { _ in }
  ) -> Ending {
    let size = names.reduce(0) { $0 + (nodes[$1]?.population ?? 0) }
    var longest = max(1, min(512, largestStretch(of: names) / max(1, size)))
    if case .layerByLayer(let window) = order { longest = (longest + window - 1) / window * window }
    var run: NetworkRun?
    var done = 0
    while done < count {
      if isInterrupted() { return .interrupted }
      let stretch = min(longest, count - done)
      let now =
        run
        ?? NetworkRun(
          self, names, steps: count - done, order: order, engine: engine, random: random)
      if now.advance(stretch) == nil, now.isFinite() {
        now.write(to: &self, after: stretch)
        run = now.isOutdated(engine) ? nil : now
      } else if let failure = lookClosely(names, stretch, order: order, random: random) {
        return failure
      } else {
        run = nil
      }
      done += stretch
      progress(done)
    }
    return .finished
  }

  // In steps times neurons. A step may be many of their own length, and rows of all steps take more room than
  // spikes.
  private func largestStretch(of names: [String]) -> Int {
    let members = names.compactMap { nodes[$0] }
    if members.contains(where: { $0.flow != nil }) { return 4096 }
    let keepsRows =
      members.contains { $0.record == .all || $0.seesWindow }
      || connections.values.contains { $0.carried == .membrane && names.contains($0.source) }
    return keepsRows ? 1_000_000 : 4_000_000
  }

  // Takes up to `count` steps; as many as lead to finite numbers, and says what was none then.
  private mutating func lookClosely(
    _ names: [String], _ count: Int, order: Order, random: RandomSource
  ) -> Ending? {
    func run(_ network: Network, _ count: Int) -> (run: NetworkRun, failure: NetworkRun.Failure?) {
      let run = NetworkRun(
        network, names, steps: count, order: order, engine: nil, random: random)
      let failure = run.advance(count)
      return (run, failure)
    }
    var count = count
    var failure: NetworkRun.Failure?
    while count > 0 {
      let (run, found) = run(self, count)
      guard let found else {
        run.write(to: &self, after: count)
        break
      }
      // The steps before the failing one are taken again: others of them may have failed earlier.
      failure = found
      count = found.step
    }
    guard let failure else { return nil }
    let step = nodes[failure.node].map { $0.time + 1 } ?? 0
    if let connection = failure.connection {
      return .notFiniteSynapses(
        connection: connection, step: step, quantity: failure.quantity)
    }
    return .notFinite(
      node: failure.node,
      Node.NotFinite(
        cause: failure.cause, step: step, neuron: failure.neuron, quantity: failure.quantity,
        term: failure.term ?? failure.quantity))
  }
}
