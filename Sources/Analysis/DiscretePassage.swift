import Equations
import Neurons
import OrderedCollections
import RealModule
public import Simulation

/// An IF or LIF neuron in time steps under a constant input, whose spikes follow from a closed form.
///
/// From 0, mem is after n steps: n I dt for IF, and I (1 - (1 - 1/tau)^n) for LIF. A spike takes it
/// back to 0, so that every interval is as long as the first.
public struct DiscretePassage: Sendable {
  /// Which of the two.
  public enum Kind: Hashable, Sendable {
    /// mem += input dt.
    case integrator
    /// mem += (input - mem) / tau.
    case leaky
  }

  /// Which of the two.
  public let kind: Kind
  private let threshold: Double
  private let tau: Double
  private let dt: Double
  private let input: Double
  private let firesAtThreshold: Bool

  /// Reads a node's parameters.
  ///
  /// - Returns: nil for a neuron with other equations, or where the closed form does not hold: for
  ///   tau below 1, and for a threshold that is not above 0.
  public init?(_ node: Node, neuron: Int = 0, input: Double) {
    switch (node.model.integralOrigin, node.model.spikeOrigin) {
    case ("IF", "Base"): kind = .integrator
    case ("LIF", "Base"): kind = .leaky
    default: return nil
    }
    let parameters = node.parameters(of: neuron)
    guard let threshold = parameters["threshold"], threshold > 0,
      kind == .integrator || parameters["tau"] ?? 0 >= 1,
      [0, 1].contains(node.surrogate.forward(1.0)), node.surrogate.forward(-1.0) == 0
    else { return nil }
    self.threshold = threshold
    self.input = input
    tau = parameters["tau"] ?? .infinity
    dt = node.dt
    firesAtThreshold = node.surrogate.forward(0.0) > 0
  }

  /// mem after a number of steps from 0, without spikes.
  public func mem(after steps: Int) -> Double {
    switch kind {
    case .integrator: Double(steps) * input * dt
    case .leaky: input * (1 - Double.pow(1 - 1 / tau, Double(steps)))
    }
  }

  /// The steps from one spike to the next, and to the first; nil where it never fires.
  public var interval: Int? {
    let exact: Double
    switch kind {
    case .integrator:
      guard input * dt > 0 else { return nil }
      exact = threshold / (input * dt)
    case .leaky:
      guard input > threshold || (tau == 1 && fires(input)) else { return nil }
      // threshold = I (1 - (1 - 1/tau)^n), solved for n.
      exact = tau == 1 ? 1 : .log(onePlus: -threshold / input) / .log(onePlus: -1 / tau)
    }
    guard exact < 1e15 else { return nil }
    var steps = exact.rounded(.up).whole(in: 1...1_000_000_000_000_000)
    // The last digit of the logarithm, and whether the threshold itself counts, may make it one off.
    if steps > 1, fires(mem(after: steps - 1)) { steps -= 1 }
    if !fires(mem(after: steps)) { steps += 1 }
    return steps
  }

  /// The input above which it fires.
  public var rheobase: Double { kind == .leaky ? threshold : 0 }

  private func fires(_ mem: Double) -> Bool {
    firesAtThreshold ? mem >= threshold : mem > threshold
  }
}
