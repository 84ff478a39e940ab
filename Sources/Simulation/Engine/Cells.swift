import Neurons
import OrderedCollections

/// The neurons of a population at work: columns that stay in place from step to step.
///
/// One case for each kind of number, so that the compiler makes code for each; behind a protocol it
/// would not.
enum Cells {
  case double(Shards<Double.Vector>)
  case singleDouble(Shards<Double.Single>)
  case float(Shards<Float.Vector>)
  case singleFloat(Shards<Float.Single>)
  /// Those whose spikes are found between steps, which go on within a step by themselves.
  case flow(FlowColumns)

  /// Begins where a node stands.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - inputs: how each input of the program is given.
  ///   - steps: how many steps are taken at once at most.
  ///   - code: what takes them; nil for the interpreter.
  ///   - isWatched: whether its columns are looked at or changed between two stretches of steps.
  ///   - seesSpikes: whether the state `spike` is looked at there.
  ///   - isCareful: whether every number is looked at after every step.
  ///   - workers: how many threads take them at most; as many as there are cores where nil.
  ///   - random: where noise comes from.
  init(
    _ node: Node, inputs: [NativeSource.Input], steps: Int, code: NativeCode?, isWatched: Bool,
    seesSpikes: Bool, isCareful: Bool, workers: Int?, random: RandomSource
  ) {
    if let flow = node.flow {
      self = .flow(FlowColumns(node, flow, isCareful: isCareful, random: random))
      return
    }
    func shards<Vector>() -> Shards<Vector> {
      Shards(
        node, inputs: inputs, steps: steps, code: code, isWatched: isWatched,
        seesSpikes: seesSpikes, workers: workers,
        random: random)
    }
    self =
      switch node.precision {
      case .double where node.population == 1: .singleDouble(shards())
      case .double: .double(shards())
      case .float where node.population == 1: .singleFloat(shards())
      case .float: .float(shards())
      }
  }

  /// Prepares for a stretch of `count` steps.
  func begin(_ count: Int, keeping detail: SpikeDetail) {
    switch self {
    case .double(let cells): cells.begin(count, keeping: detail)
    case .singleDouble(let cells): cells.begin(count, keeping: detail)
    case .float(let cells): cells.begin(count, keeping: detail)
    case .singleFloat(let cells): cells.begin(count, keeping: detail)
    case .flow: break
    }
  }

  /// Takes steps; those of neurons whose spikes are found between steps were taken.
  func take(_ intake: Intake) {
    switch self {
    case .double(let cells): cells.take(intake)
    case .singleDouble(let cells): cells.take(intake)
    case .float(let cells): cells.take(intake)
    case .singleFloat(let cells): cells.take(intake)
    case .flow: break
    }
  }

  /// Adds the neurons that fired at a step of the stretch to a list, in their order.
  func addSpikes(at step: Int, to list: inout SpikeList) {
    switch self {
    case .double(let cells): cells.addSpikes(at: step, to: &list)
    case .singleDouble(let cells): cells.addSpikes(at: step, to: &list)
    case .float(let cells): cells.addSpikes(at: step, to: &list)
    case .singleFloat(let cells): cells.addSpikes(at: step, to: &list)
    case .flow(let cells): list += cells.spikes.map { ($0.neuron, 1) }
    }
  }

  /// Who fired in the stretch, neighbouring neurons one behind the other, and how many did at each step
  /// where only that was kept; nothing of neurons whose spikes are found between steps.
  var spikes: (bits: [SpikeBits], counts: [[UInt32]]) {
    switch self {
    case .double(let cells): cells.spikes
    case .singleDouble(let cells): cells.spikes
    case .float(let cells): cells.spikes
    case .singleFloat(let cells): cells.spikes
    case .flow: ([], [])
    }
  }

  /// What the spikes of each neuron come to in the stretch, where that is kept, in steps counted from 1.
  var tallies: [SpikeTally] {
    switch self {
    case .double(let cells): cells.tallies
    case .singleDouble(let cells): cells.tallies
    case .float(let cells): cells.tallies
    case .singleFloat(let cells): cells.tallies
    case .flow: []
    }
  }

  /// Copies a column into a row of the population that begins at `offset`.
  func read(_ slot: Int, into rows: inout [Double], at offset: Int) {
    rows.withUnsafeMutableBufferPointer { rows in
      if let base = rows.baseAddress { read(slot, into: base + offset) }
    }
  }

  /// The numbers of a column, one for each of so many neurons.
  func column(_ slot: Int, of population: Int) -> [Double] {
    Array(unsafeUninitializedCapacity: population) { row, count in
      if let base = row.baseAddress { read(slot, into: base) }
      count = population
    }
  }

  private func read(_ slot: Int, into row: UnsafeMutablePointer<Double>) {
    switch self {
    case .double(let cells): cells.read(slot, into: row)
    case .singleDouble(let cells): cells.read(slot, into: row)
    case .float(let cells): cells.read(slot, into: row)
    case .singleFloat(let cells): cells.read(slot, into: row)
    case .flow(let cells): cells.read(slot, into: row)
    }
  }

