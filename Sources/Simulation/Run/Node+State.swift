public import Neurons
public import OrderedCollections

extension Node {
  /// Where a node stands.
  public struct State: Hashable, Sendable {
    /// Every state in the model's order, one value a neuron.
    public internal(set) var columns: OrderedDictionary<String, [Double]> = [:]
    /// How many steps were taken since creation or reset.
    public internal(set) var time = 0
    /// The columns before the first recorded step; empty before it was taken.
    public private(set) var first: [[Double]] = []

    init() {}

    /// Puts together what was saved.
    ///
    /// - Parameters:
    ///   - columns: one for each of the model's states, in its order.
    ///   - model: the equations of the node.
    ///   - time: how many steps were taken.
    ///   - first: the columns before the first of them; empty where they are not known.
    /// - Returns: nil where there are more columns or fewer.
    public init?(
      _ columns: [[Double]], of model: NeuronModel, time: Int = 0, first: [[Double]] = []
    ) {
      guard columns.count == model.states.count, first.isEmpty || first.count == columns.count
      else { return nil }
      self.columns = OrderedDictionary(uniqueKeysWithValues: zip(model.states.keys, columns))
      self.time = time
      self.first = first
    }

    /// Keeps the columns where the next step is the first.
    mutating func keepFirst() {
      if time == 0 { first = Array(columns.values) }
    }

    /// Returns to the end of an earlier step.
    mutating func goBack(to step: Int, _ columns: [[Double]]) {
      for (index, column) in columns.enumerated() { self.columns.values[index] = column }
      time = step
      if step == 0 { first = [] }
    }

    /// Whether its columns have a finite number for each neuron.
    func fits(population: Int) -> Bool {
      time >= 0
        && (columns.values + first).allSatisfy {
          $0.count == population && $0.allSatisfy(\.isFinite)
        }
    }
  }

  /// The states as they were after a step, one column a state; those before the first step for 0.
  ///
  /// - Returns: nil where they were not recorded.
  public func states(after step: Int) -> [[Double]]? {
    guard (0...time).contains(step) else { return nil }
    if step == time { return Array(states.values) }
    if step == 0 { return state.first.isEmpty ? nil : state.first }
    var columns: [[Double]] = []
    for state in states.keys {
      var column: [Double] = []
      for neuron in 0..<population {
        guard let value = recording.sample(of: state, neuron: neuron, step: step) else {
          return nil
        }
        column.append(value)
      }
      columns.append(column)
    }
    return columns
  }

  /// Returns to the end of an earlier step: its states come from the recording, and what was
  /// recorded after it is forgotten.
  ///
  /// Parameters and feeds stay as they are; a feed that began later begins here. Feeds and noise
  /// follow from the step alone, so that going on gives the same numbers again.
  ///
  /// - Returns: whether the states of that step were recorded; if not, nothing changes.
  public mutating func goBack(to step: Int) -> Bool {
    guard let columns = states(after: step) else { return false }
    state.goBack(to: step, columns)
    recording = recording.first(step)
    for index in feeds.indices { feeds[index].signal.start = min(feeds[index].signal.start, step) }
    return true
  }
}

extension Recording {
  /// The recording of the first steps alone; segments that lie within them are shared.
  func first(_ count: Int) -> Recording {
    var result = Recording(quantities: quantities, population: population)
    var remaining = count
    for segment in segments {
      guard remaining > 0 else { break }
      let taken = min(remaining, segment.steps)
      result.append(
        taken == segment.steps ? segment : segment.first(taken, population: population))
      remaining -= taken
    }
    return result
  }
}

extension Recording.Segment {
  /// The segment's first steps alone.
  fileprivate func first(_ count: Int, population: Int) -> Recording.Segment {
    guard let spikes else {
      return Recording.Segment(
        spikeCounts: Array(spikeCounts[..<count]), quantities: columns.count)
    }
    let shorter = columns.map { column in
      // One number a step, or one a step and neuron.
      Array(column.prefix(column.count == steps ? count : count * population))
    }
    return Recording.Segment(steps: count, columns: shorter, spikes: spikes.first(count))
  }
}

extension Spikes {
  /// The spikes before a step, which is counted from 0.
  fileprivate func first(_ count: Int) -> Spikes {
    var result = Spikes()
    for index in indices(of: 0..<count) {
      result.append(step: Int(steps[index]), neuron: Int(neurons[index]), value: value(index))
    }
    return result
  }
}
