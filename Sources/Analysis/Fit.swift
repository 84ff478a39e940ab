public import Equations
import Neurons
import OrderedCollections
public import Simulation

/// A search for parameters and weights that lower a loss, step by step along its gradient.
///
/// Adam (Kingma & Ba 2015, arXiv:1412.6980), with steps cut short where a parameter would leave its
/// limits.
public struct Fit: Sendable {
  /// What is changed.
  public enum Variable: Hashable, Sendable {
    /// A parameter of a node, for all its neurons alike.
    case parameter(String, of: String)
    /// The weights of a connection, each by itself where they have their own.
    case weights(of: String)
  }

  /// How far a step goes.
  public enum Rate: Hashable, Sendable {
    /// In proportion to what a number begins with; weights, to their root mean square.
    case relative(Double)
    /// The same for all.
    case absolute(Double)
  }

  /// The network with the best numbers found so far.
  public private(set) var best: Network
  /// The loss of the best numbers.
  public private(set) var bestLoss: Double
  /// The gradient where the search began.
  public let first: Gradient
  /// What the output node did at the best numbers; see `Gradient.output`.
  public private(set) var bestOutput: [Double]
  /// How many steps were taken; of batches, how often all samples were gone through.
  public private(set) var iterations = 0
  /// After how many of them the best numbers were found.
  public private(set) var bestIteration = 0
  /// Whether steps were taken and nothing changed the loss: further ones go nowhere.
  public var isFlat: Bool {
    iterations > 0 && moments.allSatisfy { $0.allSatisfy { $0.variance == 0 } }
  }

  /// The network as it is now.
  public private(set) var network: Network
  private let variables: [Variable]
  private let task: TrainingTask
  private let batch: Int?
  private let isInterrupted: @Sendable () -> Bool
  private let rates: [Double]
  private var moments: [[Moment]]
  // How many times the numbers were moved.
  private var moves = 0

  private struct Moment: Sendable {
    var mean = 0.0
    var variance = 0.0
  }

  /// Starts at a network's present parameters and weights.
  ///
  /// - Parameters:
  ///   - network: the network, which stays as it is.
  ///   - variables: what to change.
  ///   - task: what is made small.
  ///   - rate: how far a step goes.
  ///   - batch: how many samples each step goes by, in an order by chance; all of them where nil.
  ///   - isInterrupted: asked now and then.
  /// - Throws: `Diagnostic` at the task's range for a network or a loss that has no gradient, and where
  ///   it was interrupted.
  public init(
    _ network: Network, changing variables: [Variable], task: TrainingTask, rate: Rate,
    batch: Int? = nil, isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws(Diagnostic) {
    self.isInterrupted = isInterrupted
    self.network = network
    self.variables = variables
    self.task = task
    self.batch = batch
    let values = variables.map { network.values(of: $0) }
    rates = values.map { values in
      switch rate {
      case .absolute(let rate): return rate
      case .relative(let rate):
        let square = values.reduce(0) { $0 + $1 * $1 } / Double(max(1, values.count))
        return rate * max(square.squareRoot(), 0.01)
      }
    }
    moments = values.map { $0.map { _ in Moment() } }
    best = network
    first = try task.gradient(of: network, isInterrupted: isInterrupted)
    bestLoss = first.loss
    bestOutput = first.output
  }

  /// Takes one step, or with batches one for each of them.
  ///
  /// - Returns: the loss before it; with batches that of all samples behind it.
  /// - Throws: `Diagnostic` where it was interrupted; all is then as before.
  public mutating func advance() throws(Diagnostic) -> Double {
    if let batch { return try advance(by: batch) }
    // At the beginning the gradient is known.
    let gradient =
      iterations == 0 ? first : try task.gradient(of: network, isInterrupted: isInterrupted)
    keepIfBest(gradient.loss, gradient.output)
    iterations += 1
    move(along: gradient)
    return gradient.loss
  }

  // Goes through all samples, and looks then at what became of all.
  private mutating func advance(by size: Int) throws(Diagnostic) -> Double {
    var next = self
    for part in task.batches(of: size, pass: iterations) {
      next.move(along: try part.gradient(of: next.network, isInterrupted: isInterrupted))
    }
    next.iterations += 1
    let (loss, output) = try task.value(of: next.network, isInterrupted: isInterrupted)
    next.keepIfBest(loss, output)
    self = next
    return loss
  }

  private mutating func keepIfBest(_ loss: Double, _ output: [Double]) {
    guard loss < bestLoss else { return }
    (best, bestLoss, bestIteration, bestOutput) = (network, loss, iterations, output)
  }

  private mutating func move(along gradient: Gradient) {
    moves += 1
    for (index, variable) in variables.enumerated() {
      let slopes = gradient.slopes(by: variable)
      let changes = moments[index].indices.map { place in
        change(of: index, place, along: place < slopes.count ? slopes[place] : 0)
      }
      network.move(variable, by: changes, at: task.range)
    }
  }

  private mutating func change(of variable: Int, _ place: Int, along slope: Double) -> Double {
    guard slope.isFinite else { return 0 }
    var moment = moments[variable][place]
    moment.mean = 0.9 * moment.mean + 0.1 * slope
    moment.variance = 0.999 * moment.variance + 0.001 * slope * slope
    moments[variable][place] = moment
    let mean = moment.mean / (1 - power(0.9, moves))
    let variance = moment.variance / (1 - power(0.999, moves))
    return -rates[variable] * mean / (variance.squareRoot() + 1e-8)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<min(exponent, 10_000)).reduce(1) { result, _ in result * base }
  }
}

extension Gradient {
  /// How the loss changes with the numbers of a variable.
  public func slopes(by variable: Fit.Variable) -> [Double] {
    switch variable {
    case .parameter(let name, let node): [parameter(name, of: node) ?? 0]
    case .weights(let connection): weights[connection] ?? []
    }
  }
}

extension Network {
  /// The numbers of a variable; where a parameter differs between neurons, that of the first.
  public func values(of variable: Fit.Variable) -> [Double] {
    switch variable {
    case .parameter(let name, let node): [nodes[node]?.parameters[name]?.first ?? 0]
    case .weights(let connection): connections[connection]?.weights.values.doubles ?? []
    }
  }

  fileprivate mutating func move(
    _ variable: Fit.Variable, by changes: [Double], at range: SourceRange
  ) {
    switch variable {
    case .weights(let connection):
      guard let limits = connections[connection]?.limits else { return }
      connections[connection]?.weights.change { index, weight in
        min(max(weight + changes[index], limits.lowerBound), limits.upperBound)
      }
    case .parameter(let name, let node):
      guard let value = nodes[node]?.parameters[name]?.first, var change = changes.first,
        change.isFinite, let population = nodes[node]?.population
      else { return }
      // Halved until the parameter keeps to its limits.
      for _ in 0..<20 {
        if (try? nodes[node]?.set(
          Name(name, range), to: value + change, neurons: 0..<population, at: range)) != nil
        {
          return
        }
        change /= 2
      }
    }
  }
}
