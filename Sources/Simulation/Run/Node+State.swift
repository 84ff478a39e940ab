public import Equations
import Neurons
import OrderedCollections

extension Node {
  /// The states as they were after a step, one column a state; those before the first step for 0.
  ///
  /// - Returns: nil where they were not recorded.
  public func states(after step: Int) -> [[Double]]? {
    guard (0...time).contains(step) else { return nil }
    if step == time { return Array(states.values) }
    if step == 0 { return firstStates.count == states.count ? firstStates : nil }
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
    for (index, column) in columns.enumerated() { states.values[index] = column }
    time = step
    if step == 0 { firstStates = [] }
    recording = recording.first(step)
    for index in feeds.indices { feeds[index].signal.start = min(feeds[index].signal.start, step) }
    return true
  }

  /// The same node under another name; its noise stays the same.
  public func renamed(_ name: String) throws(Diagnostic) -> Node {
    var copy = try Node(
      name: name, model: model, population: population, precision: precision,
      record: record, surrogate: surrogate, settings: settings, windowSettings: windowSettings,
      states: Array(states.values), feeds: [], time: 0,
      segments: [], firstStates: firstStates, noiseStream: noiseStream)
    copy.feeds = feeds
    copy.time = time
    copy.recording = recording
    return copy
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
