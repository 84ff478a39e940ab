import OrderedCollections

/// How a population is cut into blocks, and the blocks into tasks.
struct BlockLayout {
  let population: Int
  /// Neurons a block.
  let width: Int
  let blockCount: Int
  /// Blocks a task: a task keeps its columns from block to block.
  private(set) var blocksPerTask: Int

  /// Cuts the neurons of a node at work.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - isShared: for each input of the program whether all neurons get the same.
  ///   - steps: how many steps are taken at once at most.
  ///   - lanes: how many neurons native code computes at once; nil for the interpreter.
  ///   - workers: how many tasks are done at once at most; as many as there are cores where nil.
  init<Vector: Lanes>(
    _ node: Node, isShared: [Bool], steps: Int, lanes: Int?, workers: Int?, of: Vector.Type
  ) {
    // Every block is visited at each step, so that few and wide ones cost less where steps are taken
    // one after another, and so does one core.
    let work = Double(steps) * Double(node.population) * node.kernel.weight
    if steps == 1 {
      self.init(population: node.population, width: lanes == nil ? widestBlock : node.population)
    } else if let lanes {
      self.init(population: node.population, lanes: lanes)
    } else {
      self.init(
        population: node.population,
        columns: node.differingColumns(of: node.kernel, isShared: isShared), of: Vector.self)
    }
    if steps == 1 || workers == 1 || work < leastWorkOfAll { blocksPerTask = blockCount }
  }

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

extension Node {
  /// How many columns of a block differ between lanes: of the others one vector is read.
  ///
  /// - Parameters:
  ///   - kernel: what takes the steps.
  ///   - isShared: for each input of the program whether all neurons get the same.
  func differingColumns(of kernel: Kernel, isShared: [Bool]) -> Int {
    let parameters = parameters.values.count { $0.count > 1 }
    let setup = parameters > 0 ? kernel.setup.count : 0
    return states.count + parameters + isShared.count { !$0 } + setup + kernel.temporaryCount
  }
}

// Neurons a block where one step is taken after another.
private let widestBlock = 512
// In additions: below, other cores would take longer to begin than one to do it.
private let leastWorkOfAll = 500_000.0
