import Neurons
import OrderedCollections

/// The columns of a node at work: they stay in place from step to step, so that others can look at
/// them and act on them in between.
///
/// One case for each kind of number, so that the compiler makes code for each; behind a protocol it
/// would not.
enum RunningColumns {
  case double(BlockColumns<Double.Vector>)
  case singleDouble(BlockColumns<Double.Single>)
  case float(BlockColumns<Float.Vector>)
  case singleFloat(BlockColumns<Float.Single>)
  /// Of a node whose spikes are found between steps, which takes its steps by itself.
  case flow(FlowColumns)

  /// Begins where a node stands.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - inputs: for each input of the program whether `fill` gives it, and not `load`.
  ///   - steps: how many steps are to be taken, by which it is decided what takes them.
  ///   - engine: what takes them; the numbers are the same.
  ///   - random: where noise comes from.
  ///   - awaited: becomes the code that is waited for, if any is.
  init(
    _ node: Node, sharing inputs: [Bool], steps: Int, engine: Engine, random: RandomSource,
    awaiting awaited: inout NativeSource?
  ) {
    if let flow = node.flow {
      self = .flow(FlowColumns(node, flow))
      return
    }
    let work = Double(steps) * Double(node.population) * node.kernel.weight
    let choice = engine.choice(for: node.nativeSource(sharing: inputs), work: work)
    awaited = choice.awaited
    self =
      switch node.precision {
      case .double where node.population == 1:
        .singleDouble(BlockColumns(node, inputs, choice.code, random))
      case .double: .double(BlockColumns(node, inputs, choice.code, random))
      case .float where node.population == 1:
        .singleFloat(BlockColumns(node, inputs, choice.code, random))
      case .float: .float(BlockColumns(node, inputs, choice.code, random))
      }
  }

  /// Gives all neurons the same input at the next step.
  func fill(input: Int, with value: Double) {
    switch self {
    case .double(let columns): columns.fill(input, with: value)
    case .singleDouble(let columns): columns.fill(input, with: value)
    case .float(let columns): columns.fill(input, with: value)
    case .singleFloat(let columns): columns.fill(input, with: value)
    case .flow(let columns): columns.fill(input, with: value)
    }
  }

  /// Gives every neuron its own input at the next step: the row of a population that begins at
  /// `offset`.
  func load(input: Int, from rows: [Double], at offset: Int) {
    switch self {
    case .double(let columns): columns.load(input, from: rows, at: offset)
    case .singleDouble(let columns): columns.load(input, from: rows, at: offset)
    case .float(let columns): columns.load(input, from: rows, at: offset)
    case .singleFloat(let columns): columns.load(input, from: rows, at: offset)
    case .flow(let columns): columns.load(input, from: rows, at: offset)
    }
  }

  /// Takes a step; of a node whose spikes are found between steps it was taken.
  ///
  /// - Parameter spikes: becomes the neurons that fired, in their order.
  func step(into spikes: inout SpikeList) {
    switch self {
    case .double(let columns): columns.step(into: &spikes)
    case .singleDouble(let columns): columns.step(into: &spikes)
    case .float(let columns): columns.step(into: &spikes)
    case .singleFloat(let columns): columns.step(into: &spikes)
    case .flow(let columns): spikes = columns.spikes.map { ($0.neuron, 1) }
    }
  }

  /// Copies a column into a row of the population that begins at `offset`.
  func read(_ slot: Int, into rows: inout [Double], at offset: Int) {
    switch self {
    case .double(let columns): columns.read(slot, into: &rows, at: offset)
    case .singleDouble(let columns): columns.read(slot, into: &rows, at: offset)
    case .float(let columns): columns.read(slot, into: &rows, at: offset)
    case .singleFloat(let columns): columns.read(slot, into: &rows, at: offset)
    case .flow(let columns): columns.read(slot, into: &rows, at: offset)
    }
  }

  /// The numbers of a column, one for each of `count` neurons.
  func column(_ slot: Int, count: Int) -> [Double] {
    var column = Array(repeating: 0.0, count: count)
    read(slot, into: &column, at: 0)
    return column
  }

  /// Adds to the state of some neurons, but for those whose number in the column `sparing`, if there
  /// is one, is more than `limit`.
  func add(_ amounts: SpikeList, to slot: Int, sparing: Int?, above limit: Double) {
    switch self {
    case .double(let columns): columns.add(amounts, to: slot, sparing: sparing, above: limit)
    case .singleDouble(let columns): columns.add(amounts, to: slot, sparing: sparing, above: limit)
    case .float(let columns): columns.add(amounts, to: slot, sparing: sparing, above: limit)
    case .singleFloat(let columns): columns.add(amounts, to: slot, sparing: sparing, above: limit)
    case .flow(let columns): columns.add(amounts, to: slot, sparing: sparing, above: limit)
    }
  }

  /// The same for what spikes make arrive through synapses.
  func add(
    _ spikes: SpikeList, through weights: SparseWeights, times scale: Double, to slot: Int,
    sparing: Int?, above limit: Double
  ) {
    switch self {
    case .double(let columns):
      columns.add(spikes, through: weights, times: scale, to: slot, sparing: sparing, above: limit)
    case .singleDouble(let columns):
      columns.add(spikes, through: weights, times: scale, to: slot, sparing: sparing, above: limit)
    case .float(let columns):
      columns.add(spikes, through: weights, times: scale, to: slot, sparing: sparing, above: limit)
    case .singleFloat(let columns):
      columns.add(spikes, through: weights, times: scale, to: slot, sparing: sparing, above: limit)
    case .flow(let columns):
      var amounts: SpikeList = []
      weights.forEachTarget(of: spikes, times: scale) { amounts.append(($0, $1)) }
      columns.add(amounts, to: slot, sparing: sparing, above: limit)
    }
  }

  /// Whether nothing that came about since the last call is infinite or undefined.
  ///
  /// May be false also where sums of finite numbers grew beyond all bounds.
  func isFinite() -> Bool {
    switch self {
    case .double(let columns): columns.isFinite()
    case .singleDouble(let columns): columns.isFinite()
    case .float(let columns): columns.isFinite()
    case .singleFloat(let columns): columns.isFinite()
    case .flow(let columns): columns.isFinite()
    }
  }
}
