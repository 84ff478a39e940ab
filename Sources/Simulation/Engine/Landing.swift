import Neurons
import OrderedCollections

/// Where in a node at work a connection ends, by its place.
enum Landing {
  /// What arrives is added to that input at that step alone.
  case input(Int)
  /// What arrives is added to that state, but not to that of refractory neurons, which are those whose
  /// state `sparing` says so.
  case state(Int, sparing: Int?)

  init(_ port: Connection.Port, of node: Node) {
    switch port {
    case .input(let name): self = .input(node.model.inputs.index(forKey: name) ?? 0)
    case .state(let name):
      let state = node.model.states.index(forKey: name) ?? 0
      // Refractory neurons do not take what arrives at a state that they hold.
      let isHeld = node.program.held.contains(state)
      self = .state(state, sparing: isHeld ? node.program.refractory : nil)
    }
  }
}

extension SparseWeights {
  /// Calls `body` with the target of every synapse that a spike reaches, and what arrives there.
  @inline(__always)
  func forEachTarget(
    of spikes: SpikeList, times scale: Double, _ body: (_ target: Int, _ amount: Double) -> Void
  ) {
    let own = values.count > 1 ? 1 : 0
    columns.withUnsafeBufferPointer { columns in
      values.withUnsafeBufferPointer { values in
        for (neuron, value) in spikes {
          let factor = value * scale
          for synapse in row(neuron) { body(Int(columns[synapse]), values[synapse * own] * factor) }
        }
      }
    }
  }
}
