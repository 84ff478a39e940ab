import Neurons

/// Runs a program over one block of neurons, a lane each, as long as its owner likes: one step at a
/// time with inputs from elsewhere, or many.
///
/// Slots are the program's. A block of one neuron is computed with single numbers, a wider one with
/// vectors; the results are the same.
struct Interpreter<Scalar: ColumnScalar> {
  let program: Program
  let width: Int
  private let membraneSlot: Int
  private var single: LaneBlock<Scalar.Single>?
  private var vectors: LaneBlock<Scalar.Vector>?

  /// Makes room for `width` neurons and fills in the constants.
  ///
  /// - Parameter context: that of the last step taken.
  init(_ program: Program, width: Int, context: StepContext) {
    self.program = program
    self.width = width
    let kernel = Kernel(program)
    membraneSlot = kernel.membraneSlot
    if width == 1 {
      single = LaneBlock(kernel, constants: program.constants, width: width, context: context)
    } else {
      vectors = LaneBlock(kernel, constants: program.constants, width: width, context: context)
    }
  }

  /// Sets a whole column to one value.
  mutating func fill(_ slot: Int, with value: Double) {
    single?.fill(slot, with: value)
    vectors?.fill(slot, with: value)
  }

  /// Sets a column to `width` values that begin at `offset`.
  mutating func load(_ slot: Int, from values: [Double], at offset: Int) {
    values.withUnsafeBufferPointer { values in
      let part = UnsafeBufferPointer(rebasing: values[offset..<offset + width])
      single?.load(slot, from: part)
      vectors?.load(slot, from: part)
    }
  }

  /// Copies a column to `width` values that begin at `offset`.
  func store(_ slot: Int, into values: inout [Double], at offset: Int) {
    // Where the membrane potential stands before a reset is known to the kernel.
    let slot = slot == Int(program.membraneBeforeReset) ? membraneSlot : slot
    values.withUnsafeMutableBufferPointer { values in
      let part = UnsafeMutableBufferPointer(rebasing: values[offset..<offset + width])
      single?.store(slot, into: part)
      vectors?.store(slot, into: part)
    }
  }

  /// The number of one lane in a column of states.
  subscript(slot: Int, lane: Int) -> Double {
    get {
      let slot = slot == Int(program.membraneBeforeReset) ? membraneSlot : slot
      return single.map { Double($0[slot, lane: lane]) }
        ?? vectors.map { Double($0[slot, lane: lane]) } ?? .nan
    }
    set {
      single?[slot, lane: lane] = Scalar.Single.Scalar(newValue)
      vectors?[slot, lane: lane] = Scalar.Vector.Scalar(newValue)
    }
  }

  /// Computes what depends on parameters alone, after all of them are filled in or loaded.
  mutating func prepare() {
    single?.prepare()
    vectors?.prepare()
  }

  /// Takes one step with the inputs that are loaded or filled in.
  mutating func step() {
    single?.step()
    vectors?.step()
  }

  /// Whether nothing that was computed since the last call became infinite or undefined.
  ///
  /// May be false also where sums of finite numbers grew beyond all bounds.
  mutating func isFinite() -> Bool { single?.isFinite() ?? vectors?.isFinite() ?? true }
}
