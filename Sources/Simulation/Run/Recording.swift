public import OrderedCollections

/// What a node recorded since its creation or reset.
///
/// It lies in immutable segments, so that a copy of the session shares them: appending after a copy
/// adds a segment and leaves the old ones alone. Steps are counted from 1.
public struct Recording: Hashable, Sendable {
  /// How much of what a node does is kept.
  public enum Extent: String, Hashable, Sendable, CaseIterable, Codable {
    /// Every quantity of every neuron at every step, or those that were chosen.
    case all
    /// Which neuron fired when.
    case spikes
    /// How many neurons fired at each step.
    case none
  }

  /// The names of what can be recorded, such as `input`, `mem_before`, `mem`, `spike`.
  public let quantities: OrderedSet<String>
  /// The names of what is computed from these, and kept where it was chosen.
  public let named: OrderedSet<String>
  /// How many neurons a row has.
  public let population: Int
  /// What was recorded, oldest first.
  public private(set) var segments: [Segment]
  /// How many steps there are in all.
  public private(set) var steps: Int
  /// What held while they were taken, oldest first.
  public private(set) var circumstances: [Circumstances] = []

  /// Makes an empty recording.
  ///
  /// - Parameters:
  ///   - quantities: the names of what can be recorded.
  ///   - named: the names of what is computed from it.
  ///   - population: how many neurons a row has.
  public init(
    quantities: OrderedSet<String>, named: OrderedSet<String> = [], population: Int
  ) {
    self.quantities = quantities
    self.named = named.subtracting(quantities)
    self.population = population
    segments = []
    steps = 0
  }

  /// An empty recording of the same quantities.
  ///
  /// - Parameter population: of how many neurons; of as many where nil.
  func emptied(population: Int? = nil) -> Recording {
    Recording(quantities: quantities, named: named, population: population ?? self.population)
  }

  // Where the column of a quantity lies in a segment that keeps it.
  func column(of quantity: String) -> Int? {
    quantities.firstIndex(of: quantity)
      ?? named.firstIndex(of: quantity).map { quantities.count + $0 }
  }

  /// Adds steps at the end.
  ///
  /// Small segments are joined, so that many single steps cost no more than a constant number of
  /// copies of each sample.
  public mutating func append(_ segment: Segment) {
    guard segment.steps > 0 else { return }
    steps += segment.steps
    var added = segment
    while let last = segments.last, last.steps <= added.steps, last.keepsTheSame(as: added),
      last.size < largestJoined, last.steps + added.steps <= Segment.longest
    {
      segments.removeLast()
      added = last.joined(with: added, population: population)
    }
    segments.append(added)
  }

  /// Notes what holds from the next step on.
  public mutating func note(_ present: Circumstances) {
    circumstances.removeAll { $0.firstStep >= present.firstStep }
    circumstances.append(present)
  }

  /// Forgets everything.
  public mutating func removeAll() {
    circumstances = []
    segments = []
    steps = 0
  }

  /// How many numbers it holds.
  public var size: Int { segments.reduce(0) { $0 + $1.size } }

  /// Whether a quantity was recorded at each of the steps.
  public func holds(_ quantity: String, steps: ClosedRange<Int>) -> Bool {
    guard let index = column(of: quantity), steps.lowerBound >= 1,
      steps.upperBound <= self.steps
    else { return false }
    return parts(of: steps).allSatisfy { part in
      quantity == "spike" ? part.segment.spikes != nil : part.segment.keeps(index)
    }
  }

  /// Some steps, cut where a quantity begins to be kept or ends to be.
  func spans(of quantity: String, steps: ClosedRange<Int>) -> [ClosedRange<Int>] {
    guard let index = column(of: quantity) else { return [steps] }
    var result: [(steps: ClosedRange<Int>, isKept: Bool)] = []
    for (segment, rows, first) in parts(of: steps) {
      let (lower, upper) = (first + rows.lowerBound, first + rows.upperBound - 1)
      let isKept = segment.keeps(index)
      if let last = result.last, last.isKept == isKept {
        result[result.count - 1].steps = last.steps.lowerBound...upper
      } else {
        result.append((lower...upper, isKept))
      }
    }
    return result.map(\.steps)
  }

  /// One quantity of one neuron, a value for each of the steps; empty where it is not recorded.
  ///
  /// - Complexity: O(steps asked for + segments)
  public func samples(of quantity: String, neuron: Int, steps: ClosedRange<Int>) -> [Double] {
    guard let index = column(of: quantity), neuron < population, holds(quantity, steps: steps)
    else { return [] }
    var result: [Double] = []
    result.reserveCapacity(steps.count)
    for (segment, rows, _) in parts(of: steps) {
      if quantity == "spike" {
        result += segment.spikeSamples(neuron: neuron, rows: rows)
      } else if segment.columns[index].count == segment.steps {
        result += segment.columns[index][rows]
      } else {
        for row in rows { result.append(segment.columns[index][row * population + neuron]) }
      }
    }
    return result
  }

  /// One quantity of one neuron at one step; nil where it is not recorded.
  public func sample(of quantity: String, neuron: Int, step: Int) -> Double? {
    samples(of: quantity, neuron: neuron, steps: step...step).first
  }

