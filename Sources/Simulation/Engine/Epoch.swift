// How nodes and connections take steps together.
extension Plan {
  /// Takes a stretch of steps.
  ///
  /// - Returns: what stopped it; the plan is then not to be used any more.
  func advance(_ count: Int) -> Failure? {
    for population in populations { population.begin(count) }
    for link in synapses { link.begin(count) }
    // Nodes that do not get their own spikes back take all their steps one after another in either order.
    let window =
      switch order {
      case .stepByStep: count
      case .layerByLayer(let window): window
      }
    for group in groups {
      let population = populations[group.members.lowerBound]
      guard population.pace.isAlone else { continue }
      let epoch = population.isSolved ? count : group.epoch
      if let failure = advance(population, 0..<count, by: epoch) { return failure }
    }
    for first in stride(from: 0, to: count, by: window) {
      let steps = first..<min(first + window, count)
      for group in groups where !populations[group.members.lowerBound].pace.isAlone {
        if let failure = advance(group, steps) { return failure }
      }
    }
    return nil
  }

  private func advance(_ group: Group, _ steps: Range<Int>) -> Failure? {
    guard group.isLoop else {
      return advance(populations[group.members.lowerBound], steps, by: group.epoch)
    }
    for first in stride(from: steps.lowerBound, to: steps.upperBound, by: group.epoch) {
      if group.piecesPerStep > 1 {
        if let failure = advance(group.members, first, in: group.piecesPerStep) { return failure }
        continue
      }
      let epoch = first..<min(first + group.epoch, steps.upperBound)
      for member in group.members {
        if let failure = advance(populations[member], epoch, by: group.epoch) { return failure }
      }
    }
    return nil
  }

  // Lets a population take steps, so many at once.
  private func advance(_ population: Population, _ steps: Range<Int>, by epoch: Int) -> Failure? {
    // What depends on a whole window of inputs needs all of them before its first step.
    let seesWindow = population.seesWindow
    if seesWindow {
      for step in steps { gather(population, step) }
      population.finishWindow(steps)
    }
    for first in stride(from: steps.lowerBound, to: steps.upperBound, by: epoch) {
      let epoch = first..<min(first + epoch, steps.upperBound)
      population.open(epoch)
      if !seesWindow, !population.incoming.isEmpty {
        for step in epoch { gather(population, step) }
      }
      if population.flow != nil {
        population.enter(first)
        go(population, first, to: 1)
      }
      if let failure = finish(population, epoch) { return failure }
    }
    return nil
  }

  // Adds what arrives at a step to the inputs and states of a population.
  private func gather(_ population: Population, _ step: Int) {
    // As it was before anything arrived.
    if population.isSeen { population.readMembrane() }
    for link in population.incoming {
      if synapses[link].isTimed {
        synapses[link].addFlowing(at: step, to: population)
      } else {
        synapses[link].deliver(at: step, to: population)
      }
    }
  }

  // Takes the steps for which everything is there.
  private func finish(_ population: Population, _ steps: Range<Int>) -> Failure? {
    if let failure = population.take(steps) { return failure }
    if !population.pace.isAlone { for step in steps { send(from: population, step) } }
    guard isCareful else { return nil }
    for link in population.incoming {
      guard let quantity = synapses[link].quantityNotFinite else { continue }
      return Failure(
        Node.NotFinite(step: steps.lowerBound, neuron: 0, quantity: quantity, term: ""),
        population.node, connection: synapses[link].name)
    }
    return nil
  }

  private func send(from population: Population, _ step: Int) {
    if population.outgoing.isEmpty, population.incoming.isEmpty { return }
    population.look(at: step)
    if population.isLearntFrom {
      for link in population.incoming { synapses[link].learn(from: population.spikes) }
    }
    if population.sendsOtherThanSpikes { return sendAll(from: population, step) }
    if population.spikes.isEmpty { return }
    for link in population.outgoing { synapses[link].send(population.spikes, at: step) }
  }

  private func sendAll(from population: Population, _ step: Int) {
    let spikes = population.spikes
    if !spikes.isEmpty {
      for link in population.outgoing where synapses[link].isTimed && population.flow == nil {
        for (neuron, value) in spikes {
          for share in population.shares(of: neuron, at: step) {
            synapses[link].send(neuron, value, at: (step, share))
          }
        }
      }
    }
    for link in population.outgoing where !synapses[link].isTimed {
      switch synapses[link].carried {
      case .spikes: synapses[link].send(spikes, at: step)
      case .membrane:
        population.readMembrane()
        synapses[link].send(SpikeList(row: population.membrane), at: step)
      }
    }
  }

  // MARK: - Between steps

  private func advance(_ members: Range<Int>, _ step: Int, in pieces: Int) -> Failure? {
    for index in members where populations[index].flow != nil {
      populations[index].open(step..<step + 1)
      gather(populations[index], step)
      populations[index].enter(step)
    }
    for piece in 1...pieces {
      for index in members where populations[index].flow != nil {
        go(populations[index], step, to: Double(piece) / Double(pieces))
      }
    }
    for index in members {
      // Those that keep to steps get what came before them in this one.
      if populations[index].flow == nil {
        populations[index].open(step..<step + 1)
        gather(populations[index], step)
      }
      if let failure = finish(populations[index], step..<step + 1) { return failure }
    }
    return nil
  }

  // Lets neurons whose spikes are found between steps go on within a step, and sends their spikes.
  private func go(_ population: Population, _ step: Int, to share: Double) {
    guard let flow = population.flow else { return }
    var arriving = FlowChanges()
    for link in population.incoming where synapses[link].isTimed {
      synapses[link].takeArrivals(until: (step, share), into: &arriving)
    }
    population.addMeans(of: arriving, at: step)
    let fired = flow.advance(to: share, arriving: arriving)
    for link in population.outgoing where synapses[link].isTimed {
      for spike in fired { synapses[link].send(spike.neuron, 1, at: (step, spike.share)) }
    }
  }
}
