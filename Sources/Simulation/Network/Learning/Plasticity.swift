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
