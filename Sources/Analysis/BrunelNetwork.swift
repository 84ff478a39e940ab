import RealModule

/// A sparse network of excitatory and inhibitory leaky integrate-and-fire neurons, all alike, as a
/// mean field (Brunel 2000, J Comput Neurosci 8:183, model A, equations 3 to 6).
///
/// Times in ms, voltages in mV, rates in Hz.
public struct BrunelNetwork: Hashable, Sendable {
  /// Excitatory synapses onto a neuron from within the network, and as many from outside.
  public var excitatorySynapses = 1000.0
  /// Inhibitory synapses onto a neuron.
  public var inhibitorySynapses = 250.0
  /// How far an excitatory spike lifts the membrane.
  public var weight = 0.1
  /// How many times stronger inhibition is.
  public var inhibition = 5.0
  /// The rate of the external drive, relative to the one whose mean reaches the threshold.
  public var drive = 2.0
  /// The membrane time constant.
  public var tau = 20.0
  /// Where a neuron fires.
  public var threshold = 20.0
  /// Where a spike leaves it.
  public var reset = 10.0
  /// How long it stays there.
  public var refractoryPeriod = 2.0

  /// Makes the network of Brunel's figures: g = 5, drive = 2.
  public init() {}

  /// A rate at which the network drives itself.
  public struct State: Hashable, Sendable {
    /// The rate of every neuron.
    public var rate: Double
    /// The mean of a neuron's input.
    public var mean: Double
    /// The size of its fluctuations.
    public var deviation: Double
    /// The coefficient of variation of a neuron's intervals.
    public var coefficientOfVariation: Double
    /// Whether a small change of the rate dies away; oscillations are not looked at.
    public var isStable: Bool
  }

  /// The external rate whose mean just reaches the threshold: threshold / (J C tau).
  public var thresholdRate: Double {
    1000 * threshold / (weight * excitatorySynapses * tau)
  }

  /// All rates that the network sustains, lowest first: those at which neurons with this input fire
  /// at the rate that makes it.
  ///
  /// - Parameter isInterrupted: asked now and then; where it holds, what was found so far is all.
  /// - Returns: nil where the input is no finite number, as for a drive beyond all others.
  public func states(isInterrupted: () -> Bool = { false }) -> [State]? {
    let highest = 1000 / refractoryPeriod
    let knots = (0...400).map { knot in
      // Close together near 0, where low rates lie.
      let share = Double(knot) / 400
      return highest * share * share
    }
    var surplus: [Double] = []
    for knot in knots {
      let neuron = neuron(at: knot)
      guard knot.isFinite, neuron.mean.isFinite, neuron.deviation.isFinite else { return nil }
      if isInterrupted() { return [] }
      surplus.append(neuron.rate * 1000 - knot)
    }
    var states: [State] = []
    for index in knots.indices.dropLast() {
      guard (surplus[index] > 0) != (surplus[index + 1] > 0) else { continue }
      let rate = root(between: knots[index], and: knots[index + 1]) {
        self.neuron(at: $0).rate * 1000 - $0
      }
      let neuron = self.neuron(at: rate)
      states.append(
        State(
          rate: rate, mean: neuron.mean, deviation: neuron.deviation,
          coefficientOfVariation: neuron.coefficientOfVariation(isInterrupted: isInterrupted),
          isStable: surplus[index] > 0))
      if isInterrupted() { break }
    }
    return states
  }

  // What a neuron gets where all fire at a rate: mu = tau C J (nu_ext + nu (1 - g gamma)) and
  // sigma^2 = tau C J^2 (nu_ext + nu (1 + g^2 gamma)), gamma = C_I / C_E.
  private func neuron(at rate: Double) -> NoisyMembrane {
    let outside = drive * thresholdRate
    let share = inhibitorySynapses / excitatorySynapses
    let scale = tau / 1000 * excitatorySynapses * weight
    let mean = scale * (outside + rate * (1 - inhibition * share))
    let variance = scale * weight * (outside + rate * (1 + inhibition * inhibition * share))
    return NoisyMembrane(
      tau: tau, threshold: threshold, reset: reset, refractoryPeriod: refractoryPeriod, mean: mean,
      deviation: max(variance, 1e-12).squareRoot())
  }
}
