import Equations
public import Neurons
import OrderedCollections

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

  /// Where a running model left the numbers, or could not be solved on.
  public struct NotFinite: Hashable, Sendable {
    /// Why it could not.
    public enum Cause: Hashable, Sendable {
      /// A quantity is infinite or undefined.
      case notFinite
      /// It fires again and again at one time.
      case endlessFiring
      /// An event, given by its heading, happens again and again at one time.
      case endlessEvent(String)
      /// No step is so short that its error keeps to the tolerance.
      case tolerance
    }

    /// Why it could not go on.
    public var cause = Cause.notFinite
    /// The step, counted from 1, that could not be taken.
    public var step: Int
    /// The neuron, counted from 0.
    public var neuron: Int
    /// The quantity that came out infinite or undefined.
    public var quantity: String
    /// The term of the equations where it began.
    public var term: String
  }

  /// Takes `count` steps, on all cores where there are many neurons.
  ///
  /// - Parameters:
  ///   - count: how many steps.
  ///   - random: where noise comes from.
  ///   - engine: what computes; the results are the same.
  ///   - isInterrupted: asked between steps, a few times a second at least.
  ///   - progress: told as often how many steps are done.
  /// - Returns: how it ended; the steps taken until then stay.
  public mutating func advance(
    _ count: Int, random: RandomSource, engine: Engine = Engine(), isInterrupted: () -> Bool,
    progress: (Int) -> Void = { _ in }
  ) -> Ending {
    let target = time + count
    let work = Double(count) * Double(population) * kernel.weight
    let isShared = sharedFeeds + program.windowInputs.map { _ in population == 1 }
    var choice = engine.choice(for: nativeSource(sharing: isShared), work: work)
    var ending = Ending.finished
    while time < target, ending == .finished {
      if isInterrupted() {
        ending = .interrupted
        break
      }
      if engine.isReady(choice.awaited) {
        choice = engine.choice(for: choice.awaited, work: work)
      }
      let steps = min(longestStretch, target - time)
      ending = takeStretch(steps, random: random, code: choice.code, workers: engine.workers)
      progress(count - (target - time))
    }
    return ending
  }

  /// For each input of the model whether all neurons get the same of what is fed.
  var sharedFeeds: [Bool] {
    model.inputs.keys.map { input in
      feeds.filter { $0.input == input }.areShared(in: population)
    }
  }

  /// What flows into each input of the program during the next `count` steps.
  func currents(of count: Int, random: RandomSource) -> [Currents] {
    model.inputs.keys.map { name in
      Currents(
        feeds.filter { $0.input == name }, after: time, count: count, population: population,
        firstNeuron: setup.firstNeuron, random: random)
    }
      + windowInputs(after: time, count: count, random: random).map {
        Currents(rows: $0, population: population)
      }
  }

  /// The kernel as C, with what is the same for all neurons as such; nil where it cannot be printed.
  ///
  /// - Parameter inputs: for each input of the program whether all neurons get the same.
  func nativeSource(sharing inputs: [Bool]) -> NativeSource? {
    guard let kernel = kernelOfAll else { return nil }
    var block = LaneBlock<Double>(kernel, width: 1, context: .drawless)
    for (slot, values) in zip(program.parameterSlots, parameters.values) where values.count == 1 {
      block.fill(slot, with: values[0])
    }
    block.prepare()
    return NativeSource(
      kernel, isDouble: precision == .double, sharedSlots: block.isShared, sharedInputs: inputs,
      isSingle: population == 1)
  }

  // As long as can be taken between two looks at the interrupt flag, and as fits into memory beside
  // the recording that it is added to.
  private var longestStretch: Int {
    // One step may be many of their own length.
    guard let kernel = kernelOfAll else { return max(1, 1024 / population) }
    let work = (flow == nil ? 200_000_000 : 50_000_000) / max(1, kernel.instructions.count)
    let room = record == .all ? min(work, 200_000) : work
    return max(1, min(65_536, room / population))
  }

  private mutating func takeStretch(
    _ count: Int, random: RandomSource, code: NativeCode?, workers: Int?
  ) -> Ending {
    let before = state
    let currents = currents(of: count, random: random)
    var stretch = Stretch(
      node: self, count: count, currents: currents, random: random, code: code, workers: workers)
    var segment = stretch.run(&state)
    if segment == nil, stretch.failure == nil {
      // Something became infinite or undefined: which it was first takes a closer look.
      state = before
      stretch.isCareful = true
      segment = stretch.run(&state)
    }
    guard var place = stretch.failure else {
      self.count(count, from: before.columns, random: random)
      if let segment { keep(segment, from: before.columns) }
      return .finished
    }
    state = before
    if place.step > 0 {
      stretch = Stretch(
        node: self, count: place.step, currents: currents, random: random, workers: workers)
      // Sums of the last numbers, by which a quicker look judges, may be infinite already.
      stretch.isCareful = true
      let segment = stretch.run(&state)
      self.count(place.step, from: before.columns, random: random)
      if let segment { keep(segment, from: before.columns) }
    }
    if flow == nil { return .notFinite(located(place, currents: currents, random: random)) }
    place.step = time + 1
    return .notFinite(place)
  }

  // Takes the failing step once more, one instruction at a time, to name where it began.
  private func located(
    _ failure: NotFinite, currents: [Currents], random: RandomSource
  ) -> NotFinite {
    var row = [0.0]
    let inputs = currents.map { current in
      row.withUnsafeMutableBufferPointer {
        current.fill($0, step: failure.step, firstNeuron: failure.neuron)
      }
      return row[0]
    }
    var result = failure
    result.step = time + 1
    result.term =
      firstNonFiniteTerm(
        of: failure.neuron, states: states.values.map { $0[failure.neuron] }, inputs: inputs,
        at: time + 1, random: random) ?? failure.quantity
    return result
  }
}

