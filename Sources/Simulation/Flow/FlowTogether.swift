import Neurons
import OrderedCollections

/// Neurons among others that take a step at once, but for those for which something happens in it.
///
/// They come to the same as if each went through it by itself, to the last bit.
final class FlowTogether: FlowPopulation {
  // Neurons a block, but for the last one.
  private let width: Int
  private let population: Int
  private let mem: Int
  private let spike: Int
  private let firstState: Int
  private let firstInput: Int
  private let isShared: [Bool]
  private var blocks: [LaneBlock<Double.Vector>]
  // For each block the neurons that take a step alone, and what takes it.
  private var alone: [FlowBlock]
  private var workers: FlowWorkers
  private var number: Int
  // Who fired in the last step, and from where.
  private var tops: [(neuron: Int, membrane: Double)] = []
  // 0 as long as all that was added made finite numbers.
  private var probe = 0.0

  /// Begins where a node stands.
  ///
  /// - Returns: nil where each step has a length of its own, or the equations do not say what one of all
  ///   leads to.
  init?(_ node: Node, _ flow: Flow, random: RandomSource) {
    guard let kernel = flow.quietStep else { return nil }
    (mem, spike, number) = (flow.mem, flow.spike, node.time)
    (population, firstState) = (node.population, node.program.stateSlots.lowerBound)
    firstInput = node.program.inputSlots.lowerBound
    isShared = Array(repeating: false, count: flow.inputCount)
    let layout = BlockLayout(
      population: node.population,
      columns: node.differingColumns(of: kernel, isShared: isShared), of: Double.Vector.self)
    width = layout.width
    let parts = (0..<layout.blockCount).map(layout.neurons(ofBlock:))
    workers = FlowWorkers(node, flow, neuron: 0)
    alone = parts.map { FlowBlock(node, flow, $0, memories: node.state.memories) }
    blocks = zip(parts, alone).map { neurons, alone in
      var block: LaneBlock<Double.Vector> = node.makeBlock(
        neurons, of: kernel, lanes: nil, random: random)
      node.loadStates(of: neurons, into: &block)
      alone.marks.withUnsafeBufferPointer { block.load(alone.spikeSlot, from: $0) }
      return block
    }
  }

  var memories: [FlowMemory?] { alone.flatMap(\.memories) }

  func load(_ input: Int, from row: UnsafeBufferPointer<Double>) {
    for index in blocks.indices {
      let first = index * width
      let part = UnsafeBufferPointer(rebasing: row[first..<min(first + width, population)])
      blocks[index].load(firstInput + input, from: part)
    }
  }

  func change(_ input: Int, of neuron: Int, by amount: Double) {
    blocks[neuron / width][firstInput + input, lane: neuron % width] += amount
  }

  func open(_ number: Int) {
    self.number = number
    tops.removeAll(keepingCapacity: true)
  }

  func advance(
    to end: Double, changes: FlowChanges,
    seeing see: (_ neuron: Int, _ spike: Double) -> Void
  ) -> (neuron: Int, reason: FlowFailure)? {
    changes.forEach { neuron, _ in
      blocks[neuron / width][firstState + spike, lane: neuron % width] = 1
    }
    for index in blocks.indices {
      let first = index * width
      let failure = Self.takeStep(
        number, &blocks[index], &alone[index], &workers, sharing: isShared, changes
      ) { lane, spikes, top in
        for time in spikes { see(first + lane, time) }
        if let top { tops.append((first + lane, top)) }
      }
      if let failure { return failure }
    }
    return nil
  }

  private static func takeStep(
    _ number: Int, _ block: inout LaneBlock<Double.Vector>, _ alone: inout FlowBlock,
    _ workers: inout FlowWorkers, sharing isShared: [Bool], _ changes: FlowChanges,
    seeing see: (_ lane: Int, _ spikes: [Double], _ top: Double?) -> Void
  ) -> (neuron: Int, reason: FlowFailure)? {
    var failure: (neuron: Int, reason: FlowFailure)?
    block.takeSteps(1) { _, _ in
    } seeing: { _, columns in
      alone.findMarked(columns)
      failure = alone.settle(
        columns, step: number, sharing: isShared, by: &workers, changes: changes.of, seeing: see)
      return true
    }
    return failure
  }

  func read(_ state: Int, into row: UnsafeMutablePointer<Double>) {
    if state == spike {
      // The column says for whom something goes on.
      row.update(repeating: 0, count: population)
      for top in tops { row[top.neuron] = 1 }
      return
    }
    for (index, block) in blocks.enumerated() {
      block.store(
        firstState + state,
        into: UnsafeMutableBufferPointer(start: row + index * width, count: block.width))
    }
  }

  func readMembraneBeforeReset(into row: UnsafeMutablePointer<Double>) {
    read(mem, into: row)
    for top in tops { row[top.neuron] = top.membrane }
  }

  func add(_ amount: Double, to state: Int, of neuron: Int, sparing: Int?, above limit: Double) {
    let (block, lane) = neuron.quotientAndRemainder(dividingBy: width)
    if let sparing, blocks[block][firstState + sparing, lane: lane] > limit { return }
    let sum = blocks[block][firstState + state, lane: lane] + amount
    blocks[block][firstState + state, lane: lane] = sum
    probe += sum * 0
    // The course is left, and the step of all may be tried again.
    alone[block].leaveCourse(lane)
    blocks[block][firstState + spike, lane: lane] = 0
  }

  func isFinite() -> Bool {
    var isFinite = probe == 0
    probe = 0
    for index in blocks.indices where !blocks[index].isFinite() { isFinite = false }
    return isFinite
  }
}
