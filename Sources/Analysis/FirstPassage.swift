import Equations
import Neurons
import OrderedCollections
import RealModule
public import Simulation

/// The time that a single equation d v/dt = f(v) takes from one place to a higher one: the integral
/// of 1 / f.
///
/// Either place may be infinite, as for a QIF neuron without cut.
///
/// - Returns: nil where v never arrives, since f is not positive all the way.
public func passageTime(
  from start: Double, to end: Double, slope: (Double) -> Double
) -> Double? {
  guard start < end else { return 0 }
  let isFinite = start.isFinite && end.isFinite
  // On a scale where infinite places are at 1 and -1.
  func place(_ t: Double) -> Double { isFinite ? t : t / (1 - t * t) }
  func scaled(_ v: Double) -> Double {
    if isFinite { return v }
    if v.isInfinite { return v > 0 ? 1 - 1e-9 : -1 + 1e-9 }
    return v == 0 ? 0 : 2 * v / (1 + (1 + 4 * v * v).squareRoot())
  }
  let (first, last) = (scaled(start), scaled(end))
  // On that scale places far out are the same.
  guard first < last else { return 0 }
  let least = minimum(over: first...last) { slope(place($0)) }
  guard least.value > 0 else { return nil }
  // The slowest place is an end of both parts, so that a narrow peak of 1 / f is not missed.
  let slowest = place(least.place)
  let time =
    integral(from: start, to: slowest) { 1 / slope($0) }
    + integral(from: slowest, to: end) { 1 / slope($0) }
  return time.isFinite ? time : nil
}

/// A neuron with a single differential equation and without noise, whose spikes under constant
/// input follow from an integral: LIF, QIF, theta, EIF, and whatever is written like them.
public struct FirstPassage: Sendable {
  /// Where it fires.
  public let threshold: Double
  /// Where a spike leaves mem.
  public let reset: Double
  /// How long it stays there.
  public let refractoryPeriod: Double
  /// Where mem begins.
  public let start: Double
  private let field: VectorField
  private let inputs: [Double]

  /// Reads threshold, reset and refractory period from a node's own equations.
  ///
  /// - Parameters:
  ///   - node: the node, with its present parameters.
  ///   - neuron: which neuron of a population, counted from 0.
  ///   - inputs: the currents that stay constant, in the order of the model's inputs.
  /// - Returns: nil for a model with more than one equation, with noise or events, whose mem moves
  ///   while it is refractory, or whose spike is not
  ///   `spike when mem >= TERM` and `reset mem = TERM` with terms of parameters, and where there are
  ///   not as many inputs as the model has, of which it has one at least.
  public init?(_ node: Node, neuron: Int = 0, inputs: [Double]) {
    guard inputs.count == node.model.inputs.count, !inputs.isEmpty, node.model.events.isEmpty,
      node.model.refractory == nil || node.model.held == ["mem"],
      let field = VectorField(node, neuron: neuron), field.states == ["mem"],
      let integral = node.model.measuredIntegral,
      integral.statements.allSatisfy({ $0.kind == .definition || $0.kind == .derivative }),
      !integral.statements.contains(where: { $0.value.isRandom })
    else { return nil }
    self.field = field
    self.inputs = inputs
    let parameters = node.parameters(of: neuron)
    var values = parameters
    var threshold: Double?
    for statement in node.model.measuredSpike.statements {
      switch statement.kind {
      case .spikeWhen:
        guard case .binary(let op, let left, let right) = statement.value.kind,
          [.greaterOrEqual, .greater, .crosses].contains(op), left.kind == .name("mem"),
          let place = try? constant(right, values)
        else { return nil }
        threshold = place
        values["mem"] = place
      case .reset(let op) where statement.target.text == "mem":
        guard let mem = values["mem"], let value = try? constant(statement.value, values) else {
          return nil
        }
        values["mem"] = op?.apply(mem, value) ?? value
      case .reset: break
      case .definition, .assignment, .derivative: return nil
      }
    }
    guard let threshold, let reset = values["mem"], reset < threshold,
      let begun = try? node.model.stateValues(afterReset: true, parameters: parameters),
      let index = node.model.states.index(forKey: "mem")
    else { return nil }
    self.threshold = threshold
    self.reset = reset
    start = begun[index]
    let period = node.model.refractory.map { try? constant($0, values) } ?? 0
    guard let period else { return nil }
    refractoryPeriod = period
  }

  /// The time from the start to the first spike; nil where it never fires.
  public var firstSpike: Double? { time(from: start) }

  /// The time from one spike to the next, refractory period included; nil where it never fires.
  public var interval: Double? { time(from: reset).map { $0 + refractoryPeriod } }

  /// The input above which it fires again and again, in place of the first of the inputs.
  ///
  /// That is the most that any mem between reset and threshold needs to be held; infinite where no
  /// input does.
  public var rheobase: Double {
    -minimum(over: reset...threshold) { -holdingInput(at: $0) }.value
  }

  // The input at which mem stands still; by Newton's method, which is exact after one step where
  // the input enters as a sum.
  private func holdingInput(at mem: Double) -> Double {
    var inputs = inputs
    for _ in 0..<50 {
      let slope = field.slopes(at: [mem], inputs: inputs)[0]
      var raised = inputs
      raised[0] += 1
      let gain = field.slopes(at: [mem], inputs: raised)[0] - slope
      guard gain != 0 else { return slope > 0 ? -.infinity : .infinity }
      inputs[0] -= slope / gain
      if abs(slope / gain) <= 1e-12 * (1 + abs(inputs[0])) { break }
    }
    return inputs[0]
  }

  private func time(from place: Double) -> Double? {
    passageTime(from: place, to: threshold) { field.slopes(at: [$0], inputs: inputs)[0] }
  }
}

private func constant(
  _ expression: Expression, _ values: OrderedDictionary<String, Double>
) throws(Diagnostic) -> Double {
  try expression.value { (part: Expression) throws(Diagnostic) -> Double in
    if case .name(let name) = part.kind, let value = values[name] { return value }
    throw Diagnostic("'\(part.text)' is no parameter", at: part.range)
  }
}
