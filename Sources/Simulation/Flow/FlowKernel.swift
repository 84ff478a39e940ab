import Neurons

/// A kernel that answers a question about one neuron, or about as many as there are lanes.
struct FlowKernel<Number: Lanes> where Number.Scalar == Double {
  // Apart, since it is large, and a value in which others stand is copied where it is changed.
  private let body: FlowKernelBody
  // One number a slot.
  private var columns: [Number]

  /// Takes a kernel of a flow.
  ///
  /// - Parameters:
  ///   - kernel: it.
  ///   - stateCount: how many states the model has; what is asked for follows behind them.
  init(_ kernel: Kernel, stateCount: Int) {
    body = FlowKernelBody(kernel, stateCount: stateCount)
    columns = Array(repeating: Number(repeating: 0), count: kernel.slotCount)
    for (slot, number) in kernel.constants { columns[slot] = Number(repeating: number) }
  }

  /// Takes over the parameters of neurons.
  ///
  /// - Parameters:
  ///   - parameters: of each one value for all, or one for each neuron of a population.
  ///   - neuron: which of these a lane has.
  mutating func prepare(_ parameters: [[Double]], _ neuron: (_ lane: Int) -> Int) {
    for (slot, values) in zip(body.parameterSlots, parameters) {
      if values.count == 1 {
        columns[slot] = Number(repeating: values[0])
      } else {
        for lane in 0..<Number.laneCount { columns[slot][lane] = values[neuron(lane)] }
      }
    }
    Number.execute(body.setup, on: &columns, body.context)
  }

  /// Asks it.
  ///
  /// - Parameters:
  ///   - states: all states of the model.
  ///   - inputs: what flows in.
  ///   - time: the time.
  ///   - length: how long a step is, where one is asked for.
  ///   - results: where the answers go; what has no room is left.
  @inline(__always)
  mutating func answer(
    _ states: [Number], _ inputs: [Number], time: Number,
    length: Number = Number(repeating: 0), into results: inout [Number]
  ) {
    let body = body
    columns.withUnsafeMutableBufferPointer { columns in
      for index in states.indices { columns[body.firstState + index] = states[index] }
      for index in inputs.indices { columns[body.firstInput + index] = inputs[index] }
      columns[body.firstInput + inputs.count] = time
      columns[body.firstInput + inputs.count + 1] = length
      // SAFETY: a kernel's slots are places in its own columns where these are one number long.
      if let base = columns.baseAddress {
        body.instructions.withUnsafeBufferPointer { Number.execute($0, base, body.context) }
      }
      for index in 0..<min(results.count, body.answers.count) {
        results[index] = columns[body.answers.lowerBound + index]
      }
    }
  }
}

// What it does, which stays the same.
private final class FlowKernelBody: Sendable {
  let instructions: [Instruction]
  let setup: [Instruction]
  let parameterSlots: Range<Int>
  let firstState: Int
  let firstInput: Int
  let answers: Range<Int>
  let context = StepContext.drawless

  init(_ kernel: Kernel, stateCount: Int) {
    (instructions, setup) = (kernel.instructions, kernel.setup)
    let program = kernel.program
    parameterSlots = program.parameterSlots
    firstState = program.stateSlots.lowerBound
    firstInput = program.inputSlots.lowerBound
    answers = firstState + stateCount..<firstState + program.finalStates.count
  }
}
