import Neurons
import OrderedCollections

/// Neighbouring neurons of a population at work, which one core takes through steps.
///
/// Their columns stand in blocks that stay in place from step to step, so that others can look at them
/// and act on them in between. Shards may take steps at once: each touches only what is of its neurons.
// Unchecked, since one core at a time has a shard, and the cores wait for each other.
final class Shard<Vector: Lanes>: @unchecked Sendable {
  /// Which neurons of the population they are.
  let neurons: Range<Int>
  /// Who fired at each step of the stretch, block by block; without steps where nobody asks.
  private(set) var spikes: [SpikeBits] = []
  /// How many fired at each step of the stretch, where nobody asks who.
  private(set) var counts: [UInt32] = []
  /// What the spikes of each neuron come to in the stretch, in steps counted from 1, where nobody asks more.
  private(set) var tallies: [SpikeTally] = []

  // One for each of the parts, or one that passes from part to part. They stay in place, so that a step costs
  // no look at who else has them.
  private let blocks: UnsafeMutableBufferPointer<LaneBlock<Vector>>
  // The neurons that are computed together.
  private let parts: [Range<Int>]
  // What the neurons have while no block is at them; nil where each part has a block.
  private let passing: PassingStates?
  // Takes the steps; nil for the interpreter.
  private let native: NativeWork<Vector.Scalar>?
  private var detail = SpikeDetail.each
  // How many steps the stretch has.
  private var count = 0
  // Whether what flows in at every step of the stretch was put in.
  private var isFilled = false
  private let seesSpikes: Bool
  // The slots of what is recorded.
  private let recorded: [Int]
  private let spare: UnsafeMutableBufferPointer<Double>
  // 0 as long as all that was added made finite numbers.
  private var probe = 0.0

  private let firstInput: Int
  private let spikeSlot: Int
  private let areConditions: Bool

  /// Begins where a node stands.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - parts: the neurons of each block; none has more than the first.
  ///   - inputs: how each input of the program is given.
  ///   - code: what takes the steps; nil for the interpreter.
  ///   - steps: how many steps are taken at once at most.
  ///   - isWatched: whether its columns are looked at or changed within a stretch of steps.
  ///   - seesSpikes: whether that of the state `spike` is looked at there.
  ///   - random: where noise comes from.
  init(
    _ node: Node, _ parts: [Range<Int>], inputs: [NativeSource.Input], code: NativeCode?,
    steps: Int, isWatched: Bool, seesSpikes: Bool, random: RandomSource
  ) {
    self.parts = parts
    self.seesSpikes = seesSpikes
    neurons = parts[0].lowerBound..<parts[parts.count - 1].upperBound
    firstInput = node.program.inputSlots.lowerBound
    spikeSlot = node.program.stateSlots.lowerBound + node.program.spike
    areConditions = node.kernel.spikesAreConditions
    recorded = [node.kernel.membraneSlot] + node.program.stateSlots
    let lanes = code.map {
      (parts[0].count + $0.source.lanes - 1) / $0.source.lanes * $0.source.lanes
    }
    // Columns for all of them take much memory, and to fill them takes as long as a few steps.
    let passes = !isWatched && parts.count > 1 && steps >= leastStepsOfPassing
    let made = (passes ? [parts[0]] : parts).map { neurons in
      var block: LaneBlock<Vector> = node.makeBlock(
        neurons, lanes: lanes, isWhole: code == nil, random: random)
      node.loadStates(of: neurons, into: &block)
      return block
    }
    blocks = .allocate(capacity: made.count)
    _ = blocks.initialize(from: made)
    passing = passes ? PassingStates(node, neurons) : nil
    native = code.map { code in
      NativeWork(
        code, kernel: node.kernel, inputs: inputs, lanes: made[0].count * Vector.laneCount,
        count: steps, keepsSpikes: node.tallies == nil)
    }
    spare = .allocate(capacity: parts[0].count)
    spare.initialize(repeating: 0)
  }

  deinit {
    blocks.deinitialize()
    blocks.deallocate()
    spare.deallocate()
  }

