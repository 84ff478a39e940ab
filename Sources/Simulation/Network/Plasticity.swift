import RealModule

/// How weights change with what the two neurons of a synapse do.
public enum Plasticity: Hashable, Sendable, Codable {
  /// Spike-timing-dependent plasticity of pairs of spikes.
  case stdp(PairRule)
  /// The same, but what it would change waits for a reward (Izhikevich 2007, Cereb Cortex 17:2443):
  /// a trace of each synapse takes it and fades with `eligibility`, and weights follow the trace
  /// times `reward`.
  case rewarded(PairRule, eligibility: Double, reward: Double)
  /// dw = rate s x: who fires together wires together (Hebb 1949).
  case hebb(rate: Double)
  /// dw = rate (s (s - theta) x - (1 - decay) w), where theta follows s with the time constant `tau`
  /// (Bienenstock, Cooper & Munro 1982, J Neurosci 2:32; BrainCog's form).
  case bcm(rate: Double, tau: Double, decay: Double)

  /// Pairs of one spike before and one after a synapse (Song, Miller & Abbott 2000, Nat Neurosci
  /// 3:919).
  ///
  /// Each spike before leaves a trace x, each one after a trace y, which fade with their time
  /// constants. A spike after adds `potentiation` x to the weight, one before takes `depression` y
  /// from it. Of two spikes in one step, the one before counts as earlier.
  public struct PairRule: Hashable, Sendable, Codable {
    /// What a pair adds at most, and takes at most.
    public var potentiation: Double, depression: Double
    /// Time constants of the two traces, in the unit of dt.
    public var tauBefore: Double, tauAfter: Double
    /// Whether only the nearest spike counts, instead of all earlier ones.
    public var isNearest: Bool

    /// Makes a rule.
    public init(
      potentiation: Double, depression: Double, tauBefore: Double, tauAfter: Double,
      isNearest: Bool = false
    ) {
      self.potentiation = potentiation
      self.depression = depression
      self.tauBefore = tauBefore
      self.tauAfter = tauAfter
      self.isNearest = isNearest
    }

    /// What one pair changes, where the spike after comes `interval` after the one before.
    public func window(_ interval: Double) -> Double {
      interval >= 0
        ? potentiation * .exp(-interval / tauBefore) : -depression * .exp(interval / tauAfter)
    }
  }
}

/// What the synapses of a connection remember for learning.
public struct PlasticityState: Hashable, Sendable {
  /// The trace of each neuron before.
  public internal(set) var before: [Double]
  /// The trace of each neuron after; theta in the BCM rule.
  public internal(set) var after: [Double]
  /// What waits for a reward at each synapse; empty in other rules.
  public internal(set) var eligibility: [Double]

  /// Puts together what was saved.
  public init(before: [Double], after: [Double], eligibility: [Double]) {
    self.before = before
    self.after = after
    self.eligibility = eligibility
  }

  /// No spikes yet.
  public init(_ rule: Plasticity, weights: SparseWeights) {
    before = Array(repeating: 0, count: weights.sources)
    after = Array(repeating: 0, count: weights.targets)
    eligibility = []
    if case .rewarded = rule { eligibility = Array(repeating: 0, count: weights.count) }
  }
}

/// A rule at work on the weights of one connection.
struct PlasticityRun {
  let rule: Plasticity
  let limits: ClosedRange<Double>
  var state: PlasticityState
  private let fadeBefore: Double
  private let fadeAfter: Double
  private let fadeEligibility: Double
  // The synapses that end on each target, in the order of their sources, and where each one's begin.
  private let byTarget: (starts: [Int], synapses: [UInt32])
  private let sources: [UInt32]
  private let dt: Double

