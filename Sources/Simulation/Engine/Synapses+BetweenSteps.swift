import Neurons

// Spikes that arrive between steps.
extension Synapses {
  /// Sends a spike between steps.
  ///
  /// - Parameters:
  ///   - neuron: of the source.
  ///   - value: how strong it is.
  ///   - moment: the step of the stretch and the share of it that had passed.
  func send(_ neuron: Int, _ value: Double, at moment: (step: Int, share: Double)) {
    guard let branches else { return send(neuron, value, at: moment, delay: delay) }
    for branch in branches.row(neuron) {
      send(branch, value, at: moment, delay: branches.delays[branch])
    }
  }

  private func send(
    _ neuron: Int, _ value: Double, at moment: (step: Int, share: Double), delay: Double
  ) {
    // Apart, so that the share does not depend on how many steps there were before.
    let whole = delay.rounded(.down)
    let share = moment.share + (delay - whole)
    let carry = share.rounded(.down)
    timed.insert(
      TimedSpikes.Spike(
        step: moment.step + Int(whole) + Int(carry), share: share - carry, neuron: neuron,
        value: value))
  }

  /// Takes what arrives before a moment within a step.
  ///
  /// - Parameters:
  ///   - moment: the step of the stretch and a share of it.
  ///   - changes: where it goes.
  func takeArrivals(
    until moment: (step: Int, share: Double), into changes: inout FlowChanges
  ) {
    while let first = timed.takeFirst(before: moment) {
      // What should have arrived before arrives now.
      let offset = first.step < moment.step ? 0 : first.share * dt
      connection.weights.forEachTarget(
        of: [(first.neuron, first.value)], times: scale
      ) { target, amount in
        func change(_ kind: FlowNeuron.Change.Kind) {
          changes.add(FlowNeuron.Change(offset: offset, kind: kind), to: target)
        }
        switch landing {
        case .input(let input): change(.input(input, by: first.isEnd ? -amount : amount))
        case .state(let state, _): change(.state(state, by: amount))
        case .jumps(let jumps):
          for jump in jumps {
            change(.state(jump.state, by: amount * jump.factor.value(of: target)))
          }
        }
      }
      // What arrives at an input flows for the length of a step.
      if case .input = landing, !first.isEnd {
        var end = first
        end.isEnd = true
        end.step += 1
        timed.insert(end)
      }
    }
  }

  /// Adds what flows on from the step before into an input until its end in this one, as if it did all the
  /// time: the end takes it away.
  func addFlowing(at step: Int, to part: Population) {
    guard case .input = landing else { return }
    let flowing = timed.flowing
    if !flowing.isEmpty {
      part.add(flowing, through: connection.weights, times: scale, to: landing, at: step)
    }
  }
}
