import OrderedCollections

/// Neurons of a block whose spikes are found between steps: those for which something happens in a step
/// that all took at once take it alone.
struct FlowBlock {
  private let parameters: [[Double]]
  private let dt: Double
  private let neurons: Range<Int>
  private let firstState: Int
  private let firstInput: Int
  // The slot of the time for which it does not fire; nil for a model without.
  private let refractory: Int?
  // Whether each neuron has parameters of its own.
  private let parametersDiffer: Bool
  private var inputs: [Double]
  /// For each neuron the course that goes on from step to step.
  private(set) var memories: [FlowMemory?]
  // The lanes that are marked in the present step.
  private var marked: [Int] = []
  // A bit for each lane that is, where the code of a step tells it.
  private var words: [UInt64]
  /// The slot that marks what happens.
  let spikeSlot: Int

  /// Takes over some neurons of a node.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - flow: how it is solved.
  ///   - neurons: which of its neurons.
  ///   - memories: for each neuron of the node the course that goes on; empty where none does.
  init(_ node: Node, _ flow: Flow, _ neurons: Range<Int>, memories: [FlowMemory?]) {
    parameters = Array(node.parameters.values)
    dt = node.dt
    self.neurons = neurons
    firstState = node.program.stateSlots.lowerBound
    firstInput = node.program.inputSlots.lowerBound
    let firstState = firstState
    refractory = flow.refractory.map { firstState + $0 }
    spikeSlot = firstState + flow.spike
    parametersDiffer = node.parametersDiffer
    inputs = Array(repeating: 0, count: flow.inputCount)
    words = Array(repeating: 0, count: SpikeBits.words(for: neurons.count))
    self.memories =
      memories.isEmpty ? Array(repeating: nil, count: neurons.count) : Array(memories[neurons])
  }

  /// Leaves the course of a neuron, as something arrived at it.
  mutating func leaveCourse(_ lane: Int) { memories[lane] = nil }

  /// For each neuron 1 where a course goes on, else 0.
  var marks: [Double] { memories.map { $0?.isOver ?? true ? 0 : 1 } }

  /// Marks the neurons for which a course goes on, and no others.
  func markCourses<Vector>(_ columns: LaneColumns<Vector>) {
    marks.withUnsafeBufferPointer { columns.load(spikeSlot, from: $0) }
  }

  /// Whether a course goes on for one of them.
  var hasCourses: Bool { memories.contains { $0 != nil } }

  /// Takes a step of all by code that puts a bit for each neuron that it marks.
  mutating func markBits(by step: (UnsafeMutablePointer<UInt64>) -> Void) {
    for index in words.indices { words[index] = 0 }
    words.withUnsafeMutableBufferPointer { words in
      if let base = words.baseAddress { step(base) }
    }
    marked.removeAll(keepingCapacity: true)
    for (index, word) in words.enumerated() where word != 0 {
      word.forEachBit { marked.append(index * 64 + $0) }
    }
  }

  /// Finds the neurons that are marked in their column.
  mutating func findMarked<Vector>(_ columns: LaneColumns<Vector>) {
    marked.removeAll(keepingCapacity: true)
    columns.forEachNonZero(spikeSlot) { lane, _ in marked.append(lane) }
  }

  /// Takes the step of the neurons that were found to be marked, from where they stand.
  ///
  /// - Parameters:
  ///   - columns: the columns of the block.
  ///   - number: which step it is, counted from 1.
  ///   - isShared: for each input whether all neurons get the same.
  ///   - workers: what takes it, with the parameters of one of them.
  ///   - changes: what changes within the step for a neuron of the node.
  ///   - see: looks at a neuron, by its lane: when it fired in the step, and mem before the last reset.
  /// - Returns: the first neuron that could not be solved on, and why.
  mutating func settle<Vector: Lanes>(
    _ columns: LaneColumns<Vector>, step number: Int, sharing isShared: [Bool],
    by workers: inout FlowWorkers, changes: (Int) -> ArraySlice<FlowNeuron.Change>,
    seeing see: (_ lane: Int, _ spikes: [Double], _ top: Double?) -> Void
  ) -> (neuron: Int, reason: FlowFailure)? where Vector.Scalar == Double {
    if marked.isEmpty { return nil }
    for first in stride(from: 0, to: marked.count, by: FlowLanes.Numbers.laneCount) {
      let lanes = marked[first..<min(marked.count, first + FlowLanes.Numbers.laneCount)]
      let taken = settleTogether(
        lanes, columns, step: number, sharing: isShared, &workers, changes)
      for (place, lane) in lanes.enumerated() {
        if taken & 1 << UInt64(place) != 0 {
          let spikes = workers.several.spikes[place]
          see(lane, spikes, spikes.isEmpty ? nil : workers.several.membraneAtSpike[place])
          continue
        }
        do throws(FlowFailure) {
          try settle(lane, columns, step: number, sharing: isShared, &workers.one, changes)
          see(lane, workers.one.spikes, workers.one.membraneAtSpike)
        } catch {
          return (neurons.lowerBound + lane, error)
        }
      }
    }
    return nil
  }

