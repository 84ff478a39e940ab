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
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - currents: what flows into each of its inputs, as a mean over each step.
  ///   - count: how many steps.
  ///   - random: where random currents come from.
  init(_ node: Node, currents: [Currents], count: Int, random: RandomSource) {
    time = node.time
    dt = node.dt
    inputs = zip(node.model.inputs.keys, currents).map { name, mean in
      let feeds = node.feeds.filter { $0.input == name }
      let pieces = feeds.compactMap { feed in
        feed.signal.waveform.pieces.map { ($0, feed.signal.start, feed.neurons) }
      }
      guard !pieces.isEmpty else { return Input(steady: mean, pieces: []) }
      return Input(
        steady: Currents(
          feeds.filter { $0.signal.waveform.pieces == nil }, after: node.time, count: count,
          population: node.population, firstNeuron: node.setup.firstNeuron, random: random),
        pieces: pieces)
    }
  }

  /// Whether a current begins or ends within steps.
  var hasPieces: Bool { inputs.contains { !$0.pieces.isEmpty } }

  /// What flows into each input of a neuron at the begin of a step, counted from 0, and what changes
  /// within it.
  func course(ofStep step: Int, neuron: Int) -> (inputs: [Double], changes: [FlowNeuron.Change]) {
    var values: [Double] = []
    var changes: [FlowNeuron.Change] = []
    for index in inputs.indices {
      let steady = inputs[index].steady
      var value = 0.0
      if let shared = steady.shared {
        value = shared[step]
      } else {
        withUnsafeMutablePointer(to: &value) { value in
          steady.fill(
            UnsafeMutableBufferPointer(start: value, count: 1), step: step, firstNeuron: neuron)
        }
      }
      forEachPiece(of: index, step, neuron, into: &changes) { value += $0.begin }
      values.append(value)
    }
    return (values, changes.count > 1 ? changes.sorted { $0.offset < $1.offset } : changes)
  }

  /// By how much each input of a neuron differs at the begin of a step, counted from 0, from its mean over
  /// the step, and what changes within it.
  func difference(
    ofStep step: Int, neuron: Int
  ) -> (inputs: [Double], changes: [FlowNeuron.Change]) {
    var changes: [FlowNeuron.Change] = []
    let values = inputs.indices.map { index in
      var value = 0.0
      forEachPiece(of: index, step, neuron, into: &changes) { course in
        value -= course.changes.reduce(0) { $0 + $1.by * (1 - $1.at) }
      }
      return value
    }
    return (values, changes)
  }

  // Calls `body` with the course of each current of pieces, and adds what changes.
  private func forEachPiece(
    of input: Int, _ step: Int, _ neuron: Int, into changes: inout [FlowNeuron.Change],
    _ body: ((begin: Double, changes: [(at: Double, by: Double)])) -> Void
  ) {
    for (pieces, start, neurons) in inputs[input].pieces where neurons.contains(neuron) {
      let local = time + step + 1 - start
      guard local >= 1 else { continue }
      let course = pieces.course(ofStep: local)
      body(course)
      changes += course.changes.map {
        FlowNeuron.Change(offset: $0.at * dt, kind: .input(input, by: $0.by))
      }
    }
  }
}

extension Signal.Waveform {
  fileprivate var pieces: Signal.Pieces? {
    if case .pieces(let pieces) = self { pieces } else { nil }
  }
}
