import Neurons
public import OrderedCollections

// What is kept of a run where not all of it is.
extension Node {
  /// The quantities that are kept of every step where some were chosen; empty where `record` says it.
  public var recordedQuantities: [String] { setup.recordedQuantities }

  /// What `record` is, as it is set.
  public var recordText: String {
    recordedQuantities.isEmpty ? record.rawValue : recordedQuantities.joined(separator: ",")
  }

  /// Keeps some quantities of every step, and no others.
  ///
  /// What the model names with `let` is computed as steps are taken, so that it is kept without what it
  /// follows from.
  ///
  /// - Parameter quantities: which; names of `quantities` that do not depend on whole forward passes.
  public mutating func record(only quantities: OrderedSet<String>) {
    record = .all
    setup.recordedQuantities = Array(quantities)
  }

  /// Records steps that were counted, or what was chosen of them.
  ///
  /// - Parameters:
  ///   - segment: all that is known of the steps.
  ///   - before: the states before the first of them.
  mutating func keep(
    _ segment: Recording.Segment, from before: OrderedDictionary<String, [Double]>
  ) {
    guard !recordedQuantities.isEmpty, let spikes = segment.spikes else {
      recording.append(segment)
      return
    }
    var columns = segment.columns
    if recordedQuantities.contains(where: recording.named.contains) {
      columns += namedColumns(of: segment, from: Array(before.values))
    }
    for quantity in recording.quantities.union(recording.named)
    where !recordedQuantities.contains(quantity) {
      if let index = recording.column(of: quantity), index < columns.count { columns[index] = [] }
    }
    recording.append(Recording.Segment(steps: segment.steps, columns: columns, spikes: spikes))
  }

  /// Goes on by steps that others took with its equations, of which only how many they were is recorded.
  ///
  /// - Parameters:
  ///   - count: how many steps.
  ///   - columns: where they led, a column for each state.
  ///   - random: where noise came from.
  mutating func goOn(_ count: Int, to columns: [[Double]], random: RandomSource) {
    let before = states
    for (index, column) in columns.enumerated() { state.columns.values[index] = column }
    self.count(count, from: before, random: random)
    let nothing = recording.quantities.map { _ in [Double]() }
    keep(Recording.Segment(steps: count, columns: nothing, spikes: Spikes()), from: before)
  }

  // Computed from all that the steps have, before the rest of that is given up.
  private func namedColumns(
    of segment: Recording.Segment, from before: [[Double]]
  ) -> [[Double]] {
    var stretch = self
    stretch.recording = recording.emptied()
    if let held = recording.circumstances.last {
      stretch.recording.note(held.beginning(with: before))
    }
    stretch.recording.append(segment)
    return recording.named.map { quantity in
      guard recordedQuantities.contains(quantity) else { return [] }
      let rows = (0..<population).map {
        stretch.computed(quantity, neuron: $0, steps: 1...segment.steps)
      }
      guard rows.allSatisfy({ $0.count == segment.steps }) else { return [] }
      return (0..<segment.steps).flatMap { step in rows.map { $0[step] } }
    }
  }
}
