import RealModule

/// How a synapse tires and recovers with use: Tsodyks & Markram's model.
///
/// At a spike u grows by U (1 - u), the weight counts u R times, and R loses u R; in between u falls
/// to 0 with `facilitation` and R recovers to 1 with `recovery` (Tsodyks, Pawelzik & Markram 1998,
/// Neural Comput 10:821, eqs 2.1 to 2.4). Times are in the unit of dt.
public struct ShortTermPlasticity: Hashable, Sendable, Codable {
  /// The share of the resources that the first spike uses.
  public var use: Double
  /// The time constant of u; with 0 it is always `use`.
  public var facilitation: Double
  /// The time constant of R.
  public var recovery: Double

  /// Makes a synapse that tires.
  public init(use: Double, facilitation: Double, recovery: Double) {
    self.use = use
    self.facilitation = facilitation
    self.recovery = recovery
  }

  /// What one source neuron's synapses remember of its last spike.
  public struct State: Hashable, Sendable, Codable {
    /// The share of the resources that the last spike used.
    public var u: Double
    /// The resources that it found.
    public var resources: Double
    /// How long ago it was; nil before the first.
    public var elapsed: Double?

    /// Rested.
    public static let rested = State(u: 0, resources: 1, elapsed: nil)

    /// Lets time pass.
    mutating func wait(_ time: Double) { elapsed = elapsed.map { $0 + time } }

    /// Makes a state.
    public init(u: Double, resources: Double, elapsed: Double?) {
      self.u = u
      self.resources = resources
      self.elapsed = elapsed
    }
  }

  /// Takes a spike.
  ///
  /// - Returns: by how much the weight counts, u R.
  public func spike(_ state: inout State) -> Double {
    if let elapsed = state.elapsed {
      let left = Double.exp(-elapsed / recovery)
      state.resources = state.resources * (1 - state.u) * left + 1 - left
      state.u = facilitation > 0 ? state.u * .exp(-elapsed / facilitation) : 0
    }
    state.u += use * (1 - state.u)
    state.elapsed = 0
    return state.u * state.resources
  }
}
