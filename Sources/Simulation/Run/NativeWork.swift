import Neurons

/// Runs native code over blocks, with the rows of numbers that it reads and writes.
final class NativeWork<Scalar: ColumnScalar> {
  private let function: NativeSource.Function
  // What comes with the step of what it reads.
  private let numbersOfStep: [Operation]
  /// Lanes a block, those that only fill up the last vector included.
  private let lanes: Int
  /// Steps a call: as many as the rows fit a second-level cache for.
  let longestCall: Int
  // For each input and number of the step one number a step, one row a step where neurons differ or one
  // row where it stays as it is, one behind the other, and where each begins. They stay in place, since code
  // may be called for every single step.
  private let inputs: UnsafeMutableBufferPointer<Scalar>
  private let starts: [Int]
  private let rows: UnsafeMutableBufferPointer<UnsafeRawPointer?>
  // The values of spikes where these are no conditions, one row a step.
  private let graded: UnsafeMutableBufferPointer<Scalar>

  init(
    _ code: NativeCode, kernel: Kernel, inputs: [NativeSource.Input], lanes: Int, count: Int,
    keepsSpikes: Bool
  ) {
    function = code.function
    numbersOfStep = kernel.numbersOfStep
    self.lanes = lanes
    changesForEach = inputs.contains(.own) || !numbersOfStep.isEmpty
    let keepsValues = keepsSpikes && !kernel.spikesAreConditions
    let rows = inputs.count { $0 == .own } + numbersOfStep.count + (keepsValues ? 1 : 0)
    longestCall =
      rows == 0
      ? count : max(1, min(count, 131_072 / (rows * lanes * MemoryLayout<Scalar>.stride)))
    var starts = [0]
    for input in inputs + numbersOfStep.map({ _ in .own }) {
      let size =
        switch input {
        case .shared: longestCall
        case .own: longestCall * lanes
        case .steady: lanes
        }
      starts.append(starts[starts.count - 1] + size)
    }
    self.starts = starts
    self.inputs = .allocate(capacity: starts[starts.count - 1])
    self.inputs.initialize(repeating: 0)
    self.rows = .allocate(capacity: starts.count)
    self.rows.initialize(repeating: nil)
    for (row, start) in starts.dropLast().enumerated() {
      self.rows[row] = self.inputs.baseAddress.map { UnsafeRawPointer($0 + start) }
    }
    graded = .allocate(capacity: keepsValues ? longestCall * lanes : 0)
    graded.initialize(repeating: 0)
  }

  deinit {
    inputs.deallocate()
    rows.deallocate()
    graded.deallocate()
  }

  /// Whether something is put in that is another for each neuron and step.
  let changesForEach: Bool

  /// Puts in what is the same for all neurons, from a step on, for the next call.
  func fill(input index: Int, from values: ArraySlice<Double>) {
    let first = starts[index]
    for (step, value) in values.enumerated() { inputs[first + step] = Scalar(value) }
  }

  /// Puts in what is the same for all neurons, for a call of one step.
  func fill(input index: Int, with value: Double) { inputs[starts[index]] = Scalar(value) }

  /// Puts in what is the same for all neurons at every step, for all calls until something else is put in.
  func fill(input index: Int, withSteady value: Double) {
    for step in 0..<longestCall { inputs[starts[index] + step] = Scalar(value) }
  }

  /// Puts in one number a neuron at one step of the next call, or at all of them as step 0.
  func load(input index: Int, step: Int, from row: UnsafeBufferPointer<Double>) {
    let first = starts[index] + step * lanes
    for lane in 0..<row.count { inputs[first + lane] = Scalar(row[lane]) }
    // What is wider than the block follows its last neuron.
    for lane in row.count..<lanes { inputs[first + lane] = Scalar(row[row.count - 1]) }
  }

  /// Puts in what comes with one step of the next call, random numbers among it.
  func fillNumbers(ofStep step: Int, _ context: StepContext) {
    for (index, operation) in numbersOfStep.enumerated() {
      let first = starts[starts.count - 1 - numbersOfStep.count + index] + step * lanes
      for lane in 0..<lanes {
        inputs[first + lane] = Scalar(context.number(operation, 0, 0, lane: lane))
      }
    }
  }

  /// Takes steps with what was put in.
  ///
  /// - Parameters:
  ///   - columns: the block's columns, `lanes` numbers each.
  ///   - samples: where the block's part of the first row of each recorded quantity begins, membrane
  ///     potential before reset and states; nil where nothing is recorded.
  ///   - counts: one number a step, to which the neurons that fire are added; nil where `spikes` are told.
  ///   - spikes: where the bits of the neurons that fire go, words for a step one after another; nil
  ///     where they are not asked for.
  ///   - keepsColumn: whether the column of the state `spike` is looked at before the next steps.
  func advance(
    _ count: Int, columns: UnsafeMutableRawPointer, samples: [UnsafeMutablePointer<Double>?]? = nil,
    rowLength: Int, width: Int, counts: UnsafeMutablePointer<UInt32>?,
    spikes: UnsafeMutablePointer<UInt64>? = nil, keepsColumn: Bool = true
  ) {
    guard let rows = rows.baseAddress else { return }
    let spikes =
      graded.isEmpty
      ? spikes.map(UnsafeMutableRawPointer.init)
      : graded.baseAddress.map(UnsafeMutableRawPointer.init)
    let pitch = SpikeBits.words(for: width) * MemoryLayout<UInt64>.stride
    // SAFETY: the rows have room for `count` steps, the columns for every slot of the kernel.
    func call(_ samples: UnsafePointer<UnsafeMutablePointer<Double>?>?) {
      function(
        columns, lanes, lanes, count, rows, samples, rowLength, width, spikes, pitch, counts,
        keepsColumn ? 1 : 0)
    }
    if let samples {
      samples.withUnsafeBufferPointer { call($0.baseAddress) }
    } else {
      call(nil)
    }
  }

  /// Takes steps with what was put in, and adds what the spikes of each neuron come to.
  ///
  /// The code has to be such as tells that.
  ///
  /// - Parameters:
  ///   - steps: which, counted from 0.
  ///   - start: the first step whose spikes count.
  ///   - columns: the block's columns, `lanes` numbers each.
  ///   - tallies: one for each neuron of the block.
  func tally(
    _ steps: Range<Int>, from start: Int, columns: UnsafeMutableRawPointer,
    into tallies: UnsafeMutableBufferPointer<SpikeTally>
  ) {
    guard let inputs = rows.baseAddress else { return }
    let width = tallies.count
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4 * lanes) { rows in
      // SAFETY: the code writes a number for each lane into each of four rows.
      function(
        columns, lanes, lanes, steps.count, inputs, nil, max(0, start - steps.lowerBound), width,
        rows.baseAddress, lanes, nil, 1)
      for lane in 0..<width where rows[lane] > 0 {
        let found = SpikeTally(
          count: Int(rows[lane]), first: Int(rows[lanes + lane]),
          last: Int(rows[2 * lanes + lane]), longestInterval: Int(rows[3 * lanes + lane]))
        tallies[lane].add(found, after: steps.lowerBound)
      }
    }
  }

  /// Whether spikes have values that are to be read after a call.
  var keepsValues: Bool { !graded.isEmpty }

  /// Calls `body` with every neuron that fired at a step of the last call, and its value.
  func forEachSpike(step: Int, width: Int, _ body: (_ lane: Int, _ value: Double) -> Void) {
    for lane in 0..<width {
      let value = graded[step * lanes + lane]
      if value != 0 { body(lane, Double(value)) }
    }
  }
}
