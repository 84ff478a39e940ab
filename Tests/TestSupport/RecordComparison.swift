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

    /// Makes a row.
    public init(what: String, measured: String, expected: String, isMet: Bool) {
      self.what = what
      self.measured = measured
      self.expected = expected
      self.isMet = isMet
    }
  }

  private var judges: [(Oracle) -> Row] = []
  /// Fields of which a part is not compared, with the reason.
  public private(set) var excused: [String: String] = [:]

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
        "record | \(record.id) \(row.what) | \(row.measured) | \(row.expected) |"
          + " \(row.isMet ? "pass" : "FAIL")")
    }
  }

  /// Says why a wrong number in a field need not be seen.
  public mutating func excuse(_ field: String, because reason: String) { excused[field] = reason }

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

  /// Compares all numbers of a list and of the lists in it, relative to one more than their size.
  ///
  /// - Parameters:
  ///   - own: ours; of more than the record has only as many.
  ///   - field: keys with points between them.
  ///   - first: how many of the record's numbers are compared; all where nil.
  ///   - tolerance: how far a number may be off, by one more than its size.
  public mutating func values(
    _ own: [Double], _ field: String, first: Int? = nil, within tolerance: Double
  ) {
    add { record in
      let all = record.flat(at: field)
      let expected = Array(all.prefix(first ?? .max))
      let scaled = zip(own, expected).map { ($0 - $1) / (1 + abs($1)) }
      return row(
        field, scaled + Array(repeating: .nan, count: abs(own.count - expected.count)),
        Array(repeating: 0, count: max(own.count, expected.count)), within: tolerance)
    }
  }

  /// Compares the numbers that objects of a list have under a name; those that have none are left out
  /// on both sides.
  ///
  /// - Parameters:
  ///   - own: ours, for each object that has them.
  ///   - list: the field of the list.
  ///   - field: the name in its objects.
  ///   - tolerance: how far a number may be off, by one more than its size.
  public mutating func values(
    _ own: [[Double]], ofEach list: String, _ field: String, within tolerance: Double
  ) {
    add { record in
      let expected = record.parts(list).map { $0.flat(at: field) }.filter { !$0.isEmpty }
      let isShaped = own.map(\.count) == expected.map(\.count)
      let distances = zip(own.joined(), expected.joined()).map { abs($0 - $1) / (1 + abs($1)) }
      return Row(
        what: "\(list).\(field)",
        measured: "\(own.count) lists, off by \(Float(distances.max() ?? 0)) at most",
        expected: "\(expected.count) within \(Float(tolerance))",
        isMet: isShaped && distances.allSatisfy { $0 <= tolerance })
    }
  }

  /// Compares a number, relative to one more than its size.
  public mutating func value(_ own: Double?, _ field: String, within tolerance: Double) {
    values(own.map { [$0] } ?? [], field, within: tolerance)
  }

  /// Compares a word.
  public mutating func text(_ own: String, _ field: String) {
    add { record in
      let expected = record.json(at: field)?.text
      return Row(what: field, measured: own, expected: expected ?? "none", isMet: own == expected)
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
