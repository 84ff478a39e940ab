public import OrderedCollections

/// What a node recorded since its creation or reset: for every step and neuron, each quantity.
///
/// The samples lie in immutable segments, so that a copy of the session shares them: appending
/// after a copy adds a segment and leaves the old ones alone.
public struct Recording: Hashable, Sendable {
  /// What one call of `append` added.
  public struct Segment: Hashable, Sendable {
    /// How many steps it has.
    public let steps: Int
    /// For every quantity one row of the population a step.
    public let columns: [[Double]]

    /// Makes a segment of `steps` rows a column.
    public init(steps: Int, columns: [[Double]]) {
      self.steps = steps
      self.columns = columns
    }
  }

  /// The names of what is recorded, such as `input`, `mem_before`, `mem`, `spike`.
  public let quantities: OrderedSet<String>
  /// How many neurons a row has.
  public let population: Int
  /// The samples, oldest first.
  public private(set) var segments: [Segment]
  /// How many steps there are in all.
  public private(set) var steps: Int

  /// Makes an empty recording.
  public init(quantities: OrderedSet<String>, population: Int) {
    self.quantities = quantities
    self.population = population
    segments = []
    steps = 0
  }

  /// Adds steps at the end.
  ///
  /// Small segments are joined, so that many single steps cost no more than a constant number of
  /// copies of each sample.
  public mutating func append(_ segment: Segment) {
    guard segment.steps > 0 else { return }
    steps += segment.steps
    var added = segment
    while let last = segments.last, last.steps <= added.steps,
      last.steps * population < largestJoined
    {
      segments.removeLast()
      added = Segment(
        steps: last.steps + added.steps, columns: zip(last.columns, added.columns).map(+))
    }
    segments.append(added)
  }

  /// Forgets all samples.
  public mutating func removeAll() {
    segments = []
    steps = 0
  }

  /// One quantity of one neuron, a value for each of the steps, which are counted from 1.
  ///
  /// - Complexity: O(steps asked for + segments).
  public func samples(of quantity: String, neuron: Int, steps: ClosedRange<Int>) -> [Double] {
    guard let index = quantities.firstIndex(of: quantity), neuron < population else { return [] }
    var result: [Double] = []
    result.reserveCapacity(steps.count)
    eachRow(of: steps) { segment, row in
      result.append(segment.columns[index][row * population + neuron])
    }
    return result
  }

  /// How many times the neurons fired after a step.
  public func spikeCount(after step: Int) -> Int {
    guard let index = quantities.firstIndex(of: "spike"), step < steps else { return 0 }
    var count = 0
    eachRow(of: step + 1...steps) { segment, row in
      for value in segment.columns[index][row * population..<(row + 1) * population]
      where value != 0 { count += 1 }
    }
    return count
  }

  /// The steps after `step` at which a neuron fired, counted from 1, `limit` of them at most.
  public func spikeSteps(neuron: Int, after step: Int = 0, atMost limit: Int = .max) -> [Int] {
    guard step < steps else { return [] }
    var found: [Int] = []
    for (offset, value) in samples(of: "spike", neuron: neuron, steps: step + 1...steps)
      .enumerated()
    where value != 0 {
      if found.count == limit { break }
      found.append(step + 1 + offset)
    }
    return found
  }

  // Calls `body` with each step's segment and its row within it.
  private func eachRow(of steps: ClosedRange<Int>, _ body: (Segment, Int) -> Void) {
    var first = 1
    for segment in segments {
      let rows =
        max(
          steps.lowerBound, first)..<max(
          max(steps.lowerBound, first), min(steps.upperBound + 1, first + segment.steps))
      for step in rows { body(segment, step - first) }
      first += segment.steps
    }
  }

  /// One quantity of one neuron at one step, counted from 1; nil where there is none.
  public func sample(of quantity: String, neuron: Int, step: Int) -> Double? {
    guard let index = quantities.firstIndex(of: quantity), neuron < population, step >= 1 else {
      return nil
    }
    var first = 1
    for segment in segments {
      if step < first + segment.steps {
        return segment.columns[index][(step - first) * population + neuron]
      }
      first += segment.steps
    }
    return nil
  }
}

// In samples of one quantity: beyond that a copy costs more than another segment.
private let largestJoined = 1 << 16
