import Neurons

/// Runs a kernel over one block of neurons, a lane each, one step at a time with inputs from
/// elsewhere.
///
/// A block of one neuron is computed with single numbers, a wider one with vectors; the results are
/// the same.
struct Interpreter<Scalar: ColumnScalar>: Sendable {
  let kernel: Kernel
  let width: Int
  private var single: LaneBlock<Scalar.Single>?
  private var vectors: LaneBlock<Scalar.Vector>?

  /// Makes room for `width` neurons and fills in the constants.
  ///
  /// - Parameter context: that of the last step taken.
  init(_ kernel: Kernel, width: Int, context: StepContext) {
    self.kernel = kernel
    self.width = width
    if width == 1 {
      single = LaneBlock(kernel, width: width, context: context)
    } else {
      vectors = LaneBlock(kernel, width: width, context: context)
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
    values.withUnsafeMutableBufferPointer { values in
      let part = UnsafeMutableBufferPointer(rebasing: values[offset..<offset + width])
      single?.store(slot, into: part)
      vectors?.store(slot, into: part)
    }
  }

  /// Computes what depends on parameters alone, after all of them are filled in or loaded.
  mutating func prepare() {
    single?.prepare()
    vectors?.prepare()
  }

  /// Finds out which columns are the same in every lane, which else the first step of each copy does.
  mutating func link() {
    single?.link()
    vectors?.link()
  }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - inputs: for each input a row of a population.
  ///   - offset: where in a row the block begins.
  mutating func step(inputs: [[Double]], at offset: Int) {
    for (slot, input) in zip(kernel.program.inputSlots, inputs) {
      load(slot, from: input, at: offset)
    }
    single?.step()
    vectors?.step()
  }
}
