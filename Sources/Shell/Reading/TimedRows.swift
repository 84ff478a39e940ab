import Equations
import Neurons
import OrderedCollections
import Simulation

/// Currents of a CSV file, each from the time of its row to that of the next.
struct TimedRows: Sendable {
  /// The times, ascending from 0 or later.
  let times: [Double]
  /// The current of each row.
  let currents: [Double]
  /// The unit of the times; nil where the heading has none, which is then that of the node.
  let unit: UnitOfMeasure?
  /// The heading of the times.
  let heading: String
  /// The file.
  let file: Name

  /// The waveform in steps of a node.
  ///
  /// The last current flows as long as the one before it, so that rows at equal distances are pieces
  /// of equal lengths. Rows at the ends of the node's own steps, where `table` and `plot --csv` put
  /// what they write, are taken a row a step.
  ///
  /// - Throws: `Diagnostic` at the file's name where the unit does not fit the node's time, or two
  ///   times are too close to be told apart.
  func waveform(for node: Node) throws(Diagnostic) -> Signal.Waveform {
    var scale = 1 / node.stepLength
    if let unit {
      guard let own = node.timeUnit, unit.isSameKind(as: own) else {
        throw Diagnostic(
          "'\(heading)' of '\(file.text)' does not fit: \(node.timeText)", at: file.range,
          expected: node.timeUnit.map { "a heading such as time (\($0.text))" }
            ?? "a heading without a unit for times in steps, or 'step' for a row a step")
      }
      scale = unit.factor(to: own) / node.stepLength
    }
    let starts = times.map { $0 * scale }
    let isOwn = starts.enumerated().allSatisfy { abs($1 - Double($0 + 1)) <= 1e-9 * $1 }
    if isOwn { return .list(currents) }
    let last = starts.count > 1 ? starts[starts.count - 1] - starts[starts.count - 2] : 1
    let end = (starts.last ?? 0) + last
    let waveform = Signal.Waveform.pieces(
      Signal.Pieces(edges: starts + [end], currents: currents))
    guard waveform.isMeaningful else {
      throw Diagnostic(
        "the times of '\(file.text)' are too close or too large for steps of '\(node.name)'",
        at: file.range, expected: "times that differ, below 1e308 steps")
    }
    return waveform
  }
}

extension Node {
  fileprivate var timeText: String {
    timeUnit.map { "time of \(model.name) is in \($0.text)" } ?? "\(model.name) only counts steps"
  }
}

extension NumberFile {
  /// A heading of times: its column, counted from 0, and its unit; nil where there is none, or where
  /// a column 'step' says that a row is a step.
  ///
  /// - Throws: `Diagnostic` at the file's name where what stands in brackets is no unit of time.
  func timeColumn() throws(Diagnostic) -> (index: Int, unit: UnitOfMeasure?)? {
    let isTime = { (name: String) in ["t", "time"].contains(name.lowercased()) }
    guard index(named: "step") == nil, let index = names.firstIndex(where: isTime) else {
      return nil
    }
    return (index, try unit(ofColumn: index, isTime: true))
  }

  /// The currents of a column, each from its time to that of the next row.
  ///
  /// - Parameters:
  ///   - column: the column of the currents, counted from 0.
  ///   - time: the column of the times, and their unit.
  /// - Throws: `Diagnostic` at the file's name where a field is no number, or a time is negative or
  ///   not after the one before it.
  func timedRows(
    in column: Int, at time: (index: Int, unit: UnitOfMeasure?)
  ) throws(Diagnostic) -> TimedRows {
    let currents = try numbers(in: column)
    let times = try numbers(in: time.index)
    for (index, value) in times.enumerated() {
      let isAfter = index == 0 || value > times[index - 1]
      guard value >= 0, isAfter else {
        throw Diagnostic(
          "row \(index + 2) of '\(file.text)' has the time \(value.readable) in column"
            + " \(time.index + 1)", at: file.range,
          expected: isAfter
            ? "a time of 0 or more"
            : "a time above \(times[index - 1].readable), that of the row before")
      }
    }
    return TimedRows(
      times: times, currents: currents, unit: time.unit, heading: headings[time.index], file: file)
  }
}
