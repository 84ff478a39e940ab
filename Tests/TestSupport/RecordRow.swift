/// What a record of another program says, compared number by number: one row of the table that the
/// README's command prints.
public struct RecordRow: Sendable {
  private let id: String
  private let tolerance: Double
  private var count = 0
  private var worst = 0.0
  /// The first number that was too far off; nil where none was.
  public private(set) var failure: String?

  /// Begins a row.
  ///
  /// - Parameter tolerance: how far numbers may lie apart, relative to one more than their size.
  public init(_ id: String, tolerance: Double) {
    self.id = id
    self.tolerance = tolerance
  }

  /// Compares two numbers.
  public mutating func compare(
    _ own: Double, _ expected: Double, _ what: @autoclosure () -> String
  ) {
    count += 1
    let distance = abs(own - expected) / (1 + abs(expected))
    worst = max(worst, distance)
    if !(distance <= tolerance) { fail("\(what()): \(own), expected \(expected)") }
  }

  /// Compares two lists.
  public mutating func compare(
    _ own: [Double], _ expected: [Double], _ what: @autoclosure () -> String
  ) {
    if own.count != expected.count {
      fail("\(what()): \(own.count) numbers, expected \(expected.count)")
    }
    for (index, pair) in zip(own, expected).enumerated() {
      compare(pair.0, pair.1, "\(what()) at \(index + 1)")
    }
  }

  /// Says that something is wrong, unless something was before.
  public mutating func fail(_ reason: String) { failure = failure ?? reason }

  /// Prints the row: identifier, measured, expected, pass.
  public func print() {
    let result = failure.map { "FAIL: \($0)" } ?? "pass"
    Swift.print(
      "golden | \(id) | \(count) numbers, off by \(Float(worst)) at most | within \(tolerance) |"
        + " \(result)")
  }
}
