import Neurons
import OrderedCollections

/// What flows into neurons whose equations are solved between steps: a current that begins or ends within
/// a step does so there.
struct FlowInputs: Sendable {
  private let inputs: [Input]
  private let dt: Double
  /// Whether a current begins or ends within steps.
  let hasPieces: Bool

  fileprivate struct Input: Sendable {
    var steady: Currents
    /// Currents of pieces that meet within steps.
    var pieces: [Piece]
  }

  fileprivate struct Piece: Sendable {
    var neurons: Range<Int>
    /// What flows at the begin of each step.
    var begins: [Double]
    /// What is added within steps: when, as a share of the step, and how much.
    var changes: [Int: [(at: Double, by: Double)]]
  }

  /// Looks at the feeds of a node for `count` steps after the present one.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - currents: what flows into each of its inputs, as a mean over each step.
  ///   - count: how many steps.
  ///   - random: where random currents come from.
  init(_ node: Node, currents: [Currents], count: Int, random: RandomSource) {
    dt = node.dt
    inputs = zip(node.model.inputs.keys, currents).map { name, mean in
      let feeds = node.feeds.filter { $0.input == name }
      let pieces = feeds.compactMap { Piece($0, after: node.time, count: count) }
      guard !pieces.isEmpty else { return Input(steady: mean, pieces: []) }
      return Input(
        steady: Currents(
          feeds.filter { $0.signal.waveform.pieces == nil }, after: node.time, count: count,
          population: node.population, firstNeuron: node.setup.firstNeuron, random: random),
        pieces: pieces)
    }
    hasPieces = inputs.contains { !$0.pieces.isEmpty }
  }

  /// Whether all neurons of a population get the same of an input.
  func isShared(_ input: Int, by population: Int) -> Bool {
    inputs[input].steady.shared != nil
      && inputs[input].pieces.allSatisfy { $0.neurons == 0..<population }
  }

  /// Whether an input is the same at every step, though not for every neuron.
  func isConstant(_ input: Int) -> Bool {
    inputs[input].steady.isConstant && inputs[input].pieces.isEmpty
  }

  /// What flows into one input of some neurons at the begin of a step, counted from 0.
  func fill(
    _ row: UnsafeMutableBufferPointer<Double>, _ input: Int, step: Int, firstNeuron: Int
  ) {
    inputs[input].steady.fill(row, step: step, firstNeuron: firstNeuron)
    let neurons = firstNeuron..<firstNeuron + row.count
    for piece in inputs[input].pieces {
      for neuron in piece.neurons.clamped(to: neurons) {
        row[neuron - firstNeuron] += piece.begins[step]
      }
    }
  }

  /// What flows into each input of a neuron at the begin of a step, counted from 0.
  func read(_ values: inout [Double], step: Int, neuron: Int) {
    values.withUnsafeMutableBufferPointer { values in
      for index in inputs.indices {
        fill(
          UnsafeMutableBufferPointer(rebasing: values[index..<index + 1]), index, step: step,
          firstNeuron: neuron)
      }
    }
  }

  /// What changes for a neuron within a step, in the order of times.
  func changes(ofStep step: Int, neuron: Int) -> [FlowNeuron.Change] {
    guard hasPieces else { return [] }
    var changes: [FlowNeuron.Change] = []
    for (index, input) in inputs.enumerated() {
      for piece in input.pieces where piece.neurons.contains(neuron) {
        changes += (piece.changes[step] ?? []).map {
          FlowNeuron.Change(offset: $0.at * dt, kind: .input(index, by: $0.by))
        }
      }
    }
    return changes.count > 1 ? changes.sorted { $0.offset < $1.offset } : changes
  }

  /// The neurons for which something changes within a step.
  func changing(inStep step: Int) -> [Range<Int>] {
    guard hasPieces else { return [] }
    return inputs.flatMap(\.pieces).filter { $0.changes[step] != nil }.map(\.neurons)
  }

  /// By how much each input of a neuron differs at the begin of a step, counted from 0, from its mean over
  /// the step, and what changes within it.
  func difference(
    ofStep step: Int, neuron: Int
  ) -> (inputs: [Double], changes: [FlowNeuron.Change]) {
    let values = inputs.map { input in
      var value = 0.0
      for piece in input.pieces where piece.neurons.contains(neuron) {
        for change in piece.changes[step] ?? [] { value -= change.by * (1 - change.at) }
      }
      return value
    }
    return (values, changes(ofStep: step, neuron: neuron))
  }
}

extension FlowInputs.Piece {
  // Nothing for a current of another kind.
  init?(_ feed: Feed, after time: Int, count: Int) {
    guard let pieces = feed.signal.waveform.pieces else { return nil }
    neurons = feed.neurons
    begins = Array(repeating: 0, count: count)
    changes = [:]
    for step in 0..<count where time + step + 1 - feed.signal.start >= 1 {
      let course = pieces.course(ofStep: time + step + 1 - feed.signal.start)
      begins[step] = course.begin
      if !course.changes.isEmpty { changes[step] = course.changes }
    }
  }
}

extension Signal.Waveform {
  fileprivate var pieces: Signal.Pieces? {
    if case .pieces(let pieces) = self { pieces } else { nil }
  }
}