  init(
    _ rule: Plasticity, limits: ClosedRange<Double>, state: PlasticityState,
    weights: inout SparseWeights, dt: Double
  ) {
    self.rule = rule
    self.limits = limits
    self.state = state
    self.dt = dt
    weights.spread()
    byTarget = weights.synapsesByTarget()
    sources = weights.sourcesBySynapse()
    switch rule {
    case .stdp(let pair), .rewarded(let pair, _, _):
      fadeBefore = .exp(-dt / pair.tauBefore)
      fadeAfter = .exp(-dt / pair.tauAfter)
    case .hebb, .bcm: (fadeBefore, fadeAfter) = (0, 0)
    }
    if case .rewarded(_, let eligibility, _) = rule {
      fadeEligibility = .exp(-dt / eligibility)
    } else {
      fadeEligibility = 0
    }
  }

  /// What is remembered, by the names of its quantities.
  var traces: [(name: String, values: [Double])] {
    [
      ("the trace of spikes before", state.before), ("the trace of spikes after", state.after),
      ("what waits for a reward", state.eligibility),
    ]
  }

  /// Takes the spikes that arrive at a step, before the target's neurons take theirs.
  mutating func arrive(_ spikes: SpikeList, weights: inout SparseWeights) {
    switch rule {
    case .hebb, .bcm:
      for source in state.before.indices { state.before[source] = 0 }
      for (source, value) in spikes { state.before[source] = value }
    case .stdp(let pair), .rewarded(let pair, _, _):
      for source in state.before.indices { state.before[source] *= fadeBefore }
      for target in state.after.indices { state.after[target] *= fadeAfter }
      for index in state.eligibility.indices { state.eligibility[index] *= fadeEligibility }
      for (source, value) in spikes {
        for synapse in weights.row(source) {
          let trace = state.after[Int(weights.columns[synapse])]
          change(synapse, by: -pair.depression * trace * value, &weights)
        }
        state.before[source] = pair.isNearest ? value : state.before[source] + value
      }
    }
  }

  /// Takes what the target's neurons gave at the same step.
  mutating func fire(_ spikes: SpikeList, weights: inout SparseWeights) {
    func ending(on target: Int) -> ArraySlice<UInt32> {
      byTarget.synapses[byTarget.starts[target]..<byTarget.starts[target + 1]]
    }
    switch rule {
    case .stdp(let pair), .rewarded(let pair, _, _):
      for (target, value) in spikes {
        for synapse in ending(on: target) {
          let trace = state.before[Int(sources[Int(synapse)])]
          change(Int(synapse), by: pair.potentiation * trace * value, &weights)
        }
        state.after[target] = pair.isNearest ? value : state.after[target] + value
      }
    case .hebb(let rate):
      for (target, value) in spikes {
        for synapse in ending(on: target) {
          let before = state.before[Int(sources[Int(synapse)])]
          if before != 0 { change(Int(synapse), by: rate * value * before, &weights) }
        }
      }
    case .bcm(let rate, let tau, let decay):
      var output = Array(repeating: 0.0, count: state.after.count)
      for (target, value) in spikes { output[target] = value }
      for target in output.indices {
        state.after[target] = ((tau - 1) * state.after[target] + output[target]) / tau
      }
      for synapse in weights.columns.indices {
        let target = Int(weights.columns[synapse])
        let value = output[target]
        let grown = value * (value - state.after[target]) * state.before[Int(sources[synapse])]
        change(synapse, by: rate * (grown - (1 - decay) * weights.values[synapse]), &weights)
      }
    }
    if case .rewarded(_, _, let reward) = rule, reward != 0 {
      for synapse in state.eligibility.indices {
        set(
          synapse, to: weights.values[synapse] + reward * state.eligibility[synapse] * dt, &weights)
      }
    }
  }

  private mutating func change(_ synapse: Int, by amount: Double, _ weights: inout SparseWeights) {
    guard state.eligibility.isEmpty else {
      state.eligibility[synapse] += amount
      return
    }
    set(synapse, to: weights.values[synapse] + amount, &weights)
  }

  private func set(_ synapse: Int, to value: Double, _ weights: inout SparseWeights) {
    weights.values[synapse] = min(max(value, limits.lowerBound), limits.upperBound)
  }
}
