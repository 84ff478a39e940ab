import Simulation

/// What a connection's learning remembers, as `save` writes it.
struct SavedLearning: Codable {
  /// The traces of the neurons before and after, and the step of each.
  var before, beforeSteps, after, afterSteps: Column
  /// What waits for a reward, the weights before they moved, and the step of each synapse.
  var eligibility, weights, synapseSteps: Column
  /// How many steps there were.
  var step: Int
  /// By what they went; nil before the first one.
  var terms: PlasticityTerms?

  init(_ state: PlasticityState) {
    before = Column(state.before.values)
    beforeSteps = Column(state.before.steps)
    after = Column(state.after.values)
    afterSteps = Column(state.after.steps)
    eligibility = Column(state.eligibility)
    weights = Column(state.weights)
    synapseSteps = Column(state.synapseSteps)
    step = state.step
    terms = state.terms
  }

  /// What it was; nil where a number is none.
  var state: PlasticityState? {
    guard let beforeSteps = beforeSteps.whole(), let afterSteps = afterSteps.whole(),
      let synapseSteps = synapseSteps.whole(),
      [before, after, eligibility, weights].allSatisfy({ $0.values.allSatisfy(\.isFinite) })
    else { return nil }
    return PlasticityState(
      before: PlasticityState.Trace(values: before.values, steps: beforeSteps),
      after: PlasticityState.Trace(values: after.values, steps: afterSteps),
      eligibility: eligibility.values, weights: weights.values, synapseSteps: synapseSteps,
      step: step, terms: terms)
  }
}