  /// Prepares for a stretch of steps.
  ///
  /// - Parameters:
  ///   - count: how many steps it has.
  ///   - detail: what of their spikes is kept.
  func begin(_ count: Int, keeping detail: SpikeDetail) {
    (self.detail, self.count, isFilled) = (detail, count, false)
    spikes = parts.map { SpikeBits(neurons: $0, steps: detail == .each ? count : 0) }
    counts = Array(repeating: 0, count: detail == .counts ? count : 0)
    if case .tallies = detail {
      tallies = Array(repeating: SpikeTally(), count: neurons.count)
    } else {
      tallies = []
    }
  }

  /// Takes steps.
  func take(_ intake: Intake) {
    for (part, neurons) in parts.enumerated() {
      passing?.enter(&blocks[0], neurons)
      if native == nil { interpret(part, intake) } else { runNative(part, intake) }
      passing?.leave(&blocks[0], neurons)
    }
    passing?.count(intake.steps.count)
  }

  private func interpret(_ part: Int, _ intake: Intake) {
    let (neurons, block) = (parts[part], passing == nil ? part : 0)
    let first = intake.steps.lowerBound
    for (input, kind) in intake.inflow.kinds.enumerated() {
      blocks[block].share(firstInput + input, kind == .shared)
      // What stays as it is is put in once.
      if kind == .steady {
        blocks[block].load(
          firstInput + input, from: intake.row(input, first, neurons, spare: spare))
      }
    }
    let isShared = blocks[block].hasSharedResult(recorded[0])
    // Here and not in the objects, which would have to be looked up at each step.
    let (firstInput, spikeSlot, spare, recorded) = (firstInput, spikeSlot, spare, recorded)
    let (detail, areConditions) = (detail, areConditions)
    let (shared, changing) = (intake.inflow.shared, intake.inflow.changing)
    var fired = SpikeBits(neurons: neurons, steps: 0)
    swap(&fired, &spikes[part])
    var sums: [UInt32] = []
    swap(&sums, &counts)
    var told: [SpikeTally] = []
    swap(&told, &tallies)
    let place = neurons.lowerBound - self.neurons.lowerBound
    let pitch = fired.wordsPerStep
    blocks[block].takeSteps(intake.steps.count) { step, columns in
      for input in changing {
        if intake.inflow.kinds[input] == .shared {
          columns.fill(firstInput + input, with: shared[input][first + step])
        } else {
          columns.load(
            firstInput + input, from: intake.row(input, first + step, neurons, spare: spare))
        }
      }
    } seeing: { step, columns in
      if let samples = intake.samples {
        let offset = step * intake.population + neurons.lowerBound
        for index in recorded.indices {
          guard let place = samples[index] else { continue }
          columns.store(recorded[index], isShared: isShared && index == 0, into: place + offset)
        }
      }
      switch detail {
      case .counts:
        sums[first + step] += UInt32(truncatingIfNeeded: columns.nonZeroCount(spikeSlot))
      case .tallies(let start):
        if first + step < start { break }
        columns.forEachNonZero(spikeSlot) { lane, _ in
          told[place + lane].add(spikeAt: first + step + 1)
        }
      case .each where areConditions:
        fired.withWords { columns.storeNonZero(spikeSlot, into: $0 + (first + step) * pitch) }
      case .each:
        columns.forEachNonZero(spikeSlot) { lane, value in
          fired.insert(step: first + step, neuron: neurons.lowerBound + lane, value: value)
        }
      }
      return true
    }
    swap(&fired, &spikes[part])
    swap(&sums, &counts)
    swap(&told, &tallies)
  }

  private func runNative(_ part: Int, _ intake: Intake) {
    guard let work = native else { return }
    let (neurons, block) = (parts[part], passing == nil ? part : 0)
    let last = intake.steps.upperBound
    for first in stride(from: intake.steps.lowerBound, to: last, by: work.longestCall) {
      let steps = first..<min(last, first + work.longestCall)
      takeIn(steps, part, work, intake)
      if case .tallies(let start) = detail {
        let place = neurons.lowerBound - self.neurons.lowerBound
        tallies.withUnsafeMutableBufferPointer { tallies in
          let part = UnsafeMutableBufferPointer(
            rebasing: tallies[place..<place + neurons.count])
          blocks[block].withColumns {
            work.tally(steps, from: start, columns: $0, into: part)
          }
        }
        continue
      }
      let samples = intake.samples(at: first, of: neurons)
      withCounts(of: steps) { counts in
        spikes[part].withWords(from: first) { words in
          blocks[block].withColumns { columns in
            work.advance(
              steps.count, columns: columns, samples: samples, rowLength: intake.population,
              width: neurons.count, counts: counts, spikes: words,
              keepsColumn: seesSpikes || steps.upperBound == count)
          }
        }
      }
      guard work.keepsValues else { continue }
      for (index, step) in steps.enumerated() {
        work.forEachSpike(step: index, width: neurons.count) { lane, value in
          if counts.isEmpty {
            spikes[part].insert(step: step, neuron: neurons.lowerBound + lane, value: value)
          } else {
            counts[step] += 1
          }
        }
      }
    }
  }

