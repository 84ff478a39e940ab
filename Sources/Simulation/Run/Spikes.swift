/// Spikes as a list, in the order of their steps and, within a step, of their neurons.
public struct Spikes: Hashable, Sendable {
  /// The step of each spike, counted from 0 at the segment's first.
  public private(set) var steps: [UInt32] = []
  /// The neuron of each spike, counted from 0.
  public private(set) var neurons: [UInt32] = []
  /// The value of each spike; empty where all are 1.
  public private(set) var values: [Double] = []

  /// No spikes.
  public init() {}

  /// Puts together what was saved.
  ///
  /// - Returns: nil where the parts do not fit each other, `count` steps and a population.
  public init?(
    steps: [UInt32], neurons: [UInt32], values: [Double], count: Int, population: Int
  ) {
    let places = zip(steps, neurons)
    let isOrdered = zip(places, places.dropFirst()).allSatisfy { $0 < $1 }
    guard steps.count == neurons.count, values.isEmpty || values.count == steps.count, isOrdered,
      steps.allSatisfy({ $0 < count }), neurons.allSatisfy({ $0 < population }),
      values.allSatisfy({ $0.isFinite && $0 != 0 })
    else { return nil }
    self.steps = steps
    self.neurons = neurons
    self.values = values
  }

  /// Puts the spikes of several groups of neurons, one group behind the other, in the order of their
  /// `count` steps.
  init(merging groups: [Spikes], steps count: Int) {
    if groups.count == 1 {
      self = groups[0]
      return
    }
    let all = groups.reduce(0) { $0 + $1.count }
    steps.reserveCapacity(all)
    neurons.reserveCapacity(all)
    let hasValues = groups.contains { !$0.values.isEmpty }
    var places = Array(repeating: 0, count: groups.count)
    for step in 0..<count {
      for (group, spikes) in groups.enumerated() {
        let first = places[group]
        var end = first
        while end < spikes.count, spikes.steps[end] == step { end += 1 }
        if end == first { continue }
        places[group] = end
        // As a whole, which is a copy.
        neurons += spikes.neurons[first..<end]
        steps += repeatElement(UInt32(truncatingIfNeeded: step), count: end - first)
        if hasValues { values += (first..<end).map { spikes.value($0) } }
      }
    }
  }

  /// How many there are.
  public var count: Int { steps.count }

  /// The value of one of them.
  public func value(_ index: Int) -> Double { values.isEmpty ? 1 : values[index] }

  /// Adds a spike, which has to come after all others.
  public mutating func append(step: Int, neuron: Int, value: Double) {
    if values.isEmpty, value != 1 { values = Array(repeating: 1, count: count) }
    steps.append(UInt32(truncatingIfNeeded: step))
    neurons.append(UInt32(truncatingIfNeeded: neuron))
    if value != 1 || !values.isEmpty { values.append(value) }
  }

  /// Adds spikes that come `offset` steps later, and `first` neurons further on.
  public mutating func append(_ others: Spikes, stepsLater offset: Int, from first: Int = 0) {
    if !values.isEmpty || !others.values.isEmpty {
      if values.isEmpty { values = Array(repeating: 1, count: count) }
      values += others.values.isEmpty ? Array(repeating: 1, count: others.count) : others.values
    }
    steps += others.steps.lazy.map { $0 + UInt32(truncatingIfNeeded: offset) }
    neurons += others.neurons.lazy.map { $0 + UInt32(truncatingIfNeeded: first) }
  }

  /// The places in the list of the spikes of some steps.
  ///
  /// - Complexity: O(log count)
  public func indices(of range: Range<Int>) -> Range<Int> {
    let lower = firstIndex(from: range.lowerBound)
    return lower..<max(lower, firstIndex(from: range.upperBound))
  }

  /// The spikes of some steps alone, the first of which is then step 0.
  func rows(_ rows: Range<Int>) -> Spikes {
    var result = Spikes()
    for index in indices(of: rows) {
      result.append(
        step: Int(steps[index]) - rows.lowerBound, neuron: Int(neurons[index]), value: value(index))
    }
    return result
  }

  /// The place in the list of a neuron's spike at a step; nil where it did not fire.
  ///
  /// - Complexity: O(log count)
  func index(step: Int, neuron: Int) -> Int? {
    let row = indices(of: step..<step + 1)
    let place = partition(row) { neurons[$0] >= neuron }
    return place < row.upperBound && neurons[place] == neuron ? place : nil
  }

  private func firstIndex(from step: Int) -> Int { partition(0..<count) { steps[$0] >= step } }

  // The first index for which a condition holds that holds for all after it.
  private func partition(_ range: Range<Int>, by condition: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
