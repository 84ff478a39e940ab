import Neurons

/// Runs native code over blocks, with the rows of numbers that it reads and writes.
final class NativeWork<Scalar: ColumnScalar> {
  private let code: NativeCode
  // What comes with the step of what it reads.
  private let numbersOfStep: [Operation]
  /// Lanes a block, those that only fill up the last vector included.
  private let lanes: Int
  /// Steps a call: as many as the rows fit a second-level cache for.
  let longestCall: Int
  // For each input and number of the step one number a step, one row a step where neurons differ or one
  // row where it stays as it is, one behind the other, and where each begins.
  private var inputs: [Scalar]
  private let starts: [Int]
  /// The values of spikes where these are no conditions, one row a step.
  private var graded: [Scalar]

  init(
    _ code: NativeCode, kernel: Kernel, inputs: [NativeSource.Input], lanes: Int, count: Int,
    keepsSpikes: Bool
  ) {
    self.code = code
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
    self.inputs = Array(repeating: 0, count: starts[starts.count - 1])
    graded = keepsValues ? Array(repeating: 0, count: longestCall * lanes) : []
  }

  /// Whether something is put in that is another for each neuron and step.
  let changesForEach: Bool

  /// Puts in what is the same for all neurons, from a step on, for the next call.
  func fill(input index: Int, from values: ArraySlice<Double>) {
    let first = starts[index]
    inputs.withUnsafeMutableBufferPointer { inputs in
      for (step, value) in values.enumerated() { inputs[first + step] = Scalar(value) }
    }
  }

  /// Puts in what is the same for all neurons, for a call of one step.
  func fill(input index: Int, with value: Double) { inputs[starts[index]] = Scalar(value) }

  /// Puts in one number a neuron at one step of the next call, or at all of them as step 0.
  func load(input index: Int, step: Int, from row: UnsafeBufferPointer<Double>) {
    let first = starts[index] + step * lanes
    inputs.withUnsafeMutableBufferPointer { inputs in
      for lane in 0..<row.count { inputs[first + lane] = Scalar(row[lane]) }
      // What is wider than the block follows its last neuron.
      for lane in row.count..<lanes { inputs[first + lane] = Scalar(row[row.count - 1]) }
    }
  }

  /// Puts in what comes with one step of the next call, random numbers among it.
  func fillNumbers(ofStep step: Int, _ context: StepContext) {
    for (index, operation) in numbersOfStep.enumerated() {
      let first = starts[starts.count - 1 - numbersOfStep.count + index] + step * lanes
      inputs.withUnsafeMutableBufferPointer { inputs in
        for lane in 0..<lanes {
          inputs[first + lane] = Scalar(context.number(operation, 0, 0, lane: lane))
        }
      }
    }
  }

  /// Takes steps with what was put in.
  ///
  /// - Parameters:
  ///   - columns: the block's columns, `lanes` numbers each.
  ///   - samples: where the block's part of the first row of each recorded quantity begins, membrane
  ///     potential before reset and states; nil where nothing is recorded.
  ///   - counts: one number a step, to which the neurons that fire are added.
  ///   - spikes: where the bits of the neurons that fire go, words for a step one after another; nil
  ///     where they are not asked for.
  func advance(
    _ count: Int, columns: UnsafeMutableRawPointer, samples: [UnsafeMutablePointer<Double>?]?,
    rowLength: Int, width: Int, counts: UnsafeMutablePointer<UInt32>,
    spikes: UnsafeMutablePointer<UInt64>? = nil
  ) {
    let (inputs, starts, function, lanes) = (inputs, starts, code.function, lanes)
    let pitch = SpikeBits.words(for: width) * MemoryLayout<UInt64>.stride
    graded.withUnsafeMutableBytes { graded in
      let spikes = graded.isEmpty ? spikes.map(UnsafeMutableRawPointer.init) : graded.baseAddress
      Self.withRows(of: inputs, at: starts) { rows in
        // SAFETY: the rows have room for `count` steps, the columns for every slot of the kernel.
        if let samples {
          samples.withUnsafeBufferPointer {
            function(
              columns, lanes, lanes, count, rows, $0.baseAddress, rowLength, width, spikes, pitch,
              counts)
          }
        } else {
          function(
            columns, lanes, lanes, count, rows, nil, rowLength, width, spikes, pitch,
            counts)
        }
      }
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
    let (inputs, starts, function, lanes) = (inputs, starts, code.function, lanes)
    let width = tallies.count
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4 * lanes) { rows in
      // SAFETY: the code writes a number for each lane into each of four rows.
      Self.withRows(of: inputs, at: starts) {
        function(
          columns, lanes, lanes, steps.count, $0, nil, max(0, start - steps.lowerBound), width,
          rows.baseAddress, lanes, nil)
      }
      for lane in 0..<width where rows[lane] > 0 {
        let found = SpikeTally(
          count: Int(rows[lane]), first: Int(rows[lanes + lane]),
          last: Int(rows[2 * lanes + lane]), longestInterval: Int(rows[3 * lanes + lane]))
        tallies[lane].add(found, after: steps.lowerBound)
      }
    }
  }

  private static func withRows(
    of inputs: [Scalar], at starts: [Int], _ body: (UnsafePointer<UnsafeRawPointer?>) -> Void
  ) {
    inputs.withUnsafeBufferPointer { inputs in
      withUnsafeTemporaryAllocation(of: UnsafeRawPointer?.self, capacity: starts.count) { rows in
        rows.initialize(repeating: nil)
        for index in 0..<starts.count - 1 {
          rows[index] = inputs.baseAddress.map { UnsafeRawPointer($0 + starts[index]) }
        }
        if let rows = rows.baseAddress { body(rows) }
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
