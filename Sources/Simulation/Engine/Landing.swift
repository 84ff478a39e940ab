import Neurons
import OrderedCollections

/// Where in a node at work a connection ends, by its place.
enum Landing {
  /// What arrives is added to that input at that step alone.
  case input(Int)
  /// What arrives is added to that state, but not to that of refractory neurons, which are those whose
  /// state `sparing` says so.
  case state(Int, sparing: Int?)
  /// What arrives lets states jump.
  case jumps([Jump])

  /// A state that what arrives is added to.
  struct Jump {
    var state: Int
    /// What it is multiplied with: one number for all neurons of the target, or one for each.
    var factor: [Double]
  }

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
    forEachSynapse(of: spikes) { target, weight, value in body(target, weight * (value * scale)) }
  }

  /// Calls `body` with the target and the weight of every synapse that a spike reaches, and the spike.
  @inline(__always)
  func forEachSynapse(
    of spikes: SpikeList, _ body: (_ target: Int, _ weight: Double, _ value: Double) -> Void
  ) {
    switch values.storage {
    case .shared(let weight): forEachSynapse(of: spikes, weight: { _ in weight }, body)
    case .single(let weights):
      weights.withUnsafeBufferPointer { weights in
        forEachSynapse(of: spikes, weight: { Double(weights[$0]) }, body)
      }
    case .double(let weights):
      weights.withUnsafeBufferPointer { weights in
        forEachSynapse(of: spikes, weight: { weights[$0] }, body)
      }
    }
  }

  @inline(__always)
  private func forEachSynapse(
    of spikes: SpikeList, weight: (_ synapse: Int) -> Double,
    _ body: (_ target: Int, _ weight: Double, _ value: Double) -> Void
  ) {
    columns.withUnsafeBufferPointer { columns in
      for (neuron, value) in spikes {
        for synapse in row(neuron) { body(Int(columns[synapse]), weight(synapse), value) }
      }
    }
  }
}
