// Steps of one neuron in which every number is kept, for what looks at numbers that a kernel does
// not keep.
extension Program {
  /// One number a value: what it is before a step, with what depends on parameters alone.
  func numbers<Number: Lanes>(parameters: [Double]) -> [Number] {
    var numbers = values.map { value in
      let number: Double =
        switch value.origin {
        case .constant(let number): number
        case .parameter(let index): parameters[index]
        case .state, .input, .operation: 0
        }
      return Number(repeating: Number.Scalar(number))
    }
    Number.execute(instructions(isInvariant: true), on: &numbers, .drawless)
    return numbers
  }

  /// Sets the numbers that a step begins with.
  func begin<Number: Lanes>(_ numbers: inout [Number], states: [Double], inputs: [Double]) {
    for (index, value) in values.enumerated() {
      switch value.origin {
      case .state(let state): numbers[index] = Number(repeating: Number.Scalar(states[state]))
      case .input(let input): numbers[index] = Number(repeating: Number.Scalar(inputs[input]))
      case .constant, .parameter, .operation: break
      }
    }
  }

  /// Takes one step of one neuron and returns the value that first turned finite numbers into none.
  func firstNotFinite<Number: Lanes>(
    parameters: [Double], states: [Double], inputs: [Double], context: StepContext,
    as: Number.Type
  ) -> Int? {
    var numbers: [Number] = numbers(parameters: parameters)
    begin(&numbers, states: states, inputs: inputs)
    let step = instructions(isInvariant: false)
    Number.execute(step, on: &numbers, context)
    return (step.map(\.result) + finalStates).first { !numbers[$0][0].isFinite }
  }
}
