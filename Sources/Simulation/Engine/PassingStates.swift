import Neurons
import OrderedCollections

/// The states of a shard's neurons while the one block that they share is at others.
///
/// To fill a block costs less than a few steps of it, and columns for all neurons would not fit the caches.
final class PassingStates {
  /// Whether nothing became infinite or undefined yet; see `LaneBlock.isFinite`.
  private(set) var areFinite = true
  private let node: Node
  private let first: Int
  // A column for each state.
  private var columns: [[Double]]
  // The step after which they are.
  private var step: Int

  init(_ node: Node, _ neurons: Range<Int>) {
    self.node = node
    first = neurons.lowerBound
    columns = node.states.values.map { Array($0[neurons]) }
    step = node.time
  }

  /// Puts some of the neurons into a block, in place of those that it has.
  func enter<Vector>(_ block: inout LaneBlock<Vector>, _ neurons: Range<Int>) {
    block.take(neurons, of: node, after: step)
    let places = neurons.lowerBound - first..<neurons.upperBound - first
    for (slot, column) in zip(node.program.stateSlots, columns) {
      column.withUnsafeBufferPointer { block.load(slot, from: .init(rebasing: $0[places])) }
    }
  }

  /// Takes the states of some neurons out of the block.
  func leave<Vector>(_ block: inout LaneBlock<Vector>, _ neurons: Range<Int>) {
    let places = neurons.lowerBound - first..<neurons.upperBound - first
    for (index, slot) in node.program.stateSlots.enumerated() {
      columns[index].withUnsafeMutableBufferPointer {
        block.store(slot, into: .init(rebasing: $0[places]))
      }
    }
    if !block.isFinite() { areFinite = false }
  }

  /// Counts steps that all of them took.
  func count(_ steps: Int) { step += steps }

  /// Copies a column of states to one number for each of the neurons.
  func read(_ slot: Int, into row: UnsafeMutablePointer<Double>) {
    let column = columns[slot - node.program.stateSlots.lowerBound]
    row.update(from: column, count: column.count)
  }
}

extension LaneBlock {
  // Fills in what belongs to some neurons, but their states.
  fileprivate mutating func take(_ neurons: Range<Int>, of node: Node, after step: Int) {
    context.firstNeuron = node.setup.firstNeuron + neurons.lowerBound
    context.step = step
    if neurons.count != width {
      // Native code goes over as many lanes in every block.
      self = LaneBlock(
        kernel, width: neurons.count, context: context,
        lanes: isWhole ? nil : count * Vector.laneCount, isWhole: isWhole)
    } else if node.parameters.values.allSatisfy({ $0.count == 1 }) {
      return
    }
    prepare(parameters: node.parameters.values, of: neurons)
  }
}

/// How many steps a block has to stay with neurons, to be worth filling anew.
let leastStepsOfPassing = 8
