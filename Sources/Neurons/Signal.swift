import RealModule

/// An input current as a function of time.
public struct Signal: Hashable, Sendable, Codable {
  /// How the current runs; times are in steps and the first step after `start` is step 1.
  public enum Waveform: Hashable, Sendable, Codable {
    /// One current a step, then nothing.
    case list([Double])
    /// Constant from one time to the next; a step gets the mean of what flows during it.
    case pieces(Pieces)
    /// The same current for ever.
    case constant(Double)
    /// For ever the same current, another one for each neuron: the first of them is that of neuron `from`,
    /// counted from 0; the others get nothing.
    case constants([Double], from: Int)
    /// `amplitude` for `duration` steps from step `onset`, again every `period` where there is one.
    case pulse(amplitude: Double, onset: Int, duration: Int, period: Int?)
    /// From `first` to `last` in a straight line over `duration` steps, then `last`.
    case ramp(first: Double, last: Double, duration: Int)
    /// offset + amplitude sin(2 pi (step - 1) / period + phase).
    case sine(amplitude: Double, period: Double, offset: Double, phase: Double)
    /// Normally distributed, drawn anew for every step and neuron.
    case noise(mean: Double, deviation: Double)
    /// White noise: of what flows in a time, the variance is `density` times that time, in steps, whatever
    /// the length of a step.
    case white(mean: Double, density: Double)
    /// A process of Ornstein & Uhlenbeck with this mean and standard deviation, whose correlation falls to
    /// 1/e in `tau` steps; a step gets what it is as the step begins.
    case ornsteinUhlenbeck(mean: Double, deviation: Double, tau: Double)
    /// `weight` times the number of events of a Poisson process with `rate` events a step.
    case poisson(rate: Double, weight: Double)
    /// `weight` at every step for each of some times that lies in it, which are in steps, ascending; the
    /// end of a step belongs to it, and the start to the first.
    case spikes(times: [Double], weight: Double)
    /// Numbers told over every forward pass.
    case encoded(Encoding)
  }

  /// How it runs.
  public var waveform: Waveform
  /// The step after which it begins.
  public var start: Int
  /// Which random numbers it draws.
  public var stream: UInt32

  /// Makes a signal.
  public init(_ waveform: Waveform, start: Int = 0, stream: UInt32 = 0) {
    self.waveform = waveform
    self.start = start
    self.stream = stream
  }

  /// Whether all neurons of a population get the same current.
  public var isShared: Bool {
    switch waveform {
    case .noise, .white, .ornsteinUhlenbeck, .poisson, .encoded, .constants: false
    default: true
    }
  }

  /// The current at a step, counted from 1, for one neuron, counted from 0.
  public func current(step: Int, neuron: Int, random: RandomSource) -> Double {
    let local = step - start
    guard local >= 1 else { return 0 }
    switch waveform {
    case .list(let currents): return local <= currents.count ? currents[local - 1] : 0
    case .pieces(let pieces): return pieces.current(step: local)
    case .constant(let current): return current
    case .constants: return constant(of: neuron) ?? 0
    case .pulse(let amplitude, let onset, let duration, let period):
      var elapsed = local - onset
      if let period, elapsed >= 0 { elapsed %= period }
      return elapsed >= 0 && elapsed < duration ? amplitude : 0
    case .ramp(let first, let last, let duration):
      guard local < duration else { return last }
      return first + (last - first) * Double(local - 1) / Double(duration - 1)
    case .sine(let amplitude, let period, let offset, let phase):
      return offset + amplitude * .sin(2 * .pi * Double(local - 1) / period + phase)
    case .noise(let mean, let deviation):
      return mean + deviation * random.noise(at: place(step, neuron))
    case .white(let mean, let density):
      return mean + density.squareRoot() * random.noise(at: place(step, neuron))
    case .ornsteinUhlenbeck(let mean, let deviation, let tau):
      return mean + deviation
        * random.ornsteinUhlenbeck(after: local - 1, tau: tau, stream: stream, neuron: neuron)
    case .poisson(let rate, let weight):
      return weight * random.poisson(mean: rate, at: place(step, neuron))
    case .spikes(let times, let weight): return weight * Double(times.count(inStep: local))
    case .encoded(let encoding):
      return encoding.current(
        step: (local - 1) % encoding.window, neuron: neuron,
        uniform: random.uniform(at: place(step, neuron)),
        // All neurons of a list that is shifted see the same jitter.
        normal: random.normal(at: place(step, 0)))
    }
  }

