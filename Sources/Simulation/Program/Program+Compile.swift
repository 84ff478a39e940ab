import Equations
public import Neurons
import OrderedCollections

extension Program {
  /// Compiles a model's equations.
  ///
  /// - Parameters:
  ///   - model: whose equations they are.
  ///   - surrogate: what `act` stands for; the model's own where nil.
  /// - Returns: nil for a model without an integral, which only serves to be inherited.
  public init?(_ model: NeuronModel, surrogate: Surrogate? = nil) {
    guard let integral = model.measuredIntegral else { return nil }
    self.init(
      ProgramBuilder(model, integral: integral), of: model,
      surrogate: surrogate ?? model.surrogate)
  }

  /// Lays out the values that were built for a model.
  init(_ builder: ProgramBuilder, of model: NeuronModel, surrogate: Surrogate) {
    var allocation = SlotAllocation(builder)
    constants = allocation.constants
    parameters = Array(model.parameters.keys)
    states = Array(model.states.keys)
    inputs = model.inputs.keys + builder.windowInputs.map(\.window)
    windowInputs = builder.windowInputs
    self.surrogate = surrogate
    setup = []
    body = []
    terms = []
    membraneBeforeReset = 0
    slotCount = 0
    allocation.emit(into: &self)
  }
}

/// Gives every value a slot: its own where it lives on, a reused one where it does not.
private struct SlotAllocation {
  let builder: ProgramBuilder
  private(set) var constants: [Double] = []
  private var slots: [Int: UInt16] = [:]
  private var lastUse: [Int]
  private var free: [UInt16] = []
  private var nextSlot: UInt16 = 0

  init(_ builder: ProgramBuilder) {
    self.builder = builder
    lastUse = Array(repeating: -1, count: builder.values.count)
    for (index, value) in builder.values.enumerated() {
      if case .constant(let number) = value {
        slots[index] = UInt16(constants.count)
        constants.append(number)
      }
      for operand in value.operands { lastUse[operand] = index }
    }
    // What is read after the last instruction lives to the end.
    for value in builder.finalStates + [builder.membraneBeforeReset] { lastUse[value] = .max }
  }

  mutating func emit(into program: inout Program) {
    for (index, value) in builder.values.enumerated() {
      switch value {
      case .parameter(let number): slots[index] = UInt16(program.firstParameter + number)
      case .state(let number): slots[index] = UInt16(program.firstState + number)
      case .input(let number): slots[index] = UInt16(program.firstInput + number)
      case .constant, .operation, .draw: break
      }
    }
    nextSlot = UInt16(program.firstInput + program.inputs.count)
    var bodyTerms: [String] = []
    for (index, value) in builder.values.enumerated() {
      guard let operation = value.operation else { continue }
      let operands = value.operands
      let operandSlots = operands.map { slots[$0, default: 0] }
      if builder.isInvariant[index] {
        slots[index] = fresh()
        program.setup.append(Instruction(operation, slots[index, default: 0], operandSlots))
        program.terms.append(builder.terms[index])
      } else {
        release(operands, at: index)
        slots[index] = ownState(of: index, in: program) ?? free.popLast() ?? fresh()
        var instruction = Instruction(operation, slots[index, default: 0], operandSlots)
        if case .draw(_, _, let number) = value { instruction.c = UInt16(number) }
        program.body.append(instruction)
        bodyTerms.append(builder.terms[index])
      }
    }
    program.membraneBeforeReset = slots[builder.membraneBeforeReset, default: 0]
    store(into: &program, terms: &bodyTerms)
    program.terms += bodyTerms
    program.slotCount = Int(nextSlot)
  }

  private mutating func fresh() -> UInt16 {
    defer { nextSlot += 1 }
    return nextSlot
  }

  private mutating func release(_ operands: [Int], at index: Int) {
    // In their order, each once: a set's order differs from run to run, and so would the program.
    for (place, operand) in operands.enumerated()
    where lastUse[operand] == index && !operands[..<place].contains(operand) {
      guard builder.values[operand].operation != nil, !builder.isInvariant[operand],
        let slot = slots[operand]
      else { continue }
      free.append(slot)
    }
  }

  // A state's new value goes straight into the state's slot where nothing reads the old one later.
  private func ownState(of index: Int, in program: Program) -> UInt16? {
    let states = builder.finalStates.indices.filter { builder.finalStates[$0] == index }
    guard states.count == 1, let state = states.first,
      let old = builder.values.firstIndex(of: .state(state)), lastUse[old] <= index
    else { return nil }
    return UInt16(program.firstState + state)
  }

  // A slot freed above may be a state's, but only after the state's new value was overwritten,
  // which single assignment rules out: a final value is never freed.
  private mutating func store(into program: inout Program, terms: inout [String]) {
    var moves: [(from: UInt16, to: UInt16, term: String)] = []
    for (state, value) in builder.finalStates.enumerated() {
      let target = UInt16(program.firstState + state)
      guard let source = slots[value], source != target else { continue }
      moves.append((source, target, builder.terms[value]))
    }
    // A move may overwrite what another one, or the recorder, still reads: those go by a copy.
    let targets = Set(moves.map(\.to))
    for index in moves.indices where targets.contains(moves[index].from) {
      let copy = fresh()
      program.body.append(Instruction(.copy, copy, [moves[index].from]))
      terms.append(moves[index].term)
      moves[index].from = copy
    }
    if targets.contains(program.membraneBeforeReset) {
      let copy = fresh()
      program.body.append(Instruction(.copy, copy, [program.membraneBeforeReset]))
      terms.append("mem")
      program.membraneBeforeReset = copy
    }
    for move in moves {
      program.body.append(Instruction(.copy, move.to, [move.from]))
      terms.append(move.term)
    }
  }
}

extension ProgramBuilder.Value {
  /// What computes it; nil for what is only read.
  fileprivate var operation: Operation? {
    switch self {
    case .operation(let operation, _), .draw(let operation, _, _): operation
    default: nil
    }
  }

  /// The values that it is computed from.
  fileprivate var operands: [Int] {
    switch self {
    case .operation(_, let operands), .draw(_, let operands, _): operands
    default: []
    }
  }
}

extension Instruction {
  init(_ operation: Operation, _ result: UInt16, _ operands: [UInt16]) {
    self.operation = operation
    self.result = result
    a = operands.first ?? 0
    b = operands.count > 1 ? operands[1] : 0
    c = operands.count > 2 ? operands[2] : 0
  }
}
