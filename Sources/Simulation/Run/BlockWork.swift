import Neurons
import OrderedCollections

/// The part of a stretch that one core does: all steps of some blocks.
///
/// Blocks write to rows of their own, so that they may run at once.
struct BlockWork {
  private let kernel: Kernel
  private let node: Node
  private let currents: [Currents]
  private let random: RandomSource
  private let count: Int
  private let isCareful: Bool
  private let code: NativeCode?
  /// For each state one number a neuron.
  private let states: [UnsafeMutableBufferPointer<Double>]
  /// For each recorded quantity one row of the population a step; empty where none is written.
  private let samples: [UnsafeMutableBufferPointer<Double>]
  private let spikeSlot: Int
  private let record: Recording.Extent
  // Rows of whole windows are inputs of the program only, and not recorded.
  private let recordedInputs: Int

  init(
    stretch: Stretch, states: [UnsafeMutableBufferPointer<Double>],
    samples: [UnsafeMutableBufferPointer<Double>]
  ) {
    kernel = stretch.node.kernel
    node = stretch.node
    currents = stretch.currents
    random = stretch.random
    count = stretch.count
    isCareful = stretch.isCareful
    // A closer look is the interpreter's.
    code = stretch.isCareful ? nil : stretch.code
    self.states = states
    self.samples = samples
    record = stretch.node.record
    recordedInputs = stretch.node.model.inputs.count
    let program = stretch.node.program
    spikeSlot = program.stateSlots.lowerBound + program.spike
  }

  /// What the blocks of one task came to.
  struct Outcome: Sendable {
    /// False where something became infinite or undefined, or sums of finite numbers did.
    var isFinite = true
    /// The first place of an infinite or undefined number, where that was looked for.
    var failure: Failure?
    /// The spikes of each block, with steps from 0 and neurons of the population.
    var spikes: [SpikeBits] = []
    /// How many neurons fired at each step.
    var spikeCounts: [UInt32] = []
  }

  /// Where a number is infinite or undefined.
  struct Failure: Sendable {
    var step: Int
    var neuron: Int
    /// 0 for the membrane potential before a reset, else the number of the state, from 1.
    var quantity: Int

    func isBefore(_ other: Failure) -> Bool {
      (step, neuron, quantity) < (other.step, other.neuron, other.quantity)
    }

    /// The place in words; its step counts from 0.
    func place(in node: Node) -> Node.NotFinite {
      Node.NotFinite(
        step: step, neuron: neuron,
        quantity: quantity == 0 ? "mem" : node.states.keys[quantity - 1], term: "")
    }
  }

  /// Takes all steps of some blocks.
  func run<Vector: Lanes>(
    _ blocks: Range<Int>, of layout: BlockLayout, as: Vector.Type
  ) -> Outcome {
    var outcome = Outcome()
    if record == .none { outcome.spikeCounts = Array(repeating: 0, count: count) }
    var block: LaneBlock<Vector> = makeBlock(layout.neurons(ofBlock: blocks.lowerBound))
    var native = code.map { makeNative($0, lanes: block.count * Vector.laneCount, of: block) }
    for index in blocks {
      let neurons = layout.neurons(ofBlock: index)
      if neurons.count != block.width {
        block = makeBlock(neurons)
        native = code.map { makeNative($0, lanes: block.count * Vector.laneCount, of: block) }
      } else if index > blocks.lowerBound, parametersDiffer {
        block.prepare(parameters: node.parameters.values, of: neurons)
      }
      run(&block, &native, neurons, &outcome)
    }
    return outcome
  }

  private func makeNative<Vector: Lanes>(
    _ code: NativeCode, lanes: Int, of: LaneBlock<Vector>
  ) -> NativeWork<Vector.Scalar> {
    NativeWork(
      code, kernel: kernel, isShared: currents.map { $0.shared != nil }, lanes: lanes,
      count: count, keepsSpikes: record != .none)
  }

  private var parametersDiffer: Bool { node.parameters.values.contains { $0.count > 1 } }

  private func makeBlock<Vector>(_ neurons: Range<Int>) -> LaneBlock<Vector> {
    node.makeBlock(neurons, lanes: code?.source.lanes, random: random)
  }

