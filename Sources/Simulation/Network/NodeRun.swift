import Neurons
import OrderedCollections

/// A node at work: its columns stay in place from step to step, so that others can look at them and
/// act on them in between.
struct NodeRun {
  /// How many neurons it has.
  let population: Int
  // One of the two is there. Two of them, and not one behind a protocol, so that the compiler makes
  // code for each kind of number.
  private var double: BlockColumns<Double>?
  private var float: BlockColumns<Float>?

  /// Starts where a node stands.
  init(_ node: Node, random: RandomSource) {
    population = node.population
    switch node.precision {
    case .double: double = BlockColumns(node, random: random)
    case .float: float = BlockColumns(node, random: random)
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
}

private struct BlockColumns<Scalar: ColumnScalar>: Sendable {
  private let firstInput: Int
  private var blocks: [Interpreter<Scalar>]

  init(_ node: Node, random: RandomSource) {
    firstInput = node.program.firstInput
    blocks = stride(from: 0, to: node.population, by: blockWidth).map { offset in
      Self.block(of: node, offset, min(blockWidth, node.population - offset), random)
    }
  }

  private static func block(
    of node: Node, _ offset: Int, _ width: Int, _ random: RandomSource
  ) -> Interpreter<Scalar> {
    let context = StepContext(
      random: random, stream: node.noiseStream, firstNeuron: offset, step: node.time)
    var block = Interpreter<Scalar>(node.program, width: width, context: context)
    for (index, values) in node.parameters.values.enumerated() {
      let slot = node.program.firstParameter + index
      if values.count == 1 {
        block.fill(slot, with: values[0])
      } else {
        block.load(slot, from: values, at: offset)
      }
    }
    block.prepare()
    for (index, values) in node.states.values.enumerated() {
      block.load(node.program.firstState + index, from: values, at: offset)
    }
    return block
  }

  mutating func advance(inputs: [[Double]]) {
    for index in blocks.indices {
      for (input, row) in inputs.enumerated() {
        blocks[index].load(firstInput + input, from: row, at: index * blockWidth)
      }
      blocks[index].step()
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
}

// Neurons a block: every block is visited at each step, so that fewer and wider ones cost less.
private let blockWidth = 512
