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
  // A bit for each neuron that fired at the last step; empty where spikes are no conditions, or the
  // interpreter takes the steps.
  private var fired: [UInt64]
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
    fired =
      code != nil && node.kernel.spikesAreConditions
      ? Array(repeating: 0, count: SpikeBits.words(for: node.population)) : []
    native = code.map { [blocks] code in
      NativeWork(
        code, kernel: node.kernel, isShared: isShared,
        lanes: blocks[0].count * Vector.laneCount, count: 1, keepsSpikes: false)
    }
  }

  func fill(_ input: Int, with value: Double) {
    if native != nil {
      native?.fill(input: input, with: value)
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

  func step(into spikes: inout SpikeList) {
    spikes.removeAll(keepingCapacity: true)
    if native != nil, runNative() == 0 { return }
    if !fired.isEmpty {
      for (index, word) in fired.enumerated() where word != 0 {
        word.forEachBit { spikes.append((index * 64 + $0, 1)) }
      }
      return
    }
    for index in blocks.indices {
      if native == nil { blocks[index].step() }
      blocks[index].forEachNonZero(spikeSlot) { spikes.append((index * width + $0, $1)) }
    }
  }

  // Returns how many neurons fired.
  private func runNative() -> UInt32 {
    var count: UInt32 = 0
    blocks[0].context.step += 1
    native?.fillNumbers(ofStep: 0, blocks[0].context)
    let width = width
    fired.withUnsafeMutableBufferPointer { fired in
      blocks[0].withColumns { columns in
        native?.advance(
          1, columns: columns, samples: nil, rowLength: width, width: width, counts: &count,
          spikes: fired.isEmpty ? nil : fired.baseAddress)
      }
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
    for (neuron, amount) in amounts { add(amount, to: slot, of: neuron, sparing, limit) }
  }

  func add(
    _ spikes: SpikeList, through weights: SparseWeights, times scale: Double, to slot: Int,
    sparing: Int?, above limit: Double
  ) {
    guard blocks.count == 1 else {
      weights.forEachTarget(of: spikes, times: scale) { add($1, to: slot, of: $0, sparing, limit) }
      return
    }
    var probe = 0.0
    blocks[0].withLanes(of: slot, and: sparing) { state, refractory in
      weights.forEachTarget(of: spikes, times: scale) { neuron, amount in
        if let refractory, Double(refractory[neuron]) > limit { return }
        let sum = Vector.Scalar(Double(state[neuron]) + amount)
        state[neuron] = sum
        probe += Double(sum) * 0
      }
    }
    self.probe += probe
  }

  private func add(
    _ amount: Double, to slot: Int, of neuron: Int, _ sparing: Int?, _ limit: Double
  ) {
    // Divided only where there is more than one block.
    let block = neuron < width ? 0 : neuron / width
    let lane = neuron - block * width
    if let sparing, Double(blocks[block][sparing, lane: lane]) > limit { return }
    let sum = Vector.Scalar(Double(blocks[block][slot, lane: lane]) + amount)
    blocks[block][slot, lane: lane] = sum
    probe += Double(sum) * 0
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
