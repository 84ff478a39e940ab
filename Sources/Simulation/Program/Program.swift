import Equations
import Neurons
import OrderedCollections

/// One time step of a neuron model in single-assignment form: each number is computed once, from
/// those before it.
///
/// What runs is laid out from it (`Kernel`); gradients, and the search for where numbers stop being
/// finite, walk over it as it is.
struct Program: Hashable, Sendable {
  /// A number that is computed or read.
  struct Value: Hashable, Sendable {
    var origin: Origin
    /// Whether it depends on parameters alone, so that it is computed before the first step.
    var isInvariant: Bool
    /// The term that it stands for, for error messages.
    var term: String

    /// What computes it; nil for what is only read.
    var operation: Operation? {
      if case .operation(let operation, _) = origin { operation } else { nil }
    }

    /// The values that it is computed from.
    var operands: [Int] {
      if case .operation(_, let operands) = origin { operands } else { [] }
    }
  }

  /// Where a value comes from.
  enum Origin: Hashable, Sendable {
    case constant(Double)
    case parameter(Int)
    /// What a state was when the step began.
    case state(Int)
    /// One of the model's inputs, or of `windowInputs` after them.
    case input(Int)
    case operation(Operation, [Int])
  }

  /// All values, operands before what is computed from them; parameters, states and inputs each in
  /// their order.
  var values: [Value] = []
  /// What each state is at the end of the step.
  var finalStates: [Int] = []
  /// What mem is after the integral, before a spike resets it.
  var membraneBeforeReset = 0
  /// What is computed from the inputs of a whole forward pass before its steps are taken.
  var windowInputs: [WindowInput] = []
  /// What `let` names in the integral, as the step's beginning has it; of the whole program alone.
  var quantities: [String: Int] = [:]
  let parameterCount: Int
  let stateCount: Int
  let modelInputCount: Int
  /// Which of the states the membrane potential is.
  let mem: Int
  /// Which of the states says whether it fired.
  let spike: Int
  /// Which of the states is the time for which there is no spike; nil for a model without.
  let refractory: Int?
  /// Which of the states stay as they are for so long.
  let held: [Int]
  /// Which of the parameters is the slope of the surrogate; nil for a model without.
  let alpha: Int?

  /// A program that stands for no model, without values.
  ///
  /// - Parameters:
  ///   - parameters: how many there are.
  ///   - states: how many there are.
  ///   - inputs: how many there are.
  init(parameters: Int, states: Int, inputs: Int) {
    parameterCount = parameters
    stateCount = states
    modelInputCount = inputs
    (mem, spike, refractory, held, alpha) = (0, 0, nil, [], nil)
  }

  /// The program of a model, without values.
  init(for model: NeuronModel) {
    parameterCount = model.parameters.count
    stateCount = model.states.count
    modelInputCount = model.inputs.count
    mem = model.membraneIndex
    spike = model.spikeIndex
    refractory = model.states.index(forKey: "refractory")
    held = model.heldStates.compactMap { model.states.index(forKey: $0) }
    alpha = model.parameters.index(forKey: "alpha")
  }

  /// A program for all that another one has and more, without values.
  ///
  /// - Parameters:
  ///   - other: the one whose parameters, states and inputs come first, and what some of them are.
  ///   - parameters: how many there are in all.
  ///   - states: the same of states.
  ///   - inputs: the same of inputs.
  init(widening other: Program, parameters: Int, states: Int, inputs: Int) {
    parameterCount = parameters
    stateCount = states
    modelInputCount = inputs
    (mem, spike, refractory) = (other.mem, other.spike, other.refractory)
    (held, alpha) = (other.held, other.alpha)
  }

  /// Compiles a model's equations.
  ///
  /// - Returns: nil for a model without an integral, which only serves to be inherited.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - method: how its differential equations are solved, if not as it says.
  init?(_ model: NeuronModel, method: Equations.Method? = nil) {
    guard let integral = model.measuredIntegral else { return nil }
    self = ProgramBuilder(model, integral: integral, method: method).program
  }

  /// The values that are read from outside, in the order of what they are.
  var leaves: (parameters: [Int], states: [Int], inputs: [Int]) {
    var leaves: (parameters: [Int], states: [Int], inputs: [Int]) = ([], [], [])
    for (index, value) in values.enumerated() {
      switch value.origin {
      case .parameter: leaves.parameters.append(index)
      case .state: leaves.states.append(index)
      case .input: leaves.inputs.append(index)
      case .constant, .operation: break
      }
    }
    return leaves
  }

  /// Whether a spike is always 1, and no spike 0.
  var spikesAreConditions: Bool {
    // Each value once, however often it is used.
    var areConditions: [Bool] = []
    for value in values {
      let isCondition =
        switch value.origin {
        case .constant(let number): number == 0 || number == 1
        case .operation(.select, let operands):
          operands.dropFirst().allSatisfy { areConditions[$0] }
        case .operation(.multiply, let operands): operands.allSatisfy { areConditions[$0] }
        case .operation(.copy, let operands), .operation(.detach, let operands),
          .operation(.fires, let operands):
          areConditions[operands[0]]
        case .operation(let operation, _): operation.isCondition
        case .parameter, .state, .input: false
        }
      areConditions.append(isCondition)
    }
    return areConditions[finalStates[spike]]
  }

  /// Lets `act` stand for another surrogate.
  mutating func act(as surrogate: Surrogate) {
    for index in values.indices {
      switch values[index].origin {
      case .operation(.act, let operands):
        values[index].origin = .operation(.act(surrogate), operands)
      case .operation(.fires, let operands):
        values[index].origin = .operation(.fires(surrogate), operands)
      default: break
      }
    }
  }
}

// Where a kernel keeps what is read from outside: the same slots for every kernel of a program.
extension Program {
  /// The slots of the parameters.
  var parameterSlots: Range<Int> { 0..<parameterCount }
  /// The slots of the states.
  var stateSlots: Range<Int> { parameterCount..<parameterCount + stateCount }
  /// The slots of the inputs.
  var inputSlots: Range<Int> {
    stateSlots.upperBound..<stateSlots.upperBound + modelInputCount + windowInputs.count
  }
}

/// A row of numbers, one a step, that a matrix or vector of the model makes for a forward pass.
struct WindowInput: Hashable, Sendable {
  /// The matrix or vector.
  var window: String
  /// The model's input that the matrix is multiplied with, by its index; nil for a vector.
  var input: Int?
  /// Whether a step sees only the inputs up to its own.
  var isCausal: Bool
}
