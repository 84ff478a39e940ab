import Neurons

extension Program {
  /// A step gone through backwards: how a loss changes with what the step began with, from how it
  /// changes with what the step left.
  ///
  /// Reverse-mode differentiation (Linnainmaa 1970, Griewank & Walther 2008), where spikes pass the
  /// surrogate's slope back and `detach` passes nothing. It is a program itself, so that what runs
  /// neurons runs their gradients too. Its inputs are the states with which the step began and then
  /// its inputs, from which all numbers in between are computed anew. Its states are the adjoints,
  /// that is how much the loss changes with each: first those of the states, after the step and then
  /// before it; those of the parameters, summed over all steps; and those of the inputs of the step.
  var adjoint: Program {
    var builder = ProgramBuilder(
      Program(
        parameters: parameterCount,
        states: finalStates.count + parameterCount + inputSlots.count,
        inputs: stateCount + inputSlots.count))
    let places = forward(in: &builder)
    var adjoints = [Int?](repeating: nil, count: values.count)
    for (state, value) in finalStates.enumerated().reversed() {
      let seed = builder.insert(.state(state), term: values[value].term)
      builder.add(seed, to: &adjoints[value])
    }
    for index in values.indices.reversed() {
      guard let gradient = adjoints[index],
        case .operation(let operation, let operands) =
          values[index].origin
      else { continue }
      builder.term = values[index].term
      passBack(
        gradient, through: operation, to: operands, result: places[index], at: places,
        &adjoints, &builder)
    }
    let leaves = leaves
    // What is at the end and not at the beginning comes from nowhere.
    let before = finalStates.indices.map { index in
      let value = index < leaves.states.count ? adjoints[leaves.states[index]] : nil
      return value ?? builder.constant(0)
    }
    let parameters = leaves.parameters.enumerated().map { index, value in
      var sum: Int? = builder.insert(.state(finalStates.count + index), term: values[value].term)
      if let gradient = adjoints[value] { builder.add(gradient, to: &sum) }
      return sum ?? 0
    }
    let inputs = leaves.inputs.map { adjoints[$0] ?? builder.constant(0) }
    builder.program.finalStates = before + parameters + inputs
    builder.program.membraneBeforeReset = builder.program.finalStates[0]
    return builder.program
  }

  // The same step over what it began with; where each of its values is.
  private func forward(in builder: inout ProgramBuilder) -> [Int] {
    var places: [Int] = []
    for value in values {
      let origin: Origin =
        switch value.origin {
        case .constant, .parameter: value.origin
        case .state(let index): .input(index)
        case .input(let index): .input(stateCount + index)
        case .operation(let operation, let operands):
          .operation(operation, operands.map { places[$0] })
        }
      places.append(builder.insert(origin, term: value.term))
    }
    return places
  }

  private func passBack(
    _ gradient: Int, through operation: Operation, to operands: [Int], result: Int,
    at places: [Int], _ adjoints: inout [Int?], _ builder: inout ProgramBuilder
  ) {
    let a = operands.first.map { places[$0] } ?? 0
    if let (surrogate, operand) = operation.surrogate {
      let (a, place) = (places[operands[operand]], operands[operand])
      let alphaValue = alpha.map { leaves.parameters[$0] }
      let slope = alphaValue.map { places[$0] } ?? builder.constant(1)
      let change = builder.apply(.surrogateSlope(surrogate), [a, slope])
      builder.add(builder.apply(.passed, [gradient, change]), to: &adjoints[place])
      if let alphaValue, surrogate.isAlphaLearnable {
        let change = builder.apply(.surrogateSlopeByAlpha(surrogate), [a, slope])
        builder.add(builder.apply(.passed, [gradient, change]), to: &adjoints[alphaValue])
      }
      return
    }
    let slope = operation.slope(
      a, operands.count > 1 ? places[operands[1]] : a, result: result, followsSecond: true,
      in: &builder)
    switch slope {
    case .flat: break
    case .choice(let condition, let yes, let no):
      let nothing = builder.constant(0)
      let chosen = builder.apply(.select, [condition, gradient, nothing])
      builder.add(chosen, to: &adjoints[operands[yes]])
      guard let no else { break }
      let other = builder.apply(.select, [condition, nothing, gradient])
      builder.add(other, to: &adjoints[operands[no]])
    case .sum(let first, let second, let divisor):
      builder.add(builder.product(gradient, first, over: divisor), to: &adjoints[operands[0]])
      guard let second else { break }
      builder.add(builder.product(gradient, second, over: divisor), to: &adjoints[operands[1]])
    }
  }
}

extension ProgramBuilder {
  // Adds what reaches a value on one way to what reached it on others.
  fileprivate mutating func add(_ amount: Int, to adjoint: inout Int?) {
    adjoint = adjoint.map { apply(.add, [$0, amount]) } ?? amount
  }

  fileprivate mutating func product(
    _ gradient: Int, _ factor: Slope<Int>.Factor, over divisor: Int?
  ) -> Int {
    let slope: Int? =
      switch (factor.number, divisor) {
      case (let number?, let divisor?): apply(.divide, [number, divisor])
      case (nil, let divisor?): apply(.divide, [constant(1), divisor])
      case (let number, nil): number
      }
    let product = slope.map { apply(.passed, [gradient, $0]) } ?? gradient
    return factor.isNegative ? apply(.negate, [product]) : product
  }
}

extension Operation {
  // The surrogate that stands for it in gradients, and at which of its operands it is looked at.
  fileprivate var surrogate: (surrogate: Surrogate, operand: Int)? {
    switch self {
    case .act(let surrogate): (surrogate, 0)
    case .fires(let surrogate): (surrogate, 1)
    default: nil
    }
  }
}
