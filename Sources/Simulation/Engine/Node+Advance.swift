import Equations
public import Neurons
import OrderedCollections

extension Node {
  /// Takes `count` steps, on all cores where there are many neurons.
  ///
  /// A node alone is a network of one.
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
    var network = Network()
    network.nodes[name] = self
    // What two hold would be copied before it grows.
    recording = recording.emptied()
    state.columns = [:]
    tallies = nil
    let ending = network.advance(
      [name], by: count, order: .stepByStep, random: random, engine: engine,
      isInterrupted: isInterrupted, progress: progress)
    self = network.nodes.values[0]
    return switch ending {
    case .finished, .notFiniteSynapses: .finished
    case .interrupted: .interrupted
    case .notFinite(_, let place): .notFinite(place)
    }
  }

  /// For each input of the model whether all neurons get the same of what is fed.
  var sharedFeeds: [Bool] {
    model.inputs.keys.map { input in
      feeds.filter { $0.input == input }.areShared(in: population)
    }
  }

  /// What flows into each input of the program during the next `count` steps.
  func currents(of count: Int, random: RandomSource) -> [Currents] {
    model.inputs.keys.map { current(into: $0, of: count, random: random) }
      + windowInputs(after: time, count: count, random: random).map {
        Currents(rows: $0, population: population)
      }
  }

  /// What flows into one of the model's inputs during the next `count` steps.
  func current(into input: String, of count: Int, random: RandomSource) -> Currents {
    Currents(
      feeds.filter { $0.input == input }, after: time, count: count, population: population,
      firstNeuron: setup.firstNeuron, random: random)
  }

  /// The kernel as C, with what is the same for all neurons as such; nil where it cannot be printed.
  ///
  /// - Parameters:
  ///   - inputs: how each input of the program is given.
  ///   - told: what it tells of spikes.
  func nativeSource(
    _ inputs: [NativeSource.Input], tells told: NativeSource.Told = .steps
  ) -> NativeSource? {
    guard let kernel = kernelOfAll else { return nil }
    var block = LaneBlock<Double>(kernel, width: 1, context: .drawless)
    for (slot, values) in zip(program.parameterSlots, parameters.values) where values.count == 1 {
      block.fill(slot, with: values[0])
    }
    block.prepare()
    return NativeSource(
      kernel, isDouble: precision == .double, sharedSlots: block.isShared, inputs: inputs,
      tells: told, isSingle: population == 1)
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
  ///   - isWhole: whether it has columns for what is computed in between, which native code has not.
  ///   - random: where noise comes from.
  func makeBlock<Vector>(
    _ neurons: Range<Int>, of kernel: Kernel? = nil, lanes: Int?, isWhole: Bool = true,
    random: RandomSource
  ) -> LaneBlock<Vector> {
    let context = StepContext(
      random: random, stream: setup.noiseStream,
      firstNeuron: setup.firstNeuron + neurons.lowerBound,
      step: time)
    var block = LaneBlock<Vector>(
      kernel ?? self.kernel, width: neurons.count, context: context, lanes: lanes,
      isWhole: isWhole)
    block.prepare(parameters: parameters.values, of: neurons)
    return block
  }

  /// The same node with nothing recorded.
  var unrecorded: Node {
    var node = self
    node.recording = recording.emptied()
    node.tallies = tallies?.emptied
    return node
  }

  /// Puts where some neurons stand into the columns of their block.
  func loadStates<Vector>(of neurons: Range<Int>, into block: inout LaneBlock<Vector>) {
    for (slot, values) in zip(program.stateSlots, states.values) {
      values.withUnsafeBufferPointer { block.load(slot, from: .init(rebasing: $0[neurons])) }
    }
  }
}
