extension Program {
  /// The same step, to the last bit, in as few values as give it: without what only gradients need.
  var reduced: Program {
    var result = self
    result.values = []
    result.quantities = [:]
    // Where each value went.
    var places: [Int] = []
    var known: [Origin: Int] = [:]
    known.reserveCapacity(values.count)
    for var value in values {
      if case .operation(let operation, let operands) = value.origin {
        let operands = operands.map { places[$0] }
        switch operation {
        case .detach, .fires:
          places.append(operands[0])
          continue
        default: break
        }
        value.origin = result.compared(operation, operands)
      }
      let place = known[value.origin] ?? result.values.count
      if place == result.values.count { result.values.append(value) }
      known[value.origin] = place
      places.append(place)
    }
    result.finalStates = finalStates.map { places[$0] }
    result.membraneBeforeReset = places[membraneBeforeReset]
    result.removeUnused()
    return result
  }

  // mem - threshold >= 0 is mem >= threshold, to the last bit: a difference of numbers rounds to 0
  // only where they are equal.
  private func compared(_ operation: Operation, _ operands: [Int]) -> Origin {
    if case .act(let surrogate) = operation, let comparison = surrogate.comparison,
      case .operation(.subtract, let sides) = values[operands[0]].origin
    {
      return .operation(comparison, sides.reversed())
    }
    return .operation(operation, operands)
  }

  /// For each value whether it is one of some, or any of them is computed from it.
  func isNeeded(for some: [Int]) -> [Bool] {
    var isNeeded = Array(repeating: false, count: values.count)
    for value in some { isNeeded[value] = true }
    for index in values.indices.reversed() where isNeeded[index] {
      for operand in values[index].operands { isNeeded[operand] = true }
    }
    return isNeeded
  }

  /// A value and all from which it is computed, in order.
  func sources(of value: Int) -> [Int] {
    var found: Set<Int> = [value]
    var open = [value]
    while let next = open.popLast() {
      for operand in values[next].operands where found.insert(operand).inserted {
        open.append(operand)
      }
    }
    return found.sorted()
  }

  private mutating func removeUnused() {
    let isUsed = isNeeded(for: finalStates + [membraneBeforeReset])
    var places = Array(repeating: 0, count: values.count)
    var kept: [Value] = []
    for (index, var value) in values.enumerated() where isUsed[index] {
      if case .operation(let operation, let operands) = value.origin {
        value.origin = .operation(operation, operands.map { places[$0] })
      }
      places[index] = kept.count
      kept.append(value)
    }
    values = kept
    finalStates = finalStates.map { places[$0] }
    membraneBeforeReset = places[membraneBeforeReset]
  }
}
