import Neurons
import OrderedCollections

/// What flows into the inputs of a population over a stretch of steps: what is fed, and what arrives.
struct Inflow {
  /// What is fed.
  private(set) var fed: Fed
  /// For each input a row of the population a step; empty where it has none.
  var rows = PlainColumns()
  /// Whether what depends on a whole window of inputs needs all of them before its first step.
  let seesWindow: Bool

  /// What is fed to each input of the program.
  struct Fed {
    /// How it is given.
    let kinds: [NativeSource.Input]
    /// Whether it is put into rows before the steps, as more may arrive there.
    let isFilled: [Bool]
    /// What it is during the stretch.
    var currents: [Currents] = []
    /// The numbers that all neurons share; empty where they differ.
    var shared: [[Double]] = []

    /// Fills a row with what is fed to all neurons at a step.
    func fill(_ row: UnsafeMutableBufferPointer<Double>, _ input: Int, step: Int) {
      if shared[input].isEmpty {
        currents[input].fill(row, step: step, firstNeuron: 0)
      } else {
        row.update(repeating: shared[input][step])
      }
    }
  }

  private let population: Int
  // Whether rows are those of all steps, and the step of the first where they are not.
  private let keepsRows: Bool
  private var firstStep = 0

  /// - Parameters:
  ///   - node: the node as it stands.
  ///   - ports: the inputs and states on which connections end.
  ///   - isBetweenSteps: whether it is told before each step what flows into its neurons by themselves.
  ///   - random: where noise comes from.
  init(
    _ node: Node, ports: [Connection.Port], isBetweenSteps: Bool, random: RandomSource
  ) {
    population = node.population
    let seesWindow = node.seesWindow && !ports.isEmpty
    self.seesWindow = seesWindow
    keepsRows = node.record == .all || seesWindow
    let isConstant = node.currents(of: 1, random: random).map(\.isConstant)
    let arrives = node.model.inputs.keys.map { ports.contains(.input($0)) }
    let (fed, windows) = (node.sharedFeeds, node.program.windowInputs.count)
    // What flows in all the time need not be told at each step, unless it is recorded there.
    let kinds: [NativeSource.Input] =
      fed.indices.map { input in
        if arrives[input] { return .own }
        if fed[input] { return .shared }
        return isConstant[input] && node.record != .all && node.flow == nil ? .steady : .own
      }
      + Array(
        repeating: node.population == 1 && ports.isEmpty ? .shared : .own, count: windows)
    let isFilled = (arrives + Array(repeating: seesWindow, count: windows))
      .map { $0 || seesWindow || isBetweenSteps }
    self.fed = Fed(kinds: kinds, isFilled: isFilled)
  }

  /// Prepares for a stretch.
  ///
  /// - Parameters:
  ///   - count: how many steps it has.
  ///   - most: how many of them are taken at once at most.
  ///   - node: the node as it stands.
  ///   - random: where noise comes from.
  mutating func begin(_ count: Int, atOnce most: Int, of node: Node, random: RandomSource) {
    fed.currents = node.currents(of: count, random: random)
    fed.shared = fed.currents.map { $0.shared ?? [] }
    let recorded = node.record == .all ? node.model.inputs.count : 0
    let steps = keepsRows ? count : min(count, most)
    let columns = fed.kinds.indices.map { input in
      let isWanted = fed.isFilled[input] || fed.kinds[input] == .own && input < recorded
      return Array(repeating: 0.0, count: isWanted ? steps * population : 0)
    }
    rows = PlainColumns(columns)
    if seesWindow { fill(0..<count) }
  }

  /// Puts in what is fed at the steps that come next, before what arrives at them is added.
  mutating func open(_ steps: Range<Int>) {
    firstStep = steps.lowerBound
    if !seesWindow { fill(steps) }
  }

  private mutating func fill(_ steps: Range<Int>) {
    for input in fed.isFilled.indices where fed.isFilled[input] {
      let first = place(steps.lowerBound)
      rows.numbers[input].withUnsafeMutableBufferPointer { numbers in
        for (index, step) in steps.enumerated() {
          let place = first + index * population
          let row = UnsafeMutableBufferPointer(rebasing: numbers[place..<place + population])
          fed.fill(row, input, step: step)
        }
      }
    }
  }

  /// Where the row of a step begins.
  func place(_ step: Int) -> Int { (keepsRows ? step : step - firstStep) * population }

  /// Puts a number for each neuron into an input at the step that comes next, in place of all else.
  mutating func load(_ values: [Double], into input: Int, at step: Int) {
    firstStep = step
    let place = place(step)
    rows.numbers[input].replaceSubrange(place..<place + population, with: values)
  }

  /// Adds what arrives at a step.
  mutating func add(_ amounts: SpikeList, to input: Int, at step: Int) {
    let place = place(step)
    for (neuron, amount) in amounts { rows.numbers[input][place + neuron] += amount }
  }

  /// Adds what spikes make arrive at a step through synapses.
  mutating func add(
    _ spikes: SpikeList, through weights: SparseWeights, times scale: Double, to input: Int,
    at step: Int
  ) {
    let place = place(step)
    rows.numbers[input].withUnsafeMutableBufferPointer { row in
      weights.forEachTarget(of: spikes, times: scale) { row[place + $0] += $1 }
    }
  }

  /// Computes what depends on all inputs of a window, once these are known.
  mutating func finishWindow(_ steps: Range<Int>, of node: Node) {
    let range = steps.lowerBound * population..<steps.upperBound * population
    let inputs = node.model.inputs.values.indices.map { Array(rows.numbers[$0][range]) }
    let time = node.time + steps.lowerBound
    let derived = node.windowInputs(of: inputs, from: time, after: time, count: steps.count)
    for (index, row) in derived.enumerated() {
      rows.numbers[inputs.count + index].replaceSubrange(range, with: row)
    }
  }

  /// What flows into an input of all neurons at a step that is about to be taken.
  func row(_ input: Int, at step: Int) -> [Double] {
    if fed.isFilled[input] {
      return Array(rows.numbers[input][place(step)..<place(step) + population])
    }
    return Array(unsafeUninitializedCapacity: population) { row, count in
      row.initialize(repeating: 0)
      fed.fill(row, input, step: step)
      count = population
    }
  }

  /// What is recorded of the model's inputs in a stretch: a row a step, or one number where all neurons
  /// got the same.
  func recorded(_ count: Int, inputs: Int) -> [[Double]] {
    (0..<inputs).map {
      fed.kinds[$0] == .shared ? Array(fed.shared[$0].prefix(count)) : rows.numbers[$0]
    }
  }
}
