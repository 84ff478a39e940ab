import Neurons

/// A run of one neuron with every number kept, so that it can be gone through backwards.
///
/// Reverse-mode differentiation (Linnainmaa 1970, Griewank & Walther 2008): the adjoint of a value
/// is how much the loss changes with it. Spikes pass the surrogate's derivative back, `detach`
/// passes nothing.
struct Tape {
  private let program: Program
  private let leaves: (parameters: [Int], states: [Int], inputs: [Int])
  // Before the first step, and at each step; every value has its own place.
  private let setup: [Instruction]
  private let step: [Instruction]
  // The slope of the surrogate, and which value it is; nil for a model without.
  private let alpha: Double
  private let alphaValue: Int?
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
    let leaves = program.leaves
    self.leaves = leaves
    setup = program.setup
    step = program.step
    alpha = program.alpha.map { parameters[$0] } ?? 1
    alphaValue = program.alpha.map { leaves.parameters[$0] }
    numbers = program.numbers(parameters: parameters)
  }

  /// Takes one step.
  mutating func advance(inputs: [Double], context: StepContext) {
    for (value, state) in zip(leaves.states, states) { numbers[value] = state }
    for (value, input) in zip(leaves.inputs, inputs) { numbers[value] = input }
    Double.execute(step, on: &numbers, context)
    steps.append(numbers)
    states = program.finalStates.map { numbers[$0] }
  }

  /// Goes back through all steps.
  ///
  /// - Parameters:
  ///   - stateSeeds: for each step how much the loss changes with each state at its end, by index.
  ///   - cutStates: states whose gradient stops between steps, by index.
  ///   - isInterrupted: asked now and then.
  /// - Returns: the adjoints of the inputs at each step, of the parameters, and of the states at
  ///   the start; nil where it was interrupted.
  func adjoints(
    stateSeeds: [[Int: Double]], cutStates: Set<Int> = [], isInterrupted: () -> Bool = { false }
  ) -> (inputs: [[Double]], parameters: [Double], states: [Double])? {
    var adjoint = Array(repeating: 0.0, count: program.values.count)
    var inputs: [[Double]] = []
    var states = Array(repeating: 0.0, count: program.finalStates.count)
    for (numbers, seeds) in zip(steps, stateSeeds).reversed() {
      if inputs.count % stepsBetweenLooks == stepsBetweenLooks - 1, isInterrupted() { return nil }
      for (state, seed) in seeds { states[state] += seed }
      for (value, state) in zip(program.finalStates, states).reversed() { adjoint[value] += state }
      for instruction in step.reversed() { passBack(instruction, numbers, &adjoint) }
      for (state, value) in leaves.states.enumerated() {
        states[state] = cutStates.contains(state) ? 0 : adjoint[value]
        adjoint[value] = 0
      }
      inputs.append(leaves.inputs.map { adjoint[$0] })
      for value in leaves.inputs { adjoint[value] = 0 }
    }
    for instruction in setup.reversed() { passBack(instruction, numbers, &adjoint) }
    return (
      inputs.reversed(), leaves.parameters.map { adjoint[$0] },
      Array(states.prefix(leaves.states.count))
    )
  }

  // Passes the adjoint of a result back to its operands.
  private func passBack(
    _ instruction: Instruction, _ numbers: [Double], _ adjoint: inout [Double]
  ) {
    let gradient = adjoint[instruction.result]
    adjoint[instruction.result] = 0
    guard gradient != 0 else { return }
    let a = numbers[instruction.a]
    if case .act(let surrogate) = instruction.operation {
      adjoint[instruction.a] += gradient * surrogate.derivative(a, alpha: alpha)
      if let alphaValue {
        adjoint[alphaValue] += gradient * surrogate.alphaDerivative(a, alpha: alpha)
      }
      return
    }
    var arithmetic = PlainNumbers()
    let slope = instruction.operation.slope(
      a, numbers[instruction.b], result: numbers[instruction.result], followsSecond: true,
      in: &arithmetic)
    switch slope {
    case .flat: break
    case .choice(let condition, let yes, let no):
      if let chosen = condition != 0 ? yes : no {
        adjoint[instruction.operands[chosen]] += gradient
      }
    case .sum(let first, let second, let divisor):
      adjoint[instruction.a] += gradient * first.slope(over: divisor)
      if let second { adjoint[instruction.b] += gradient * second.slope(over: divisor) }
    }
  }
}

extension Slope.Factor where Number == Double {
  // How much the result changes with the operand.
  fileprivate func slope(over divisor: Double?) -> Double {
    let slope = (number ?? 1) / (divisor ?? 1)
    return isNegative ? -slope : slope
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
