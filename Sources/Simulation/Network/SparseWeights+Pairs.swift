public import Neurons

// What is said of each pair of neurons by itself.
extension SparseWeights {
  /// Connects pairs of neurons with a probability of each pair.
  ///
  /// Whether a pair has a synapse depends on its own two numbers and the seed, and on no other pair.
  ///
  /// - Parameters:
  ///   - sources: which neurons send, counted from 0.
  ///   - sourceCount: how many the source has.
  ///   - targets: which neurons receive.
  ///   - targetCount: how many the target has.
  ///   - exceptSelf: whether neurons do not end on that of the same number.
  ///   - weight: the weight of every synapse.
  ///   - random: what decides.
  ///   - stream: which random numbers are drawn.
  ///   - most: how many synapses there may be.
  ///   - isInterrupted: asked now and then where there are many pairs.
  ///   - probability: of a pair of neurons, counted from 0.
  /// - Throws: `Unfinished` where chance makes more than `most`, where a probability is none, or where it
  ///   was interrupted.
  /// - Complexity: O(pairs)
  public init(
    from sources: Range<Int>, of sourceCount: Int, to targets: Range<Int>, of targetCount: Int,
    exceptSelf: Bool, weight: Double, random: RandomSource, stream: UInt32, most: Int = .max,
    isInterrupted: () -> Bool = { false },
    probability: (_ source: Int, _ target: Int) -> Double
  ) throws(Unfinished) {
    var starts = Array(repeating: 0, count: sources.lowerBound + 1)
    var columns: [UInt32] = []
    var sinceAsked = 0
    for source in sources {
      for target in targets where !exceptSelf || source != target {
        let share = probability(source, target)
        guard share > 0 else {
          guard share == 0 else { throw .improbable(source: source, target: target, share) }
          continue
        }
        guard share <= 1 else { throw .improbable(source: source, target: target, share) }
        let place = RandomSource.Place(stream: stream, neuron: source, step: target)
        guard share == 1 || random.uniform(at: place) < share else { continue }
        columns.append(UInt32(truncatingIfNeeded: target))
      }
      guard columns.count <= most else { throw .tooMany }
      sinceAsked += targets.count
      if sinceAsked >= synapsesBetweenLooks {
        sinceAsked = 0
        if isInterrupted() { throw .interrupted }
      }
      starts.append(columns.count)
    }
    starts += Array(repeating: columns.count, count: sourceCount - sources.upperBound)
    (self.sources, self.targets) = (sourceCount, targetCount)
    (self.starts, self.columns) = (starts, columns)
    values = SynapseValues(shared: weight)
  }

  /// Gives every synapse a weight of its own, in the order of the synapses.
  ///
  /// - Parameter weights: as many as there are synapses.
  public mutating func setEach(to weights: [Double]) {
    precondition(weights.count == count)
    // None has all of them the same.
    values = weights.isEmpty ? SynapseValues(shared: 0) : SynapseValues(weights)
  }

  /// Gives every synapse a weight of its own, rounded to `Float` where none is too large or too small for
  /// that.
  ///
  /// - Parameter weight: what a synapse has, by its number.
  public mutating func setEachRounded(_ weight: (_ synapse: Int) -> Double) {
    values =
      columns.isEmpty
      ? SynapseValues(shared: 0) : SynapseValues(rounding: count, weight)
  }

  /// The same synapses in rows that are ordered by some numbers of theirs; those of equal numbers stay in
  /// their order.
  ///
  /// - Parameter keys: a number for each synapse, which is ordered with them.
  public func sorted(by keys: inout [Double]) -> SparseWeights {
    var order: [Int] = []
    order.reserveCapacity(count)
    for source in 0..<sources {
      order += row(source).sorted { (keys[$0], $0) < (keys[$1], $1) }
    }
    keys = order.map { [keys] in keys[$0] }
    var sorted = self
    sorted.columns = order.map { columns[$0] }
    if values.count > 1 { sorted.values = values.reordered(order) }
    return sorted
  }

  /// The same pairs of neurons the other way round, with their weights.
  ///
  /// - Complexity: O(synapses + neurons)
  public func reversed() -> SparseWeights {
    let (starts, synapses) = synapsesByTarget()
    let sources = sourcesBySynapse()
    var result = self
    result.columns = synapses.map { sources[Int($0)] }
    if values.count > 1 { result.values = values.reordered(synapses.lazy.map { Int($0) }) }
    return SparseWeights(result, rowsFrom: starts, targets: self.sources)
  }

  /// Within one population, the pairs joined both ways where either is there, each once and with the same
  /// weight: that of the pair whose first neuron stands before the second, if it is there.
  public func symmetric() -> SparseWeights {
    var weights: [Pair: Double] = [:]
    for source in 0..<sources {
      for synapse in row(source) {
        let target = Int(columns[synapse])
        let pair = Pair(source: min(source, target), target: max(source, target))
        if source != target, source < target || weights[pair] == nil {
          weights[pair] = weight(synapse)
        }
      }
    }
    let both = weights.flatMap { pair, weight in
      [(pair, weight), (Pair(source: pair.target, target: pair.source), weight)]
    }.sorted { ($0.0.source, $0.0.target) < ($1.0.source, $1.0.target) }
    return SparseWeights(
      pairs: both.map { ($0.0.source, $0.0.target) }, sources: sources, targets: targets,
      weights: values.count == 1 ? [values[0]] : both.map(\.1)) ?? self
  }

  private struct Pair: Hashable {
    var source, target: Int
  }
}
