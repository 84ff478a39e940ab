extension Kernel {
  /// Gives every value a slot: temporaries those that are free again, final states their own.
  mutating func placeValues() {
    let checked = checked
    let steps = joined
    let end = steps.count
    // When each value, and the old content of each state's slot, is read last.
    var lastUse = Array(repeating: -1, count: values.count)
    var lastRead: [Int: Int] = [:]
    func use(_ operand: Operand, at index: Int) {
      switch operand {
      case .value(let value): lastUse[value] = max(lastUse[value], index)
      case .slot(let slot): lastRead[slot] = index
      }
    }
    for (index, step) in steps.enumerated() {
      for operand in step.operands { use(operand, at: index) }
    }
    use(membraneBeforeReset, at: end)
    for operand in finalStates + checked { use(operand, at: end) }

    checkSlot = firstTemporary
    slotCount = firstTemporary + 1
    var free: [Int] = []
    var slots = Array(repeating: -1, count: values.count)
    func slot(of operand: Operand) -> Int {
      switch operand {
      case .value(let index): slots[index]
      case .slot(let slot): slot
      }
    }
    for (index, step) in steps.enumerated() {
      // The sum is taken at the end, so that a checked value's slot is not free before.
      let operands = step.operands.map(slot(of:))
      var freed: [Int] = []
      for (place, operand) in step.operands.enumerated() {
        guard case .value(let source) = operand, lastUse[source] == index,
          slots[source] >= firstTemporary, !step.operands[..<place].contains(operand)
        else { continue }
        freed.append(slots[source])
      }
      // An instruction of three operands reads a number that lanes share again for every vector, so
      // that its result must not lie there.
      if operands.count < 3 { free += freed }
      let states = finalStates.indices.filter { finalStates[$0] == .value(step.value) }
      let state = states.first.map { stateSlots.lowerBound + $0 }
      if let state, lastRead[state, default: -1] <= index {
        slots[step.value] = state
      } else if let reused = free.popLast() {
        slots[step.value] = reused
      } else {
        slots[step.value] = slotCount
        slotCount += 1
      }
      if operands.count == 3 { free += freed }
      instructions.append(
        Instruction(
          operation: step.operation, following: step.following, result: slots[step.value],
          a: operands.first ?? 0, b: operands.count > 1 ? operands[1] : 0,
          c: operands.count > 2 ? operands[2] : 0, draw: step.draw))
    }
    for operand in checked {
      instructions.append(
        Instruction(
          operation: .plain(.add), result: checkSlot, a: checkSlot, b: slot(of: operand)))
    }
    membraneSlot = slot(of: membraneBeforeReset)
    moveStates(slot: slot(of:))
  }

  // Brings what did not land in its state's slot there. Where a move would overwrite what another
  // one or the recorder still reads, that is saved first.
  private mutating func moveStates(slot: (Operand) -> Int) {
    var moves = finalStates.enumerated()
      .map { (from: slot($0.element), to: stateSlots.lowerBound + $0.offset) }
      .filter { $0.from != $0.to }
    func saved(_ source: Int) -> Int {
      instructions.append(Instruction(operation: .plain(.copy), result: slotCount, a: source))
      slotCount += 1
      return slotCount - 1
    }
    let targets = Set(moves.map(\.to))
    for index in moves.indices where targets.contains(moves[index].from) {
      moves[index].from = saved(moves[index].from)
    }
    if targets.contains(membraneSlot) { membraneSlot = saved(membraneSlot) }
    for move in moves {
      instructions.append(Instruction(operation: .plain(.copy), result: move.to, a: move.from))
    }
  }
}