  // Calls `body` with a number for each of some steps, to which the neurons that fire are added; nil where
  // it is kept who does.
  private func withCounts(of steps: Range<Int>, _ body: (UnsafeMutablePointer<UInt32>?) -> Void) {
    if counts.isEmpty { return body(nil) }
    counts.withUnsafeMutableBufferPointer { counts in
      body(counts.baseAddress.map { $0 + steps.lowerBound })
    }
  }

  private func takeIn(
    _ steps: Range<Int>, _ part: Int, _ work: NativeWork<Vector.Scalar>, _ intake: Intake
  ) {
    if isFilled, intake.inflow.isUniform, !work.changesForEach { return }
    let (neurons, block) = (parts[part], passing == nil ? part : 0)
    for (input, kind) in intake.inflow.kinds.enumerated() {
      switch kind {
      case .shared:
        guard let current = intake.inflow.steady[input] else {
          work.fill(input: input, from: intake.inflow.shared[input][steps])
          continue
        }
        if !isFilled { work.fill(input: input, withSteady: current) }
      case .steady:
        work.load(
          input: input, step: 0,
          from: intake.row(input, steps.lowerBound, neurons, spare: spare))
      case .own: break
      }
    }
    isFilled = true
    guard work.changesForEach else { return }
    for (place, step) in steps.enumerated() {
      blocks[block].context.step += 1
      work.fillNumbers(ofStep: place, blocks[block].context)
      for (input, kind) in intake.inflow.kinds.enumerated() where kind == .own {
        work.load(
          input: input, step: place, from: intake.row(input, step, neurons, spare: spare))
      }
    }
  }

  /// Calls `body` with every neuron that fired at a step of the stretch, and the value of its spike.
  func forEachSpike(at step: Int, _ body: (_ neuron: Int, _ value: Double) -> Void) {
    for spikes in spikes { spikes.forEachValue(at: step, body) }
  }

  /// Copies a column to one number for each of the neurons.
  func read(_ slot: Int, into row: UnsafeMutablePointer<Double>) {
    if let passing { return passing.read(slot, into: row) }
    for (block, neurons) in zip(blocks, parts) {
      let place = row + (neurons.lowerBound - self.neurons.lowerBound)
      block.store(slot, into: UnsafeMutableBufferPointer(start: place, count: neurons.count))
    }
  }

  /// Adds what spikes make arrive through synapses to a state of some neurons, but for those whose number
  /// in the column `sparing`, if there is one, is more than `limit`.
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

  /// The same for one neuron of the population.
  func add(
    _ amount: Double, to slot: Int, of neuron: Int, _ sparing: Int?, _ limit: Double
  ) {
    let width = parts[0].count
    // Divided only where there is more than one block.
    let block = neuron < width ? 0 : neuron / width
    let lane = neuron - block * width
    if let sparing, Double(blocks[block][sparing, lane: lane]) > limit { return }
    let sum = Vector.Scalar(Double(blocks[block][slot, lane: lane]) + amount)
    blocks[block][slot, lane: lane] = sum
    probe += Double(sum) * 0
  }

  /// Whether nothing that came about since the last call is infinite or undefined.
  ///
  /// May be false also where sums of finite numbers grew beyond all bounds.
  func isFinite() -> Bool {
    var isFinite = probe == 0
    probe = 0
    if let passing { return passing.areFinite && isFinite }
    for index in blocks.indices where !blocks[index].isFinite() { isFinite = false }
    return isFinite
  }
}
