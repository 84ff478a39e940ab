public import Equations
public import Neurons
import OrderedCollections
public import Simulation

extension Node {
  /// Whether the length of a time step enters its equations.
  public var dependsOnTimeStep: Bool {
    model.hasDifferentialEquations || model.hasTimedEvents
      || model.measuredTerms.contains { $0.contains { $0.kind == .name("dt") } }
  }

  /// Whether random numbers enter what it does that are drawn step by step, and follow from no others of
  /// shorter steps.
  public var drawsBySteps: Bool {
    feeds.contains { $0.signal.refined(by: 2) == nil }
      || model.measuredTerms.contains { $0.contains(where: \.isDrawnByStep) }
  }

  /// The same node in its reset state with time steps a whole number of times shorter, and with the
  /// same input currents over time.
  ///
  /// Its noise has the same course as that of the longer steps where these are taken with
  /// `RandomSource.stepsPerDraw`.
  ///
  /// - Parameters:
  ///   - factor: how many times shorter.
  ///   - random: where states that are drawn come from.
  ///   - range: where errors point.
  ///
  /// - Returns: nil for an input that is told in steps, which has no finer version.
  /// - Throws: `Diagnostic` at `range` where the shorter step breaks the limits of dt.
  public func refined(
    by factor: Int, random: RandomSource = RandomSource(seed: 0), at range: SourceRange
  ) throws(Diagnostic) -> Node? {
    var copy = self
    try copy.reset(random: random)
    try copy.set(Name("dt", range), to: dt / Double(factor), neurons: 0..<population, at: range)
    try copy.reset(random: random)
    guard copy.feeds.allSatisfy({ $0.signal.refined(by: factor) != nil }) else { return nil }
    copy.feeds.changeSignals { $0 = $0.refined(by: factor) ?? $0 }
    return copy
  }
}

extension Signal {
  /// The same current over time in steps a whole number of times shorter.
  ///
  /// - Returns: nil for events, and for numbers told over passes of so many steps.
  public func refined(by factor: Int) -> Signal? {
    let finer: Waveform
    switch waveform {
    case .list(let currents):
      finer = .list(currents.flatMap { repeatElement($0, count: factor) })
    case .pieces(let pieces): finer = .pieces(pieces.rescaled(by: Double(factor)))
    case .constant, .constants: finer = waveform
    case .pulse(let amplitude, let onset, let duration, let period):
      finer = .pulse(
        amplitude: amplitude, onset: (onset - 1) * factor + 1, duration: duration * factor,
        period: period.map { $0 * factor })
    case .ramp(let first, let last, let duration):
      finer = .ramp(first: first, last: last, duration: duration * factor)
    case .sine(let amplitude, let period, let offset, let phase):
      finer = .sine(
        amplitude: amplitude, period: period * Double(factor), offset: offset, phase: phase)
    case .spikes(let times, let weight):
      finer = .spikes(times: times.map { $0 * Double(factor) }, weight: weight)
    // Drawn as `RandomSource.stepsPerDraw` has it, what flows in a longer step is the same.
    case .noise(let mean, let deviation):
      finer = .noise(mean: mean, deviation: deviation * Double(factor).squareRoot())
    case .white(let mean, let density):
      finer = .white(mean: mean, density: density * Double(factor))
    case .ornsteinUhlenbeck(let mean, let deviation, let tau):
      finer = .ornsteinUhlenbeck(mean: mean, deviation: deviation, tau: tau * Double(factor))
    // Whether an event is a current for the length of a step, or arrives at once, nobody says.
    case .poisson, .encoded: return nil
    }
    return Signal(finer, start: start * factor, stream: stream)
  }
}

extension Expression {
  // Other than white noise, of which the sum over shorter steps is that of a longer one, and chances, of
  // which the least is.
  fileprivate var isDrawnByStep: Bool {
    guard case .call(let name, _) = kind else { return false }
    return Function(rawValue: name.text) == .beta
  }
}
