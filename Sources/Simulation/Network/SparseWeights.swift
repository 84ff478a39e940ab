public import Neurons

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
  public internal(set) var columns: [UInt32]
  /// The weight of every synapse, or one for all of them.
  public internal(set) var values: SynapseValues

  /// How many bytes a synapse takes that has a weight of its own, which is a `Float`; those that share one
  /// take 4, and those that learn or have more digits 12 at least.
  public static let bytesPerSynapse = MemoryLayout<UInt32>.size + MemoryLayout<Float>.size

  /// How many bytes all of them take.
  public var byteCount: Int { columns.count * MemoryLayout<UInt32>.size + values.byteCount }

  /// How many synapses there are.
  public var count: Int { columns.count }

  /// The synapses of one source.
  @inlinable
  public func row(_ source: Int) -> Range<Int> { starts[source]..<starts[source + 1] }

  /// The weight of a synapse.
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
    self.values = SynapseValues(values)
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
    columns.reserveCapacity(Int(min(expected, Double(min(most, mostReserved)))))
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
    values = SynapseValues(shared: weight)
    try draw(deviation: deviation, random: random, stream: stream, isInterrupted: isInterrupted)
  }

  /// Connects pairs of neurons that are given one by one; a pair that stands twice has two synapses.
  ///
  /// - Parameters:
  ///   - pairs: the neurons, counted from 0.
  ///   - sources: how many neurons the source has.
  ///   - targets: how many the target has.
  ///   - weights: the weight of each pair, or one for all.
  /// - Returns: nil where a neuron is none, or there are not as many weights as pairs.
  /// - Complexity: O(pairs + sources)
  public init?(
    pairs: [(source: Int, target: Int)], sources: Int, targets: Int, weights: [Double]
  ) {
    guard [1, pairs.count].contains(weights.count), sources >= 1,
      pairs.allSatisfy({ (0..<sources).contains($0.source) && (0..<targets).contains($0.target) })
    else { return nil }
    var starts = Array(repeating: 0, count: sources + 1)
    for pair in pairs { starts[pair.source + 1] += 1 }
    for source in 0..<sources { starts[source + 1] += starts[source] }
    var next = starts
    var columns = [UInt32](repeating: 0, count: pairs.count)
    var values = weights
    for (index, pair) in pairs.enumerated() {
      let synapse = next[pair.source]
      next[pair.source] += 1
      columns[synapse] = UInt32(truncatingIfNeeded: pair.target)
      if weights.count > 1 { values[synapse] = weights[index] }
    }
    self.init(sources: sources, targets: targets, starts: starts, columns: columns, values: values)
  }

  /// The same synapses in other rows.
  ///
  /// - Parameters:
  ///   - other: the synapses.
  ///   - starts: where each row begins, and where the last one ends.
  ///   - targets: how many neurons the target has; as many as before where nil.
  init(_ other: SparseWeights, rowsFrom starts: [Int], targets: Int? = nil) {
    sources = starts.count - 1
    self.starts = starts
    self.targets = targets ?? other.targets
    (columns, values) = (other.columns, other.values)
  }

  /// The same synapses between some neurons of larger populations.
  ///
  /// - Parameters:
  ///   - sources: how many neurons the larger source has.
  ///   - firstSource: which of them is the first here, counted from 0.
  ///   - targets: how many the larger target has.
  ///   - firstTarget: which of them is the first here.
  ///   - exceptSelf: whether synapses from a number to the same one are left out.
  /// - Returns: nil where the larger populations have no room for these.
  public func within(
    sources: Int, from firstSource: Int, targets: Int, from firstTarget: Int, exceptSelf: Bool
  ) -> SparseWeights? {
    guard firstSource >= 0, firstTarget >= 0, firstSource + self.sources <= sources,
      firstTarget + self.targets <= targets
    else { return nil }
    var starts = Array(repeating: 0, count: firstSource + 1)
    var columns: [UInt32] = []
    var kept: [Int] = []
    for source in 0..<self.sources {
      for synapse in row(source) {
        let target = Int(self.columns[synapse]) + firstTarget
        if exceptSelf, target == source + firstSource { continue }
        columns.append(UInt32(truncatingIfNeeded: target))
        if values.count > 1 { kept.append(synapse) }
      }
      starts.append(columns.count)
    }
    starts += Array(repeating: columns.count, count: sources - firstSource - self.sources)
    var result = SparseWeights(self, rowsFrom: starts, targets: targets)
    (result.columns, result.values) = (columns, values.reordered(kept))
    return result
  }

  /// Draws every weight around the one that all share, and rounds it to `Float`.
  ///
  /// - Parameters:
  ///   - deviation: the standard deviation; with 0 nothing is drawn.
  ///   - random: what decides.
  ///   - stream: which random numbers are drawn.
  ///   - isInterrupted: asked now and then where there are many.
  /// - Throws: `Unfinished.interrupted`.
  public mutating func draw(
    deviation: Double, random: RandomSource, stream: UInt32,
    isInterrupted: () -> Bool = { false }
  ) throws(Unfinished) {
    guard deviation > 0, values.count == 1 else { return }
    let mean = values[0]
    var isStopped = false
    let drawn = SynapseValues(rounding: count) { synapse in
      if synapse % synapsesBetweenLooks == synapsesBetweenLooks - 1, !isStopped {
        isStopped = isInterrupted()
      }
      if isStopped { return 0 }
      let place = RandomSource.Place(stream: stream &+ 1, neuron: 0, step: synapse)
      return mean + deviation * random.normal(at: place)
    }
    if isStopped { throw .interrupted }
    values = drawn
  }

  /// Why there are no synapses.
  public enum Unfinished: Error, Hashable, Sendable {
    /// There would be more than there may be.
    case tooMany
    /// The user stopped it.
    case interrupted
    /// The probability of a pair of neurons, counted from 0, is this number and so none.
    case improbable(source: Int, target: Int, Double)
  }

  /// Sets all weights to one value.
  public mutating func setAll(to weight: Double) { values = SynapseValues(shared: weight) }

  /// Changes every weight, or the one that all share.
  ///
  /// - Parameter change: what becomes of a weight; told its place in `values`.
  public mutating func change(_ change: (_ index: Int, _ weight: Double) -> Double) {
    values.change(change)
  }

  /// Gives every synapse a weight of its own that is a `Double`, as learning needs, and lets them be changed
  /// in place.
  mutating func withOwnWeights<Result>(
    _ body: (UnsafeMutableBufferPointer<Double>) -> Result
  ) -> Result {
    if values.count == 1, count != 1 {
      values = SynapseValues(Array(repeating: values[0], count: count))
    }
    return values.withDoubles(body)
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

// Where chance or a mistake makes more, room is made as they come.
private let mostReserved = 1_000_000_000

// What is made between two looks at the interrupt takes less than a tenth of a second.
let synapsesBetweenLooks = 100_000
