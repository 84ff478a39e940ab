/// What was measured, to be compared with what a record says: rows of the table of all oracles.
///
/// It is measured once and may be compared with many records, so that a record with a wrong number
/// costs no further run.
public struct RecordComparison {
  /// One thing that was compared.
  public struct Row {
    /// What was compared: the field of the record, as a rule.
    public var what: String
    /// What was measured.
    public var measured: String
    /// What the record says.
    public var expected: String
    /// Whether they agree.
    public var isMet: Bool
  }

  private var judges: [(Oracle) -> Row] = []

  /// Begins with nothing measured.
  public init() {}

  /// What was measured beside a record.
  public func rows(_ record: Oracle) -> [Row] { judges.map { $0(record) } }

  /// What is wrong.
  public func failures(_ record: Oracle) -> [String] {
    rows(record).filter { !$0.isMet }
      .map { "\($0.what): measured \($0.measured), expected \($0.expected)" }
  }

  /// Prints the rows: identifier, measured, expected, pass.
  public func print(_ record: Oracle) {
    for row in rows(record) {
      Swift.print(
        "oracle | \(record.id) \(row.what) | \(row.measured) | \(row.expected) |"
          + " \(row.isMet ? "pass" : "FAIL")")
    }
  }

  /// Adds a row.
  public mutating func add(_ judge: @escaping (Oracle) -> Row) { judges.append(judge) }

  /// Compares a number; none was measured where the record has to have none.
  ///
  /// - Parameter field: keys with points between them.
  public mutating func number(_ own: Double?, _ field: String, within tolerance: Double) {
    add { record in
      let expected = record.number(at: field)
      let isMet =
        if let own, let expected { abs(own - expected) <= tolerance } else {
          own == nil && expected == nil
        }
      let texts = [own, expected].map { $0.map { "\($0)" } ?? "none" }
      return Row(
        what: field, measured: texts[0], expected: "\(texts[1]) within \(tolerance)", isMet: isMet)
    }
  }

  /// Compares a flag.
  public mutating func flag(_ own: Bool, _ field: String) {
    add { record in
      let expected = record.flag(at: field)
      return Row(
        what: field, measured: "\(own)", expected: expected.map { "\($0)" } ?? "none",
        isMet: own == expected)
    }
  }

  /// Compares lists of the same length, number by number.
  public mutating func numbers(_ own: [Double], _ field: String, within tolerance: Double) {
    add { row(field, own, $0.numbers(at: field), within: tolerance) }
  }

  /// Compares the times of spikes: as many as the count, and the first ones at the times that the
  /// record lists.
  ///
  /// - Parameters:
  ///   - count: the field of how many there are in all; a record may list only the first ones.
  ///   - first: how many of them are compared, and then not the count either; all where nil.
  ///   - tolerance: how far a spike may be off, by its time.
  public mutating func spikes(
    _ own: [Double], _ field: String, count: String, first: Int? = nil,
    within tolerance: @escaping (Double) -> Double
  ) {
    if first == nil { number(Double(own.count), count, within: 0) }
    add { record in
      let listed = record.numbers(at: field)
      let pairs = zip(own, listed).prefix(first ?? .max)
      let worst = pairs.map { abs($0 - $1) }.max() ?? 0
      return Row(
        what: field, measured: "\(own.count) spikes, off by \(Float(worst)) at most",
        expected: "\(listed.count) listed, within \(Float(tolerance(listed.last ?? 0)))",
        isMet: own.count >= min(listed.count, first ?? .max)
          && pairs.allSatisfy { abs($0 - $1) <= tolerance($1) })
    }
  }

  /// Compares samples, each of them a place and one number for each column.
  ///
  /// - Parameter own: our numbers at a place of the record.
  public mutating func samples(
    _ field: String, within tolerances: [Double], own: @escaping (Double) -> [Double]
  ) {
    for (column, tolerance) in tolerances.enumerated() {
      add { record in
        let samples = record.table(at: field)
        return row(
          "\(field) column \(column + 1)",
          samples.map { own($0[0]).dropFirst(column).first ?? .nan },
          samples.map { $0.count == tolerances.count + 1 ? $0[column + 1] : .nan },
          within: tolerance)
      }
    }
  }
}

private func row(
  _ what: String, _ own: [Double], _ expected: [Double], within tolerance: Double
) -> RecordComparison.Row {
  let distances = zip(own, expected).map { abs($0 - $1) }
  return RecordComparison.Row(
    what: what,
    measured: "\(own.count) numbers, off by \(Float(distances.max() ?? 0)) at most",
    expected: "\(expected.count) within \(Float(tolerance))",
    // A NaN is never within.
    isMet: own.count == expected.count && distances.allSatisfy { $0 <= tolerance })
}