  /// The current that a neuron, counted from 0, gets for ever; nil where it changes.
  public func constant(of neuron: Int) -> Double? {
    switch waveform {
    case .constant(let current): return current
    case .constants(let currents, let first):
      let place = neuron - first
      return currents.indices.contains(place) ? currents[place] : 0
    default: return nil
    }
  }

  private func place(_ step: Int, _ neuron: Int) -> RandomSource.Place {
    RandomSource.Place(stream: stream, neuron: neuron, step: step)
  }
}

extension Signal.Waveform {
  /// Whether its numbers are such that a current follows at every step.
  public var isMeaningful: Bool {
    switch self {
    case .list(let currents): currents.allSatisfy(\.isFinite)
    case .pieces(let pieces): pieces.isMeaningful
    case .constant(let current): current.isFinite
    case .constants(let currents, let first): first >= 0 && currents.allSatisfy(\.isFinite)
    case .pulse(let amplitude, let onset, let duration, let period):
      amplitude.isFinite && onset >= 1 && duration >= 1 && (period ?? 1) >= 1
    case .ramp(let first, let last, let duration):
      first.isFinite && last.isFinite && duration >= 1
    case .sine(let amplitude, let period, let offset, let phase):
      [amplitude, offset, phase].allSatisfy(\.isFinite) && period.isFinite && period > 0
    case .noise(let mean, let deviation): mean.isFinite && deviation.isFinite && deviation >= 0
    case .white(let mean, let density): mean.isFinite && density.isFinite && density >= 0
    case .ornsteinUhlenbeck(let mean, let deviation, let tau):
      mean.isFinite && deviation.isFinite && deviation >= 0 && (1e-9...1e9).contains(tau)
    case .poisson(let rate, let weight): rate.isFinite && rate >= 0 && weight.isFinite
    case .spikes(let times, let weight):
      weight.isFinite && times.allSatisfy { (0...1e12).contains($0) }
        && zip(times, times.dropFirst()).allSatisfy(<=)
    case .encoded(let encoding):
      !encoding.values.isEmpty && encoding.values.allSatisfy { (0...1).contains($0) }
        && (1...1 << 53).contains(encoding.window) && encoding.neurons.lowerBound >= 0
        && [
          encoding.weight, encoding.low, encoding.high, encoding.deviation, encoding.threshold,
        ].allSatisfy(\.isFinite)
        && encoding.deviation >= 0 && encoding.threshold > 0
    }
  }
}

extension Signal {
  /// When in a step, counted from 1, the given times of spikes lie, as shares of it: above 0 where it is not
  /// the first, up to 1.
  public func sharesOfSpikes(inStep step: Int) -> [Double] {
    guard case .spikes(let times, _) = waveform, step > start else { return [] }
    let local = step - start
    let last = times.count(until: local)
    return times[(local > 1 ? times.count(until: local - 1) : 0)..<last].map {
      min(max($0 - Double(local - 1), 0), 1)
    }
  }
}

extension [Double] {
  /// How many of these times, which ascend and are in steps, lie in a step that is counted from 1.
  fileprivate func count(inStep step: Int) -> Int {
    count(until: step) - (step > 1 ? count(until: step - 1) : 0)
  }

  // How many lie in the first steps.
  fileprivate func count(until step: Int) -> Int {
    // What lies behind the end of a step only by rounding is at its end.
    let end = Double(step) * (1 + 1e-9)
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= end { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
