public import Neurons
import RealModule

/// Which neurons of one population end on which of another, and how strongly; only synapses that
/// are there take room.
///
/// Rows of targets, one a source, one behind the other (compressed sparse rows).
public struct SparseWeights: Hashable, Sendable {
  /// How many neurons the source and the target have.
  public let sources: Int, targets: Int
  /// Where each source's row begins, and where the last one ends.
  public let starts: [Int]
  /// The target neuron of every synapse, counted from 0.
  public let columns: [UInt32]
  /// The weight of every synapse, or one for all of them.
  public internal(set) var values: [Double]

  /// How many synapses all connections of a network may have: more do not fit the memory of the
  /// machines that this is made for, once each has a weight.
  public static let mostSynapses = 50_000_000

  /// How many synapses there are.
  public var count: Int { columns.count }

  /// The synapses of one source.
  @inlinable
  public func row(_ source: Int) -> Range<Int> { starts[source]..<starts[source + 1] }

  /// The weight of a synapse.
  @inlinable
  public func weight(_ synapse: Int) -> Double { values.count == 1 ? values[0] : values[synapse] }

  /// The mean of the weights; 0 where there are none.
  public var mean: Double { values.reduce(0, +) / Double(max(1, values.count)) }

  /// Puts together what was saved.
  ///
  /// - Returns: nil where the parts do not fit each other.
  public init?(sources: Int, targets: Int, starts: [Int], columns: [UInt32], values: [Double]) {
    guard sources >= 1, targets >= 1, starts.count == sources + 1, starts.first == 0,
      starts.last == columns.count, zip(starts, starts.dropFirst()).allSatisfy(<=),
      columns.allSatisfy({ $0 < targets }), values.allSatisfy(\.isFinite),
      values.count == 1 || values.count == columns.count
    else { return nil }
    self.sources = sources
    self.targets = targets
    self.starts = starts
    self.columns = columns
    self.values = values
  }

  /// Connects two populations.
  ///
  /// - Parameters:
  ///   - pattern: which neurons are connected with which.
  ///   - sources: how many neurons send.
  ///   - targets: how many neurons receive.
  ///   - isWithin: whether source and target are the same population.
  ///   - weight: the weight of every synapse, or their mean.
  ///   - deviation: the standard deviation of the weights around `weight`.
  ///   - random: what decides where chance does.
  ///   - stream: which random numbers are drawn.
  ///   - most: how many synapses there may be.
  ///   - isInterrupted: asked now and then where there are many.
  /// - Throws: `Unfinished` where chance makes more than `most`, or where it was interrupted.
  /// - Complexity: O(synapses + sources)
  public init(
    _ pattern: ConnectionPattern, sources: Int, targets: Int, isWithin: Bool, weight: Double,
    deviation: Double = 0, random: RandomSource, stream: UInt32, most: Int = .max,
    isInterrupted: () -> Bool = { false }
  ) throws(Unfinished) {
    self.sources = sources
    self.targets = targets
    var starts = [0]
    var columns: [UInt32] = []
    starts.reserveCapacity(sources + 1)
    let expected = pattern.expectedCount(sources: sources, targets: targets, isWithin: isWithin)
    columns.reserveCapacity(Int(min(expected, Double(min(most, Self.mostSynapses)))))
    var sinceAsked = 0
    for source in 0..<sources {
      let own = isWithin && !pattern.includesSelf ? source : nil
      pattern.appendTargets(
        of: source, count: targets, except: own, to: &columns, random: random, stream: stream)
      guard columns.count <= most else { throw .tooMany }
      sinceAsked += 1 + columns.count - starts[source]
      if sinceAsked >= synapsesBetweenLooks {
        sinceAsked = 0
        if isInterrupted() { throw .interrupted }
      }
      starts.append(columns.count)
    }
    self.starts = starts
    self.columns = columns
    guard deviation > 0 else {
      values = [weight]
      return
    }
    var values: [Double] = []
    values.reserveCapacity(columns.count)
    for synapse in columns.indices {
      if synapse % synapsesBetweenLooks == synapsesBetweenLooks - 1, isInterrupted() {
        throw .interrupted
      }
      let place = RandomSource.Place(stream: stream &+ 1, neuron: 0, step: synapse)
      values.append(weight + deviation * random.normal(at: place))
    }
    self.values = values
  }

