import Foundation

/// The shortest of several times that some work takes: of all cores together, so that other work on
/// the machine does not count.
struct Measurement {
  /// Seconds.
  private(set) var seconds = Double.infinity

  /// Does the work once more.
  mutating func add(_ work: () -> Void) {
    let start = secondsUsed(of: CLOCK_PROCESS_CPUTIME_ID)
    work()
    seconds = min(seconds, secondsUsed(of: CLOCK_PROCESS_CPUTIME_ID) - start)
  }
}

private func secondsUsed(of clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Times several ways to do the same, in turn, so that they see the same machine.
func measure(_ ways: [() -> Void], rounds: Int = 7) -> [Double] {
  var measurements = Array(repeating: Measurement(), count: ways.count)
  for _ in 0..<rounds {
    for (index, way) in ways.enumerated() { measurements[index].add(way) }
  }
  return measurements.map(\.seconds)
}

/// Prints rows with columns of equal width.
struct Row {
  static func print(_ cells: [String]) {
    let widths = [38, 12, 12, 12, 14, 14]
    let padded = zip(cells, widths).enumerated().map { index, cell in
      index == 0
        ? cell.0.padding(toLength: cell.1, withPad: " ", startingAt: 0)
        : String(repeating: " ", count: max(0, cell.1 - cell.0.count)) + cell.0
    }
    Swift.print(padded.joined())
  }
}

extension Double {
  /// The number with a few digits.
  var short: String { String(format: self < 10 ? "%.2f" : self < 100 ? "%.1f" : "%.0f", self) }
}
