/// What the synapses of a connection remember for learning.
///
/// What changes from step to step without a spike stands here as it was at the step at which it was last
/// touched: reading it changes nothing, so that a run in pieces is the whole run to the last bit.
public struct PlasticityState: Hashable, Sendable {
  /// Numbers that fade, and the step of each at which it had its value.
  public struct Trace: Hashable, Sendable {
    /// What each was at its step.
    public internal(set) var values: [Double]
    /// The steps, counted as `step` is.
    public internal(set) var steps: [UInt32]

    /// Puts together what was saved.
    public init(values: [Double], steps: [UInt32]) {
      self.values = values
      self.steps = steps
    }
  }

  /// The trace of each neuron before.
  public internal(set) var before: Trace
  /// The trace of each neuron after; theta in the BCM rule.
  public internal(set) var after: Trace
  /// What waits for a reward at each synapse, at its step; empty in other rules.
  public internal(set) var eligibility: [Double]
  /// The weight of each synapse before it moved at its step; empty where weights do not move without a
  /// spike.
  public internal(set) var weights: [Double]
  /// The step of each synapse; empty where weights do not move without a spike.
  public internal(set) var synapseSteps: [UInt32]
  /// How many steps there were.
  public internal(set) var step: Int
  /// By what the steps went; nil before the first one.
  public internal(set) var terms: PlasticityTerms?

  /// Puts together what was saved.
  public init(
    before: Trace, after: Trace, eligibility: [Double], weights: [Double], synapseSteps: [UInt32],
    step: Int, terms: PlasticityTerms?
  ) {
    self.before = before
    self.after = after
    self.eligibility = eligibility
    self.weights = weights
    self.synapseSteps = synapseSteps
    self.step = step
    self.terms = terms
  }

  /// Begins with traces as they are now.
  public init(before: [Double], after: [Double], eligibility: [Double]) {
    func trace(_ values: [Double]) -> Trace {
      Trace(values: values, steps: Array(repeating: 0, count: values.count))
    }
    self.init(
      before: trace(before), after: trace(after), eligibility: eligibility, weights: [],
      synapseSteps: [], step: 0, terms: nil)
  }

  /// No spikes yet.
  public init(_ rule: Plasticity, weights: SparseWeights) {
    var eligibility: [Double] = []
    if case .rewarded = rule { eligibility = Array(repeating: 0, count: weights.count) }
    self.init(
      before: Array(repeating: 0, count: weights.sources),
      after: Array(repeating: 0, count: weights.targets), eligibility: eligibility)
  }

  /// The traces of the neurons before and after and of the synapses, after the last step.
  public var now: (before: [Double], after: [Double], eligibility: [Double]) {
    guard let course = terms.map(PlasticityCourse.init) else {
      return (before.values, after.values, eligibility)
    }
    func values(_ trace: Trace, _ fading: Fading) -> [Double] {
      trace.values.indices.map { trace.value($0, at: step, fading) }
    }
    return (
      values(before, course.before), values(after, course.after),
      zip(eligibility, synapseSteps).map { $0 * course.eligibility.left(after: step - Int($1)) }
    )
  }

  /// Whether its parts fit a rule and the synapses.
  func fits(_ rule: Plasticity, weights: SparseWeights) -> Bool {
    let fresh = PlasticityState(rule, weights: weights)
    let perSynapse = terms != nil && rule.movesWeights ? weights.count : 0
    return before.values.count == fresh.before.values.count
      && before.steps.count == before.values.count
      && after.values.count == fresh.after.values.count && after.steps.count == after.values.count
      && eligibility.count == fresh.eligibility.count && synapseSteps.count == perSynapse
      && (self.weights.isEmpty || self.weights.count == perSynapse) && step >= 0
      && step <= mostStepsCounted
  }
}

/// By what learning goes on from step to step.
public struct PlasticityTerms: Hashable, Sendable, Codable {
  /// How weights change.
  public var rule: Plasticity
  /// What learnt weights keep to.
  public var limits: ClosedRange<Double>
  /// The length of a step.
  public var dt: Double
}

// More would not fit into 32 bits; then they are counted from 0 again.
let mostStepsCounted = 1 << 30
