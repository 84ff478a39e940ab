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
    let (width, population) = (neuronsPerTask, node.population)
    let results = withPointers(to: &stateColumns) { states in
      withPointers(to: &columns) { samples in
        // SAFETY: the pointers in it are to storage that outlives the work, and every task touches only
        // the places of its own neurons.
        nonisolated(unsafe) let work = FlowWork(
          stretch: self, flow: flow, inputs: inputs, states: states, samples: samples)
        let tasks = (population + width - 1) / width
        return concurrently(over: tasks, workers: workers) { task in
          work.run(task * width..<min(population, (task + 1) * width), memories: memories)
        }
      }
    }
    for (index, name) in state.columns.keys.enumerated() {
      state.columns[name] = stateColumns[index]
    }
    state.memories = results.flatMap(\.memories)
    failure = results.compactMap(\.failure).min { ($0.step, $0.neuron) < ($1.step, $1.neuron) }
    guard failure == nil else { return nil }
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
}

/// The part of a stretch that one core does of a node whose spikes are found between steps: all steps of
/// some neurons.
struct FlowWork {
  let stretch: Stretch
  let flow: Flow
  let inputs: FlowInputs
  /// For each state one number a neuron.
  let states: [UnsafeMutableBufferPointer<Double>]
  /// For each recorded quantity one row of the population a step; empty where none is written.
  let samples: [UnsafeMutableBufferPointer<Double>]

  /// What the neurons of one task came to.
  struct Outcome: Sendable {
    var spikes: [(step: Int, neuron: Int, lead: Double)] = []
    var memories: [FlowMemory?] = []
    var failure: Node.NotFinite?
  }

  /// Takes all steps of some neurons.
  func run(_ neurons: Range<Int>, memories: [FlowMemory?]) -> Outcome {
    let node = stretch.node
    var outcome = Outcome()
    var work = FlowNeuron(
      flow, stateCount: states.count, dt: node.dt, tolerance: node.setup.tolerance)
    let differ = node.parameters.values.contains { $0.count > 1 }
    for neuron in neurons {
      if differ || neuron == neurons.lowerBound {
        work.prepare(Array(node.parameters.values), of: neuron)
      }
      work.load(states.map { $0[neuron] }, memory: memories.isEmpty ? nil : memories[neuron])
      for step in 0..<stretch.count {
        do {
          let course = inputs.course(ofStep: step, neuron: neuron)
          work.open(node.time + step + 1, inputs: course.inputs)
          try work.advance(to: node.dt, changes: course.changes[...])
          try work.close()
        } catch {
          let failure = error.place(step: step, neuron: neuron, in: node)
          if outcome.failure.map({ (step, neuron) < ($0.step, $0.neuron) }) ?? true {
            outcome.failure = failure
          }
          break
        }
        for time in work.spikes {
          outcome.spikes.append((step, neuron, 1 - time / node.dt))
        }
        if !samples.isEmpty { record(work, step, neuron) }
      }
      outcome.memories.append(work.memory)
      for (state, value) in zip(states, work.states) { state[neuron] = value }
    }
    return outcome
  }

  private func record(_ work: FlowNeuron, _ step: Int, _ neuron: Int) {
    let node = stretch.node
    let place = step * node.population + neuron
    let inputCount = node.model.inputs.count
    for index in 0..<inputCount where !samples[index].isEmpty {
      stretch.currents[index].fill(
        UnsafeMutableBufferPointer(rebasing: samples[index][place..<place + 1]), step: step,
        firstNeuron: neuron)
    }
    let quantities = samples[inputCount...]
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
    }
    return place
  }
}

// Many enough that preparing the work for them costs little beside their steps.
private let neuronsPerTask = 16
