/// A rule at work on the weights of one connection.
///
/// It costs by spikes: what fades and moves without them is brought up to date when it is touched.
struct PlasticityRun {
  private let rule: Plasticity
  private var state: PlasticityState
  private let course: PlasticityCourse
  // The synapses that end on each target, in the order of their sources, and where each one's begin.
  private let byTarget: (starts: [Int], synapses: [UInt32])
  private let sources: [UInt32]
  // The synapses by their sources, as the weights have them.
  private let starts: [Int]
  private let columns: [UInt32]
  private typealias Weights = UnsafeMutableBufferPointer<Double>

  /// Begins where a connection stands; its weights become those of the step to which each was brought.
  init(_ terms: PlasticityTerms, state: PlasticityState, weights: inout SparseWeights) {
    rule = terms.rule
    course = PlasticityCourse(terms)
    (starts, columns) = (weights.starts, weights.columns)
    byTarget = weights.synapsesByTarget()
    sources = weights.sourcesBySynapse()
    self.state = state
    if state.terms != terms { begin(terms, count: weights.count) }
    weights.withOwnWeights { takeUp($0) }
    self.state.weights = []
  }

  // Goes on from now by other terms, or for the first time.
  private mutating func begin(_ terms: PlasticityTerms, count: Int) {
    let now = state.now
    state = PlasticityState(before: now.before, after: now.after, eligibility: now.eligibility)
    state.terms = terms
    guard rule.movesWeights else { return }
    // The next step finds the weights as they are.
    state.synapseSteps = Array(repeating: 1, count: count)
    for synapse in state.eligibility.indices {
      state.eligibility[synapse] *= course.eligibility.factor
    }
  }

  // Goes on with the weights as they were when they were touched, but for those that somebody set since.
  private mutating func takeUp(_ weights: Weights) {
    for synapse in state.weights.indices {
      let touched = state.weights[synapse]
      if weight(touched, of: synapse) == weights[synapse] {
        weights[synapse] = touched
      } else {
        bring(synapse, to: state.step + 1)
      }
    }
  }

  /// What is remembered, by the names of its quantities.
  var traces: [(name: String, values: [Double])] {
    [
      ("the trace of spikes before", state.before.values),
      ("the trace of spikes after", state.after.values),
      ("what waits for a reward", state.eligibility),
    ]
  }

  /// What is remembered and the weights, after the last step.
  func finish(_ weights: SparseWeights) -> (state: PlasticityState, weights: SparseWeights) {
    guard course.movesWeights else { return (state, weights) }
    var (state, current) = (state, weights)
    state.weights = weights.values.doubles
    current.change { synapse, touched in weight(touched, of: synapse) }
    return (state, current)
  }

  // What a weight is after the last step.
  private func weight(_ touched: Double, of synapse: Int) -> Double {
    course.weight(
      touched, waiting: state.eligibility.isEmpty ? 0 : state.eligibility[synapse],
      after: state.step + 1 - Int(state.synapseSteps[synapse]))
  }

  /// Lets spikes that arrive at the next step find the weights of it.
  mutating func prepare(for spikes: SpikeList, weights: inout SparseWeights) {
    guard course.movesWeights else { return }
    weights.withOwnWeights { weights in
      for (source, _) in spikes {
        for synapse in row(source) { bring(synapse, to: state.step + 1, weights) }
      }
    }
  }

  /// Takes what arrived at the next step and what the target's neurons gave at it.
  ///
  /// A spike goes through with the weight that it finds, and changes it then.
  mutating func learn(
    arrived: SpikeList, given: SpikeList, weights: inout SparseWeights
  ) {
    if state.step == mostStepsCounted { weights.withOwnWeights { countAnew($0) } }
    state.step += 1
    if arrived.isEmpty, given.isEmpty { return }
    weights.withOwnWeights { weights in
      arrive(arrived, weights)
      fire(given, weights)
    }
  }

  private func row(_ source: Int) -> Range<Int> { starts[source]..<starts[source + 1] }

