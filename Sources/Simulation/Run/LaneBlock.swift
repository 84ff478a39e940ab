import Neurons

/// A block of neighbouring neurons: a column of vectors for each slot of a kernel.
///
/// The columns that differ between lanes are few enough for the first-level cache, so that a block
/// takes all time steps of a stretch there before the next block begins.
struct LaneBlock<Vector: Lanes>: Sendable {
  let kernel: Kernel
  /// How many neurons there are.
  let width: Int
  /// How many vectors a column has; the last one may be wider than the block.
  let count: Int
  /// Whether it has columns for what is computed in between, which native code has not.
  let isWhole: Bool
  /// Where random numbers come from.
  var context: StepContext
  private(set) var columns: [Vector]
  // Whether a slot holds the same number in every lane; true for nothing that a step writes.
  private(set) var isShared: [Bool]
  private var body: [Instruction] = []
  private var isLinked = false
  // Whether no state is shared.
  private var areStatesSpread = false

  /// Makes room for `width` neurons and fills in the constants.
  ///
  /// - Parameters:
  ///   - lanes: what the lanes are to be a multiple of, if they are not only vectors.
  ///   - isWhole: whether it has columns for what is computed in between.
  init(
    _ kernel: Kernel, width: Int, context: StepContext, lanes: Int? = nil, isWhole: Bool = true
  ) {
    self.kernel = kernel
    self.width = width
    self.context = context
    self.isWhole = isWhole
    let multiple = max(lanes ?? 1, Vector.laneCount)
    count = (width + multiple - 1) / multiple * multiple / Vector.laneCount
    columns = Array(
      repeating: Vector(repeating: 0),
      count: (isWhole ? kernel.slotCount : kernel.checkSlot + 1) * count)
    isShared = Array(repeating: false, count: kernel.slotCount)
    for (slot, number) in kernel.constants { fill(slot, with: number) }
  }

  /// Sets a column to one value, which its first vector holds for all.
  mutating func fill(_ slot: Int, with value: Double) {
    columns[slot * count] = Vector(repeating: Vector.Scalar(value))
    share(slot, true)
  }

  /// Sets a column to one value a neuron; what is wider than the block follows its last neuron.
  mutating func load(_ slot: Int, from values: UnsafeBufferPointer<Double>) {
    share(slot, false)
    withLanes { $0.load(slot, from: values) }
  }

  /// Copies a column to one value a neuron.
  func store(_ slot: Int, into values: UnsafeMutableBufferPointer<Double>) {
    precondition(values.count == width)
    columns.withUnsafeBufferPointer { columns in
      guard let base = columns.baseAddress, let values = values.baseAddress else { return }
      // SAFETY: storing only reads.
      LaneColumns(UnsafeMutablePointer(mutating: base), count: count, width: width)
        .store(slot, isShared: isShared[slot], into: values)
    }
  }

  /// Says whether all lanes have the same number in a slot, before it is filled.
  mutating func share(_ slot: Int, _ value: Bool) {
    if isShared[slot] != value {
      isShared[slot] = value
      isLinked = false
      areStatesSpread = false
    }
  }

  /// Fills in the parameters of some neurons, and computes what depends on them alone.
  ///
  /// - Parameters:
  ///   - parameters: one value for all, or one for each neuron of a population.
  ///   - neurons: which of that population the block has.
  mutating func prepare(parameters: some Sequence<[Double]>, of neurons: Range<Int>) {
    for (slot, values) in zip(kernel.program.parameterSlots, parameters) {
      if values.count == 1 {
        fill(slot, with: values[0])
      } else {
        values.withUnsafeBufferPointer { load(slot, from: .init(rebasing: $0[neurons])) }
      }
    }
    prepare()
  }

  /// Computes what depends on parameters alone.
  mutating func prepare() {
    let setup = kernel.setup.map { link($0) }
    let context = context
    withLanes { columns in setup.withUnsafeBufferPointer { columns.execute($0, context) } }
    isLinked = false
  }

  /// Whether a step gives a slot the same number in every lane.
  mutating func hasSharedResult(_ slot: Int) -> Bool {
    link()
    return isShared[slot]
  }

  /// Takes one step with the inputs that are loaded.
  mutating func step() { takeSteps(1, giving: { _, _ in }, seeing: { _, _ in true }) }

