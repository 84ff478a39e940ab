import Neurons
import OrderedCollections

/// What flows into neurons whose equations are solved between steps: a current that begins or ends within
/// a step does so there.
struct FlowInputs: Sendable {
  private let inputs: [Input]
  private let time: Int
  private let dt: Double

  private struct Input: Sendable {
    var steady: Currents
    /// Currents of pieces that meet within steps.
    var pieces: [(pieces: Signal.Pieces, start: Int, neurons: Range<Int>)]
  }

  /// Looks at the feeds of a node for `count` steps after the present one.
  init(_ node: Node, count: Int, random: RandomSource) {
    time = node.time
    dt = node.dt
    inputs = node.model.inputs.keys.map { name in
      let feeds = node.feeds.filter { $0.input == name }
      let pieces = feeds.compactMap { feed in
        feed.signal.waveform.pieces.map { ($0, feed.signal.start, feed.neurons) }
      }
      return Input(
        steady: Currents(
          feeds.filter { $0.signal.waveform.pieces == nil }, after: node.time, count: count,
          population: node.population, firstNeuron: node.setup.firstNeuron, random: random),
        pieces: pieces)
    }
  }

  /// What flows into each input of a neuron at the begin of a step, counted from 0, and what changes
  /// within it.
  func course(ofStep step: Int, neuron: Int) -> (inputs: [Double], changes: [FlowNeuron.Change]) {
    var values: [Double] = []
    var changes: [FlowNeuron.Change] = []
    for (index, input) in inputs.enumerated() {
      var value = 0.0
      if let shared = input.steady.shared {
        value = shared[step]
      } else {
        withUnsafeMutablePointer(to: &value) { value in
          input.steady.fill(
            UnsafeMutableBufferPointer(start: value, count: 1), step: step, firstNeuron: neuron)
        }
      }
      for (pieces, start, neurons) in input.pieces where neurons.contains(neuron) {
        let local = time + step + 1 - start
        guard local >= 1 else { continue }
        let course = pieces.course(ofStep: local)
        value += course.begin
        changes += course.changes.map {
          FlowNeuron.Change(offset: $0.at * dt, kind: .input(index, by: $0.by))
        }
      }
      values.append(value)
    }
    return (values, changes.count > 1 ? changes.sorted { $0.offset < $1.offset } : changes)
  }
}

extension FlowInputs {
  /// Whether a current begins or ends within steps.
  var hasPieces: Bool { inputs.contains { !$0.pieces.isEmpty } }

  /// By how much each input of a neuron differs at the begin of a step, counted from 0, from its mean over
  /// the step, and what changes within it.
  func difference(
    ofStep step: Int, neuron: Int
  ) -> (inputs: [Double], changes: [FlowNeuron.Change]) {
    var values: [Double] = []
    var changes: [FlowNeuron.Change] = []
    for (index, input) in inputs.enumerated() {
      var value = 0.0
      for (pieces, start, neurons) in input.pieces where neurons.contains(neuron) {
        let local = time + step + 1 - start
        guard local >= 1 else { continue }
        let course = pieces.course(ofStep: local)
        value -= course.changes.reduce(0) { $0 + $1.by * (1 - $1.at) }
        changes += course.changes.map {
          FlowNeuron.Change(offset: $0.at * dt, kind: .input(index, by: $0.by))
        }
      }
      values.append(value)
    }
    return (values, changes)
  }
}

extension Signal.Waveform {
  fileprivate var pieces: Signal.Pieces? {
    if case .pieces(let pieces) = self { pieces } else { nil }
  }
}
