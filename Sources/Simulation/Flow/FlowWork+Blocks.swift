import Neurons
import OrderedCollections

// All neurons of a block at once.
extension FlowWork {
  /// Takes all steps of some blocks: each at once, but for the neurons for which something happens in it.
  func run<Vector: Lanes>(
    _ blocks: Range<Int>, of layout: BlockLayout, memories: [FlowMemory?], as: Vector.Type
  ) -> Outcome where Vector.Scalar == Double {
    var outcome = Outcome()
    let node = stretch.node
    var workers = FlowWorkers(
      node, flow, neuron: layout.neurons(ofBlock: blocks.lowerBound).lowerBound)
    var parts: [Part<Vector>] = makeParts(layout.neurons(ofBlock: blocks.lowerBound))
    for index in blocks {
      let neurons = layout.neurons(ofBlock: index)
      if neurons.count != parts[0].block.width {
        parts = makeParts(neurons)
      } else if index > blocks.lowerBound, node.parametersDiffer {
        for part in parts.indices {
          parts[part].block.prepare(parameters: parameters, of: neurons)
        }
      }
      var alone = FlowBlock(node, flow, neurons, memories: memories)
      let first = outcome.spikes.count
      for part in parts.indices {
        take(&parts[part], &alone, &workers, neurons, &outcome)
        if outcome.failure != nil { break }
      }
      outcome.append(alone, of: neurons)
      states[flow.spike][neurons].update(repeating: 0)
      for spike in outcome.spikes[first...] where spike.step == stretch.count - 1 {
        states[flow.spike][spike.neuron] = 1
      }
    }
    return outcome
  }

  /// Some steps of a stretch, and the block that takes them.
  private struct Part<Vector: Lanes> {
    var block: LaneBlock<Vector>
    var steps: Range<Int>
    /// What takes them; nil for the interpreter.
    var code: NativeCode?
  }

  // The first step is for neurons of which nothing is known: they may be above the threshold already.
  private func makeParts<Vector>(_ neurons: Range<Int>) -> [Part<Vector>] {
    func part(_ kernel: Kernel?, _ steps: Range<Int>, _ code: NativeCode?) -> Part<Vector> {
      let block: LaneBlock<Vector> = stretch.node.makeBlock(
        neurons, of: kernel, lanes: code?.source.lanes, random: stretch.random)
      return Part(block: block, steps: steps, code: neurons.count > 1 ? code : nil)
    }
    guard let rest = flow.quietStepFromBelow else {
      return [part(flow.quietStep, 0..<stretch.count, stretch.code)]
    }
    let first = part(flow.quietStep, 0..<1, nil)
    return stretch.count == 1 ? [first] : [first, part(rest, 1..<stretch.count, stretch.code)]
  }

  private func take<Vector: Lanes>(
    _ part: inout Part<Vector>, _ alone: inout FlowBlock, _ workers: inout FlowWorkers,
    _ neurons: Range<Int>, _ outcome: inout Outcome
  ) where Vector.Scalar == Double {
    let node = stretch.node
    for (slot, state) in zip(node.program.stateSlots, states) {
      part.block.load(slot, from: UnsafeBufferPointer(rebasing: state[neurons]))
    }
    part.block.context.firstNeuron = node.setup.firstNeuron + neurons.lowerBound
    part.block.context.step = node.time + part.steps.lowerBound
    takeSteps(&part, &alone, &workers, neurons, &outcome)
    if !part.block.isFinite() { outcome.isFinite = false }
    for (slot, state) in zip(node.program.stateSlots, states) {
      part.block.store(slot, into: .init(rebasing: state[neurons]))
    }
  }