  /// Takes steps.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - stride: which step comes after another: the next one, or with -1 the one before.
  ///   - give: fills in the inputs of a step, counted from 0.
  ///   - see: looks at what a step computed, and says whether to go on.
  @inline(__always)
  mutating func takeSteps(
    _ count: Int, by stride: Int = 1, giving give: (Int, LaneColumns<Vector>) -> Void,
    seeing see: (Int, LaneColumns<Vector>) -> Bool
  ) {
    link()
    let body = body
    var context = context
    withLanes { columns in
      body.withUnsafeBufferPointer { body in
        for step in 0..<count {
          give(step, columns)
          context.step += stride
          columns.execute(body, context)
          if !see(step, columns) { return }
        }
      }
    }
    self.context = context
  }

  private mutating func withLanes(_ body: (LaneColumns<Vector>) -> Void) {
    let (count, width) = (count, width)
    columns.withUnsafeMutableBufferPointer {
      if let base = $0.baseAddress { body(LaneColumns(base, count: count, width: width)) }
    }
  }

  /// Calls `body` with all columns, for code that takes steps by itself.
  mutating func withColumns(_ body: (UnsafeMutableRawPointer) -> Void) {
    spreadStates()
    columns.withUnsafeMutableBytes { if let base = $0.baseAddress { body(base) } }
  }

  /// Calls `body` with the numbers of a column of states, one for each neuron, and with those of another
  /// one, if there is.
  // SAFETY: they are good only within the call.
  mutating func withLanes(
    of slot: Int, and other: Int?,
    _ body: (UnsafeMutablePointer<Vector.Scalar>, UnsafeMutablePointer<Vector.Scalar>?) -> Void
  ) {
    let size = count * Vector.laneCount
    withColumns { columns in
      // SAFETY: a vector is as many numbers one after another.
      let numbers = columns.assumingMemoryBound(to: Vector.Scalar.self)
      body(numbers + slot * size, other.map { numbers + $0 * size })
    }
  }

  // A state keeps a number for each lane, even where all happen to be the same.
  private mutating func spreadStates() {
    if areStatesSpread { return }
    areStatesSpread = true
    for slot in kernel.program.stateSlots where isShared[slot] {
      spread(slot)
      isShared[slot] = false
    }
  }

  private mutating func spread(_ slot: Int) {
    for index in 1..<max(1, count) { columns[slot * count + index] = columns[slot * count] }
  }

  /// Finds out which columns are the same in every lane, where that is not known.
  mutating func link() {
    guard !isLinked else { return }
    spreadStates()
    body = kernel.instructions.map { link($0) }
    isLinked = true
  }

  // What is computed from shared numbers alone is one itself, and computed once.
  private mutating func link(_ instruction: Instruction) -> Instruction {
    let arity = instruction.arity
    var linked = instruction
    linked.result *= count
    linked.a *= count
    linked.b *= count
    linked.c *= count
    linked.sharesA = arity > 0 && isShared[instruction.a]
    linked.sharesB = arity > 1 && isShared[instruction.b]
    linked.sharesC = arity > 2 && isShared[instruction.c]
    let isSame =
      arity > 0 && linked.sharesA && (arity < 2 || linked.sharesB) && (arity < 3 || linked.sharesC)
      && !instruction.comesWithStep && !kernel.program.stateSlots.contains(instruction.result)
    isShared[instruction.result] = isSame
    linked.count = isSame ? 1 : count
    return linked
  }

  // MARK: - Reading

  /// Whether nothing that was computed since the last call became infinite or undefined.
  ///
  /// May be false also where sums of finite numbers grew beyond all bounds.
  mutating func isFinite() -> Bool {
    let zero = Vector(repeating: 0)
    // Anything times 0 is 0, unless it is infinite or no number.
    var probe = zero
    for index in kernel.checkSlot * count..<(kernel.checkSlot + 1) * count {
      probe = probe + columns[index] * zero
      columns[index] = zero
    }
    return (0..<Vector.laneCount).allSatisfy { probe[$0] == 0 }
  }

  /// Calls `body` with every lane of a column of states that is not 0, and its value.
  func forEachNonZero(_ slot: Int, _ body: (_ lane: Int, _ value: Double) -> Void) {
    columns.withUnsafeBufferPointer { columns in
      guard let base = columns.baseAddress else { return }
      // SAFETY: looking only reads.
      LaneColumns(UnsafeMutablePointer(mutating: base), count: count, width: width)
        .forEachNonZero(slot, body)
    }
  }

  /// The number of one neuron in a column.
  subscript(slot: Int, lane lane: Int) -> Vector.Scalar {
    get {
      let index = isShared[slot] ? 0 : lane / Vector.laneCount
      return columns[slot * count + index][lane % Vector.laneCount]
    }
    set {
      if isShared[slot] {
        spread(slot)
        share(slot, false)
      }
      columns[slot * count + lane / Vector.laneCount][lane % Vector.laneCount] = newValue
    }
  }
}
