import Equations
import Neurons
import OrderedCollections

extension Stretch {
  /// Takes the steps of a node whose spikes are found between them, from where it stands.
  ///
  /// - Returns: what is recorded; nil where a neuron could not be solved on.
  mutating func run(_ state: inout Node.State, of flow: Flow) -> Recording.Segment? {
    var columns = node.record == .all ? emptyColumns : []
    var stateColumns = Array(state.columns.values)
    let memories = state.memories
    for name in state.columns.keys { state.columns[name] = [] }
    let inputs = FlowInputs(node, currents: currents, count: count, random: random)
    let population = node.population
    let layout = layout(of: flow)
    let results = withPointers(to: &stateColumns) { states in
      withPointers(to: &columns) { samples in
        // SAFETY: the pointers in it are to storage that outlives the work, and every task touches only
        // the places of its own neurons.
        nonisolated(unsafe) let work = FlowWork(
          stretch: self, flow: flow, inputs: inputs, states: states, samples: samples)
        guard let layout else {
          let tasks = (population + neuronsPerTask - 1) / neuronsPerTask
          return concurrently(over: tasks, workers: workers) { task in
            let first = task * neuronsPerTask
            return work.run(first..<min(population, first + neuronsPerTask), memories: memories)
          }
        }
        return concurrently(over: layout.taskCount, workers: workers) { task in
          let blocks = layout.blocks(ofTask: task)
          return population == 1
            ? work.run(blocks, of: layout, memories: memories, as: Double.Single.self)
            : work.run(blocks, of: layout, memories: memories, as: Double.Vector.self)
        }
      }
    }
    for (index, name) in state.columns.keys.enumerated() {
      state.columns[name] = stateColumns[index]
    }
    state.memories =
      results.allSatisfy(\.memories.isEmpty)
      ? []
      : results.flatMap {
        $0.memories + Array(repeating: nil, count: $0.count - $0.memories.count)
      }
    failure = results.compactMap(\.failure).min { ($0.step, $0.neuron) < ($1.step, $1.neuron) }
    guard failure == nil, results.allSatisfy(\.isFinite) else { return nil }
    let fired = results.flatMap(\.spikes).sorted {
      ($0.step, $0.neuron, -$0.lead) < ($1.step, $1.neuron, -$1.lead)
    }
    if node.record == .none {
      var counts = Array(repeating: UInt32(0), count: count)
      for spike in fired { counts[spike.step] += 1 }
      return Recording.Segment(spikeCounts: counts, quantities: node.recording.quantities.count)
    }
    var spikes = Spikes()
    for spike in fired {
      spikes.append(step: spike.step, neuron: spike.neuron, value: 1, lead: spike.lead)
    }
    return segment(columns, spikes)
  }

  // How the population is cut into blocks, where not each neuron is solved by itself: that is also the
  // closer look where something became infinite or undefined. Blocks are wide, so that something happens for
  // several neurons in a step, which are solved together.
  private func layout(of flow: Flow) -> BlockLayout? {
    if isCareful || flow.quietStep == nil { return nil }
    return BlockLayout(
      population: node.population, lanes: code?.source.lanes ?? Double.Vector.laneCount,
      least: widthOfBlocks)
  }
}

private let widthOfBlocks = 1024

/// The part of a stretch that one core does of a node whose spikes are found between steps: all steps of
/// some neurons.
final class FlowWork {
  // A class, since closures would copy all parts of a value.
  let stretch: Stretch
  let flow: Flow
  let inputs: FlowInputs
  /// For each state one number a neuron.
  let states: [UnsafeMutableBufferPointer<Double>]
  /// For each recorded quantity one row of the population a step; empty where none is written.
  let samples: [UnsafeMutableBufferPointer<Double>]
  let dt: Double
  let parameters: [[Double]]

  init(
    stretch: Stretch, flow: Flow, inputs: FlowInputs,
    states: [UnsafeMutableBufferPointer<Double>], samples: [UnsafeMutableBufferPointer<Double>]
  ) {
    self.stretch = stretch
    self.flow = flow
    self.inputs = inputs
    self.states = states
    self.samples = samples
    dt = stretch.node.dt
    parameters = Array(stretch.node.parameters.values)
  }