  private func run<Vector>(
    _ block: inout LaneBlock<Vector>, _ native: inout NativeWork<Vector.Scalar>?,
    _ neurons: Range<Int>, _ outcome: inout Outcome
  ) {
    let stateSlots = node.program.stateSlots
    for (slot, state) in zip(stateSlots, states) {
      block.load(slot, from: UnsafeBufferPointer(rebasing: state[neurons]))
    }
    block.context.firstNeuron = node.setup.firstNeuron + neurons.lowerBound
    block.context.step = node.time
    var spikes = SpikeBits(neurons: neurons, steps: record == .none ? 0 : count)
    if native == nil {
      interpret(&block, neurons, &spikes, &outcome)
    } else {
      runNative(&block, &native, neurons, &spikes, &outcome)
    }
    if record != .none { outcome.spikes.append(spikes) }
    for (slot, state) in zip(stateSlots, states) {
      block.store(slot, into: .init(rebasing: state[neurons]))
    }
  }

  private func interpret<Vector>(
    _ block: inout LaneBlock<Vector>, _ neurons: Range<Int>, _ spikes: inout SpikeBits,
    _ outcome: inout Outcome
  ) {
    var row = Array(repeating: 0.0, count: neurons.count)
    let shared = currents.map { $0.shared ?? [] }
    let firstInput = node.program.inputSlots.lowerBound
    for (index, values) in shared.enumerated() {
      block.share(firstInput + index, !values.isEmpty)
    }
    // What stays as it is is put in once.
    let isConstant = currents.map { $0.isConstant && samples.isEmpty }
    for index in currents.indices where isConstant[index] {
      row.withUnsafeMutableBufferPointer { row in
        currents[index].fill(row, step: 0, firstNeuron: neurons.lowerBound)
        block.load(firstInput + index, from: UnsafeBufferPointer(row))
      }
    }
    let isShared = block.hasSharedResult(kernel.membraneSlot)
    let recorded = recordedColumns(neurons, isShared: isShared)
    let wordsPerStep = spikes.wordsPerStep
    block.takeSteps(count) { step, columns in
      for index in shared.indices where !isConstant[index] {
        if shared[index].isEmpty {
          takeIn(index, step, neurons, columns, &row)
        } else {
          columns.fill(firstInput + index, with: shared[index][step])
        }
      }
    } seeing: { step, columns in
      if isCareful, let failure = failure(in: columns, isShared: isShared, step, neurons) {
        outcome.failure = [outcome.failure, failure].compactMap(\.self).min { $0.isBefore($1) }
        outcome.isFinite = false
        return false
      }
      for column in recorded {
        columns.store(
          column.slot, isShared: column.isShared, into: column.place + step * node.population)
      }
      if record == .none {
        outcome.spikeCounts[step] += UInt32(truncatingIfNeeded: columns.nonZeroCount(spikeSlot))
      } else if kernel.spikesAreConditions {
        spikes.withWords { columns.storeNonZero(spikeSlot, into: $0 + step * wordsPerStep) }
      } else {
        columns.forEachNonZero(spikeSlot) { lane, value in
          spikes.insert(step: step, neuron: neurons.lowerBound + lane, value: value)
        }
      }
      return true
    }
    if !isCareful, !block.isFinite() { outcome.isFinite = false }
  }

  private func runNative<Vector>(
    _ block: inout LaneBlock<Vector>, _ native: inout NativeWork<Vector.Scalar>?,
    _ neurons: Range<Int>, _ spikes: inout SpikeBits, _ outcome: inout Outcome
  ) {
    guard var work = native else { return }
    // Its rows are not to be copied.
    native = nil
    var row = Array(repeating: 0.0, count: neurons.count)
    var counts: [UInt32] = []
    let wordsPerStep = spikes.wordsPerStep
    for first in stride(from: 0, to: count, by: work.longestCall) {
      let steps = first..<min(count, first + work.longestCall)
      takeIn(steps, neurons, &work, &block.context, &row)
      counts = Array(repeating: 0, count: steps.count)
      let places = recordedPlaces(from: first, neurons)
      block.withColumns { columns in
        counts.withUnsafeMutableBufferPointer { counts in
          guard let counts = counts.baseAddress else { return }
          spikes.withWords { words in
            work.advance(
              steps.count, columns: columns, samples: places, rowLength: node.population,
              width: neurons.count, counts: counts,
              spikes: record == .none ? nil : words + first * wordsPerStep)
          }
        }
      }
      if !block.isFinite() { outcome.isFinite = false }
      for (index, step) in steps.enumerated() where counts[index] > 0 {
        if record == .none {
          outcome.spikeCounts[step] += counts[index]
        } else if work.keepsValues {
          work.forEachSpike(step: index, width: neurons.count) { lane, value in
            spikes.insert(step: step, neuron: neurons.lowerBound + lane, value: value)
          }
        }
      }
    }
    native = work
  }