  /// How many times the neurons fired after a step.
  ///
  /// This is known of every step, whatever is recorded.
  public func spikeCount(after step: Int) -> Int {
    guard step < steps else { return 0 }
    return parts(of: step + 1...steps).reduce(0) { sum, part in
      sum + part.segment.spikeCount(rows: part.rows)
    }
  }

  /// How many times the neurons had fired after each of the last `count` steps.
  public func spikeCounts(atLast count: Int) -> [Int] {
    guard count > 0 else { return [] }
    var sum = spikeCount(after: 0) - spikeCount(after: steps - count)
    return parts(of: steps - count + 1...steps).flatMap { $0.segment.spikeCounts(atRows: $0.rows) }
      .map { fired in
        sum += Int(fired)
        return sum
      }
  }

  /// Whether it is known when each neuron fired after a step.
  public func holdsSpikes(after step: Int = 0) -> Bool {
    step >= steps || holds("spike", steps: step + 1...steps)
  }

  /// The steps after `step` at which a neuron fired, `limit` of them at most; those that are not
  /// recorded are left out.
  public func spikeSteps(neuron: Int, after step: Int = 0, atMost limit: Int = .max) -> [Int] {
    guard step < steps else { return [] }
    var found: [Int] = []
    for (segment, rows, first) in parts(of: step + 1...steps) {
      segment.spikes?.forEach(of: neuron, in: rows) { step, _ in
        if found.count < limit { found.append(first + step) }
        return found.count < limit
      }
    }
    return found
  }

  /// The times after `step` at which a neuron fired, in steps: a spike at the end of a step has its number,
  /// one within it less; those that are not recorded are left out.
  public func spikeTimes(neuron: Int, after step: Int = 0) -> [Double] {
    guard step < steps else { return [] }
    var found: [Double] = []
    for (segment, rows, first) in parts(of: step + 1...steps) {
      segment.spikes?.forEachTime(of: neuron, in: rows) { step, lead in
        found.append(Double(first + step) - lead)
        return true
      }
    }
    return found
  }

  /// Calls `body` with the step, the neuron and the value of every recorded spike, in this order.
  ///
  /// - Parameters:
  ///   - neurons: whose spikes; those of all where nil.
  ///   - steps: when.
  ///   - isInterrupted: asked now and then where there are many.
  ///   - body: what is called.
  /// - Returns: whether all were gone through; false where it was interrupted.
  @discardableResult
  public func forEachSpike(
    of neurons: Range<Int>? = nil, steps: ClosedRange<Int>, isInterrupted: () -> Bool = { false },
    _ body: (_ step: Int, _ neuron: Int, _ value: Double) -> Void
  ) -> Bool {
    let neurons = neurons ?? 0..<population
    for (segment, rows, first) in pieces(of: steps) {
      if isInterrupted() { return false }
      segment.spikes?.forEach(in: rows) { step, neuron, value in
        if neurons.contains(neuron) { body(first + step, neuron, value) }
      }
    }
    return true
  }

  /// Calls `body` with the time in steps and the neuron of every recorded spike: a spike at the end of a step
  /// has its number, one within it less.
  ///
  /// - Parameters:
  ///   - neurons: whose spikes; those of all where nil.
  ///   - steps: when.
  ///   - isInterrupted: asked now and then where there are many.
  ///   - body: what is called, for each neuron in the order of its spikes.
  /// - Returns: whether all were gone through; false where it was interrupted.
  @discardableResult
  public func forEachSpikeTime(
    of neurons: Range<Int>? = nil, steps: ClosedRange<Int>, isInterrupted: () -> Bool = { false },
    _ body: (_ time: Double, _ neuron: Int) -> Void
  ) -> Bool {
    let neurons = neurons ?? 0..<population
    for (segment, rows, first) in pieces(of: steps) {
      if isInterrupted() { return false }
      segment.spikes?.forEachTime(in: rows) { step, neuron, lead in
        if neurons.contains(neuron) { body(Double(first + step) - lead, neuron) }
      }
    }
    return true
  }

  // The same as `parts`, in pieces that take a moment each.
  private func pieces(
    of steps: ClosedRange<Int>
  ) -> [(segment: Segment, rows: Range<Int>, first: Int)] {
    let longest = max(1, neuronsBetweenLooks / population)
    return parts(of: steps).flatMap { segment, rows, first in
      stride(from: rows.lowerBound, to: rows.upperBound, by: longest).map {
        (segment, $0..<min($0 + longest, rows.upperBound), first)
      }
    }
  }

  // The segments of some steps, each with its rows that belong to them and with its first step.
  private func parts(
    of steps: ClosedRange<Int>
  ) -> [(segment: Segment, rows: Range<Int>, first: Int)] {
    var result: [(segment: Segment, rows: Range<Int>, first: Int)] = []
    var first = 1
    for segment in segments {
      let rows = (steps.lowerBound - first..<steps.upperBound + 1 - first)
        .clamped(to: 0..<segment.steps)
      if !rows.isEmpty { result.append((segment, rows, first)) }
      first += segment.steps
    }
    return result
  }
}

// In numbers: beyond that a copy costs more than another segment.
private let largestJoined = 1 << 16

// Neurons times steps, of which all may fire.
private let neuronsBetweenLooks = 1 << 20
