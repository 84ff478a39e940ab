import Neurons
import OrderedCollections
import RealModule
public import Simulation

/// A leaky integrate-and-fire neuron driven by white noise:
/// tau v' = -v + mu + sigma sqrt(tau) xi(t), so that the free v has standard deviation
/// sigma / sqrt(2).
public struct NoisyMembrane: Hashable, Sendable {
  /// The membrane time constant.
  public var tau: Double
  /// Where the neuron fires.
  public var threshold: Double
  /// Where a spike leaves v.
  public var reset: Double
  /// How long v stays there.
  public var refractoryPeriod: Double
  /// The mean of the drive.
  public var mean: Double
  /// The size of the noise, above 0.
  public var deviation: Double

  /// Makes a neuron; voltages in one unit, times in one unit.
  public init(
    tau: Double, threshold: Double, reset: Double, refractoryPeriod: Double, mean: Double,
    deviation: Double
  ) {
    self.tau = tau
    self.threshold = threshold
    self.reset = reset
    self.refractoryPeriod = refractoryPeriod
    self.mean = mean
    self.deviation = deviation
  }

  /// Reads a NoisyLIF node's parameters.
  ///
  /// - Returns: nil for another neuron, without noise, or with a reset that is not below the
  ///   threshold.
  public init?(_ node: Node, neuron: Int = 0, input: Double) {
    guard node.model.integralOrigin == "NoisyLIF", node.model.spikeOrigin == "NoisyLIF",
      node.model.events.isEmpty
    else { return nil }
    let parameters = node.parameters(of: neuron)
    func parameter(_ name: String) -> Double { parameters[name] ?? .nan }
    guard parameter("sigma") > 0, parameter("Vr") < parameter("threshold") else { return nil }
    self.init(
      tau: parameter("tau"), threshold: parameter("threshold"), reset: parameter("Vr"),
      refractoryPeriod: parameter("t_ref"), mean: parameter("mu") + input,
      deviation: parameter("sigma"))
  }

  /// The mean firing rate, in spikes per unit of time (Siegert 1951; Ricciardi 1977):
  /// 1 / rate = t_ref + tau sqrt(pi) times the integral of exp(x^2) (1 + erf x) from
  /// (reset - mean) / deviation to (threshold - mean) / deviation.
  public var rate: Double {
    let first = (reset - mean) / deviation
    let last = (threshold - mean) / deviation
    let passage = integral(from: first, to: last, of: scaledDistribution)
    return 1 / (refractoryPeriod + tau * Double.pi.squareRoot() * passage)
  }

  /// The coefficient of variation of the intervals between spikes (Brunel 2000, appendix):
  /// CV^2 = 2 pi (rate tau)^2 times the integral of exp(x^2) G(x), where G(x) is the integral of
  /// exp(y^2) (1 + erf y)^2 up to x.
  ///
  /// - Parameter isInterrupted: asked now and then; where it holds, the result is no number.
  public func coefficientOfVariation(isInterrupted: () -> Bool = { false }) -> Double {
    let rate = rate
    // Below any rate that could be measured spikes are those of a Poisson process.
    guard rate * tau > 1e-12 else { return 1 }
    let double = integral(
      from: (reset - mean) / deviation, to: (threshold - mean) / deviation, tolerance: 1e-8
    ) { x in
      if isInterrupted() { return .nan }
      // With y = x - s, so that what is large on both sides cancels.
      // In lengths over which it decays: far out the integral would not see so narrow a peak.
      let length = x < 0 ? 1 / (1 - 2 * x) : 1
      return length
        * integral(from: 0, to: .infinity, tolerance: 1e-9) { place in
          let s = length * place
          let y = x - s
          if y < 0 {
            let share = scaledComplement(-y)
            // x^2 - y^2, which far out would lose all its digits.
            return .exp(s * (2 * x - s)) * share * share
          }
          let sum = 1 + Double.erf(y)
          return .exp(x * x + y * y) * sum * sum
        }
    }
    return (2 * .pi * double).squareRoot() * rate * tau
  }
}

/// exp(x^2) (1 + erf x), without losing digits where x is far below 0.
private func scaledDistribution(_ x: Double) -> Double {
  x < 0 ? scaledComplement(-x) : .exp(x * x) * (1 + .erf(x))
}

/// exp(x^2) erfc(x) for x of at least 0.
private func scaledComplement(_ x: Double) -> Double {
  if x < 25 { return .exp(x * x) * .erfc(x) }
  let square = 1 / (x * x)
  return (1 - square / 2 * (1 - 1.5 * square)) / (x * Double.pi.squareRoot())
}