  // Takes the step of some of those that are marked at once; returns a bit for each that took it.
  private mutating func settleTogether<Vector: Lanes>(
    _ lanes: ArraySlice<Int>, _ columns: LaneColumns<Vector>, step number: Int,
    sharing isShared: [Bool], _ workers: inout FlowWorkers,
    _ changes: (Int) -> ArraySlice<FlowNeuron.Change>
  ) -> UInt64 where Vector.Scalar == Double {
    guard lanes.count > 1, workers.takesSeveral else { return 0 }
    workers.several.clear()
    for (place, lane) in lanes.enumerated() where changes(neurons.lowerBound + lane).isEmpty {
      workers.several.load(place, memory: memories[lane]) {
        columns[firstState + $0, lane: lane]
      } input: {
        columns[firstInput + $0, lane: isShared[$0] ? 0 : lane]
      }
    }
    guard workers.several.present.nonzeroBitCount > 1 else { return 0 }
    if parametersDiffer {
      workers.several.equations.prepare(parameters) { place in
        neurons.lowerBound + lanes[min(lanes.startIndex + place, lanes.endIndex - 1)]
      }
    }
    workers.several.takeStep(number)
    let taken = workers.several.present
    taken.forEachBit { place in
      let lane = lanes[lanes.startIndex + place]
      for index in workers.several.equations.states.indices {
        columns[firstState + index, lane: lane] = workers.several.equations.states[index][place]
      }
      let goesOn = workers.several.courses.goesOn(place)
      if goesOn {
        workers.several.courses.store(
          place, inputs: workers.several.equations.inputs, into: &memories[lane])
      } else if memories[lane] != nil {
        memories[lane] = nil
      }
      columns[spikeSlot, lane: lane] = goesOn ? 1 : 0
    }
    return taken
  }

  private mutating func settle<Vector: Lanes>(
    _ lane: Int, _ columns: LaneColumns<Vector>, step number: Int, sharing isShared: [Bool],
    _ worker: inout FlowNeuron, _ changes: (Int) -> ArraySlice<FlowNeuron.Change>
  ) throws(FlowFailure) where Vector.Scalar == Double {
    let neuron = neurons.lowerBound + lane
    if parametersDiffer { worker.prepare(parameters, of: neuron) }
    for index in inputs.indices {
      inputs[index] = columns[firstInput + index, lane: isShared[index] ? 0 : lane]
    }
    let changes = changes(neuron)
    let isQuietSoFar =
      memories[lane] == nil && changes.isEmpty
      && refractory.map { columns[$0, lane: lane] == 0 } ?? true
    let memory = memories[lane] == nil ? nil : memories[lane].take()
    worker.load(memory: memory) { columns[firstState + $0, lane: lane] }
    worker.open(number, inputs: inputs)
    // The step of all was tried.
    if isQuietSoFar { worker.expectHappening() }
    try worker.advance(to: dt, changes: changes)
    try worker.close()
    for index in worker.states.indices {
      columns[firstState + index, lane: lane] = worker.states[index]
    }
    let goesOn = worker.goesOn
    if goesOn { memories[lane] = worker.takeMemory() }
    columns[spikeSlot, lane: lane] = goesOn ? 1 : 0
  }
}

/// What takes the step of neurons of a block for which something happens: one by one, or some at once.
struct FlowWorkers {
  var one: FlowNeuron
  var several: FlowLanes
  /// Whether the model is one of which several neurons can.
  let takesSeveral: Bool

  /// Makes room for neurons of a node, with the parameters of one of them.
  init(_ node: Node, _ flow: Flow, neuron: Int) {
    one = FlowNeuron(node, flow, neuron: neuron)
    several = FlowLanes(node, flow, neuron: neuron)
    takesSeveral = FlowLanes.suit(flow)
  }
}

extension Node {
  /// Whether its neurons have parameters of their own.
  var parametersDiffer: Bool { parameters.values.contains { $0.count > 1 } }
}
