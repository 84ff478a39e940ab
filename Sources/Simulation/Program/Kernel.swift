import Equations
import Neurons

/// A program in the form that runs: copies left out, `act` and constant powers made plain, and room
/// for temporaries found anew.
///
/// Constants, parameters, states, inputs and results of `setup` keep the slots that they have in the
/// program; temporaries lie behind them. The interpreter walks over `instructions`, the native
/// backend prints `values`.
struct Kernel: Hashable, Sendable {
  /// What one instruction computes.
  enum Operation: Hashable, Sendable {
    case plain(Simulation.Operation)
    /// The surrogate's forward side.
    case act(Surrogate)
    /// A whole power that does not change.
    case power(Int)
  }

  /// A number that an instruction reads: in a slot, or the result of an instruction before.
  enum Operand: Hashable, Sendable {
    case slot(Int)
    case value(Int)
  }

  /// An instruction in single-assignment form.
  struct Value: Hashable, Sendable {
    var operation: Operation
    var operands: [Operand]
    /// Which of the program's draws it is.
    var draw = 0
  }

  /// An instruction over slots.
  struct Instruction: Hashable, Sendable {
    var operation: Operation
    /// What is done next with the operation's result, and with `c`.
    var following: Following?
    var result = 0
    var a = 0
    var b = 0
    var c = 0
    /// Which of the program's draws it is.
    var draw = 0

    /// How many slots it reads.
    var arity: Int { following == nil ? operation.arity : 3 }
  }

  /// What depends on parameters alone.
  private(set) var setup: [Instruction] = []
  /// One time step in single-assignment form.
  private(set) var values: [Value] = []
  /// What each state is at the end of the step.
  private(set) var finalStates: [Operand] = []
  /// What the membrane potential is before a spike resets it.
  private(set) var membraneBeforeReset = Operand.slot(0)
  /// One time step over slots.
  var instructions: [Instruction] = []
  /// The slot of the membrane potential before a spike resets it.
  var membraneSlot = 0
  /// The slot that sums, over steps, all that might become infinite or undefined; the sum then is.
  var checkSlot = 0
  /// Values that never change, in the order of their slots.
  let constants: [Double]
  /// The slots of the states.
  let stateSlots: Range<Int>
  /// The slot of the first input.
  private let firstInput: Int
  /// Where temporaries begin.
  private(set) var firstTemporary = 0
  /// How many slots there are.
  var slotCount = 0
  /// How many of them hold temporaries, and the sum that is checked.
  var temporaryCount: Int { slotCount - firstTemporary }

  /// Takes over a program.
  init(_ program: Program) {
    constants = program.constants
    firstInput = program.firstInput
    stateSlots = program.firstState..<program.firstInput
    let setupResults = program.setup.map { Int($0.result) }
    firstTemporary = (setupResults.max().map { $0 + 1 } ?? 0)
    firstTemporary = max(firstTemporary, program.firstInput + program.inputs.count)
    setup = program.setup.map { instruction in
      let operands = [instruction.a, instruction.b, instruction.c].map { Operand.slot(Int($0)) }
      return Instruction(
        operation: Self.operation(instruction.operation, operands, in: program),
        result: Int(instruction.result), a: Int(instruction.a), b: Int(instruction.b),
        c: Int(instruction.c))
    }
    readValues(of: program)
    placeValues()
  }

  // A slot may be used several times over; this follows what it stands for.
  private mutating func readValues(of program: Program) {
    var meaning = (0..<program.slotCount).map { Operand.slot($0) }
    var known: [Value: Int] = [:]
    for instruction in program.body {
      let slots = [instruction.a, instruction.b, instruction.c].prefix(instruction.operation.arity)
      let operands = slots.map { meaning[Int($0)] }
      if instruction.operation == .copy || instruction.operation == .detach {
        meaning[Int(instruction.result)] = operands[0]
        continue
      }
      var value = Value(
        operation: Self.operation(instruction.operation, operands, in: program), operands: operands)
      if case .power = value.operation { value.operands = [operands[0]] }
      compareDirectly(&value)
      if instruction.operation.isDraw { value.draw = Int(instruction.c) }
      let index = known[value] ?? values.count
      if index == values.count { values.append(value) }
      known[value] = index
      meaning[Int(instruction.result)] = .value(index)
    }
    finalStates = program.states.indices.map { meaning[program.firstState + $0] }
    membraneBeforeReset = meaning[Int(program.membraneBeforeReset)]
    removeUnused()
  }

  // mem - threshold >= 0 is mem >= threshold, to the last bit: a difference of numbers rounds to 0
  // only where they are equal.
  private func compareDirectly(_ value: inout Value) {
    guard case .act(let surrogate) = value.operation, case .value(let index) = value.operands[0],
      values[index].operation == .plain(.subtract), let comparison = surrogate.comparison
    else { return }
    value.operation = .plain(comparison)
    value.operands = values[index].operands.reversed()
  }

