/// An operation, or two that follow one another, over whole columns.
///
/// Columns are told by where they begin, in vectors of lanes. In a kernel a column is a slot, one
/// vector long; a block of neurons links it to its own longer ones.
struct Instruction: Sendable {
  var operation: Operation
  /// What is done next with the operation's result, and with `c`.
  var following: Following?
  /// Where the result's column begins.
  var result: Int
  /// Where the operands' columns begin.
  var a = 0
  var b = 0
  var c = 0
  /// Whether an operand is the same in every lane: then its first vector stands for all.
  var sharesA = false
  var sharesB = false
  var sharesC = false
  /// How many vectors are computed.
  var count = 1
  /// Whether it is not computed but comes with the step.
  let comesWithStep: Bool

  /// An instruction over slots.
  init(_ operation: Operation, _ following: Following? = nil, result: Int, operands: [Int]) {
    self.operation = operation
    self.following = following
    self.result = result
    if operands.count > 0 { a = operands[0] }
    if operands.count > 1 { b = operands[1] }
    if operands.count > 2 { c = operands[2] }
    comesWithStep = operation.comesWithStep
  }

  /// How many columns it reads.
  var arity: Int { following == nil ? operation.arity : 3 }

  /// Where the columns begin that it reads.
  var operands: [Int] {
    switch arity {
    case 0: []
    case 1: [a]
    case 2: [a, b]
    default: [a, b, c]
    }
  }

  /// What an instruction does with its first result and one more operand `c`, without a column for
  /// what lies between.
  enum Following: UInt8, Sendable {
    case add, subtract, multiply, divide
    /// `c` less the first result.
    case subtractFrom
    /// `c` by the first result.
    case divideInto

    /// What an arithmetic operation does whose other operand stands on its right, or its left.
    init?(_ operation: Operation, otherIsRight: Bool) {
      switch operation {
      case .add: self = .add
      case .multiply: self = .multiply
      case .subtract: self = otherIsRight ? .subtract : .subtractFrom
      case .divide: self = otherIsRight ? .divide : .divideInto
      default: return nil
      }
    }
  }
}

// As instructions in which every value has its own slot.
extension Program {
  /// What depends on parameters alone.
  var setup: [Instruction] { instructions { $0.isInvariant } }

  /// One time step.
  var step: [Instruction] { instructions { !$0.isInvariant } }

  private func instructions(where isMeant: (Value) -> Bool) -> [Instruction] {
    values.enumerated().compactMap { index, value in
      guard isMeant(value), case .operation(let operation, let operands) = value.origin else {
        return nil
      }
      return Instruction(operation, result: index, operands: operands)
    }
  }
}
