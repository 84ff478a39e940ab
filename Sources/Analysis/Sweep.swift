public import Equations
public import Neurons
import OrderedCollections
public import Simulation

/// What a neuron does for every combination of one or two parameters or input currents.
///
/// Every combination is a neuron of one population, so that all of them run at once, on all cores,
/// and its noise follows from its place among all combinations, not from how the work is divided.
/// A current that varies is constant in time and takes the place of what flows into that input.
public struct Sweep: Sendable {
  /// A parameter or an input current, and the values that it takes.
  public struct Variable: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its values.
    public var values: [Double]

    /// Makes a variable.
    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// For every combination of `part` the measured value, those of the first variable side by side; not
  /// a number where it has not been computed, or where there is none.
  public private(set) var values: [Double]
  /// How many combinations have been computed.
  public private(set) var done = 0

  /// Which of all combinations are computed, counted from 0.
  public let part: Range<Int>

  /// What computes it, and on how many cores.
  public var engine = Engine()

  private let node: Node
  private let neuron: Int
  private let variables: [Variable]
  private let observable: Observable
  private let steps: Int
  private let settling: Int
  private let random: RandomSource
  private let range: SourceRange
  // That of all combinations, so that a part of them is computed as the whole is.
  private let work: Double

  /// Prepares a sweep over the neurons' first steps after reset.
  ///
  /// - Parameters:
  ///   - node: the node of the neuron that is varied, which stays as it is.
  ///   - neuron: which of its neurons, counted from 0.
  ///   - variables: one or two, or none for the neuron as it is.
  ///   - observable: what is taken of every combination.
  ///   - steps: how many steps every combination runs.
  ///   - settling: how many of them pass before rates, intervals and means are taken.
  ///   - random: where noise comes from.
  ///   - part: which of the combinations are computed, counted from 0; all where nil. Their values
  ///     are those that the whole sweep has, noise included.
  ///   - range: where errors point.
  public init(
    _ node: Node, neuron: Int = 0, variables: [Variable], observable: Observable, steps: Int,
    settling: Int,
    random: RandomSource, part: Range<Int>? = nil, at range: SourceRange
  ) {
    self.node = node
    self.neuron = neuron
    self.variables = variables
    self.observable = observable
    self.steps = steps
    self.settling = settling
    self.random = random
    self.range = range
    let all = variables.reduce(1) { $0 * $1.values.count }
    self.part = part ?? 0..<all
    work = Double(all) * Double(steps) * node.workOfAStep
    values = Array(repeating: .nan, count: self.part.count)
  }

  /// Whether every combination has been computed.
  public var isDone: Bool { done == values.count }

  /// Computes the next combinations, a few hundred to a few ten thousand of them, on all cores.
  ///
  /// - Parameter isInterrupted: asked now and then; where it holds, what is complete stays.
  /// - Throws: `Diagnostic` where a combination breaks the limits of a parameter.
  public mutating func advance(
    isInterrupted: @escaping @Sendable () -> Bool
  ) throws(Diagnostic) {
    // Few enough for a short wait, enough for whole vectors, and as many at once as all cores share.
    let fitting = Int(min(4096, largestPart / (Double(max(steps, 1)) * node.workOfAStep)))
    let parts = (values.count / max(fitting, 64) / 8 + 1) * 8
    let width = max(8, (values.count + parts - 1) / parts)
    let starts = Array(stride(from: done, to: values.count, by: width).prefix(8))
    var sweep = self
    // Each part has a core.
    sweep.engine = engine.decided(forWork: work)
    sweep.engine.workers = 1
    let found = concurrently(over: starts.count, workers: engine.workers) { [sweep] index in
      let first = sweep.part.lowerBound + starts[index]
      let lanes = first..<min(first + width, sweep.part.upperBound)
      return Result<[Double]?, Diagnostic> { () throws(Diagnostic) in
        try sweep.values(of: lanes, isInterrupted: isInterrupted)
      }
    }
    for (start, part) in zip(starts, found) {
      guard let numbers = try part.get() else { return }
      values.replaceSubrange(start..<start + numbers.count, with: numbers)
      done += numbers.count
    }
  }

  // The values of some combinations; nil where it was interrupted.
  private func values(
    of lanes: Range<Int>, isInterrupted: () -> Bool
  ) throws(Diagnostic) -> [Double]? {
    var settings: [String: [Double]] = [:]
    for (index, variable) in variables.enumerated()
    where node.model.parameters[variable.name] != nil {
      settings[variable.name] = lanes.map { variable.values[place($0, of: index)] }
    }
    var population = try Node(
      varying: node, neuron: neuron, count: lanes.count, settings: settings,
      drawingFrom: lanes.lowerBound, random: random, at: range)
    feed(&population, lanes: lanes)
    let start = population.states
    var tally = PopulationTally(&population, observable, steps: steps, settling: settling)
    var failures: [Int: Int] = [:]
    while population.time < steps {
      let ending = tally.advance(
        &population, random: random, engine: engine, isInterrupted: isInterrupted)
      switch ending {
      case .finished: break
      case .interrupted: return nil
      case .notFinite(let place):
        // One that runs off has no value. It begins again without input, so that the others, which
        // do not depend on it, can go on.
        failures[place.neuron, default: 0] += 1
        if failures[place.neuron, default: 0] > 3 {
          return try halves(of: lanes, isInterrupted: isInterrupted)
        }
        for (state, column) in start {
          try population.set(
            Name(state, range), to: column[place.neuron],
            neurons: place.neuron..<place.neuron + 1, at: range)
        }
        population.unfeed(neurons: place.neuron..<place.neuron + 1)
      }
    }
    var found = tally.values
    for lane in failures.keys { found[lane] = .nan }
    return found
  }

  // For one that runs off whatever is done about it.
  private func halves(
    of lanes: Range<Int>, isInterrupted: () -> Bool
  ) throws(Diagnostic) -> [Double]? {
    guard lanes.count > 1 else { return [.nan] }
    let middle = lanes.lowerBound + lanes.count / 2
    guard let first = try values(of: lanes.lowerBound..<middle, isInterrupted: isInterrupted),
      let second = try values(of: middle..<lanes.upperBound, isInterrupted: isInterrupted)
    else { return nil }
    return first + second
  }

  private func place(_ lane: Int, of variable: Int) -> Int {
    variable == 0 ? lane % variables[0].values.count : lane / variables[0].values.count
  }

  private func feed(_ population: inout Node, lanes: Range<Int>) {
    for (index, variable) in variables.enumerated() where node.model.inputs[variable.name] != nil {
      population.unfeed(neurons: 0..<lanes.count, input: variable.name)
      let values = lanes.map { variable.values[place($0, of: index)] }
      population.feed(
        Signal(.constants(values, from: lanes.lowerBound)), neurons: 0..<lanes.count,
        input: variable.name, isAdded: true)
    }
  }
}

// In additions, of which the interpreter does about two a nanosecond.
private let largestPart = 5e7
