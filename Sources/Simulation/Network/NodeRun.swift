import Neurons
import OrderedCollections

/// A node at work: its columns stay in place from step to step, so that others can look at them and
/// act on them in between.
struct NodeRun {
  /// How many neurons it has.
  let population: Int
  /// The slot of the membrane potential.
  let memSlot: Int
  /// The slot of the membrane potential before a spike resets it.
  let beforeResetSlot: Int
  // One of the two is there. Two of them, and not one behind a protocol, so that the compiler makes
  // code for each kind of number.
  private var double: BlockColumns<Double>?
  private var float: BlockColumns<Float>?

  /// Starts where a node stands.
  init(_ node: Node, random: RandomSource) {
    population = node.population
    let kernel = Kernel(node.program)
    memSlot = node.program.stateSlots.lowerBound + node.program.mem
    beforeResetSlot = kernel.membraneSlot
    switch node.precision {
    case .double: double = BlockColumns(node, kernel, random: random)
    case .float: float = BlockColumns(node, kernel, random: random)
    }
  }

  /// Takes one step.
  ///
  /// - Parameter inputs: for each input of the program a row of the population.
  mutating func advance(inputs: [[Double]]) {
    double?.advance(inputs: inputs)
    float?.advance(inputs: inputs)
  }

  /// Copies a column into a row of the population that begins at `offset`.
  func read(_ slot: Int, into row: inout [Double], at offset: Int = 0) {
    double?.read(slot, into: &row, at: offset)
    float?.read(slot, into: &row, at: offset)
  }

  /// The number of one neuron in a column.
  func value(_ slot: Int, neuron: Int) -> Double {
    double?.value(slot, neuron: neuron) ?? float?.value(slot, neuron: neuron) ?? .nan
  }

  /// Adds to the number of one neuron in a column.
  mutating func add(_ amount: Double, to slot: Int, neuron: Int) {
    double?.add(amount, to: slot, neuron: neuron)
    float?.add(amount, to: slot, neuron: neuron)
  }

  /// Takes one step and returns the term by which a neuron's numbers stop being finite.
  mutating func firstNonFiniteTerm(inputs: [[Double]], neuron: Int) -> String? {
    double?.firstNonFiniteTerm(inputs: inputs, neuron: neuron)
      ?? float?.firstNonFiniteTerm(inputs: inputs, neuron: neuron)
  }
}

private struct BlockColumns<Scalar: ColumnScalar>: Sendable {
  private var blocks: [Interpreter<Scalar>]

  init(_ node: Node, _ kernel: Kernel, random: RandomSource) {
    blocks = stride(from: 0, to: node.population, by: blockWidth).map { offset in
      node.loaded(
        kernel, offset: offset, width: min(blockWidth, node.population - offset),
        after: node.time, random: random)
    }
  }

  mutating func advance(inputs: [[Double]]) {
    for index in blocks.indices {
      blocks[index].step(inputs: inputs, at: index * blockWidth)
    }
  }

  func read(_ slot: Int, into row: inout [Double], at offset: Int) {
    for (index, block) in blocks.enumerated() {
      block.store(slot, into: &row, at: offset + index * blockWidth)
    }
  }

  func value(_ slot: Int, neuron: Int) -> Double {
    blocks[neuron / blockWidth][slot, neuron % blockWidth]
  }

  mutating func add(_ amount: Double, to slot: Int, neuron: Int) {
    blocks[neuron / blockWidth][slot, neuron % blockWidth] += amount
  }

  mutating func firstNonFiniteTerm(inputs: [[Double]], neuron: Int) -> String? {
    let index = neuron / blockWidth
    return blocks[index].firstNonFiniteTerm(inputs: inputs, at: index * blockWidth)
  }
}

// Neurons a block: every block is visited at each step, so that fewer and wider ones cost less.
private let blockWidth = 512
