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
    Number.execute(setup, on: &numbers, .drawless)
    return numbers
  }

  /// Takes one step of one neuron and returns the value that first turned finite numbers into none.
  func firstNotFinite<Number: Lanes>(
    parameters: [Double], states: [Double], inputs: [Double], context: StepContext,
    as: Number.Type
  ) -> Int? {
    var numbers: [Number] = numbers(parameters: parameters)
    for (value, number) in zip(leaves.states + leaves.inputs, states + inputs) {
      numbers[value] = Number(repeating: Number.Scalar(number))
    }
    let step = step
    Number.execute(step, on: &numbers, context)
    return (step.map(\.result) + finalStates).first { !numbers[$0][0].isFinite }
  }
}
