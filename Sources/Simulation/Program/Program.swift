public import Neurons

/// A neuron model as flat instructions over columns: one slot a quantity, one lane a neuron.
///
/// The slots are, in this order: constants, parameters, states, inputs, temporaries. `setup` runs
/// once, since it depends on constants and parameters alone; `body` runs at every time step.
public struct Program: Hashable, Sendable {
  /// Values that never change, in the order of their slots.
  public var constants: [Double]
  /// Names of the parameters, in the order of their slots.
  public var parameters: [String]
  /// Names of the states, in the order of their slots.
  public var states: [String]
  /// Names of the input currents, in the order of their slots, then those of `windowInputs`.
  public var inputs: [String]
  /// What is computed from the inputs of a whole forward pass before its steps are taken.
  public var windowInputs: [WindowInput]
  /// How many slots there are in all.
  public var slotCount: Int
  /// What depends on parameters alone.
  public var setup: [Instruction]
  /// One time step.
  public var body: [Instruction]
  /// The term that each instruction of `setup` and then of `body` computes, for error messages.
  public var terms: [String]
  /// Where the membrane potential stands after the integral, before a spike resets it.
  public var membraneBeforeReset: UInt16
  /// What `act` stands for.
  public var surrogate: Surrogate

  /// The slot of the first parameter.
  public var firstParameter: Int { constants.count }
  /// The slot of the first state.
  public var firstState: Int { firstParameter + parameters.count }
  /// The slot of the first input.
  public var firstInput: Int { firstState + states.count }
}

/// A row of numbers, one a step, that a matrix or vector of the model makes for a forward pass.
public struct WindowInput: Hashable, Sendable {
  /// The matrix or vector.
  public var window: String
  /// The model's input that the matrix is multiplied with, by its index; nil for a vector.
  public var input: Int?
  /// Whether a step sees only the inputs up to its own.
  public var isCausal: Bool
}

/// One operation over whole columns: `result = operation(a, b, c)`.
public struct Instruction: Hashable, Sendable {
  /// What is computed.
  public var operation: Operation
  /// The slot that takes the result.
  public var result: UInt16
  /// The slots of the operands; those the operation does not use are 0.
  public var a: UInt16, b: UInt16, c: UInt16
}

/// What an instruction can compute.
///
/// Conditions are 1 or 0.
public enum Operation: UInt8, Hashable, Sendable {
  /// `a`.
  case copy
  /// `-a`.
  case negate
  /// 1 where `a` is 0, else 0.
  case not
  /// `a + b`.
  case add
  /// `a - b`.
  case subtract
  /// `a * b`.
  case multiply
  /// `a / b`.
  case divide
  /// `a` to the power of `b`.
  case power
  /// Whether `a` equals `b`.
  case equal
  /// Whether `a` differs from `b`.
  case notEqual
  /// Whether `a` is less than `b`.
  case less
  /// Whether `a` is at most `b`.
  case lessOrEqual
  /// Whether both hold.
  case and
  /// Whether either holds.
  case or
  /// `b` where `a` is not 0, else `c`.
  case select
  /// `Function.exp` of `a`.
  case exp
  /// `Function.log` of `a`.
  case log
  /// `Function.sqrt` of `a`.
  case sqrt
  /// `Function.abs` of `a`.
  case abs
  /// `Function.min` of `a` and `b`.
  case min
  /// `Function.max` of `a` and `b`.
  case max
  /// `Function.sigmoid` of `a`.
  case sigmoid
  /// `Function.tanh` of `a`.
  case tanh
  /// `Function.relu` of `a`.
  case relu
  /// `Function.sin` of `a`.
  case sin
  /// `Function.cos` of `a`.
  case cos
  /// `Function.floor` of `a`.
  case floor
  /// `Function.ceil` of `a`.
  case ceil
  /// `Function.round` of `a`.
  case round
  /// `Function.sign` of `a`.
  case sign
  /// `Function.exprel` of `a`.
  case exprel
  /// Random numbers; `c` says which of the program's draws.
  case uniform, normal, beta
  /// The surrogate's forward side.
  case act
  /// The value, through which no gradient flows.
  case detach
}