  private mutating func removeUnused() {
    var isUsed = Array(repeating: false, count: values.count)
    for case .value(let index) in finalStates + [membraneBeforeReset] { isUsed[index] = true }
    for index in values.indices.reversed() where isUsed[index] {
      for case .value(let operand) in values[index].operands { isUsed[operand] = true }
    }
    var places: [Int] = []
    for isUsed in isUsed { places.append((places.last ?? -1) + (isUsed ? 1 : 0)) }
    func moved(_ operand: Operand) -> Operand {
      if case .value(let index) = operand { .value(places[index]) } else { operand }
    }
    values = values.indices.filter { isUsed[$0] }.map { index in
      var value = values[index]
      value.operands = value.operands.map(moved)
      return value
    }
    finalStates = finalStates.map(moved)
    membraneBeforeReset = moved(membraneBeforeReset)
  }

  private static func operation(
    _ operation: Simulation.Operation, _ operands: [Operand], in program: Program
  ) -> Operation {
    switch operation {
    case .act: return .act(program.surrogate)
    case .power:
      guard case .slot(let slot) = operands[1], slot < program.constants.count,
        let exponent = Int(exactly: program.constants[slot]), exponent.magnitude <= largestProduct
      else { return .plain(.power) }
      return .power(exponent)
    default: return .plain(operation)
    }
  }

  /// What might become infinite or undefined: the recorded values, but for those that cannot while
  /// the others do not.
  var checked: [Operand] {
    var result: [Operand] = []
    for operand in [membraneBeforeReset] + finalStates where !isFinite(operand, given: result) {
      result.append(operand)
    }
    return result
  }

  // Whether it follows from other numbers' being finite that this one is.
  private func isFinite(_ operand: Operand, given known: [Operand]) -> Bool {
    if known.contains(operand) { return true }
    switch operand {
    // Constants and parameters; a state was looked at when it came about. But not inputs, and what
    // setup computed.
    case .slot(let slot): return slot < firstInput
    case .value(let index):
      let value = values[index]
      if value.operation.isAlwaysFinite { return true }
      switch value.operation {
      case .plain(.negate), .plain(.abs), .plain(.sign):
        return isFinite(value.operands[0], given: known)
      case .plain(.select):
        return value.operands.dropFirst().allSatisfy { isFinite($0, given: known) }
      case .plain(.min), .plain(.max):
        return value.operands.allSatisfy { isFinite($0, given: known) }
      case .plain(.multiply):
        let (a, b) = (value.operands[0], value.operands[1])
        return isShare(a) && isFinite(b, given: known) || isShare(b) && isFinite(a, given: known)
      default: return isShare(operand)
      }
    }
  }

  // Whether it lies between 0 and 1 whatever happens: a condition, or what is left of one.
  private func isShare(_ operand: Operand) -> Bool {
    switch operand {
    case .slot(let slot): return slot < constants.count && (0...1).contains(constants[slot])
    case .value(let index):
      let value = values[index]
      switch value.operation {
      case .act(let surrogate): return surrogate.comparison != nil
      case .plain(.subtract):
        guard case .slot(let slot) = value.operands[0], slot < constants.count else { return false }
        return constants[slot] == 1 && isShare(value.operands[1])
      case .plain(.multiply): return value.operands.allSatisfy(isShare)
      case .plain(let operation): return operation.isCondition
      case .power: return false
      }
    }
  }

  /// How much work a step of one neuron is, in additions.
  var weight: Double { values.reduce(2) { $0 + $1.operation.weight } }

  /// The random numbers that do not depend on anything computed.
  var draws: [Value] {
    values.filter { $0.operation == .plain(.uniform) || $0.operation == .plain(.normal) }
  }
}

extension Kernel.Operation {
  /// How many slots it reads.
  var arity: Int {
    switch self {
    case .plain(let operation): operation.arity
    case .act, .power: 1
    }
  }

  /// Whether the result is a finite number whatever the operands are.
  var isAlwaysFinite: Bool {
    switch self {
    // Rounding gives back what is undefined; the other surrogates compare.
    case .act(let surrogate): surrogate != .round
    case .plain(let operation):
      operation.isCondition || operation == .uniform || operation == .normal
    case .power: false
    }
  }
}

extension Kernel.Operation {
  /// How much longer than an addition it takes, about.
  var weight: Double {
    switch self {
    case .act: 1
    case .power(let exponent): Double(min(exponent.magnitude, 6))
    case .plain(let operation):
      switch operation {
      case .divide, .sqrt: 4
      case .exp, .log, .sigmoid, .tanh, .exprel: 25
      case .power, .sin, .cos, .uniform: 30
      case .normal, .beta: 100
      default: 1
      }
    }
  }
}

extension Operation {
  /// Whether it gives 1 or 0.
  var isCondition: Bool {
    switch self {
    case .not, .equal, .notEqual, .less, .lessOrEqual, .and, .or: true
    default: false
    }
  }

  /// How many slots it reads.
  var arity: Int {
    switch self {
    case .uniform, .normal: 0
    case .copy, .negate, .not, .exp, .log, .sqrt, .abs, .sigmoid, .tanh, .relu, .sin, .cos, .floor,
      .ceil, .round, .sign, .exprel, .act, .detach:
      1
    case .add, .subtract, .multiply, .divide, .power, .equal, .notEqual, .less, .lessOrEqual, .and,
      .or, .min, .max, .beta:
      2
    case .select: 3
    }
  }
}
