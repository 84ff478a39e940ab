public import Equations
public import Neurons
import OrderedCollections

extension Node {
  /// Makes a node as it was when it was saved.
  ///
  /// - Throws: `Diagnostic` where the parts do not fit the model or each other.
  public init(
    name: String, model: NeuronModel, population: Int, precision: Precision,
    record: Recording.Extent, surrogate: Surrogate, settings: [String: [Double]],
    windowSettings: [String: [Double]], states: [[Double]], feeds: [Feed], time: Int,
    segments: [Recording.Segment], firstStates: [[Double]] = [], noiseStream: UInt32? = nil
  ) throws(Diagnostic) {
    let nowhere = SourceRange(0, 0)
    try self.init(
      name: name, model: model, population: population, noiseStream: noiseStream, at: nowhere)
    self.precision = precision
    self.record = record
    set(surrogate: surrogate)
    self.windowSettings = windowSettings.filter { model.windows[$0.key] != nil }
    try restore(settings: settings, at: nowhere)
    let fits =
      states.count == self.states.count && time >= 0
      && (firstStates.isEmpty || firstStates.count == states.count)
      && (states + firstStates).allSatisfy { $0.count == population && $0.allSatisfy(\.isFinite) }
      && feeds.allSatisfy { $0.neurons.lowerBound >= 0 && $0.neurons.upperBound <= population }
      && feeds.allSatisfy { $0.signal.waveform.isMeaningful && 0...time ~= $0.signal.start }
      && feeds.allSatisfy { model.inputs[$0.input] != nil }
      && segments.allSatisfy {
        $0.fits(quantities: recording.quantities, population: population)
      }
      && segments.reduce(0) { $0 + $1.steps } == time
    guard fits else { throw Diagnostic("the parts of '\(name)' do not fit", at: nowhere) }
    for (index, column) in states.enumerated() { self.states.values[index] = column }
    self.feeds = feeds
    self.time = time
    self.firstStates = firstStates
    for segment in segments { recording.append(segment) }
  }
}

extension Signal.Waveform {
  /// Whether its numbers are such that a current follows at every step.
  public var isMeaningful: Bool {
    switch self {
    case .list(let currents): currents.allSatisfy(\.isFinite)
    case .constant(let current): current.isFinite
    case .pulse(let amplitude, let onset, let duration, let period):
      amplitude.isFinite && onset >= 1 && duration >= 1 && (period ?? 1) >= 1
    case .ramp(let first, let last, let duration):
      first.isFinite && last.isFinite && duration >= 1
    case .sine(let amplitude, let period, let offset, let phase):
      [amplitude, offset, phase].allSatisfy(\.isFinite) && period.isFinite && period > 0
    case .noise(let mean, let deviation): mean.isFinite && deviation.isFinite && deviation >= 0
    case .poisson(let rate, let weight): rate.isFinite && rate >= 0 && weight.isFinite
    case .encoded(let encoding):
      !encoding.values.isEmpty && encoding.values.allSatisfy { (0...1).contains($0) }
        && (1...1 << 53).contains(encoding.window) && encoding.neurons.lowerBound >= 0
        && [encoding.weight, encoding.low, encoding.high, encoding.deviation]
          .allSatisfy(\.isFinite)
        && encoding.deviation >= 0
    }
  }
}
