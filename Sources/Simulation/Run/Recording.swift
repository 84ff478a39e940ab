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
    while let last = segments.last, last.steps <= added.steps, last.steps < longestJoined {
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

  /// One quantity of one neuron, a value a step.
  ///
  /// - Complexity: O(steps).
  public func samples(of quantity: String, neuron: Int) -> [Double] {
    guard let index = quantities.firstIndex(of: quantity), neuron < population else { return [] }
    if population == 1 { return segments.flatMap { $0.columns[index] } }
    var result: [Double] = []
    result.reserveCapacity(steps)
    for segment in segments {
      let column = segment.columns[index]
      for step in 0..<segment.steps { result.append(column[step * population + neuron]) }
    }
    return result
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

  /// The steps, counted from 1, at which a neuron fired, and with what value.
  public func spikes(neuron: Int) -> [(step: Int, value: Double)] {
    samples(of: "spike", neuron: neuron).enumerated()
      .filter { $0.element != 0 }.map { ($0.offset + 1, $0.element) }
  }

  /// How many numbers it holds.
  public var valueCount: Int { steps * population * quantities.count }
}

private let longestJoined = 1 << 16
