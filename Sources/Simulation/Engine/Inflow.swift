import Neurons
import OrderedCollections

/// What flows into the inputs of a population over a stretch of steps: what is fed, and what arrives.
///
/// While steps are taken only its rows change, and each core writes to places of its own neurons.
final class Inflow {
  /// How each input of the program is given.
  let kinds: [NativeSource.Input]
  /// Those that may be another one at each step.
  let changing: [Int]
  /// For each input whether what is fed is put into rows before the steps, as more may arrive there.
  let isFilled: [Bool]
  /// What is fed to each input during the stretch.
  private(set) var currents: [Currents] = []
  /// For each input the numbers of it that all neurons share; empty where they differ.
  private(set) var shared: [[Double]] = []
  /// For each input the number that all neurons get at every step of the stretch; nil where there is none.
  private(set) var steady: [Double?] = []
  /// Whether there is one for each.
  private(set) var isUniform = false
  /// For each input a row of the population a step; empty where it has none.
  var rows = PlainColumns()
  /// Whether what depends on a whole window of inputs needs all of them before its first step.
  let seesWindow: Bool

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
    let names = node.model.inputs.keys
    let arrives = names.map { ports.contains(.input($0)) }
    let (fed, windows) = (node.sharedFeeds, node.program.windowInputs.count)
    // What flows in all the time need not be told at each step, unless it is recorded there.
    let mayBeSteady = node.record != .all && node.flow == nil
    let kinds: [NativeSource.Input] =
      fed.indices.map { input in
        if arrives[input] { return .own }
        if fed[input] { return .shared }
        let isSteady =
          mayBeSteady && node.current(into: names[input], of: 1, random: random).isConstant
        return isSteady ? .steady : .own
      }
      + Array(
        repeating: node.population == 1 && ports.isEmpty ? .shared : .own, count: windows)
    self.kinds = kinds
    changing = kinds.indices.filter { kinds[$0] != .steady }
    isFilled = (arrives + Array(repeating: seesWindow, count: windows))
      .map { $0 || seesWindow || isBetweenSteps }
  }

  /// Prepares for a stretch.
  ///
  /// - Parameters:
  ///   - count: how many steps it has.
  ///   - most: how many of them are taken at once at most.
  ///   - node: the node as it stands.
  ///   - random: where noise comes from.
  func begin(_ count: Int, atOnce most: Int, of node: Node, random: RandomSource) {
    currents = node.currents(of: count, random: random)
    shared = currents.map { $0.shared ?? [] }
    steady = zip(kinds, shared).map { kind, numbers in
      guard kind == .shared, let first = numbers.first else { return nil }
      return numbers.allSatisfy { $0 == first } ? first : nil
    }
    isUniform = steady.allSatisfy { $0 != nil }
    let recorded = node.record == .all ? node.model.inputs.count : 0
    let steps = keepsRows ? count : min(count, most)
    let columns = kinds.indices.map { input in
      let isWanted = isFilled[input] || kinds[input] == .own && input < recorded
      return Array(repeating: 0.0, count: isWanted ? steps * population : 0)
    }
    rows = PlainColumns(columns)
    if seesWindow { fill(0..<count) }
  }

  /// Puts in what is fed at the steps that come next, before what arrives at them is added.
  func open(_ steps: Range<Int>) {
    firstStep = steps.lowerBound
    if !seesWindow { fill(steps) }
  }

  private func fill(_ steps: Range<Int>) {
    for input in isFilled.indices where isFilled[input] {
      let first = place(steps.lowerBound)
      rows.numbers[input].withUnsafeMutableBufferPointer { numbers in
        for (index, step) in steps.enumerated() {
          let place = first + index * population
          let row = UnsafeMutableBufferPointer(rebasing: numbers[place..<place + population])
          currents[input].fill(row, step: step, firstNeuron: 0)
        }
      }
    }
  }

  /// Where the row of a step begins.
  func place(_ step: Int) -> Int { (keepsRows ? step : step - firstStep) * population }

  /// Puts a number for each neuron into an input at the step that comes next, in place of all else.
  func load(_ values: [Double], into input: Int, at step: Int) {
    firstStep = step
    let place = place(step)
    rows.numbers[input].replaceSubrange(place..<place + population, with: values)
  }

  /// Adds what arrives at a step.
  func add(_ amounts: SpikeList, to input: Int, at step: Int) {
    let place = place(step)
    for (neuron, amount) in amounts { rows.numbers[input][place + neuron] += amount }
  }

  /// Adds what spikes make arrive at a step through synapses.
  func add(
    _ spikes: SpikeList, through weights: SparseWeights, times scale: Double, to input: Int,
    at step: Int
  ) {
    let place = place(step)
    rows.numbers[input].withUnsafeMutableBufferPointer { row in
      weights.forEachTarget(of: spikes, times: scale) { row[place + $0] += $1 }
    }
  }

  /// Computes what depends on all inputs of a window, once these are known.
  func finishWindow(_ steps: Range<Int>, of node: Node) {
    let range = steps.lowerBound * population..<steps.upperBound * population
    let inputs = node.model.inputs.values.indices.map { Array(rows.numbers[$0][range]) }
    let time = node.time + steps.lowerBound
    let derived = node.windowInputs(of: inputs, from: time, after: time, count: steps.count)
    for (index, row) in derived.enumerated() {
      rows.numbers[inputs.count + index].replaceSubrange(range, with: row)
    }
  }

  /// Copies what flows into an input at a step that is about to be taken to a row of numbers.
  func copy(_ input: Int, at step: Int, into row: UnsafeMutableBufferPointer<Double>) {
    if isFilled[input] {
      let first = place(step)
      _ = row.update(fromContentsOf: rows.numbers[input][first..<first + population])
    } else {
      currents[input].fill(row, step: step, firstNeuron: 0)
    }
  }

  /// What flows into an input of one neuron at a step that was taken.
  func value(_ input: Int, at step: Int, of neuron: Int) -> Double {
    if isFilled[input] { return rows.numbers[input][place(step) + neuron] }
    var value = [0.0]
    value.withUnsafeMutableBufferPointer {
      currents[input].fill($0, step: step, firstNeuron: neuron)
    }
    return value[0]
  }

  /// What is recorded of the model's inputs in a stretch: a row a step, or one number where all neurons
  /// got the same.
  func recorded(_ count: Int, inputs: Int) -> [[Double]] {
    (0..<inputs).map {
      guard kinds[$0] == .shared else { return rows.numbers[$0] }
      return shared[$0].count == count ? shared[$0] : Array(shared[$0].prefix(count))
    }
  }
}
