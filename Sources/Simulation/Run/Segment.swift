import OrderedCollections

extension Recording {
  /// Some steps of a recording.
  public struct Segment: Hashable, Sendable {
    /// More steps than that are not joined: those of the spikes are 32-bit numbers.
    static let longest = 1 << 31

    /// How many steps it has.
    public let steps: Int
    /// For every quantity one row of the population a step, or one number a step where all neurons
    /// share it; empty for `spike` and for what is not recorded.
    public let columns: [[Double]]
    /// The spikes; nil where only their number is kept.
    public let spikes: Spikes?
    /// How many neurons fired at each step, where it does not follow from `spikes`.
    public let spikeCounts: [UInt32]

    /// Makes a segment of samples and spikes.
    public init(steps: Int, columns: [[Double]], spikes: Spikes) {
      self.steps = steps
      self.columns = columns
      self.spikes = spikes
      spikeCounts = []
    }

    /// Makes a segment of which only the number of spikes at each step is kept.
    public init(spikeCounts: [UInt32], quantities: Int) {
      steps = spikeCounts.count
      columns = Array(repeating: [], count: quantities)
      spikes = nil
      self.spikeCounts = spikeCounts
    }

    /// How much it keeps.
    public var extent: Extent {
      spikes == nil ? .none : columns.contains { !$0.isEmpty } ? .all : .spikes
    }

    /// Whether it has samples of the quantity in a column.
    func keeps(_ column: Int) -> Bool {
      columns.indices.contains(column) && !columns[column].isEmpty
    }

    /// Whether another one has samples of the same quantities.
    func keepsTheSame(as other: Segment) -> Bool {
      extent == other.extent && columns.count == other.columns.count
        && columns.indices.allSatisfy { columns[$0].isEmpty == other.columns[$0].isEmpty }
    }

    /// How many numbers it holds, as if all were doubles.
    var size: Int {
      columns.reduce(spikeCounts.count / 2 + (spikes?.size ?? 0)) { $0 + $1.count }
    }

    /// Whether its parts have the sizes that fit a recording.
    func fits(_ recording: Recording) -> Bool {
      let (whole, isTooLarge) = steps.multipliedReportingOverflow(by: recording.population)
      let (quantities, named) = (recording.quantities, recording.named)
      return (1...Segment.longest).contains(steps) && !isTooLarge
        && [quantities.count, quantities.count + named.count].contains(columns.count)
        && quantities.firstIndex(of: "spike").map { columns[$0].isEmpty } ?? true
        && columns.allSatisfy { [0, whole, steps].contains($0.count) }
        && (spikes != nil ? spikeCounts.isEmpty : spikeCounts.count == steps)
    }

    /// How many neurons fired in some of its steps.
    func spikeCount(rows: Range<Int>) -> Int {
      spikes?.count(in: rows) ?? spikeCounts[rows].reduce(0) { $0 + Int($1) }
    }

    /// How many neurons fired at each of some of its steps.
    func spikeCounts(atRows rows: Range<Int>) -> [UInt32] {
      spikes?.counts(at: rows) ?? Array(spikeCounts[rows])
    }

    /// The values of `spike` of a neuron in some of its steps.
    func spikeSamples(neuron: Int, rows: Range<Int>) -> [Double] {
      var result = Array(repeating: 0.0, count: rows.count)
      spikes?.forEach(of: neuron, in: rows) { step, value in
        result[step - rows.lowerBound] = value
        return true
      }
      return result
    }

    /// Some of its steps alone.
    func rows(_ rows: Range<Int>) -> Segment {
      guard let spikes else {
        return Segment(spikeCounts: Array(spikeCounts[rows]), quantities: columns.count)
      }
      let kept = columns.map { column in
        // One number a step, one a step and neuron, or none.
        let width = column.count / steps
        return Array(column[rows.lowerBound * width..<rows.upperBound * width])
      }
      return Segment(steps: rows.count, columns: kept, spikes: spikes.rows(rows))
    }

    /// The segment with another one of the same extent behind.
    func joined(with next: Segment, population: Int) -> Segment {
      guard var spikes, let later = next.spikes else {
        return Segment(spikeCounts: spikeCounts + next.spikeCounts, quantities: columns.count)
      }
      spikes.append(later, steps: (steps, next.steps), population: population)
      let joined = zip(columns, next.columns).map { first, second in
        // A column of one number a step stays so only beside another one.
        first.count * next.steps == second.count * steps
          ? first + second
          : Self.spread(first, steps: steps, population: population)
            + Self.spread(second, steps: next.steps, population: population)
      }
      return Segment(steps: steps + next.steps, columns: joined, spikes: spikes)
    }

    private static func spread(_ column: [Double], steps: Int, population: Int) -> [Double] {
      guard column.count == steps else { return column }
      return column.flatMap { repeatElement($0, count: population) }
    }
  }
}
