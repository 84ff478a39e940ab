import Equations
public import Neurons
import OrderedCollections
import RealModule

extension Node {
  /// How a run ended.
  public enum Ending: Hashable, Sendable {
    /// All steps were taken.
    case finished
    /// Stopped from outside, between two steps.
    case interrupted
    /// A quantity stopped being a number at `step`, which was not taken.
    case notFinite(NotFinite)
  }

  /// Where a running model left the numbers.
  public struct NotFinite: Hashable, Sendable {
    /// The step, counted from 1, that could not be taken.
    public var step: Int
    /// The neuron, counted from 0.
    public var neuron: Int
    /// The quantity that came out infinite or undefined.
    public var quantity: String
    /// The term of the equations where it began.
    public var term: String
  }

  /// Takes `count` steps.
  ///
  /// - Parameters:
  ///   - random: where noise comes from.
  ///   - isInterrupted: asked between steps, a few hundred times a second.
  /// - Returns: how it ended; the steps taken until then stay.
  public mutating func advance(
    _ count: Int, random: RandomSource, isInterrupted: () -> Bool
  ) -> Ending {
    let target = time + count
    if time == 0, count > 0 { firstStates = Array(states.values) }
    var ending = Ending.finished
    // A stretch is as long as can be taken between two looks at the interrupt flag.
    let longest = max(1, min(4096, 65_536 / population))
    while time < target, ending == .finished {
      if isInterrupted() {
        ending = .interrupted
        break
      }
      let stretch = min(longest, target - time)
      ending = takeStretch(stretch, random: random)
    }
    return ending
  }

  private mutating func takeStretch(_ count: Int, random: RandomSource) -> Ending {
    let before = states
    let inputs = model.inputs.keys.map { name in
      feeds.filter { $0.input == name }
        .currents(after: time, count: count, population: population, random: random)
    }
    let driven = inputs + windowInputs(after: time, count: count, random: random)
    var columns = compute(count, inputs: driven, random: random)
    var ending = Ending.finished
    var taken = count
    if let failure = firstNotFinite(in: columns) {
      taken = failure.step
      ending = .notFinite(failure)
      states = before
      columns = compute(taken, inputs: driven, random: random)
      ending = .notFinite(located(failure, inputs: driven, after: taken, random: random))
    }
    let recorded = taken == count ? inputs : inputs.map { Array($0.prefix(taken * population)) }
    if taken > 0 { recording.append(segment(steps: taken, columns: recorded + columns)) }
    time += taken
    return ending
  }

  private func segment(steps: Int, columns: [[Double]]) -> Recording.Segment {
    var spikes = Spikes()
    if let index = recording.quantities.firstIndex(of: "spike") {
      for (place, value) in columns[index].enumerated() where value != 0 {
        spikes.append(step: place / population, neuron: place % population, value: value)
      }
    }
    return segment(steps: steps, columns: columns, spikes: spikes)
  }

  /// Records steps that were taken elsewhere: a column for every quantity, and the spikes.
  mutating func record(_ spikes: Spikes, columns: [[Double]], steps: Int) {
    recording.append(segment(steps: steps, columns: columns, spikes: spikes))
  }

  private func segment(
    steps: Int, columns: [[Double]], spikes: Spikes
  ) -> Recording.Segment {
    var columns = columns
    if let index = recording.quantities.firstIndex(of: "spike") { columns[index] = [] }
    switch record {
    case .all: break
    case .spikes: columns = Array(repeating: [], count: columns.count)
    case .none:
      let counts = (0..<steps).map { UInt32(spikes.indices(of: $0..<$0 + 1).count) }
      return Recording.Segment(spikeCounts: counts, quantities: columns.count)
    }
    return Recording.Segment(steps: steps, columns: columns, spikes: spikes)
  }

  // Runs and returns the recorded columns: mem before the reset, then every state.
  private mutating func compute(
    _ count: Int, inputs: [[Double]], random: RandomSource
  ) -> [[Double]] {
    switch precision {
    case .double: compute(count, inputs: inputs, random: random, as: Double.self)
    case .float: compute(count, inputs: inputs, random: random, as: Float.self)
    }
  }

  private mutating func compute<Scalar: Real & BinaryFloatingPoint & Sendable>(
    _ count: Int, inputs: [[Double]], random: RandomSource, as: Scalar.Type
  ) -> [[Double]] {
    let slots =
      [Int(program.membraneBeforeReset)] + states.keys.indices.map { program.firstState + $0 }
    var samples = slots.map { slot in
      RecordedColumn(slot: slot, values: Array(repeating: 0, count: count * population))
    }
    for offset in stride(from: 0, to: population, by: blockWidth) {
      var interpreter: Interpreter<Scalar> = loaded(
        offset: offset, width: min(blockWidth, population - offset), after: time, random: random)
      interpreter.advance(
        count, inputs: inputs, samples: &samples, population: population, offset: offset)
      for index in states.values.indices {
        interpreter.store(program.firstState + index, into: &states.values[index], at: offset)
      }
    }
    return samples.map(\.values)
  }

  func loaded<Scalar: Sendable>(
    offset: Int, width: Int, after step: Int, random: RandomSource
  ) -> Interpreter<Scalar> {
    let context = StepContext(
      surrogate: surrogate, random: random, stream: noiseStream, firstNeuron: offset, step: step)
    var interpreter = Interpreter<Scalar>(program, width: width, context: context)
    for (index, values) in parameters.values.enumerated() {
      let slot = program.firstParameter + index
      if values.count == 1 {
        interpreter.fill(slot, with: values[0])
      } else {
        interpreter.load(slot, from: values, at: offset)
      }
    }
    for (index, values) in states.values.enumerated() {
      interpreter.load(program.firstState + index, from: values, at: offset)
    }
    interpreter.prepare()
    return interpreter
  }

  // The step in it counts from 0 within the stretch.
  private func firstNotFinite(in columns: [[Double]]) -> NotFinite? {
    var first: (position: Int, column: Int)?
    for (index, column) in columns.enumerated() {
      let end = first.map { $0.position } ?? column.count
      if let position = column.prefix(end).firstIndex(where: { !$0.isFinite }) {
        first = (position, index)
      }
    }
    guard let first else { return nil }
    return NotFinite(
      step: first.position / population, neuron: first.position % population,
      quantity: first.column == 0 ? "mem" : states.keys[first.column - 1], term: "")
  }

  // Takes the failing step once more, one instruction at a time, to name where it began.
  private func located(
    _ failure: NotFinite, inputs: [[Double]], after taken: Int, random: RandomSource
  ) -> NotFinite {
    let row = failure.step * population + failure.neuron
    let term: String?
    switch precision {
    case .double:
      var interpreter: Interpreter<Double> = loaded(
        offset: failure.neuron, width: 1, after: time + taken, random: random)
      term = interpreter.firstNonFiniteTerm(inputs: inputs, offset: row)
    case .float:
      var interpreter: Interpreter<Float> = loaded(
        offset: failure.neuron, width: 1, after: time + taken, random: random)
      term = interpreter.firstNonFiniteTerm(inputs: inputs, offset: row)
    }
    var result = failure
    result.step = time + failure.step + 1
    result.term = term ?? failure.quantity
    return result
  }
}

// Lanes a block: the columns of a model with some twenty slots then fit a 32 KiB cache as Double.
private let blockWidth = 128
