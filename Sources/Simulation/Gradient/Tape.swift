import Neurons

/// A run of one neuron with every number kept, so that it can be gone through backwards.
///
/// Reverse-mode differentiation (Linnainmaa 1970, Griewank & Walther 2008): the adjoint of a value
/// is how much the loss changes with it. Spikes pass the surrogate's derivative back, `detach`
/// passes nothing.
struct Tape {
  private let program: Program
  // The slope of the surrogate, and which value it is; nil for a model without.
  private let alpha: Double
  private let alphaValue: Int?
  private let step: [Instruction]
  // One number a value, as of the last step.
  private var numbers: [Double]
  // What the numbers were at each step.
  private var steps: [[Double]] = []
  /// The states after the last step.
  private(set) var states: [Double]

  /// Starts with the values of parameters and states, in the program's order.
  init(_ program: Program, parameters: [Double], states: [Double]) {
    self.program = program
    self.states = states
    alpha = program.alpha.map { parameters[$0] } ?? 1
    alphaValue = program.alpha.flatMap { alpha in
      program.values.firstIndex { $0.origin == .parameter(alpha) }
    }
    step = program.instructions(isInvariant: false)
    numbers = program.numbers(parameters: parameters)
  }

  /// Takes one step.
  mutating func advance(inputs: [Double], context: StepContext) {
    program.begin(&numbers, states: states, inputs: inputs)
    Double.execute(step, on: &numbers, context)
    steps.append(numbers)
    states = program.finalStates.map { numbers[$0] }
  }

  /// Goes back through all steps.
  ///
  /// - Parameters:
  ///   - stateSeeds: for each step how much the loss changes with each state at its end, by index.
  ///   - cutStates: states whose gradient stops between steps, by index.
  /// - Returns: the adjoints of the inputs at each step, of the parameters, and of the states at
  ///   the start.
  func adjoints(
    stateSeeds: [[Int: Double]], cutStates: Set<Int> = []
  ) -> (inputs: [[Double]], parameters: [Double], states: [Double]) {
    var adjoint = Array(repeating: 0.0, count: program.values.count)
    var inputs: [[Double]] = []
    var parameters = Array(repeating: 0.0, count: program.parameterCount)
    var states = Array(repeating: 0.0, count: program.finalStates.count)
    for (numbers, seeds) in zip(steps, stateSeeds).reversed() {
      for (state, seed) in seeds { states[state] += seed }
      for (value, state) in zip(program.finalStates, states).reversed() { adjoint[value] += state }
      for state in states.indices { states[state] = 0 }
      var input = Array(repeating: 0.0, count: program.inputSlots.count)
      for (index, value) in program.values.enumerated().reversed() where !value.isInvariant {
        switch value.origin {
        case .input(let place): input[place] = adjoint[index]
        case .state(let place): states[place] = cutStates.contains(place) ? 0 : adjoint[index]
        default: pass(adjoint[index], of: index, numbers, &adjoint)
        }
        adjoint[index] = 0
      }
      inputs.append(input)
    }
    for (index, value) in program.values.enumerated().reversed() where value.isInvariant {
      if case .parameter(let place) = value.origin {
        parameters[place] = adjoint[index]
      } else {
        pass(adjoint[index], of: index, numbers, &adjoint)
      }
    }
    return (inputs.reversed(), parameters, states)
  }

  // Passes the adjoint of a result back to its operands.
  private func pass(
    _ gradient: Double, of index: Int, _ numbers: [Double], _ adjoint: inout [Double]
  ) {
    guard gradient != 0, case .operation(let operation, let operands) = program.values[index].origin,
      let first = operands.first
    else { return }
    let a = numbers[first]
    if case .act(let surrogate) = operation {
      adjoint[first] += gradient * surrogate.derivative(a, alpha: alpha)
      if let parameter = alphaValue {
        adjoint[parameter] += gradient * surrogate.alphaDerivative(a, alpha: alpha)
      }
      return
    }
    var arithmetic = PlainNumbers()
    let slope = operation.slope(
      a, operands.count > 1 ? numbers[operands[1]] : 0, result: numbers[index],
      followsSecond: true, in: &arithmetic)
    switch slope {
    case .flat: break
    case .choice(let condition, let yes, let no):
      if let chosen = condition != 0 ? yes : no { adjoint[operands[chosen]] += gradient }
    case .sum(let one, let other, let divisor):
      for (factor, operand) in zip([one, other], operands) {
        guard let factor else { continue }
        let slope = (factor.number ?? 1) / (divisor ?? 1)
        adjoint[operand] += gradient * (factor.isNegative ? -slope : slope)
      }
    }
  }
}

/// The rules of differentiation on numbers.
private struct PlainNumbers: SlopeArithmetic {
  func constant(_ number: Double) -> Double { number }

  func apply(_ operation: Operation, _ operands: [Double]) -> Double {
    operation.apply(
      operands[0], operands.count > 1 ? operands[1] : 0, operands.count > 2 ? operands[2] : 0)
  }
}
