import Equations
import Plots
import Simulation

// What a node recorded, and what has to be for what commands ask.
extension Node {
  /// Checks that there are steps to look at.
  ///
  /// - Throws: `Diagnostic` at `range` where the node has not run.
  func requireRun(at range: SourceRange) throws(Diagnostic) {
    guard recording.steps == 0 else { return }
    throw Diagnostic("'\(name)' has not run yet", at: range, expected: "'run \(name)' first")
  }

  /// Checks that quantities were recorded at each of the steps.
  ///
  /// - Throws: `Diagnostic` at `range` that names the first that was not.
  func require(
    _ quantities: some Sequence<String>, steps: ClosedRange<Int>, at range: SourceRange
  ) throws(Diagnostic) {
    guard let missing = quantities.first(where: { !holds($0, steps: steps) }) else {
      return
    }
    if let reason = reasonNotComputed(missing) {
      throw Diagnostic(
        "\(missing) of '\(name)' \(reason)", at: range,
        expected:
          "one of \(declaredQuantities.filter(recording.quantities.contains).joined(separator: ", "))"
      )
    }
    let enough = missing == "spike" ? Recording.Extent.spikes : .all
    let isLater =
      recordedQuantities.isEmpty
      ? record == .all || record == enough : records(missing)
    let kept = keptSteps(of: missing)
    let isSome = isLater || !kept.isEmpty
    throw Diagnostic(
      "\(missing) of '\(name)' is not recorded" + (isSome ? " at all of these steps" : ""),
      at: range,
      expected: !kept.isEmpty
        ? "\(kept.joined(separator: ", or ")), at which \(missing) is kept"
        : isLater
          ? "steps at which record is"
            + " \(recordedQuantities.isEmpty ? enough.rawValue : recordText), once it has run"
          : "'set \(name) record=\(recordToSet(for: missing))' before it runs")
  }

  // At which steps a quantity is known, in words; of many stretches the newest.
  private func keptSteps(of quantity: String) -> [String] {
    var kept: [ClosedRange<Int>] = []
    for stretch in recording.stretches where holds(quantity, steps: stretch) {
      if let last = kept.last, last.upperBound + 1 == stretch.lowerBound {
        kept[kept.count - 1] = last.lowerBound...stretch.upperBound
      } else {
        kept.append(stretch)
      }
    }
    return kept.suffix(mostStretches).map {
      $0.count == 1 ? "step \($0.lowerBound)" : "steps from \($0.lowerBound) to \($0.upperBound)"
    }
  }

  /// Checks that it ran, and that it is known when each neuron fired.
  ///
  /// - Throws: `Diagnostic` at `range` where not.
  func requireTrain(at range: SourceRange) throws(Diagnostic) {
    try requireRun(at: range)
    try require(["spike"], steps: 1...recording.steps, at: range)
  }

  /// Whether a run gave up old steps.
  func hasForgotten(since before: Node) -> Bool {
    record != .none && recording.countedSteps > before.recording.countedSteps
  }

  // One list of spikes holds those of all neurons, so that it is gone through once for all of them.
  private func spikeSamples(of neurons: Range<Int>, steps: ClosedRange<Int>) -> [[Double]] {
    var result = Array(
      repeating: Array(repeating: 0.0, count: steps.count), count: neurons.count)
    recording.forEachSpike(of: neurons, steps: steps) { step, neuron, value in
      result[neuron - neurons.lowerBound][step - steps.lowerBound] = value
    }
    return result
  }

  /// What some neurons did at some steps: a row for each step and neuron.
  func table(of quantities: [String], neurons: Range<Int>, steps: ClosedRange<Int>) -> Table {
    let spikes =
      quantities.contains("spike") ? spikeSamples(of: neurons, steps: steps) : []
    let columns = neurons.map { neuron in
      quantities.map { quantity in
        quantity == "spike"
          ? spikes[neuron - neurons.lowerBound]
          : self.samples(of: quantity, neuron: neuron, steps: steps)
      }
    }
    var rows: [[Table.Cell]] = []
    for (index, step) in steps.enumerated() {
      for (neuron, samples) in zip(neurons, columns) {
        var row: [Table.Cell] = [.number(Double(step))]
        if timeUnit != nil { row.append(.number(Double(step).times(stepLength))) }
        if population > 1 { row.append(.number(Double(neuron + 1))) }
        rows.append(row + samples.map { .number($0[index]) })
      }
    }
    let time = timeUnit.map { ["time (\($0.text))"] } ?? []
    let neuron = population > 1 ? ["neuron"] : []
    return Table(["step"] + time + neuron + quantities.map(heading), rows)
  }
}

// As many as a sentence can list.
private let mostStretches = 3
