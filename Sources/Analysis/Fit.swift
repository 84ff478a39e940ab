public import Equations
public import Neurons
import OrderedCollections
public import Simulation

/// A search for parameters that lower a loss, step by step along its gradient.
///
/// Adam (Kingma & Ba 2015, arXiv:1412.6980), with a rate for each parameter in proportion to its
/// first value, and steps cut short where a parameter would leave its limits.
public struct Fit: Sendable {
  /// The node with the best parameters found so far.
  public private(set) var best: Node
  /// The loss of the best parameters.
  public private(set) var bestLoss: Double
  /// How many steps were taken.
  public private(set) var iterations = 0
  /// After how many of them the best parameters were found.
  public private(set) var bestIteration = 0
  /// Whether steps were taken and all parameters left the loss as it is: further ones go nowhere.
  public var isFlat: Bool { iterations > 0 && variances.allSatisfy { $0 == 0 } }

  private var node: Node
  private let names: [String]
  private let loss: Loss
  private let steps: Int
  private let random: RandomSource
  private let range: SourceRange
  private let isInterrupted: @Sendable () -> Bool
  private let rates: [Double]
  private var means: [Double]
  private var variances: [Double]

  /// Starts at a node's present parameters.
  ///
  /// - Parameters:
  ///   - node: the node, which stays as it is.
  ///   - names: the parameters to change.
  ///   - loss: what is made small.
  ///   - steps: how many time steps a run has.
  ///   - rate: how far a step goes, relative to a parameter's first value.
  ///   - random: where noise comes from.
  ///   - range: where errors point.
  ///   - isInterrupted: asked now and then.
  /// - Throws: `Diagnostic` at `range` for a node or a loss that has no gradient, and where it was
  ///   interrupted.
  public init(
    _ node: Node, parameters names: [String], loss: Loss, steps: Int, rate: Double,
    random: RandomSource, at range: SourceRange,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws(Diagnostic) {
    self.isInterrupted = isInterrupted
    self.node = node
    self.names = names
    self.loss = loss
    self.steps = steps
    self.random = random
    self.range = range
    rates = names.map { rate * max(abs(node.parameters[$0]?.first ?? 1), 0.01) }
    means = Array(repeating: 0, count: names.count)
    variances = means
    best = node
    bestLoss = try node.gradient(
      of: loss, steps: steps, random: random, at: range, isInterrupted: isInterrupted
    ).loss
  }

  /// Takes one step.
  ///
  /// - Returns: the loss before it.
  /// - Throws: `Diagnostic` where it was interrupted; all is then as before.
  public mutating func advance() throws(Diagnostic) -> Double {
    let gradient = try node.gradient(
      of: loss, steps: steps, random: random, at: range, isInterrupted: isInterrupted)
    if gradient.loss < bestLoss {
      (best, bestLoss, bestIteration) = (node, gradient.loss, iterations)
    }
    iterations += 1
    for (index, name) in names.enumerated() {
      let slope = gradient.parameters[name] ?? 0
      guard slope.isFinite else { continue }
      means[index] = 0.9 * means[index] + 0.1 * slope
      variances[index] = 0.999 * variances[index] + 0.001 * slope * slope
      let mean = means[index] / (1 - power(0.9, iterations))
      let variance = variances[index] / (1 - power(0.999, iterations))
      move(name, by: -rates[index] * mean / (variance.squareRoot() + 1e-12))
    }
    return gradient.loss
  }

  // Halves the step until the parameter keeps to its limits.
  private mutating func move(_ name: String, by change: Double) {
    guard let value = node.parameters[name]?.first, change.isFinite else { return }
    var change = change
    for _ in 0..<20 {
      if (try? node.set(
        Name(name, range), to: value + change, neurons: 0..<node.population, at: range)) != nil
      {
        return
      }
      change /= 2
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<min(exponent, 10_000)).reduce(1) { result, _ in result * base }
  }
}
