extension Signal {
  /// The same current over time in steps of another length.
  ///
  /// What is told step by step stays as it is: lists, noise, and numbers told over forward passes.
  ///
  /// - Parameters:
  ///   - factor: how many of the new steps an old one is, above 0.
  ///   - time: how many steps the neuron has taken.
  /// - Returns: nil where it would take more steps than can be counted.
  public func rescaled(by factor: Double, at time: Int) -> Signal? {
    var signal = self
    guard let elapsed = (time - start).rescaled(by: factor, least: 0) else { return nil }
    signal.start = max(0, time - elapsed)
    switch waveform {
    case .list, .constant, .constants, .noise, .encoded: break
    case .pieces(let pieces): signal.waveform = .pieces(pieces.rescaled(by: factor))
    case .pulse(let amplitude, let onset, let duration, let period):
      guard let before = (onset - 1).rescaled(by: factor, least: 0),
        let duration = duration.rescaled(by: factor)
      else { return nil }
      var again: Int?
      if let period {
        guard let period = period.rescaled(by: factor) else { return nil }
        again = period
      }
      signal.waveform = .pulse(
        amplitude: amplitude, onset: before + 1, duration: duration, period: again)
    case .ramp(let first, let last, let duration):
      guard let duration = duration.rescaled(by: factor) else { return nil }
      signal.waveform = .ramp(first: first, last: last, duration: duration)
    case .sine(let amplitude, let period, let offset, let phase):
      signal.waveform = .sine(
        amplitude: amplitude, period: period * factor, offset: offset, phase: phase)
    case .spikes(let times, let weight):
      signal.waveform = .spikes(times: times.map { $0 * factor }, weight: weight)
    case .white(let mean, let density):
      signal.waveform = .white(mean: mean, density: density * factor)
    case .ornsteinUhlenbeck(let mean, let deviation, let tau):
      signal.waveform = .ornsteinUhlenbeck(mean: mean, deviation: deviation, tau: tau * factor)
    case .poisson(let rate, let weight):
      signal.waveform = .poisson(rate: rate / factor, weight: weight)
    }
    return signal.waveform.isMeaningful ? signal : nil
  }
}

extension Int {
  /// A number of steps in steps of another length; nil where there are too many to be counted.
  public func rescaled(by factor: Double, least: Int = 1) -> Int? {
    let steps = (Double(self) * factor).rounded()
    return steps <= 1e12 ? Swift.max(least, Int(steps)) : nil
  }
}
