import Neurons

/// A kernel that answers a question about one neuron.
struct FlowKernel {
  // Not the whole kernel, which is large and would be copied where it stands within another value.
  private let instructions: [Instruction]
  private let setup: [Instruction]
  private let parameterSlots: Range<Int>
  private let firstState: Int
  private let firstInput: Int
  private let answers: Range<Int>
  private let context = StepContext.drawless
  // One number a slot.
  private var columns: [Double]

  /// Takes a kernel of a flow.
  ///
  /// - Parameters:
  ///   - kernel: it.
  ///   - stateCount: how many states the model has; what is asked for follows behind them.
  init(_ kernel: Kernel, stateCount: Int) {
    (instructions, setup) = (kernel.instructions, kernel.setup)
    parameterSlots = kernel.program.parameterSlots
    let program = kernel.program
    firstState = program.stateSlots.lowerBound
    firstInput = program.inputSlots.lowerBound
    answers = firstState + stateCount..<firstState + program.finalStates.count
    columns = Array(repeating: 0, count: kernel.slotCount)
    for (slot, number) in kernel.constants { columns[slot] = number }
  }

  /// Takes over the parameters of a neuron.
  mutating func prepare(_ parameters: [[Double]], of neuron: Int) {
    for (slot, values) in zip(parameterSlots, parameters) {
      columns[slot] = values.value(of: neuron)
    }
    Double.execute(setup, on: &columns, context)
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
    _ states: [Double], _ inputs: [Double], time: Double, length: Double = 0,
    into results: inout [Double]
  ) {
    let (firstState, firstInput, answers) = (firstState, firstInput, answers)
    let (instructions, context) = (instructions, context)
    columns.withUnsafeMutableBufferPointer { columns in
      for index in states.indices { columns[firstState + index] = states[index] }
      for index in inputs.indices { columns[firstInput + index] = inputs[index] }
      columns[firstInput + inputs.count] = time
      columns[firstInput + inputs.count + 1] = length
      // SAFETY: a kernel's slots are places in its own columns where these are one number long.
      if let base = columns.baseAddress {
        instructions.withUnsafeBufferPointer { Double.execute($0, base, context) }
      }
      for index in 0..<min(results.count, answers.count) {
        results[index] = columns[answers.lowerBound + index]
      }
    }
  }
}
