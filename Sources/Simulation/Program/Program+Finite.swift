extension Program {
  /// The values that might become infinite or undefined: those that are recorded, but for those that
  /// cannot while the others do not.
  var checked: [Int] {
    var result: [Int] = []
    var known: Set<Int> = []
    for value in [membraneBeforeReset] + finalStates where !isFinite(value, given: known) {
      result.append(value)
      known.insert(value)
    }
    return result
  }

  // Whether it follows from other numbers' being finite that this one is.
  private func isFinite(_ index: Int, given known: Set<Int>) -> Bool {
    if known.contains(index) { return true }
    switch values[index].origin {
    // A state was looked at when it came about.
    case .constant, .parameter, .state: return true
    case .input: return false
    case .operation(let operation, let operands):
      guard !values[index].isInvariant else { return false }
      if operation.isAlwaysFinite { return true }
      switch operation {
      case .negate, .abs, .sign: return isFinite(operands[0], given: known)
      case .select: return operands.dropFirst().allSatisfy { isFinite($0, given: known) }
      case .min, .max: return operands.allSatisfy { isFinite($0, given: known) }
      case .multiply:
        let (a, b) = (operands[0], operands[1])
        return isShare(a) && isFinite(b, given: known) || isShare(b) && isFinite(a, given: known)
      default: return isShare(index)
      }
    }
  }

  // Whether it lies between 0 and 1 whatever happens: a condition, or what is left of one.
  private func isShare(_ index: Int) -> Bool {
    switch values[index].origin {
    case .constant(let number): return (0...1).contains(number)
    case .parameter, .state, .input: return false
    case .operation(let operation, let operands):
      guard !values[index].isInvariant else { return false }
      switch operation {
      case .subtract: return values[operands[0]].origin == .constant(1) && isShare(operands[1])
      case .multiply: return operands.allSatisfy(isShare)
      default: return operation.isCondition
      }
    }
  }
}
