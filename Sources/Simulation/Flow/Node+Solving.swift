public import Equations
import Neurons
import OrderedCollections

extension Node {
  /// What `set` calls the tolerance.
  public static let toleranceName = "tolerance"

  /// How large the error of a step may be, as a share of each state, where steps are as long as that allows.
  public var tolerance: Double { setup.tolerance }

  /// Whether `set` takes a tolerance, and not a quantity of the model's own of that name.
  public var takesTolerance: Bool {
    model.parameters[Self.toleranceName] == nil && model.states[Self.toleranceName] == nil
  }

  /// Chooses how large the error of a step may be, as a share of each state.
  ///
  /// - Throws: `Diagnostic` at `range` for what no step can keep to, or what is no limit.
  public mutating func set(tolerance: Double, at range: SourceRange) throws(Diagnostic) {
    guard (1e-13...0.1).contains(tolerance) else {
      throw Diagnostic(
        "'tolerance' cannot be \(tolerance.canonicalText)", at: range,
        expected: "the error that a step may have, from 1e-13 to 0.1", kind: .outOfRange)
    }
    setup.tolerance = tolerance
    state.memories = []
  }

  /// What takes a step behind the first of all neurons at once; nil where each is solved by itself.
  var kernelOfAll: Kernel? { flow.map { $0.quietStepFromBelow ?? $0.quietStep } ?? kernel }

  /// Takes its steps in lengths of dt, and its spikes at their ends.
  mutating func keepToSteps() {
    if flow != nil { solve(by: method.isAdaptive ? .rk4 : method, spikes: .grid) }
  }
}
