import Equations
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

private let nowhere = SourceRange(0, 0)

/// A node with every parameter and state of a record under our names; one that ours has not is an
/// error, so that no number of a record is passed over.
func makeRecordNode(
  _ model: String, defining text: String? = nil, _ values: [String: Double],
  renamed names: [String: String] = [:]
) throws -> Node {
  var library = ModelLibrary.builtIn
  if let text { try library.define(text) }
  var node = try Node(name: "n", model: try #require(library[model]), at: nowhere)
  let own = values.map { (names[$0.key] ?? $0.key, $0.value) }
  // Parameters first: a state may follow from them until it is set.
  let isState = { (name: String) in node.model.states[name] != nil }
  for (name, value) in own.sorted(by: { !isState($0.0) && isState($1.0) }) {
    try node.set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
  }
  return node
}

extension Node {
  /// Feeds pieces of constant current, given as half-open ranges of time.
  mutating func feed(segments: [[Double]]) {
    for segment in segments where segment.count == 3 && segment[2] != 0 {
      let onset = Int((segment[0] / dt).rounded())
      let duration = Int(((segment[1] - segment[0]) / dt).rounded())
      feed(
        Signal(.pulse(amplitude: segment[2], onset: onset + 1, duration: duration, period: nil)),
        neurons: 0..<1, isAdded: true)
    }
  }

  /// Feeds pieces of constant current, given as half-open ranges of time that may begin and end within steps.
  mutating func feed(exactSegments segments: [[Double]]) {
    for segment in segments where segment.count == 3 {
      let pieces = Signal.Pieces(
        edges: [segment[0] / dt, segment[1] / dt], currents: [segment[2]])
      feed(Signal(.pieces(pieces)), neurons: 0..<1, isAdded: true)
    }
  }

  mutating func feed(constant current: Double) {
    feed(Signal(.constant(current)), neurons: 0..<1, isAdded: false)
  }

  mutating func run(for duration: Double) throws {
    let steps = Int((duration / dt).rounded())
    #expect(advance(steps, random: RandomSource(seed: 1)) { false } == .finished)
  }

  /// The times of spikes that are found between steps.
  var exactSpikeTimes: [Double] { recording.spikeTimes(neuron: 0).map { $0 * dt } }

  /// The times of the spikes, each at the end of its step.
  var spikeTimes: [Double] {
    recording.spikeSteps(neuron: 0).map { Double($0) * dt }
  }

  /// Every value of a quantity.
  func column(_ name: String) -> [Double] {
    recording.samples(of: name, neuron: 0, steps: 1...recording.steps)
  }

  /// The value of a state at the end of the run.
  func last(_ name: String) -> Double { states[name]?[0] ?? .nan }
}

/// A run whose states are known at every step and before the first one.
struct Trace {
  let node: Node
  private let initial: [String: Double]
  private let columns: [String: [Double]]

  /// Runs a node.
  init(_ node: Node, for duration: Double, keeping names: [String]) throws {
    var node = node
    initial = Dictionary(uniqueKeysWithValues: names.map { ($0, node.last($0)) })
    try node.run(for: duration)
    columns = Dictionary(uniqueKeysWithValues: names.map { ($0, node.column($0)) })
    self.node = node
  }

  /// The value of a quantity at a time, which has to lie on a step; NaN where it does not.
  func value(_ name: String, at time: Double) -> Double {
    let step = Int((time / node.dt).rounded())
    guard abs(Double(step) * node.dt - time) < 1e-6 else { return .nan }
    if step == 0 { return initial[name] ?? .nan }
    return columns[name]?.dropFirst(step - 1).first ?? .nan
  }

  /// All values of a quantity, the initial one too.
  func values(_ name: String) -> [Double] {
    [initial[name] ?? .nan] + (columns[name] ?? [])
  }

  /// Spikes as upward crossings of the threshold, found between two steps on a straight line.
  var crossings: [Double] {
    let threshold = node.parameters["threshold"]?[0] ?? 0
    let mem = values("mem")
    return node.recording.spikeSteps(neuron: 0).map { step in
      (Double(step) - (mem[step] - threshold) / (mem[step] - mem[step - 1])) * node.dt
    }
  }
}

/// The intervals of a train.
func intervals(_ times: [Double]) -> [Double] { zip(times, times.dropFirst()).map { $1 - $0 } }

/// The coefficient of variation of numbers; nil of fewer than two.
func variation(_ numbers: [Double]) -> Double? {
  guard numbers.count > 1 else { return nil }
  let mean = numbers.reduce(0, +) / Double(numbers.count)
  let square = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
  return square.squareRoot() / mean
}
