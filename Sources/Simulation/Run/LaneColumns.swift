/// The columns of a block while it takes steps: plain memory, so that a step of a single neuron costs
/// no more than its instructions.
///
/// It is good only within the call that hands it out.
struct LaneColumns<Vector: Lanes> {
  // SAFETY: it begins `count` vectors for each slot of the block's kernel.
  private let base: UnsafeMutablePointer<Vector>
  /// How many vectors a column has.
  let count: Int
  /// How many neurons there are.
  let width: Int

  init(_ base: UnsafeMutablePointer<Vector>, count: Int, width: Int) {
    self.base = base
    self.count = count
    self.width = width
  }

  /// Computes the columns of instructions, one after another.
  @inline(__always)
  func execute(_ instructions: UnsafeBufferPointer<Instruction>, _ context: StepContext) {
    Vector.execute(instructions, base, context)
  }

  /// Sets the first vector of a column, which stands for all where lanes share it.
  @inline(__always)
  func fill(_ slot: Int, with value: Double) {
    base[slot * count] = Vector(repeating: Vector.Scalar(value))
  }

  /// Sets a column to one value a neuron; what is wider than the block follows its last neuron.
  @inline(__always)
  func load(_ slot: Int, from values: UnsafeBufferPointer<Double>) {
    precondition(values.count == width)
    let whole = width / Vector.laneCount
    for index in 0..<count {
      var vector = Vector(repeating: 0)
      let first = index * Vector.laneCount
      // Two loops: the one of a constant length becomes a copy.
      if index < whole {
        for lane in 0..<Vector.laneCount { vector[lane] = Vector.Scalar(values[first + lane]) }
      } else {
        for lane in 0..<Vector.laneCount {
          vector[lane] = Vector.Scalar(values[min(first + lane, width - 1)])
        }
      }
      base[slot * count + index] = vector
    }
  }

  /// Copies a column to one value a neuron.
  // SAFETY: `values` has room for them.
  @inline(__always)
  func store(_ slot: Int, isShared: Bool, into values: UnsafeMutablePointer<Double>) {
    let whole = width / Vector.laneCount
    let stride = isShared ? 0 : 1
    for index in 0..<count {
      let vector = base[slot * count + index * stride]
      let first = index * Vector.laneCount
      if index < whole {
        for lane in 0..<Vector.laneCount { values[first + lane] = Double(vector[lane]) }
      } else {
        for lane in 0..<max(0, width - first) { values[first + lane] = Double(vector[lane]) }
      }
    }
  }

  /// How many lanes of a column are not 0.
  @inline(__always)
  func nonZeroCount(_ slot: Int) -> Int {
    // Summed by lane first, which is one operation a vector.
    let zero = Vector(repeating: 0)
    let one = Vector(repeating: 1)
    var sum = zero
    let whole = width / Vector.laneCount
    for index in slot * count..<slot * count + whole {
      sum = sum + .choose(base[index], one, zero)
    }
    var all: Vector.Scalar = 0
    for lane in 0..<Vector.laneCount { all += sum[lane] }
    var total = Int(Double(all))
    for lane in whole * Vector.laneCount..<width where self[slot, lane: lane] != 0 { total += 1 }
    return total
  }

  /// Puts a bit for each lane of a column that is not 0 into words that are 0.
  // SAFETY: `words` has room for a bit for each neuron.
  @inline(__always)
  func storeNonZero(_ slot: Int, into words: UnsafeMutablePointer<UInt64>) {
    for index in 0..<count {
      let lane = index * Vector.laneCount
      words[lane / 64] |= base[slot * count + index].nonZeroBits << UInt64(lane % 64)
    }
    // What is wider than the block follows its last neuron.
    if width % 64 != 0 { words[width / 64] &= 1 << UInt64(width % 64) - 1 }
  }

  /// Calls `body` with every lane of a column that is not 0, and its value.
  @inline(__always)
  func forEachNonZero(_ slot: Int, _ body: (_ lane: Int, _ value: Double) -> Void) {
    let column = base + slot * count
    var first = 0
    while first < count {
      let end = min(first + 8, count)
      // Most are 0: several vectors are asked at once.
      var sum = Vector(repeating: 0)
      for index in first..<end { sum = sum + column[index].absolute() }
      if sum.nonZeroBits != 0 {
        for index in first..<end {
          column[index].nonZeroBits.forEachBit { bit in
            let lane = index * Vector.laneCount + bit
            if lane < width { body(lane, Double(self[slot, lane: lane])) }
          }
        }
      }
      first = end
    }
  }

  /// The first lane in which a column is infinite or undefined.
  func firstNotFinite(_ slot: Int, isShared: Bool) -> Int? {
    isShared
      ? self[slot, lane: 0].isFinite ? nil : 0
      : (0..<width).first { !self[slot, lane: $0].isFinite }
  }

  /// The number of one neuron in a column that lanes do not share.
  subscript(slot: Int, lane lane: Int) -> Vector.Scalar {
    get { base[slot * count + lane / Vector.laneCount][lane % Vector.laneCount] }
    nonmutating set {
      base[slot * count + lane / Vector.laneCount][lane % Vector.laneCount] = newValue
    }
  }
}
