import Neurons
import OrderedCollections

/// The neurons of a node whose spikes are found between steps, among others at work; see `RunningColumns`
/// for what functions of the same names do.
final class FlowColumns {
  private let node: Node
  private let firstState: Int
  /// One for all neurons where all have the same parameters, else one for each.
  private var workers: [FlowNeuron]
  private var positions: [FlowNeuron.Position]
  private var inputs: [[Double]]
  // What changes in the rest of the step, for each neuron that has something of its own.
  private var changes: [Int: [FlowNeuron.Change]] = [:]
  private var number: Int
  /// Why a neuron could not be solved on.
  private(set) var failure: (neuron: Int, reason: FlowFailure)?
  /// The spikes of the present step and when in it they were, as a share of it: neuron by neuron at its end.
  private(set) var spikes: [(neuron: Int, share: Double)] = []

  init(_ node: Node, _ flow: Flow) {
    self.node = node
    firstState = node.program.stateSlots.lowerBound
    number = node.time
    workers = (0..<(node.parametersDiffer ? node.population : 1)).map { neuron in
      var worker = FlowNeuron(
        flow, stateCount: node.states.count, dt: node.dt, tolerance: node.setup.tolerance)
      worker.prepare(Array(node.parameters.values), of: neuron)
      return worker
    }
    let memories = node.state.memories
    positions = (0..<node.population).map { neuron in
      FlowNeuron.Position(
        states: node.states.values.map { $0[neuron] },
        memory: memories.isEmpty ? nil : memories[neuron])
    }
    for neuron in positions.indices {
      positions[neuron].inputs = positions[neuron].memory?.inputs ?? []
    }
    inputs = Array(
      repeating: Array(repeating: 0, count: node.model.inputs.count), count: node.population)
  }

  /// For each neuron the step of an adaptive method that goes on.
  var memories: [FlowMemory?] { positions.map(\.memory) }

  func fill(_ input: Int, with value: Double) {
    for neuron in inputs.indices { inputs[neuron][input] = value }
  }

  func load(_ input: Int, from rows: [Double], at offset: Int) {
    for neuron in inputs.indices { inputs[neuron][input] = rows[offset + neuron] }
  }

  /// Begins a step with the inputs that are given.
  ///
  /// - Parameters:
  ///   - step: which of the stretch, counted from 0.
  ///   - flowing: currents that begin or end within steps.
  func open(_ step: Int, _ flowing: FlowInputs) {
    number += 1
    failure = nil
    spikes = []
    changes = [:]
    for neuron in positions.indices {
      if flowing.hasPieces {
        let difference = flowing.difference(ofStep: step, neuron: neuron)
        for (index, value) in difference.inputs.enumerated() { inputs[neuron][index] += value }
        if !difference.changes.isEmpty { changes[neuron] = difference.changes }
      }
      with(neuron) { $0.open(number, inputs: inputs[neuron]) }
    }
  }

  /// Goes on within the step.
  ///
  /// - Parameters:
  ///   - share: to where, as a share of the step.
  ///   - arriving: what arrives until then, for each neuron at which something does.
  /// - Returns: the spikes, in the order of their times.
  func advance(
    to share: Double, arriving: [Int: [FlowNeuron.Change]]
  ) -> [(neuron: Int, share: Double)] {
    var fired: [(neuron: Int, share: Double)] = []
    for neuron in positions.indices where failure == nil {
      var all = (changes[neuron] ?? []) + (arriving[neuron] ?? [])
      if all.count > 1 { all.sort { $0.offset < $1.offset } }
      let end = share == 1 ? node.dt : share * node.dt
      let now = all.prefix { $0.offset < end }
      if changes[neuron] != nil || now.count < all.count {
        changes[neuron] = Array(all.dropFirst(now.count))
      }
      with(neuron) { worker in
        let before = worker.spikes.count
        do throws(FlowFailure) {
          try worker.advance(to: end, changes: now)
          if share == 1 { try worker.close() }
        } catch {
          failure = (neuron, error)
        }
        for time in worker.spikes.dropFirst(before) { fired.append((neuron, time / node.dt)) }
      }
    }
    spikes += fired
    return fired.sorted { ($0.share, $0.neuron) < ($1.share, $1.neuron) }
  }

  private func with(_ neuron: Int, _ body: (inout FlowNeuron) -> Void) {
    let place = workers.count > 1 ? neuron : 0
    workers[place].enter(number)
    workers[place].position = positions[neuron]
    body(&workers[place])
    positions[neuron] = workers[place].position
  }

  func read(_ slot: Int, into row: UnsafeMutablePointer<Double>) {
    let state = slot - firstState
    for (neuron, position) in positions.enumerated() {
      row[neuron] =
        position.states.indices.contains(state)
        ? position.states[state]
        : position.membraneAtSpike ?? position.states[node.program.mem]
    }
  }

  func add(_ amounts: SpikeList, to slot: Int, sparing: Int?, above limit: Double) {
    for (neuron, amount) in amounts {
      if let sparing, positions[neuron].states[sparing - firstState] > limit { continue }
      positions[neuron].states[slot - firstState] += amount
      positions[neuron].memory = nil
    }
  }

  func isFinite() -> Bool {
    failure == nil && positions.allSatisfy { $0.states.allSatisfy(\.isFinite) }
  }
}
