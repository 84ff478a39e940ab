import RealModule

/// What a train of spikes looks like, with the numbers that say so.
///
/// The names are those of Izhikevich 2004 (IEEE Trans Neural Netw 15:1063); the limits between them
/// are this program's own.
public struct FiringPattern: Hashable, Sendable {
  /// The kinds of trains.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// No spike.
    case silent
    /// One or a few spikes, and then none for long.
    case phasic
    /// Too few spikes to tell.
    case sparse
    /// Even intervals.
    case tonic
    /// Intervals that grow.
    case adapting
    /// Intervals that shrink.
    case accelerating
    /// Groups of spikes with longer pauses between them.
    case bursting
    /// Intervals without order.
    case irregular
  }

  /// The kind.
  public let kind: Kind
  /// The intervals between them, in steps.
  public let intervals: [Double]
  /// The spikes of each group, where the train bursts.
  public let bursts: [Int]
  private let tally: Tally

  /// Looks at the times of spikes, in steps, among some steps.
  public init(spikeTimes: [Double], in steps: ClosedRange<Int>) {
    let intervals = spikeTimes.intervals
    self.intervals = intervals
    tally = Tally(window: Range(steps), spikesAt: spikeTimes)
    let pause = Double(steps.upperBound) - (spikeTimes.last ?? 0)
    let longest = intervals.max() ?? 0
    var bursts: [Int] = []
    if spikeTimes.isEmpty {
      kind = .silent
    } else if pause > max(3 * longest, Double(steps.count / 3)) {
      kind = .phasic
    } else if spikeTimes.count < 4 {
      kind = .sparse
    } else if let limit = Self.pauseLimit(intervals) {
      kind = .bursting
      bursts = intervals.split(omittingEmptySubsequences: false) { $0 > limit }
        .map { $0.count + 1 }
    } else {
      kind = Self.kind(of: intervals, variation: tally[.variation] ?? 0)
    }
    self.bursts = bursts
  }

  /// The mean interval, in steps; nil for fewer than two spikes.
  public var meanInterval: Double? { tally[.interval] }

  /// Spikes a step, see `Observable.rate`.
  public var rate: Double? { tally[.rate] }

  /// Spikes a step, see `Observable.intervalRate`.
  public var intervalRate: Double? { tally[.intervalRate] }

  /// The coefficient of variation of the intervals; nil for fewer than three spikes.
  public var variation: Double? { tally[.variation] }

  /// How many times longer the last intervals are than the first ones: the last third of them by
  /// the first third; nil for fewer than three.
  public var growth: Double? { Self.growth(of: intervals) }

  private static func kind(of intervals: [Double], variation: Double) -> Kind {
    let growth = growth(of: intervals) ?? 1
    let rises = zip(intervals, intervals.dropFirst()).count { $0 <= $1 }
    let share = Double(rises) / Double(max(1, intervals.count - 1))
    // Intervals that grow or shrink do so nearly all the way; noise does not.
    if growth > 1.15, share > 0.75 { return .adapting }
    let falls = zip(intervals, intervals.dropFirst()).count { $0 >= $1 }
    if growth < 0.87, Double(falls) / Double(max(1, intervals.count - 1)) > 0.75 {
      return .accelerating
    }
    // One step more or less is no irregularity.
    let spread = (intervals.max() ?? 0) - (intervals.min() ?? 0)
    return variation > 0.25 && spread > 1 ? .irregular : .tonic
  }

  private static func growth(of intervals: [Double]) -> Double? {
    guard intervals.count >= 3 else { return nil }
    let part = max(1, intervals.count / 3)
    func mean(_ intervals: ArraySlice<Double>) -> Double {
      intervals.reduce(0, +) / Double(part)
    }
    return mean(intervals.suffix(part)) / mean(intervals.prefix(part))
  }

  // Above which an interval is a pause between bursts; nil where there are no bursts.
  private static func pauseLimit(_ intervals: [Double]) -> Double? {
    let sorted = intervals.sorted()
    let jumps = zip(sorted, sorted.dropFirst()).map { $1 / $0 }
    guard let widest = jumps.indices.max(by: { jumps[$0] < jumps[$1] }), jumps[widest] > 1.8 else {
      return nil
    }
    // On a scale of ratios the short intervals and the pauses have to be two heaps: far apart, each
    // narrow. The intervals of a random train are one wide heap.
    let short = Moments(sorted[...widest].map { Double.log($0) })
    let long = Moments(sorted[(widest + 1)...].map { Double.log($0) })
    guard let nearer = short.mean, let further = long.mean, let width = short.deviation,
      let otherWidth = long.deviation, further - nearer > 5 * max(width, otherWidth)
    else { return nil }
    let limit = (sorted[widest] * sorted[widest + 1]).squareRoot()
    let isPause = intervals.map { $0 > limit }
    let pauses = isPause.count { $0 }
    let changes = zip(isPause, isPause.dropFirst()).count { $0 != $1 }
    // Again and again, not a single early burst or a single gap.
    return pauses >= 2 && pauses <= intervals.count - 2 && changes >= 3 ? limit : nil
  }
}