  private func takeSteps<Vector: Lanes>(
    _ part: inout Part<Vector>, _ alone: inout FlowBlock,
    _ workers: inout FlowWorkers, _ neurons: Range<Int>, _ outcome: inout Outcome
  ) where Vector.Scalar == Double {
    let steps = part.steps
    let isShared = (0..<flow.inputCount).map { inputs.isShared($0, by: stretch.node.population) }
    let firstInput = stretch.node.program.inputSlots.lowerBound
    var row = Array(repeating: 0.0, count: neurons.count)
    if let code = part.code {
      let native = NativeWork<Double>(
        code, kernel: part.block.kernel, inputs: isShared.map { $0 ? .shared : .own },
        lanes: part.block.count * Vector.laneCount,
        count: 1, keepsSpikes: false)
      let marksBits = part.block.kernel.spikesAreConditions
      let (lanes, width, first) = (part.block.count, part.block.width, part.block.context)
      part.block.withColumns { base in
        let columns = LaneColumns(
          base.assumingMemoryBound(to: Vector.self), count: lanes, width: width)
        var (context, count) = (first, UInt32(0))
        alone.markCourses(columns)
        for step in steps {
          context.step += 1
          // Neurons that take the step alone look for them in the columns.
          give(step, of: steps, neurons, isShared, &row) {
            native.fill(input: $0, from: [$1])
            columns.fill(firstInput + $0, with: $1)
          } rows: {
            native.load(input: $0, step: 0, from: $1)
            columns.load(firstInput + $0, from: $1)
          }
          mark(step, neurons, columns)
          native.fillNumbers(ofStep: 0, context)
          if marksBits {
            alone.markBits {
              native.advance(
                1, columns: base, samples: nil, rowLength: width, width: width, counts: nil,
                spikes: $0)
            }
          } else {
            native.advance(
              1, columns: base, samples: nil, rowLength: width, width: width, counts: &count)
            alone.findMarked(columns)
          }
          if !see(step, columns, &alone, &workers, neurons, isShared, &outcome) { return }
        }
      }
    } else {
      for (index, isShared) in isShared.enumerated() {
        part.block.share(firstInput + index, isShared)
      }
      part.block.takeSteps(steps.count) { index, columns in
        let step = steps.lowerBound + index
        if index == 0 { alone.markCourses(columns) }
        give(step, of: steps, neurons, isShared, &row) {
          columns.fill(firstInput + $0, with: $1)
        } rows: {
          columns.load(firstInput + $0, from: $1)
        }
        mark(step, neurons, columns)
      } seeing: { index, columns in
        alone.findMarked(columns)
        return see(
          steps.lowerBound + index, columns, &alone, &workers, neurons, isShared, &outcome)
      }
    }
  }

  // Puts in what flows in at the begin of a step.
  @inline(__always)
  private func give(
    _ step: Int, of steps: Range<Int>, _ neurons: Range<Int>, _ isShared: [Bool],
    _ row: inout [Double], shared: (Int, Double) -> Void,
    rows: (Int, UnsafeBufferPointer<Double>) -> Void
  ) {
    row.withUnsafeMutableBufferPointer { row in
      for (index, isShared) in isShared.enumerated() {
        if isShared {
          let one = UnsafeMutableBufferPointer(rebasing: row.prefix(1))
          inputs.fill(one, index, step: step, firstNeuron: neurons.lowerBound)
          shared(index, one[0])
        } else if step == steps.lowerBound || !inputs.isConstant(index) {
          inputs.fill(row, index, step: step, firstNeuron: neurons.lowerBound)
          rows(index, UnsafeBufferPointer(row))
        }
        recordInput(index, step, neurons)
      }
    }
  }

  // Marks the neurons for which a current begins or ends within a step.
  private func mark<Vector: Lanes>(
    _ step: Int, _ neurons: Range<Int>, _ columns: LaneColumns<Vector>
  ) {
    let slot = stretch.node.program.stateSlots.lowerBound + flow.spike
    for changing in inputs.changing(inStep: step) {
      for neuron in changing.clamped(to: neurons) {
        columns[slot, lane: neuron - neurons.lowerBound] = 1
      }
    }
  }

  // Lets the neurons that are marked take the step alone, and records it; says whether to go on.
  private func see<Vector: Lanes>(
    _ step: Int, _ columns: LaneColumns<Vector>, _ alone: inout FlowBlock,
    _ workers: inout FlowWorkers, _ neurons: Range<Int>,
    _ isShared: [Bool], _ outcome: inout Outcome
  ) -> Bool where Vector.Scalar == Double {
    let time = stretch.node.time
    var tops: [(neuron: Int, membrane: Double)] = []
    let failure = alone.settle(columns, step: time + step + 1, sharing: isShared, by: &workers) {
      inputs.changes(ofStep: step, neuron: $0)[...]
    } seeing: { lane, spikes, top in
      for time in spikes {
        outcome.spikes.append((step, neurons.lowerBound + lane, 1 - time / dt))
      }
      if let top, !samples.isEmpty {
        tops.append((neurons.lowerBound + lane, top))
      }
    }
    if let failure {
      let place = failure.reason.place(step: step, neuron: failure.neuron, in: stretch.node)
      if outcome.failure.map({ (place.step, place.neuron) < ($0.step, $0.neuron) }) ?? true {
        outcome.failure = place
      }
      return false
    }
    guard !samples.isEmpty else { return true }
    let (slots, row) = (stretch.node.program.stateSlots, step * stretch.node.population)
    for (slot, column) in zip([slots.lowerBound + flow.mem] + slots, samples[flow.inputCount...]) {
      guard !column.isEmpty, let base = column.baseAddress else { continue }
      columns.store(slot, isShared: false, into: base + row + neurons.lowerBound)
    }
    for top in tops { samples[flow.inputCount][row + top.neuron] = top.membrane }
    return true
  }
}
