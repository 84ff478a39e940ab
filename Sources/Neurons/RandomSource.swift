import RealModule

/// Random numbers that are a pure function of seed, stream, neuron and time step.
///
/// Philox 4x32-10 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011). Nothing is kept between draws, so a draw does not depend on the order of the work, on
/// the number of threads, or on what else was drawn; going back in time draws the same again.
public struct RandomSource: Hashable, Sendable, Codable {
  /// The session's seed.
  public var seed: UInt64
  /// How many shorter steps the noise of a step is summed from: more than 1 in a run that is compared with
  /// one of such steps and its noise.
  public var stepsPerDraw = 1

  private enum CodingKeys: CodingKey { case seed }

  /// Makes the source of a seed.
  public init(seed: UInt64) { self.seed = seed }

  /// Where in the space of draws a number lies.
  public struct Place: Hashable, Sendable {
    /// Who draws: one number for each signal or noise term.
    public var stream: UInt32
    /// The neuron within its population, from 0.
    public var neuron: UInt32
    /// The time step.
    public var step: UInt64

    /// Makes a place.
    public init(stream: UInt32, neuron: Int, step: Int) {
      self.stream = stream
      self.neuron = UInt32(truncatingIfNeeded: neuron)
      self.step = UInt64(bitPattern: Int64(step))
    }
  }

  /// The stream of a name: its FNV-1a hash, so that streams need no central count.
  public static func stream(_ name: String) -> UInt32 {
    name.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }

  /// Two independent numbers, evenly spread over the open interval from 0 to 1.
  @inline(__always)
  public func uniformPair(at place: Place) -> (Double, Double) {
    let words = philox(
      counter: (
        UInt32(truncatingIfNeeded: place.step), UInt32(truncatingIfNeeded: place.step >> 32),
        place.neuron, place.stream
      ),
      key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    return (openUnit(words.0, words.1), openUnit(words.2, words.3))
  }

  /// A number evenly spread over the open interval from 0 to 1.
  @inline(__always)
  public func uniform(at place: Place) -> Double { uniformPair(at: place).0 }

  /// A normally distributed number of mean 0 and standard deviation 1 (Box & Muller 1958).
  public func normal(at place: Place) -> Double {
    let (a, b) = uniformPair(at: place)
    return (-2 * Double.log(a)).squareRoot() * Double.cos(2 * .pi * b)
  }

  /// A number with the Beta distribution, from two with Gamma distributions.
  public func beta(_ a: Double, _ b: Double, at place: Place) -> Double {
    guard a > 0, b > 0 else { return .nan }
    let x = gamma(a, at: place, attempts: 1)
    let y = gamma(b, at: place, attempts: 2)
    return x / (x + y)
  }

  // Marsaglia & Tsang 2000. Each attempt draws at a place of its own, far beyond any real step.
  private func gamma(_ shape: Double, at place: Place, attempts series: UInt64) -> Double {
    var place = place
    guard shape >= 1 else {
      place.step ^= series << 56 | 0xFF << 40
      let boost = Double.pow(uniform(at: place), 1 / shape)
      return gamma(shape + 1, at: place, attempts: series) * boost
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    for attempt in 1...200 as ClosedRange<UInt64> {
      var here = place
      here.step ^= series << 56 | attempt << 48
      let x = normal(at: here)
      let v = 1 + c * x
      guard v > 0 else { continue }
      here.step ^= 1 << 47
      let cube = v * v * v
      if Double.log(uniform(at: here)) < x * x / 2 + d - d * cube + d * Double.log(cube) {
        return d * cube
      }
    }
    return d
  }

  /// How many events of a Poisson process fall into an interval that holds `mean` on average.
  ///
  /// Found by inversion of the cumulative distribution; beyond a mean of 500, by the normal
  /// approximation, whose error is far below the count's own spread.
  public func poisson(mean: Double, at place: Place) -> Double {
    guard mean > 0 else { return 0 }
    if mean > 500 {
      return max(0, (mean + mean.squareRoot() * normal(at: place)).rounded())
    }
    let target = uniform(at: place)
    var term = Double.exp(-mean)
    var sum = term
    var count = 0.0
    while sum < target, count < 2_000 {
      count += 1
      term *= mean / count
      sum += term
    }
    return count
  }
}

// 53 bits, moved off zero by half a step so that the logarithm is finite.
private func openUnit(_ high: UInt32, _ low: UInt32) -> Double {
  let bits = (UInt64(high) << 32 | UInt64(low)) >> 11
  return (Double(bits) + 0.5) * 0x1p-53
}

typealias PhiloxCounter = (UInt32, UInt32, UInt32, UInt32)

@inline(__always)
func philox(counter: PhiloxCounter, key: (UInt32, UInt32)) -> PhiloxCounter {
  var (a, b, c, d) = counter
  var (first, second) = key
  for _ in 0..<10 {
    let left = (0xD251_1F53 as UInt32).multipliedFullWidth(by: a)
    let right = (0xCD9E_8D57 as UInt32).multipliedFullWidth(by: c)
    (a, b, c, d) = (right.high ^ b ^ first, right.low, left.high ^ d ^ second, left.low)
    first &+= 0x9E37_79B9
    second &+= 0xBB67_AE85
  }
  return (a, b, c, d)
}
