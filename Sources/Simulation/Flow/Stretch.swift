import Neurons
import OrderedCollections

/// Some steps of a whole node, taken block by block on all cores.
struct Stretch {
  let node: Node
  let count: Int
  let currents: [Currents]
  let random: RandomSource
  /// What takes the steps; nil for the interpreter.
  let code: NativeCode?
  /// How many threads take them at once at most; as many as there are cores where nil.
  let workers: Int?
  /// Whether every number is looked at after every step.
  var isCareful = false
  /// The first number that was infinite or undefined; its step counts from 0 within the stretch.
  var failure: Node.NotFinite?

  init(
    node: Node, count: Int, currents: [Currents], random: RandomSource,
    code: NativeCode? = nil, workers: Int? = nil
  ) {
    self.code = code
    self.workers = workers
    self.node = node
    self.count = count
    self.currents = currents
    self.random = random
  }

  /// Takes the steps from where a node stands, and leaves where it stands after them.
  ///
  /// - Returns: what is recorded; nil where it could not go on, or something became infinite or undefined.
  mutating func run(_ state: inout Node.State) -> Recording.Segment? {
    if let flow = node.flow { run(&state, of: flow) } else { run(&state.columns) }
  }

  // Those of a node whose spikes keep to steps.
  private mutating func run(_ states: inout OrderedDictionary<String, [Double]>) -> Recording
    .Segment?
  {
    switch node.precision {
    case .double where node.population == 1: run(&states, as: Double.Single.self)
    case .double: run(&states, as: Double.Vector.self)
    case .float where node.population == 1: run(&states, as: Float.Single.self)
    case .float: run(&states, as: Float.Vector.self)
    }
  }

  private mutating func run<Vector: Lanes>(
    _ states: inout OrderedDictionary<String, [Double]>, as: Vector.Type
  ) -> Recording.Segment? {
    let layout =
      code.map { BlockLayout(population: node.population, lanes: $0.source.lanes) }
      ?? BlockLayout(
        population: node.population, columns: differingColumns(of: node.kernel), of: Vector.self)
    var columns = node.record == .all ? emptyColumns : []
    var stateColumns = Array(states.values)
    // What is changed here must not be shared, or it would be copied.
    for name in states.keys { states[name] = [] }
    let results = withPointers(to: &stateColumns) { states in
      withPointers(to: &columns) { samples in
        // SAFETY: the pointers in it are to storage that outlives the work, and every block touches
        // only the places of its own neurons.
        nonisolated(unsafe) let work = BlockWork(stretch: self, states: states, samples: samples)
        return concurrently(over: layout.taskCount, workers: workers) { task in
          work.run(layout.blocks(ofTask: task), of: layout, as: Vector.self)
        }
      }
    }
    for (index, name) in states.keys.enumerated() { states[name] = stateColumns[index] }
    failure = results.compactMap(\.failure).min { $0.isBefore($1) }?.place(in: node)
    guard results.allSatisfy(\.isFinite), failure == nil else { return nil }
    if node.record == .none {
      let counts = (0..<count).map { step in results.reduce(0) { $0 + $1.spikeCounts[step] } }
      return Recording.Segment(spikeCounts: counts, quantities: node.recording.quantities.count)
    }
    return segment(columns, Spikes(results.flatMap(\.spikes), steps: count))
  }

  /// What is recorded of the steps.
  ///
  /// - Parameters:
  ///   - columns: one for each quantity, where every step is recorded.
  ///   - spikes: who fired when.
  func segment(_ columns: [[Double]], _ spikes: Spikes) -> Recording.Segment {
    var columns = columns
    if node.record == .all {
      for (index, current) in currents.prefix(node.model.inputs.count).enumerated() {
        if let shared = current.shared { columns[index] = Array(shared.prefix(count)) }
      }
    } else {
      columns = Array(repeating: [], count: node.recording.quantities.count)
    }
    return Recording.Segment(steps: count, columns: columns, spikes: spikes)
  }

  /// How many columns of a block differ between lanes: of the others one vector is read.
  func differingColumns(of kernel: Kernel) -> Int {
    let parameters = node.parameters.values.count { $0.count > 1 }
    let inputs = currents.count { $0.shared == nil }
    let setup = parameters > 0 ? kernel.setup.count : 0
    return node.states.count + parameters + inputs + setup + kernel.temporaryCount
  }

  // One column for each quantity but those of which no row is written: shared inputs and spikes.
  var emptyColumns: [[Double]] {
    node.recording.quantities.enumerated().map { index, quantity in
      let isShared = index < node.model.inputs.count && currents[index].shared != nil
      let size = isShared || quantity == "spike" ? 0 : count * node.population
      return Array(repeating: 0, count: size)
    }
  }
}

/// How a population is cut into blocks, and the blocks into tasks.
struct BlockLayout {
  let population: Int
  /// Neurons a block.
  let width: Int
  let blockCount: Int
  /// Blocks a task: a task keeps its columns from block to block.
  let blocksPerTask: Int

  /// Blocks for the interpreter: their columns fit a first-level cache of 32 KiB.
  ///
  /// A column is not as long as a page: where it were, the same places of all columns would compete
  /// for the same lines of the cache.
  init<Vector: Lanes>(population: Int, columns: Int, of: Vector.Type) {
    let fitting = 24_576 / (columns * MemoryLayout<Vector>.stride)
    self.init(population: population, width: Vector.laneCount * max(4, min(60, fitting)))
  }

  /// Blocks for native code, which keeps a few vectors in registers for all steps.
  ///
  /// - Parameters:
  ///   - population: how many neurons there are.
  ///   - lanes: how many of them are computed at once.
  ///   - least: how many a block has at least, if there are so many.
  init(population: Int, lanes: Int, least: Int = 256) {
    self.init(population: population, width: max(least, lanes))
  }

  private init(population: Int, width: Int) {
    self.population = population
    self.width = width
    blockCount = (population + width - 1) / width
    blocksPerTask = max(1, blockCount / 64)
  }

  var taskCount: Int { (blockCount + blocksPerTask - 1) / blocksPerTask }

  func blocks(ofTask task: Int) -> Range<Int> {
    task * blocksPerTask..<min(blockCount, (task + 1) * blocksPerTask)
  }

  func neurons(ofBlock block: Int) -> Range<Int> {
    block * width..<min(population, (block + 1) * width)
  }
}

/// Calls `body` with the storage of every column.
func withPointers<Result>(
  to columns: inout [[Double]], _ body: ([UnsafeMutableBufferPointer<Double>]) -> Result
) -> Result {
  // One array's storage at a time, and the others within.
  func descend(_ pointers: [UnsafeMutableBufferPointer<Double>], _ rest: inout [[Double]]) -> Result
  {
    guard var column = rest.popLast() else { return body(pointers.reversed()) }
    defer { rest.append(column) }
    return column.withUnsafeMutableBufferPointer { descend(pointers + [$0], &rest) }
  }
  return descend([], &columns)
}
