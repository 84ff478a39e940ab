import Neurons
import OrderedCollections

/// The columns of a population in blocks; see `RunningColumns` for what each function does.
final class BlockColumns<Vector: Lanes> {
  private var blocks: [LaneBlock<Vector>]
  // Neurons a block.
  private let width: Int
  // Takes the steps of the only block; nil for the interpreter.
  private var native: NativeWork<Vector.Scalar>?
  private let firstInput: Int
  private let spikeSlot: Int
  // 0 as long as all that was added made finite numbers.
  private var probe = 0.0

  init(_ node: Node, _ isShared: [Bool], _ code: NativeCode?, _ random: RandomSource) {
    let program = node.program
    width = code == nil ? blockWidth : node.population
    firstInput = program.inputSlots.lowerBound
    spikeSlot = program.stateSlots.lowerBound + program.spike
    blocks = stride(from: 0, to: node.population, by: width).map { [width] first in
      let neurons = first..<min(first + width, node.population)
      var block: LaneBlock<Vector> = node.makeBlock(
        neurons, lanes: code?.source.lanes, random: random)
      for (slot, values) in zip(program.stateSlots, node.states.values) {
        values.withUnsafeBufferPointer { block.load(slot, from: .init(rebasing: $0[neurons])) }
      }
      return block
    }
    native = code.map { [blocks] code in
      NativeWork(
        code, kernel: node.kernel, isShared: isShared,
        lanes: blocks[0].count * Vector.laneCount, count: 1, keepsSpikes: false)
    }
  }

  func fill(_ input: Int, with value: Double) {
    if native != nil {
      native?.fill(input: input, from: [value])
    } else {
      for index in blocks.indices { blocks[index].fill(firstInput + input, with: value) }
    }
  }

  func load(_ input: Int, from rows: [Double], at offset: Int) {
    rows.withUnsafeBufferPointer { rows in
      for index in blocks.indices {
        let first = offset + index * width
        let row = UnsafeBufferPointer(rebasing: rows[first..<first + blocks[index].width])
        if native != nil {
          native?.load(input: input, step: 0, from: row)
        } else {
          blocks[index].load(firstInput + input, from: row)
        }
      }
    }
  }

  func step() -> SpikeList {
    var spikes: SpikeList = []
    if native != nil, runNative() == 0 { return spikes }
    for index in blocks.indices {
      if native == nil { blocks[index].step() }
      blocks[index].forEachNonZero(spikeSlot) { spikes.append((index * width + $0, $1)) }
    }
    return spikes
  }

  // Returns how many neurons fired.
  private func runNative() -> UInt32 {
    var count: UInt32 = 0
    blocks[0].context.step += 1
    native?.fillNumbers(ofStep: 0, blocks[0].context)
    let width = width
    blocks[0].withColumns { columns in
      native?.advance(
        1, columns: columns, samples: nil, rowLength: width, width: width, counts: &count)
    }
    return count
  }

  func read(_ slot: Int, into rows: inout [Double], at offset: Int) {
    rows.withUnsafeMutableBufferPointer { rows in
      for (index, block) in blocks.enumerated() {
        let first = offset + index * width
        block.store(slot, into: .init(rebasing: rows[first..<first + block.width]))
      }
    }
  }

  func add(_ amounts: SpikeList, to slot: Int, sparing: Int?, above limit: Double) {
    blocks.withUnsafeMutableBufferPointer { [width] blocks in
      var probe = 0.0
      for (neuron, amount) in amounts {
        // Divided only where there is more than one block.
        let block = neuron < width ? 0 : neuron / width
        let lane = neuron - block * width
        if let sparing, Double(blocks[block][sparing, lane: lane]) > limit { continue }
        let sum = Vector.Scalar(Double(blocks[block][slot, lane: lane]) + amount)
        blocks[block][slot, lane: lane] = sum
        probe += Double(sum) * 0
      }
      self.probe += probe
    }
  }

  func isFinite() -> Bool {
    var isFinite = probe == 0
    probe = 0
    for index in blocks.indices where !blocks[index].isFinite() { isFinite = false }
    return isFinite
  }
}

// Neurons a block: every block is visited at each step, so that fewer and wider ones cost less.
private let blockWidth = 512
