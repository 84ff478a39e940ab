import Equations
import Neurons
import RealModule

/// A run of one neuron with every operand kept, so that it can be gone through backwards.
///
/// Reverse-mode differentiation (Linnainmaa 1970, Griewank & Walther 2008): the adjoint of a slot
/// is how much the loss changes with it. Spikes pass the surrogate's derivative back, `detach`
/// passes nothing.
struct Tape {
  /// The values that one instruction saw and made.
  private struct Entry {
    var a: Double
    var b: Double
    var c: Double
    var result: Double
  }

  private let program: Program
  private let alpha: Double
  private var columns: [Double]
  private var setup: [Entry] = []
  private var steps: [[Entry]] = []

  /// Starts with the values of parameters and states, in the order of their slots.
  init(_ program: Program, parameters: [Double], states: [Double], alpha: Double) {
    self.program = program
    self.alpha = alpha
    columns = Array(repeating: 0, count: program.slotCount)
    columns.replaceSubrange(0..<program.constants.count, with: program.constants)
    columns.replaceSubrange(program.firstParameter..<program.firstState, with: parameters)
    columns.replaceSubrange(program.firstState..<program.firstInput, with: states)
    setup = program.setup.map { record($0, context: nil) }
  }

  /// Takes one step.
  mutating func advance(inputs: [Double], context: StepContext) {
    columns.replaceSubrange(
      program.firstInput..<program.firstInput + inputs.count, with: inputs)
    var entries: [Entry] = []
    entries.reserveCapacity(program.body.count)
    for instruction in program.body { entries.append(record(instruction, context: context)) }
    steps.append(entries)
  }

  /// The value of a state after the last step.
  func state(_ index: Int) -> Double { columns[program.firstState + index] }

  private mutating func record(_ instruction: Instruction, context: StepContext?) -> Entry {
    let isDraw = instruction.operation.isDraw
    let a = columns[Int(instruction.a)]
    let b = columns[Int(instruction.b)]
    let c = isDraw ? 0 : columns[Int(instruction.c)]
    let context =
      context ?? StepContext(random: RandomSource(seed: 0), stream: 0, firstNeuron: 0, step: 0)
    columns.withUnsafeMutableBufferPointer { columns in
      if let base = columns.baseAddress {
        Double.execute(
          LaneInstruction(instruction, surrogate: program.surrogate), base, context)
      }
    }
    return Entry(a: a, b: b, c: c, result: columns[Int(instruction.result)])
  }

  /// Goes back through all steps.
  ///
  /// - Parameters:
  ///   - stateSeeds: for each step how much the loss changes with each state at its end, by index.
  ///   - cutStates: states whose gradient stops between steps, by index.
  /// - Returns: the adjoints of the inputs at each step, of the parameters, and of the states at
  ///   the start.
  func adjoints(
    stateSeeds: [[Int: Double]], cutStates: Set<Int>
  ) -> (inputs: [[Double]], parameters: [Double], states: [Double]) {
    var adjoint = Array(repeating: 0.0, count: program.slotCount)
    var inputs: [[Double]] = []
    let inputSlots = program.firstInput..<program.firstInput + program.inputs.count
    for step in steps.indices.reversed() {
      for (state, seed) in stateSeeds[step] { adjoint[program.firstState + state] += seed }
      for (instruction, entry) in zip(program.body, steps[step]).reversed() {
        propagate(instruction, entry, &adjoint)
      }
      inputs.append(Array(adjoint[inputSlots]))
      for slot in inputSlots { adjoint[slot] = 0 }
      for state in cutStates { adjoint[program.firstState + state] = 0 }
    }
    for (instruction, entry) in zip(program.setup, setup).reversed() {
      propagate(instruction, entry, &adjoint)
    }
    return (
      inputs.reversed(), Array(adjoint[program.firstParameter..<program.firstState]),
      Array(adjoint[program.firstState..<program.firstInput])
    )
  }

  private func propagate(_ instruction: Instruction, _ entry: Entry, _ adjoint: inout [Double]) {
    let gradient = adjoint[Int(instruction.result)]
    adjoint[Int(instruction.result)] = 0
    guard gradient != 0 else { return }
    let (a, b, result) = (entry.a, entry.b, entry.result)
    func pass(_ slot: UInt16, _ slope: Double) { adjoint[Int(slot)] += gradient * slope }
    switch instruction.operation {
    case .copy: pass(instruction.a, 1)
    case .negate: pass(instruction.a, -1)
    case .add:
      pass(instruction.a, 1)
      pass(instruction.b, 1)
    case .subtract:
      pass(instruction.a, 1)
      pass(instruction.b, -1)
    case .multiply:
      pass(instruction.a, b)
      pass(instruction.b, a)
    case .divide:
      pass(instruction.a, 1 / b)
      pass(instruction.b, -result / b)
    case .power:
      pass(instruction.a, b * raise(a, to: b - 1))
      if a > 0 { pass(instruction.b, result * .log(a)) }
    case .select: pass(a != 0 ? instruction.b : instruction.c, 1)
    case .exp: pass(instruction.a, result)
    case .log: pass(instruction.a, 1 / a)
    case .sqrt: pass(instruction.a, 0.5 / result)
    case .abs: pass(instruction.a, a > 0 ? 1 : a < 0 ? -1 : 0)
    case .min: pass(a <= b ? instruction.a : instruction.b, 1)
    case .max: pass(a >= b ? instruction.a : instruction.b, 1)
    case .sigmoid: pass(instruction.a, result * (1 - result))
    case .tanh: pass(instruction.a, 1 - result * result)
    case .relu: pass(instruction.a, a > 0 ? 1 : 0)
    case .sin: pass(instruction.a, .cos(a))
    case .cos: pass(instruction.a, -.sin(a))
    case .exprel: pass(instruction.a, a == 0 ? 0.5 : (.exp(a) - result) / a)
    case .act:
      pass(instruction.a, program.surrogate.derivative(a, alpha: alpha))
      if let slot = alphaSlot {
        adjoint[slot] += gradient * program.surrogate.alphaDerivative(a, alpha: alpha)
      }
    // Steps are flat, and what is detached or drawn passes nothing back.
    case .floor, .ceil, .round, .sign, .not, .equal, .notEqual, .less, .lessOrEqual, .and, .or,
      .detach, .uniform, .normal, .beta:
      break
    }
  }

  private var alphaSlot: Int? {
    program.parameters.firstIndex(of: "alpha").map { program.firstParameter + $0 }
  }
}

extension Operation {
  /// Whether its third operand is the number of a draw, not a slot.
  var isDraw: Bool { self == .uniform || self == .normal || self == .beta }
}
