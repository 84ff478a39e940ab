/// A program laid out over slots: what the interpreter runs and the native backend prints.
///
/// The slots are, in this order: parameters, states, inputs, constants and results of `setup`, the
/// sum that is checked, and temporaries, each of which holds one value after another.
struct Kernel: Hashable, Sendable {
  /// What runs.
  let program: Program
  /// The same in the values that are computed.
  let reduced: Program
  /// The slot of each value of `reduced`.
  private(set) var slots: [Int]
  /// What depends on parameters alone.
  let setup: [Instruction]
  /// One time step.
  private(set) var instructions: [Instruction] = []
  /// The slot of the membrane potential before a spike resets it.
  private(set) var membraneSlot = 0
  /// The slot that sums, over steps, all that might become infinite or undefined; the sum then is.
  let checkSlot: Int
  /// How many slots there are.
  private(set) var slotCount: Int
  /// How much work a step of one neuron is, in additions.
  let weight: Double
  /// Whether a spike is always 1, and no spike 0.
  let spikesAreConditions: Bool
  /// How many of them hold temporaries, and the sum that is checked.
  var temporaryCount: Int { slotCount - checkSlot }

  /// Kernels of one program are the same.
  static func == (first: Self, second: Self) -> Bool { first.program == second.program }

  /// Hashes the program.
  func hash(into hasher: inout Hasher) { hasher.combine(program) }

  /// Lays out a program.
  init(_ program: Program) {
    self.program = program
    let reduced = program.reduced
    var slotCount = program.inputSlots.upperBound
    func newSlot() -> Int {
      slotCount += 1
      return slotCount - 1
    }
    let slots = reduced.values.map { value in
      switch value.origin {
      case .parameter(let index): program.parameterSlots.lowerBound + index
      case .state(let index): program.stateSlots.lowerBound + index
      case .input(let index): program.inputSlots.lowerBound + index
      case .constant: newSlot()
      case .operation: value.isInvariant ? newSlot() : -1
      }
    }
    checkSlot = newSlot()
    setup = reduced.setup.map { $0.placed(slots) }
    weight = reduced.step.reduce(2) { $0 + $1.operation.weight }
    spikesAreConditions = reduced.spikesAreConditions
    self.reduced = reduced
    self.slots = slots
    self.slotCount = slotCount
    placeStep()
  }

  /// Gives every value of a step a slot: temporaries those that are free again, final states their
  /// own.
  private mutating func placeStep() {
    let checked = reduced.checked
    let steps = reduced.joined
    let end = steps.count
    var lastUse = Array(repeating: -1, count: slots.count)
    for (index, step) in steps.enumerated() {
      for operand in step.operands { lastUse[operand] = index }
    }
    for value in reduced.finalStates + checked + [reduced.membraneBeforeReset] {
      lastUse[value] = end
    }
    // When the old content of each state's slot is read last.
    var lastRead = Array(repeating: -1, count: program.stateCount)
    for (index, value) in reduced.values.enumerated() {
      if case .state(let state) = value.origin { lastRead[state] = lastUse[index] }
    }

    let stateOfValue = Dictionary(
      reduced.finalStates.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var free: [Int] = []
    for (index, step) in steps.enumerated() {
      var freed: [Int] = []
      for operand in step.operands where lastUse[operand] == index && slots[operand] > checkSlot {
        // Each once, though it may be read twice.
        lastUse[operand] = -1
        freed.append(slots[operand])
      }
      // An instruction of three operands reads a number that lanes share again for every vector, so
      // that its result must not lie there.
      if step.arity < 3 { free += freed }
      let state = stateOfValue[step.result]
      if let state, lastRead[state] <= index {
        slots[step.result] = program.stateSlots.lowerBound + state
      } else if let reused = free.popLast() {
        slots[step.result] = reused
      } else {
        slots[step.result] = newSlot()
      }
      if step.arity == 3 { free += freed }
      instructions.append(step.placed(slots))
    }
    // The sum is taken at the end, so that a checked value's slot is not free before.
    for value in checked {
      instructions.append(
        Instruction(.add, result: checkSlot, operands: [checkSlot, slots[value]]))
    }
    membraneSlot = slots[reduced.membraneBeforeReset]
    moveStates()
  }

  // Brings what did not land in its state's slot there. Where a move would overwrite what another
  // one or the recorder still reads, that is saved first.
  private mutating func moveStates() {
    var moves = zip(reduced.finalStates, program.stateSlots)
      .map { (from: slots[$0], to: $1) }
      .filter { $0.from != $0.to }
    let targets = Set(moves.map(\.to))
    for index in moves.indices where targets.contains(moves[index].from) {
      moves[index].from = saved(moves[index].from)
    }
    if targets.contains(membraneSlot) { membraneSlot = saved(membraneSlot) }
    for move in moves {
      instructions.append(Instruction(.copy, result: move.to, operands: [move.from]))
    }
  }

  private mutating func saved(_ source: Int) -> Int {
    let copy = newSlot()
    instructions.append(Instruction(.copy, result: copy, operands: [source]))
    return copy
  }

  private mutating func newSlot() -> Int {
    slotCount += 1
    return slotCount - 1
  }

  /// Values that never change, in the order of their slots.
  var constants: [(slot: Int, number: Double)] {
    zip(slots, reduced.values).compactMap { slot, value in
      if case .constant(let number) = value.origin { (slot, number) } else { nil }
    }
  }

  /// What comes with the step and does not depend on anything computed.
  var numbersOfStep: [Operation] {
    reduced.step.map(\.operation)
      .filter { $0.comesWithStep && $0.arity == 0 }
  }
}

extension Instruction {
  // The same over the slots of the values that it names.
  fileprivate func placed(_ slots: [Int]) -> Instruction {
    Instruction(
      operation, following, result: slots[result], operands: operands.map { slots[$0] })
  }
}
