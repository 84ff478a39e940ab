import Neurons
import OrderedCollections

/// Neurons among others each of which goes through its steps by itself.
final class FlowApart: FlowPopulation {
  private let dt: Double
  private let mem: Int
  /// One for all neurons where all have the same parameters, else one for each.
  private var workers: [FlowNeuron]
  private var positions: [FlowNeuron.Position]
  private var inputs: [[Double]]
  private var number: Int

  init(_ node: Node, _ flow: Flow) {
    (dt, mem) = (node.dt, node.program.mem)
    number = node.time
    workers = (0..<(node.parametersDiffer ? node.population : 1)).map {
      FlowNeuron(node, flow, neuron: $0)
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

  var memories: [FlowMemory?] { positions.map(\.memory) }

  func load(_ input: Int, from row: UnsafeBufferPointer<Double>) {
    for neuron in inputs.indices { inputs[neuron][input] = row[neuron] }
  }

  func change(_ input: Int, of neuron: Int, by amount: Double) { inputs[neuron][input] += amount }

  func open(_ number: Int) {
    self.number = number
    for neuron in positions.indices {
      with(neuron) { $0.open(number, inputs: inputs[neuron]) }
    }
  }

  func advance(
    to end: Double, changes: FlowChanges,
    seeing see: (_ neuron: Int, _ spike: Double) -> Void
  ) -> (neuron: Int, reason: FlowFailure)? {
    for neuron in positions.indices {
      var failure: FlowFailure?
      with(neuron) { worker in
        let before = worker.spikes.count
        do throws(FlowFailure) {
          try worker.advance(to: end, changes: changes.of(neuron))
          if end == dt { try worker.close() }
        } catch {
          failure = error
        }
        for time in worker.spikes.dropFirst(before) { see(neuron, time) }
      }
      if let failure { return (neuron, failure) }
    }
    return nil
  }

  private func with(_ neuron: Int, _ body: (inout FlowNeuron) -> Void) {
    let place = workers.count > 1 ? neuron : 0
    workers[place].enter(number)
    workers[place].position = positions[neuron]
    body(&workers[place])
    positions[neuron] = workers[place].position
  }

  func read(_ state: Int, into row: UnsafeMutablePointer<Double>) {
    for neuron in positions.indices { row[neuron] = positions[neuron].states[state] }
  }

  func readMembraneBeforeReset(into row: UnsafeMutablePointer<Double>) {
    for (neuron, position) in positions.enumerated() {
      row[neuron] = position.membraneAtSpike ?? position.states[mem]
    }
  }

  func add(_ amount: Double, to state: Int, of neuron: Int, sparing: Int?, above limit: Double) {
    if let sparing, positions[neuron].states[sparing] > limit { return }
    positions[neuron].states[state] += amount
    positions[neuron].memory = nil
  }

  func isFinite() -> Bool { positions.allSatisfy { $0.states.allSatisfy(\.isFinite) } }
}
