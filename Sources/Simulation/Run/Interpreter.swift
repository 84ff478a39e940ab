import Equations
import Neurons
import RealModule

/// Runs a program over one block of neurons, a lane each.
///
/// Columns lie one after another: slot `s` of lane `i` is at `s * width + i`. A block that fits the
/// first-level cache can take all its time steps before the next block begins.
struct Interpreter<Scalar: Real & BinaryFloatingPoint & Sendable>: Sendable {
  let program: Program
  let width: Int
  private var columns: [Scalar]
  private var context: StepContext

  /// Makes room for `width` neurons and fills in the constants.
  ///
  /// - Parameter context: that of the last step taken.
  init(_ program: Program, width: Int, context: StepContext) {
    self.program = program
    self.width = width
    self.context = context
    columns = Array(repeating: 0, count: program.slotCount * width)
    for (slot, value) in program.constants.enumerated() { fill(slot, with: value) }
  }

  /// Sets a whole column to one value.
  mutating func fill(_ slot: Int, with value: Double) {
    for lane in 0..<width { columns[slot * width + lane] = Scalar(value) }
  }

  /// Sets a column to `width` values that begin at `offset`.
  mutating func load(_ slot: Int, from values: [Double], at offset: Int) {
    let first = slot * width
    precondition(offset + width <= values.count && first + width <= columns.count)
    // SAFETY: the bounds are checked above, once for all lanes.
    columns.withUnsafeMutableBufferPointer { columns in
      values.withUnsafeBufferPointer { values in
        for lane in 0..<width { columns[first + lane] = Scalar(values[offset + lane]) }
      }
    }
  }

  /// Copies a column to `width` values that begin at `offset`.
  func store(_ slot: Int, into values: inout [Double], at offset: Int) {
    let first = slot * width
    precondition(offset + width <= values.count && first + width <= columns.count)
    // SAFETY: the bounds are checked above, once for all lanes.
    columns.withUnsafeBufferPointer { columns in
      values.withUnsafeMutableBufferPointer { values in
        for lane in 0..<width { values[offset + lane] = Double(columns[first + lane]) }
      }
    }
  }

  /// The number of one lane in a column.
  subscript(slot: Int, lane: Int) -> Double {
    get { Double(columns[slot * width + lane]) }
    set { columns[slot * width + lane] = Scalar(newValue) }
  }

  /// Computes what depends on parameters alone.
  mutating func prepare() {
    execute(program.setup[...])
  }

  /// Takes `count` steps over the block.
  ///
  /// - Parameters:
  ///   - inputs: for each input, one row of the whole population a step.
  ///   - samples: what is recorded, one row of the whole population a step.
  ///   - population: how many neurons a row has.
  ///   - offset: where in a row the block begins.
  mutating func advance(
    _ count: Int, inputs: [[Double]], samples: inout [RecordedColumn], population: Int, offset: Int
  ) {
    for step in 0..<count {
      context.step += 1
      let row = step * population + offset
      for (index, input) in inputs.enumerated() {
        load(program.firstInput + index, from: input, at: row)
      }
      execute(program.body[...])
      for index in samples.indices {
        store(samples[index].slot, into: &samples[index].values, at: row)
      }
    }
  }

  /// Takes one step and returns the term that first turned finite operands into none.
  mutating func firstNonFiniteTerm(inputs: [[Double]], offset: Int) -> String? {
    context.step += 1
    for (index, input) in inputs.enumerated() {
      load(program.firstInput + index, from: input, at: offset)
    }
    for index in program.body.indices {
      execute(program.body[index...index])
      let result = Int(program.body[index].result) * width
      if columns[result..<result + width].contains(where: { !$0.isFinite }) {
        return program.terms[program.setup.count + index]
      }
    }
    return nil
  }

  private mutating func execute(_ instructions: ArraySlice<Instruction>) {
    let (width, context) = (width, context)
    columns.withUnsafeMutableBufferPointer { columns in
      guard let base = columns.baseAddress else { return }
      for instruction in instructions {
        Simulation.execute(instruction, base, width: width, context)
      }
    }
  }
}

