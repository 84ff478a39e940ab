import Neurons
import OrderedCollections

/// Neurons among others whose spikes are found between steps.
protocol FlowPopulation: AnyObject {
  /// For each neuron the step of an adaptive method that goes on.
  var memories: [FlowMemory?] { get }
  /// Takes over what flows into an input at the begin of the step that comes next, neuron by neuron.
  func load(_ input: Int, from row: UnsafeBufferPointer<Double>)
  /// Changes what was taken over of one neuron.
  func change(_ input: Int, of neuron: Int, by amount: Double)
  /// Begins a step, counted from 1.
  func open(_ number: Int)
  /// Goes on within it.
  ///
  /// - Parameters:
  ///   - end: to where, counted from its begin.
  ///   - changes: what changes until then, sorted.
  ///   - see: told who fires when, neuron by neuron.
  /// - Returns: the first neuron that could not be solved on, and why.
  func advance(
    to end: Double, changes: FlowChanges,
    seeing see: (_ neuron: Int, _ spike: Double) -> Void
  ) -> (neuron: Int, reason: FlowFailure)?
  /// Copies a state, by its place among all.
  func read(_ state: Int, into row: UnsafeMutablePointer<Double>)
  /// Copies the membrane potential, as it was before the last spike of the step reset it.
  func readMembraneBeforeReset(into row: UnsafeMutablePointer<Double>)
  /// Adds to a state of one neuron, unless the one named `sparing`, if there is, is more than `limit`.
  func add(_ amount: Double, to state: Int, of neuron: Int, sparing: Int?, above limit: Double)
  /// Whether nothing that came about since the last call is infinite or undefined.
  func isFinite() -> Bool
}

/// The columns of neurons among others whose spikes are found between steps; see `Cells` for what functions
/// of the same names do.
final class FlowColumns {
  private let node: Node
  private let flow: Flow
  private let firstState: Int
  private var neurons: any FlowPopulation
  // What currents change in the rest of the step.
  private var changes = FlowChanges()
  private var number: Int
  /// Why a neuron could not be solved on.
  private(set) var failure: (neuron: Int, reason: FlowFailure)?
  /// The spikes of the present step and when in it they were, as a share of it: neuron by neuron at its end.
  private(set) var spikes: [(neuron: Int, share: Double)] = []

  /// Begins where a node stands.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - flow: how it is solved.
  ///   - isCareful: whether every number is looked at after every step.
  ///   - random: where noise comes from.
  init(_ node: Node, _ flow: Flow, isCareful: Bool, random: RandomSource) {
    (self.node, self.flow) = (node, flow)
    firstState = node.program.stateSlots.lowerBound
    number = node.time
    let together = isCareful ? nil : FlowTogether(node, flow, random: random)
    neurons = together ?? FlowApart(node, flow)
  }

  /// Prepares for steps in pieces, before the first one: neurons get each other's spikes within them.
  func prepareForPieces() { neurons = FlowApart(node, flow) }

  /// For each neuron the step of an adaptive method that goes on.
  var memories: [FlowMemory?] { neurons.memories }

  func load(_ input: Int, from rows: [Double], at offset: Int) {
    rows.withUnsafeBufferPointer { rows in
      neurons.load(
        input, from: UnsafeBufferPointer(rebasing: rows[offset..<offset + node.population]))
    }
  }

  /// Begins a step with the inputs that are loaded.
  ///
  /// - Parameters:
  ///   - step: which of the stretch, counted from 0.
  ///   - flowing: currents that begin or end within steps.
  func open(_ step: Int, _ flowing: FlowInputs) {
    number += 1
    failure = nil
    spikes.removeAll(keepingCapacity: true)
    changes.removeAll()
    if flowing.hasPieces {
      for neuron in 0..<node.population {
        let difference = flowing.difference(ofStep: step, neuron: neuron)
        for (index, value) in difference.inputs.enumerated() where value != 0 {
          neurons.change(index, of: neuron, by: value)
        }
        for change in difference.changes { changes.add(change, to: neuron) }
      }
    }
    neurons.open(number)
  }

  /// Goes on within the step.
  ///
  /// - Parameters:
  ///   - share: to where, as a share of the step.
  ///   - arriving: what arrives until then.
  /// - Returns: the spikes, in the order of their times.
  func advance(
    to share: Double, arriving: FlowChanges
  ) -> [(neuron: Int, share: Double)] {
    guard failure == nil else { return [] }
    let end = share == 1 ? node.dt : share * node.dt
    var now = arriving
    if !changes.isEmpty {
      // What currents do comes first at the same time.
      let rest = changes.takeLater(than: end)
      now = changes
      arriving.forEach { now.add($1, to: $0) }
      changes = rest
    }
    now.sort()
    let before = spikes.count
    failure = neurons.advance(to: end, changes: now) { neuron, time in
      spikes.append((neuron, time / node.dt))
    }
    return spikes[before...].sorted { ($0.share, $0.neuron) < ($1.share, $1.neuron) }
  }

  /// Ends the step: its spikes stand neuron by neuron then, in whatever pieces it was taken.
  func close() { spikes.sort { ($0.neuron, $0.share) < ($1.neuron, $1.share) } }

  func read(_ slot: Int, into row: UnsafeMutablePointer<Double>) {
    let state = slot - firstState
    if node.states.values.indices.contains(state) {
      neurons.read(state, into: row)
    } else {
      neurons.readMembraneBeforeReset(into: row)
    }
  }

  func add(_ amounts: SpikeList, to slot: Int, sparing: Int?, above limit: Double) {
    for (neuron, amount) in amounts {
      neurons.add(
        amount, to: slot - firstState, of: neuron, sparing: sparing.map { $0 - firstState },
        above: limit)
    }
  }

  func isFinite() -> Bool { failure == nil && neurons.isFinite() }
}