  private mutating func arrive(_ spikes: SpikeList, _ weights: Weights) {
    switch rule {
    case .hebb, .bcm:
      for (source, value) in spikes { state.before.set(source, to: value, at: state.step) }
    case .stdp(let pair), .rewarded(let pair, _, _):
      for (source, value) in spikes {
        for synapse in row(source) {
          let trace = state.after.value(Int(columns[synapse]), at: state.step, course.after)
          change(synapse, by: -pair.depression * trace * value, weights)
        }
        let earlier =
          pair.isNearest ? 0 : state.before.value(source, at: state.step, course.before)
        state.before.set(source, to: earlier + value, at: state.step)
      }
    }
  }

  private mutating func fire(_ spikes: SpikeList, _ weights: Weights) {
    for (target, value) in spikes {
      let ending = byTarget.synapses[byTarget.starts[target]..<byTarget.starts[target + 1]]
      let earlier = state.after.value(target, at: state.step, course.after)
      switch rule {
      case .stdp(let pair), .rewarded(let pair, _, _):
        for synapse in ending {
          let trace = state.before.value(
            Int(sources[Int(synapse)]), at: state.step, course.before)
          change(Int(synapse), by: pair.potentiation * trace * value, weights)
        }
        state.after.set(target, to: pair.isNearest ? value : earlier + value, at: state.step)
      case .hebb(let rate):
        for synapse in ending {
          let before = state.before.value(
            Int(sources[Int(synapse)]), at: state.step, course.before)
          if before != 0 { change(Int(synapse), by: rate * value * before, weights) }
        }
      case .bcm(let rate, let tau, let decay):
        let theta = earlier + value / tau
        state.after.set(target, to: theta, at: state.step)
        for synapse in ending {
          let synapse = Int(synapse)
          let before = state.before.value(Int(sources[synapse]), at: state.step, course.before)
          guard before != 0 else { continue }
          bring(synapse, to: state.step, weights)
          let weight = weights[synapse]
          let grown = value * (value - theta) * before
          weights[synapse] = course.held(weight + rate * (grown - (1 - decay) * weight))
          // It moved at this step already.
          state.synapseSteps[synapse] = UInt32(truncatingIfNeeded: state.step + 1)
        }
      }
    }
  }

  private mutating func change(_ synapse: Int, by amount: Double, _ weights: Weights) {
    guard state.eligibility.isEmpty else {
      bring(synapse, to: state.step, weights)
      state.eligibility[synapse] += amount
      return
    }
    weights[synapse] = course.held(weights[synapse] + amount)
  }

  // Brings a synapse to before a step moves its weight.
  private mutating func bring(_ synapse: Int, to step: Int, _ weights: Weights) {
    let steps = step - Int(state.synapseSteps[synapse])
    guard steps > 0 else { return }
    weights[synapse] = course.weight(
      weights[synapse], waiting: state.eligibility.isEmpty ? 0 : state.eligibility[synapse],
      after: steps)
    bring(synapse, to: step)
  }

  // The same, but for its weight.
  private mutating func bring(_ synapse: Int, to step: Int) {
    if !state.eligibility.isEmpty {
      state.eligibility[synapse] *= course.eligibility.left(
        after: step - Int(state.synapseSteps[synapse]))
    }
    state.synapseSteps[synapse] = UInt32(truncatingIfNeeded: step)
  }

  // Brings everything to the next step, which becomes the first.
  private mutating func countAnew(_ weights: Weights) {
    for synapse in state.synapseSteps.indices { bring(synapse, to: state.step + 1, weights) }
    state.before.countAnew(state.step, course.before)
    state.after.countAnew(state.step, course.after)
    for synapse in state.synapseSteps.indices { state.synapseSteps[synapse] = 1 }
    state.step = 0
  }
}

extension Plasticity {
  /// Whether weights move between spikes too, if only the numbers of the rule are so.
  var movesWeights: Bool {
    switch self {
    case .rewarded, .bcm: true
    case .stdp, .hebb: false
    }
  }
}

extension PlasticityState.Trace {
  func value(_ index: Int, at step: Int, _ fading: Fading) -> Double {
    values[index] * fading.left(after: step - Int(steps[index]))
  }

  mutating func set(_ index: Int, to value: Double, at step: Int) {
    values[index] = value
    steps[index] = UInt32(truncatingIfNeeded: step)
  }

  mutating func countAnew(_ step: Int, _ fading: Fading) {
    for index in values.indices { set(index, to: value(index, at: step, fading), at: 0) }
  }
}
