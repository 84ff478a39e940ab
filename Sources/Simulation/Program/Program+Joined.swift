extension Program {
  /// A step as instructions over values, two arithmetic operations in one where nothing else reads
  /// what lies between: each column less is a load and a store less for every neuron.
  var joined: [Instruction] {
    var uses = Array(repeating: 0, count: values.count)
    for value in values.flatMap(\.operands) + finalStates + checked + [membraneBeforeReset] {
      uses[value] += 1
    }
    var steps: [Instruction?] = Array(repeating: nil, count: values.count)
    for instruction in step {
      let (result, operands) = (instruction.result, instruction.operands)
      steps[result] = instruction
      for (place, source) in operands.enumerated() {
        guard uses[source] == 1, let first = steps[source], first.following == nil,
          Instruction.Following(first.operation, otherIsRight: true) != nil,
          let following = Instruction.Following(instruction.operation, otherIsRight: place == 0)
        else { continue }
        steps[source] = nil
        steps[result] = Instruction(
          first.operation, following, result: result,
          operands: first.operands + [operands[1 - place]])
        break
      }
    }
    return steps.compactMap(\.self)
  }
}