  /// Adds to the state of some neurons, but for those whose number in the column `sparing`, if there
  /// is one, is more than `limit`.
  func add(_ amounts: SpikeList, to slot: Int, sparing: Int?, above limit: Double) {
    switch self {
    case .double(let cells): cells.add(amounts, to: slot, sparing, limit)
    case .singleDouble(let cells): cells.add(amounts, to: slot, sparing, limit)
    case .float(let cells): cells.add(amounts, to: slot, sparing, limit)
    case .singleFloat(let cells): cells.add(amounts, to: slot, sparing, limit)
    case .flow(let cells): cells.add(amounts, to: slot, sparing: sparing, above: limit)
    }
  }

  /// The same for what spikes make arrive through synapses.
  func add(
    _ spikes: SpikeList, through weights: SparseWeights, times scale: Double, to slot: Int,
    sparing: Int?, above limit: Double
  ) {
    switch self {
    case .double(let cells): cells.add(spikes, weights, scale, to: slot, sparing, limit)
    case .singleDouble(let cells): cells.add(spikes, weights, scale, to: slot, sparing, limit)
    case .float(let cells): cells.add(spikes, weights, scale, to: slot, sparing, limit)
    case .singleFloat(let cells): cells.add(spikes, weights, scale, to: slot, sparing, limit)
    case .flow(let cells):
      var amounts: SpikeList = []
      weights.forEachTarget(of: spikes, times: scale) { amounts.append(($0, $1)) }
      cells.add(amounts, to: slot, sparing: sparing, above: limit)
    }
  }

  /// Whether nothing that came about since the last call is infinite or undefined.
  ///
  /// May be false also where sums of finite numbers grew beyond all bounds.
  func isFinite() -> Bool {
    switch self {
    case .double(let cells): cells.isFinite()
    case .singleDouble(let cells): cells.isFinite()
    case .float(let cells): cells.isFinite()
    case .singleFloat(let cells): cells.isFinite()
    case .flow(let cells): cells.isFinite()
    }
  }
}

/// What is kept of the spikes of a stretch.
enum SpikeDetail: Hashable {
  /// Who fired at each step.
  case each
  /// How many fired at each step.
  case counts
  /// What the spikes of each neuron come to from a step on, counted from 0.
  case tallies(from: Int)
}

/// The shards of a population; see `Cells` for what each function does.
final class Shards<Vector: Lanes> {
  private let shards: [Shard<Vector>]
  private let workers: Int?

  init(
    _ node: Node, inputs: [NativeSource.Input], steps: Int, code: NativeCode?, isWatched: Bool,
    seesSpikes: Bool, workers: Int?, random: RandomSource
  ) {
    self.workers = workers
    let layout = BlockLayout(
      node, isShared: inputs.map { $0 == .shared }, steps: steps, lanes: code?.source.lanes,
      workers: workers, of: Vector.self)
    shards = concurrently(over: layout.taskCount, workers: workers) { task in
      Shard(
        node, layout.blocks(ofTask: task).map(layout.neurons(ofBlock:)), inputs: inputs,
        code: code, steps: steps, isWatched: isWatched, seesSpikes: seesSpikes, random: random)
    }
  }

  func begin(_ count: Int, keeping detail: SpikeDetail) {
    for shard in shards { shard.begin(count, keeping: detail) }
  }

  func take(_ intake: Intake) {
    if shards.count == 1 { return shards[0].take(intake) }
    // SAFETY: every shard touches only the places of its neurons.
    nonisolated(unsafe) let intake = intake
    _ = concurrently(over: shards.count, workers: workers) { [shards] in shards[$0].take(intake) }
  }

  func addSpikes(at step: Int, to list: inout SpikeList) {
    for shard in shards { shard.forEachSpike(at: step) { list.append(($0, $1)) } }
  }

  var spikes: (bits: [SpikeBits], counts: [[UInt32]]) {
    (shards.flatMap(\.spikes), shards.map(\.counts))
  }

  var tallies: [SpikeTally] { shards.flatMap(\.tallies) }

  func read(_ slot: Int, into row: UnsafeMutablePointer<Double>) {
    if shards.count == 1 { return shards[0].read(slot, into: row) }
    // SAFETY: every shard touches only the places of its neurons.
    nonisolated(unsafe) let row = row
    _ = concurrently(over: shards.count, workers: workers) { [shards] index in
      shards[index].read(slot, into: row + shards[index].neurons.lowerBound)
    }
  }

  // Where connections end on states there is only one shard: between its steps others act on it.

  func add(_ amounts: SpikeList, to slot: Int, _ sparing: Int?, _ limit: Double) {
    for (neuron, amount) in amounts { shards[0].add(amount, to: slot, of: neuron, sparing, limit) }
  }

  func add(
    _ spikes: SpikeList, _ weights: SparseWeights, _ scale: Double, to slot: Int, _ sparing: Int?,
    _ limit: Double
  ) {
    shards[0].add(
      spikes, through: weights, times: scale, to: slot, sparing: sparing, above: limit)
  }

  func isFinite() -> Bool { shards.reduce(true) { $1.isFinite() && $0 } }
}