  /// What the neurons of one task came to.
  struct Outcome: Sendable {
    var spikes: [(step: Int, neuron: Int, lead: Double)] = []
    /// For each neuron the course that goes on; none for those behind the last that has one.
    var memories: [FlowMemory?] = []
    /// How many neurons there are.
    var count = 0
    var failure: Node.NotFinite?
    /// False where something may have become infinite or undefined in a step of all.
    var isFinite = true

    // Adds the courses of the next neurons.
    fileprivate mutating func append(
      _ kept: @autoclosure () -> [FlowMemory?], isAny: Bool, of more: Int
    ) {
      if isAny {
        memories += Array(repeating: nil, count: count - memories.count)
        memories += kept()
      }
      count += more
    }

    /// Adds the courses of a block, which is the next.
    mutating func append(_ block: FlowBlock, of neurons: Range<Int>) {
      append(block.memories, isAny: block.hasCourses, of: neurons.count)
    }
  }

  /// Takes all steps of some neurons.
  func run(_ neurons: Range<Int>, memories: [FlowMemory?]) -> Outcome {
    let node = stretch.node
    var outcome = Outcome()
    var work = FlowNeuron(node, flow, neuron: neurons.lowerBound)
    var values = Array(repeating: 0.0, count: flow.inputCount)
    for neuron in neurons {
      if node.parametersDiffer { work.prepare(parameters, of: neuron) }
      work.load(memory: memories.isEmpty ? nil : memories[neuron]) { states[$0][neuron] }
      // Behind the first that fails nothing counts.
      for step in 0..<(outcome.failure?.step ?? stretch.count) {
        if stretch.isInterrupted() {
          outcome.isFinite = false
          return outcome
        }
        do {
          inputs.read(&values, step: step, neuron: neuron)
          work.open(node.time + step + 1, inputs: values)
          try work.advance(
            to: dt, changes: inputs.changes(ofStep: step, neuron: neuron)[...])
          try work.close()
        } catch {
          outcome.failure = error.place(step: step, neuron: neuron, in: node)
          break
        }
        for time in work.spikes {
          outcome.spikes.append((step, neuron, 1 - time / dt))
        }
        if !samples.isEmpty { record(work, step, neuron) }
      }
      outcome.append([work.memory], isAny: work.memory != nil, of: 1)
      for (state, value) in zip(states, work.states) { state[neuron] = value }
    }
    return outcome
  }

  /// Records what flows into an input of some neurons, as a mean over a step.
  func recordInput(_ index: Int, _ step: Int, _ neurons: Range<Int>) {
    guard !samples.isEmpty, !samples[index].isEmpty else { return }
    let first = step * stretch.node.population + neurons.lowerBound
    stretch.currents[index].fill(
      UnsafeMutableBufferPointer(rebasing: samples[index][first..<first + neurons.count]),
      step: step, firstNeuron: neurons.lowerBound)
  }

  private func record(_ work: FlowNeuron, _ step: Int, _ neuron: Int) {
    let place = step * stretch.node.population + neuron
    for index in 0..<flow.inputCount { recordInput(index, step, neuron..<neuron + 1) }
    let quantities = samples[flow.inputCount...]
    let mem = work.states[flow.mem]
    quantities.first.map { $0[place] = work.membraneAtSpike ?? mem }
    for (column, value) in zip(quantities.dropFirst(), work.states) where !column.isEmpty {
      column[place] = value
    }
  }
}

extension FlowFailure {
  /// The place of the failure in words; its step counts from 0.
  func place(step: Int, neuron: Int, in node: Node) -> Node.NotFinite {
    var place = Node.NotFinite(step: step, neuron: neuron, quantity: "mem", term: "")
    switch self {
    case .notFinite(let state):
      place.quantity = node.states.keys[state]
      place.term = place.quantity
    case .endlessFiring: place.cause = .endlessFiring
    case .endlessEvent(let event):
      place.cause = .endlessEvent(node.model.events[event].written.heading)
    case .tolerance: place.cause = .tolerance
    case .steps: place.cause = .steps
    }
    return place
  }
}

// Many enough that preparing the work for them costs little beside their steps.
private let neuronsPerTask = 16
