extension Recording {
  /// The first step from which on more than the number of spikes is kept; 1 where it is nowhere.
  public var firstKeptStep: Int {
    var first = steps + 1
    for segment in segments.reversed() {
      if segment.extent == .none { break }
      first -= segment.steps
    }
    return first > steps ? 1 : first
  }

  /// All steps in stretches, at each of which the same is kept, oldest first.
  public var stretches: [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    var first = 1
    for (index, segment) in segments.enumerated() {
      let last = first + segment.steps - 1
      if let stretch = result.last, segments[index - 1].keepsTheSame(as: segment) {
        result[result.count - 1] = stretch.lowerBound...last
      } else {
        result.append(first...last)
      }
      first = last + 1
    }
    return result
  }

  /// At how many steps only the number of spikes is kept.
  public var countedSteps: Int {
    segments.reduce(0) { $0 + ($1.extent == .none ? $1.steps : 0) }
  }

  /// How many numbers it holds besides the number of spikes at steps that are counted only.
  public var keptSize: Int {
    segments.reduce(0) { $0 + ($1.extent == .none ? 0 : $1.size) }
  }

  /// The recording of the first steps alone; segments that lie within them are shared.
  func first(_ count: Int) -> Recording {
    var result = emptied()
    for one in circumstances where one.firstStep <= count { result.note(one) }
    for segment in segments where result.steps < count {
      let left = count - result.steps
      result.append(left < segment.steps ? segment.rows(0..<left) : segment)
    }
    return result
  }

  /// Gives up what the oldest steps were, but for the number of their spikes, until at most
  /// `limit` numbers are left besides.
  ///
  /// Later steps keep their places, as in a ring buffer of which only the newest part can be read.
  public mutating func forget(keeping limit: Int) {
    var excess = keptSize - limit
    guard excess > 0 else { return }
    var shortened = emptied()
    circumstances.forEach { shortened.note($0) }
    for segment in segments {
      let gain = segment.size
      guard excess > 0, segment.extent != .none, gain > 0 else {
        shortened.append(segment)
        continue
      }
      // As if spikes were spread evenly.
      let rows = min(segment.steps, (excess * segment.steps + gain - 1) / gain)
      shortened.append(segment.counted(first: rows))
      if rows < segment.steps {
        shortened.append(segment.rows(rows..<segment.steps))
      }
      excess -= gain * rows / segment.steps
    }
    let isShorter = shortened.keptSize < keptSize
    self = shortened
    // Where more spikes were among the newer steps, a few more go.
    if isShorter { forget(keeping: limit) }
  }
}

extension Recording.Segment {
  /// The number of spikes at each of the first rows.
  fileprivate func counted(first rows: Int) -> Self {
    Self(spikeCounts: spikeCounts(atRows: 0..<rows), quantities: columns.count)
  }
}

extension Node {
  /// Gives up the oldest part of what was recorded: see `Recording.forget(keeping:)`.
  public mutating func forget(keeping limit: Int) { recording.forget(keeping: limit) }
}