// SAFETY: every slot of an instruction is below `slotCount`, so that all pointers stay within
// `columns`; an operand column is either the result column itself or does not touch it.
@inline(__always)
func execute<Scalar: Real & BinaryFloatingPoint>(
  _ instruction: Instruction, _ base: UnsafeMutablePointer<Scalar>, width: Int,
  _ context: StepContext
) {
  let result = base + Int(instruction.result) * width
  let a = base + Int(instruction.a) * width
  let b = base + Int(instruction.b) * width
  let c = base + Int(instruction.c) * width
  @inline(__always) func each(_ compute: (Int) -> Scalar) {
    for lane in 0..<width { result[lane] = compute(lane) }
  }
  switch instruction.operation {
  case .copy, .detach: each { a[$0] }
  case .negate: each { -a[$0] }
  case .not: each { a[$0] == 0 ? 1 : 0 }
  case .add: each { a[$0] + b[$0] }
  case .subtract: each { a[$0] - b[$0] }
  case .multiply: each { a[$0] * b[$0] }
  case .divide: each { a[$0] / b[$0] }
  case .power: each { raise(a[$0], to: b[$0]) }
  case .equal: each { a[$0] == b[$0] ? 1 : 0 }
  case .notEqual: each { a[$0] != b[$0] ? 1 : 0 }
  case .less: each { a[$0] < b[$0] ? 1 : 0 }
  case .lessOrEqual: each { a[$0] <= b[$0] ? 1 : 0 }
  case .and: each { a[$0] != 0 && b[$0] != 0 ? 1 : 0 }
  case .or: each { a[$0] != 0 || b[$0] != 0 ? 1 : 0 }
  case .select: each { a[$0] != 0 ? b[$0] : c[$0] }
  case .exp: each { .exp(a[$0]) }
  case .log: each { .log(a[$0]) }
  case .sqrt: each { .sqrt(a[$0]) }
  case .abs: each { Swift.abs(a[$0]) }
  case .min: each { Swift.min(a[$0], b[$0]) }
  case .max: each { Swift.max(a[$0], b[$0]) }
  case .sigmoid: each { 1 / (1 + .exp(-a[$0])) }
  case .tanh: each { .tanh(a[$0]) }
  case .relu: each { Swift.max(a[$0], 0) }
  case .sin: each { .sin(a[$0]) }
  case .cos: each { .cos(a[$0]) }
  case .floor: each { a[$0].rounded(.down) }
  case .ceil: each { a[$0].rounded(.up) }
  case .round: each { a[$0].rounded(.toNearestOrEven) }
  case .sign: each { a[$0] > 0 ? 1 : a[$0] < 0 ? -1 : 0 }
  case .exprel: each { relativeExponential(a[$0]) }
  case .act: each { context.surrogate.forward(a[$0]) }
  case .uniform: each { Scalar(context.random.uniform(at: context.place(of: instruction.c, $0))) }
  case .normal: each { Scalar(context.random.normal(at: context.place(of: instruction.c, $0))) }
  case .beta:
    each { lane in
      let place = context.place(of: instruction.c, lane)
      return Scalar(context.random.beta(Double(a[lane]), Double(b[lane]), at: place))
    }
  }
}

/// What an instruction may need besides its operands: the surrogate, and where random numbers come
/// from at this step.
struct StepContext {
  var surrogate: Surrogate
  var random: RandomSource
  /// Which random numbers the node context.
  var stream: UInt32
  /// The number, within its population, of the neuron in lane 0.
  var firstNeuron: Int
  /// The step, counted from 1.
  var step: Int

  /// Where one of the program's draws lies for one lane.
  func place(of draw: UInt16, _ lane: Int) -> RandomSource.Place {
    RandomSource.Place(stream: stream &+ UInt32(draw), neuron: firstNeuron + lane, step: step)
  }
}

/// A quantity that is recorded: its slot, and one value a step and neuron.
struct RecordedColumn {
  let slot: Int
  var values: [Double]
}