  private func takeIn<Scalar>(
    _ steps: Range<Int>, _ neurons: Range<Int>, _ work: inout NativeWork<Scalar>,
    _ context: inout StepContext, _ row: inout [Double]
  ) {
    for (index, current) in currents.enumerated() {
      if let shared = current.shared { work.fill(input: index, from: shared[steps]) }
    }
    if work.isShared { return }
    for (place, step) in steps.enumerated() {
      context.step += 1
      work.fillNumbers(ofStep: place, context)
      for (index, current) in currents.enumerated() where current.shared == nil {
        row.withUnsafeMutableBufferPointer { row in
          current.fill(row, step: step, firstNeuron: neurons.lowerBound)
          work.load(input: index, step: place, from: UnsafeBufferPointer(row))
          if !samples.isEmpty, index < recordedInputs {
            _ = self.place(step, neurons, of: index).update(from: row)
          }
        }
      }
    }
  }

  // Where the membrane potential before a reset and the states of some neurons go.
  private func recordedPlaces(
    from step: Int, _ neurons: Range<Int>
  ) -> [UnsafeMutablePointer<Double>?]? {
    guard !samples.isEmpty else { return nil }
    return samples[recordedInputs...].map { column in
      column.isEmpty
        ? nil : column.baseAddress.map { $0 + step * node.population + neurons.lowerBound }
    }
  }

  private func takeIn<Vector>(
    _ input: Int, _ step: Int, _ neurons: Range<Int>, _ columns: LaneColumns<Vector>,
    _ row: inout [Double]
  ) {
    row.withUnsafeMutableBufferPointer { row in
      currents[input].fill(row, step: step, firstNeuron: neurons.lowerBound)
      columns.load(node.program.inputSlots.lowerBound + input, from: UnsafeBufferPointer(row))
      if !samples.isEmpty, input < recordedInputs {
        _ = place(step, neurons, of: input).update(from: row)
      }
    }
  }

  // What is recorded of the membrane potential before a reset and of the states: the slot, whether
  // lanes share it, and where the first step's row goes.
  private func recordedColumns(
    _ neurons: Range<Int>, isShared: Bool
  ) -> [(slot: Int, isShared: Bool, place: UnsafeMutablePointer<Double>)] {
    let slots = [kernel.membraneSlot] + node.program.stateSlots
    return zip(slots, recordedPlaces(from: 0, neurons) ?? []).enumerated().compactMap {
      index, pair in
      pair.1.map { (pair.0, isShared && index == 0, $0) }
    }
  }

  // Where a quantity's numbers of some neurons at a step go.
  private func place(
    _ step: Int, _ neurons: Range<Int>, of quantity: Int
  ) -> UnsafeMutableBufferPointer<Double> {
    let first = step * node.population + neurons.lowerBound
    return UnsafeMutableBufferPointer(rebasing: samples[quantity][first..<first + neurons.count])
  }

  private func failure<Vector>(
    in columns: LaneColumns<Vector>, isShared: Bool, _ step: Int, _ neurons: Range<Int>
  ) -> Failure? {
    let slots = [kernel.membraneSlot] + node.program.stateSlots
    return slots.enumerated().compactMap { quantity, slot in
      columns.firstNotFinite(slot, isShared: isShared && quantity == 0).map {
        Failure(step: step, neuron: neurons.lowerBound + $0, quantity: quantity)
      }
    }.min { $0.isBefore($1) }
  }
}