  /// Why there are no synapses.
  public enum Unfinished: Error, Hashable, Sendable {
    /// There would be more than there may be.
    case tooMany
    /// The user stopped it.
    case interrupted
  }

  /// Sets all weights to one value.
  public mutating func setAll(to weight: Double) { values = [weight] }

  /// Changes every weight, or the one that all share.
  ///
  /// - Parameter change: what becomes of a weight; told its place in `values`.
  public mutating func change(_ change: (_ index: Int, _ weight: Double) -> Double) {
    for index in values.indices { values[index] = change(index, values[index]) }
  }

  /// Gives every synapse a weight of its own, as learning needs.
  mutating func spread() {
    if values.count == 1, count != 1 {
      values = Array(repeating: values[0], count: count)
    }
  }

  /// The synapses that end on each target, in the order of their sources: where each target's begin,
  /// and all of them, target after target.
  func synapsesByTarget() -> (starts: [Int], synapses: [UInt32]) {
    var starts = Array(repeating: 0, count: targets + 1)
    for target in columns { starts[Int(target) + 1] += 1 }
    for target in 0..<targets { starts[target + 1] += starts[target] }
    var (next, synapses) = (starts, [UInt32](repeating: 0, count: count))
    for (synapse, target) in columns.enumerated() {
      synapses[next[Int(target)]] = UInt32(truncatingIfNeeded: synapse)
      next[Int(target)] += 1
    }
    return (starts, synapses)
  }

  /// The source of every synapse.
  func sourcesBySynapse() -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(count)
    for source in 0..<sources {
      result += repeatElement(UInt32(truncatingIfNeeded: source), count: row(source).count)
    }
    return result
  }
}

// What is made between two looks at the interrupt takes less than a tenth of a second.
private let synapsesBetweenLooks = 100_000

/// Who is connected with whom.
public enum ConnectionPattern: Hashable, Sendable, Codable {
  /// Everyone with everyone; within a population also with itself where `includesSelf`.
  case all(includesSelf: Bool)
  /// Each neuron with the one of the same number.
  case oneToOne
  /// Each pair with a probability.
  case probability(Double, includesSelf: Bool)

  /// Whether a neuron may end on itself.
  public var includesSelf: Bool {
    switch self {
    case .all(let includesSelf), .probability(_, let includesSelf): includesSelf
    case .oneToOne: true
    }
  }

  /// How many synapses it makes between two populations: exactly so many, or where chance decides
  /// so many on average.
  ///
  /// - Parameters:
  ///   - sources: how many neurons send spikes.
  ///   - targets: how many get them.
  ///   - isWithin: whether source and target are the same population.
  public func expectedCount(sources: Int, targets: Int, isWithin: Bool) -> Double {
    let pairs = Double(sources) * Double(targets)
    let between = isWithin && !includesSelf ? pairs - Double(sources) : pairs
    return switch self {
    case .all: between
    case .oneToOne: Double(min(sources, targets))
    case .probability(let probability, _): between * probability
    }
  }

  fileprivate func appendTargets(
    of source: Int, count: Int, except own: Int?, to columns: inout [UInt32],
    random: RandomSource, stream: UInt32
  ) {
    switch self {
    case .all:
      for target in 0..<count where target != own {
        columns.append(UInt32(truncatingIfNeeded: target))
      }
    case .oneToOne:
      if source < count { columns.append(UInt32(truncatingIfNeeded: source)) }
    case .probability(let probability, _):
      guard probability > 0 else { return }
      guard probability < 1 else {
        return Self.all(includesSelf: own == nil).appendTargets(
          of: source, count: count, except: own, to: &columns, random: random, stream: stream)
      }
      // How many pairs are passed over until the next synapse is drawn from the geometric
      // distribution, so that the work is that of the synapses and not of the pairs.
      let scale = 1 / Double.log(onePlus: -probability)
      var target = -1
      var draw = 0
      while true {
        let uniform = random.uniform(
          at: RandomSource.Place(stream: stream, neuron: source, step: draw))
        draw += 1
        let gap = (Double.log(uniform) * scale).rounded(.down)
        guard gap < Double(count - target) else { return }
        target += 1 + Int(gap)
        guard target < count else { return }
        if target != own { columns.append(UInt32(truncatingIfNeeded: target)) }
      }
    }
  }
}