extension Node {
  /// The term that would first turn a neuron's finite numbers into none.
  ///
  /// - Parameters:
  ///   - neuron: which neuron.
  ///   - states: where it stands.
  ///   - inputs: what flows into each input of the program.
  ///   - step: the step that is taken, counted from 1.
  ///   - random: where noise comes from.
  func firstNonFiniteTerm(
    of neuron: Int, states: [Double], inputs: [Double], at step: Int, random: RandomSource
  ) -> String? {
    let parameters = parameters.values.map { $0.value(of: neuron) }
    let context = StepContext(
      random: random, stream: setup.noiseStream, firstNeuron: setup.firstNeuron + neuron,
      step: step)
    let index =
      precision == .double
      ? program.firstNotFinite(
        parameters: parameters, states: states, inputs: inputs, context: context, as: Double.self)
      : program.firstNotFinite(
        parameters: parameters, states: states, inputs: inputs, context: context, as: Float.self)
    return index.map { program.values[$0].term }
  }

  /// A block of some neurons with its parameters, after the last step taken.
  ///
  /// - Parameters:
  ///   - neurons: which they are.
  ///   - kernel: what takes its steps; that of a step at whose end spikes are where nil.
  ///   - lanes: what the lanes are to be a multiple of, if they are not only vectors.
  ///   - random: where noise comes from.
  func makeBlock<Vector>(
    _ neurons: Range<Int>, of kernel: Kernel? = nil, lanes: Int?, random: RandomSource
  ) -> LaneBlock<Vector> {
    let context = StepContext(
      random: random, stream: setup.noiseStream,
      firstNeuron: setup.firstNeuron + neurons.lowerBound,
      step: time)
    var block = LaneBlock<Vector>(
      kernel ?? self.kernel, width: neurons.count, context: context, lanes: lanes)
    block.prepare(parameters: parameters.values, of: neurons)
    return block
  }

  /// Records steps that were taken elsewhere: a column for every quantity, and the spikes.
  ///
  /// - Parameters:
  ///   - spikes: who fired when.
  ///   - columns: one for each quantity that is not computed from others.
  ///   - steps: how many there were.
  ///   - before: the states before the first of them.
  mutating func record(
    _ spikes: Spikes, columns: [[Double]], steps: Int,
    from before: OrderedDictionary<String, [Double]> = [:]
  ) {
    var columns = columns
    if let index = recording.quantities.firstIndex(of: "spike") { columns[index] = [] }
    switch record {
    case .all: break
    case .spikes: columns = Array(repeating: [], count: columns.count)
    case .none:
      recording.append(
        Recording.Segment(spikeCounts: spikes.counts(at: 0..<steps), quantities: columns.count))
      return
    }
    keep(Recording.Segment(steps: steps, columns: columns, spikes: spikes), from: before)
  }
}
