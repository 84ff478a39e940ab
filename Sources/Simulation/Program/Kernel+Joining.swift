extension Kernel {
  /// What an instruction does with its first result and one more operand `c`, without a column for
  /// what lies between.
  enum Following: UInt8, Hashable, Sendable {
    case add, subtract, multiply, divide
    /// `c` less the first result.
    case subtractFrom
    /// `c` by the first result.
    case divideInto

    /// What an arithmetic operation does whose other operand stands on its right, or its left.
    init?(_ operation: Operation, otherIsRight: Bool) {
      switch operation {
      case .plain(.add): self = .add
      case .plain(.multiply): self = .multiply
      case .plain(.subtract): self = otherIsRight ? .subtract : .subtractFrom
      case .plain(.divide): self = otherIsRight ? .divide : .divideInto
      default: return nil
      }
    }
  }

  /// One or two values, computed by one instruction.
  struct Joined {
    var operation: Operation
    var following: Following?
    var operands: [Operand]
    var draw: Int
    /// The number of the value that results.
    var value: Int
  }

  /// The values of a step, two arithmetic operations in one where nothing else reads what lies
  /// between: each column less is a load and a store less for every neuron.
  var joined: [Joined] {
    var uses = Array(repeating: 0, count: values.count)
    let results = finalStates + checked + [membraneBeforeReset]
    for case .value(let index) in values.flatMap(\.operands) + results { uses[index] += 1 }
    var steps: [Joined?] = []
    for (index, value) in values.enumerated() {
      var step = Joined(
        operation: value.operation, operands: value.operands, draw: value.draw, value: index)
      for (place, operand) in value.operands.enumerated() {
        guard case .value(let source) = operand, uses[source] == 1, let first = steps[source],
          first.following == nil, Following(first.operation, otherIsRight: true) != nil,
          let following = Following(value.operation, otherIsRight: place == 0)
        else { continue }
        step.operation = first.operation
        step.following = following
        step.operands = first.operands + [value.operands[1 - place]]
        steps[source] = nil
        break
      }
      steps.append(step)
    }
    return steps.compactMap(\.self)
  }
}
