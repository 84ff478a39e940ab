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

  private static func kind(of node: Node) -> Kind? {
    guard node.model.events.isEmpty else { return nil }
    return switch (node.model.integralOrigin, node.model.spikeOrigin) {
    case ("IF", "Base"): .integrator
    case ("LIF", "Base"): .leaky
    default: nil
    }
  }

  /// Why the closed form does not hold for a neuron with these equations, and what it would need;
  /// nil where it holds, and for other equations.
  public static func obstacle(_ node: Node, neuron: Int = 0) -> (problem: String, need: String)? {
    guard let kind = kind(of: node) else { return nil }
    let parameters = node.parameters(of: neuron)
    let tau = parameters["tau"] ?? 0
    let threshold = parameters["threshold"] ?? 0
    if kind == .leaky, !(tau >= 1) {
      return ("for tau \(tau), with which mem overshoots its input", "tau of at least 1")
    }
    if !(threshold > 0) {
      return ("for threshold \(threshold), at which it begins", "a threshold above 0")
    }
    guard [0, 1].contains(node.surrogate.forward(1.0)), node.surrogate.forward(-1.0) == 0 else {
      return ("for spikes that are no steps", "a surrogate whose spikes are 0 or 1")
    }
    return nil
  }

  /// Reads a node's parameters.
  ///
  /// - Returns: nil for a neuron with other equations, or where the closed form does not hold, see
  ///   `obstacle`.
  public init?(_ node: Node, neuron: Int = 0, input: Double) {
    guard let kind = Self.kind(of: node), Self.obstacle(node, neuron: neuron) == nil,
      let threshold = node.parameters(of: neuron)["threshold"]
    else { return nil }
    let parameters = node.parameters(of: neuron)
    self.kind = kind
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
