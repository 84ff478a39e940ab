public import Neurons
import OrderedCollections

extension Network {
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
    var longest = longestStretch(of: names)
    if case .layerByLayer(let window) = order { longest = (longest + window - 1) / window * window }
    var plan: Plan?
    var done = 0
    while done < count {
      if isInterrupted() { return .interrupted }
      let stretch = min(longest, count - done)
      let now =
        plan
        ?? Plan(
          self, names, steps: count - done, stretch: stretch, order: order, engine: engine,
          random: random)
      if now.advance(stretch) == nil, now.isFinite() {
        now.write(to: &self, after: stretch)
        plan = now.isOutdated(engine) ? nil : now
      } else if engine.isInterrupted() {
        return .interrupted
      } else if let failure = lookClosely(names, stretch, order: order, random: random) {
        return failure
      } else {
        plan = nil
      }
      done += stretch
      progress(done)
    }
    return .finished
  }

  // As many steps as can be taken between two looks at the interrupt flag, and of which what is kept fits
  // into memory beside the recordings to which it is added.
  private func longestStretch(of names: [String]) -> Int {
    let members = names.compactMap { nodes[$0] }
    let size = max(1, members.reduce(0) { $0 + $1.population })
    let isConnected = connections.values.contains { names.contains($0.source) }
    // A step between the ends of which spikes are found may be many of its own length.
    if isConnected, members.contains(where: { $0.flow != nil }),
      connections.values.contains(where: { names.contains($0.source) && $0.leastDelay < 1 })
    {
      return max(1, 4096 / size)
    }
    if members.contains(where: { $0.kernelOfAll == nil }) { return max(1, 1024 / size) }
    let work = members.reduce(0) { sum, node in
      sum + node.population * (node.kernelOfAll?.instructions.count ?? 0)
        * (node.flow == nil ? 1 : 4)
    }
    let keepsRows =
      members.contains { $0.record == .all || $0.seesWindow }
      || connections.values.contains { $0.carried == .membrane && names.contains($0.source) }
    let room =
      switch (isConnected, keepsRows) {
      case (true, true): 1_000_000
      case (true, false): 64_000_000
      case (false, true): 200_000
      case (false, false): Int.max
      }
    return max(1, min(isConnected ? 512 : 65_536, room / size, 200_000_000 / max(1, work)))
  }

  // Takes up to `count` steps; as many as lead to finite numbers, and says what was none then.
  private mutating func lookClosely(
    _ names: [String], _ count: Int, order: Order, random: RandomSource
  ) -> Ending? {
    var count = count
    var failure: Plan.Failure?
    while count > 0 {
      let plan = Plan(
        self, names, steps: count, stretch: count, order: order, engine: nil, random: random)
      guard let found = plan.advance(count) else {
        plan.write(to: &self, after: count)
        break
      }
      // The steps before the failing one are taken again: others of them may have failed earlier.
      failure = found
      count = found.place.step
    }
    guard var failure else { return nil }
    failure.place.step = nodes[failure.node].map { $0.time + 1 } ?? 0
    guard let connection = failure.connection else {
      return .notFinite(node: failure.node, failure.place)
    }
    return .notFiniteSynapses(
      connection: connection, step: failure.place.step, quantity: failure.place.quantity)
  }
}
