/// How the records of one kind are compared with what we compute.
public struct RecordCheck: Sendable {
  /// The name of the file of the records.
  public let file: String
  /// How the identifiers of its records begin.
  public let prefix: String
  /// Fields that are not compared, with the reason; the table says so openly.
  public var unread: [String: String]
  /// Fields in which a wrong number is not looked for, since it could not be seen, with the reason.
  public var loose: [String: String]
  /// The fields that have results in them, and not what these follow from.
  public var results: [String]
  /// Measures, and compares field by field.
  public let compare: @Sendable (Oracle) throws -> RecordComparison

  /// Makes a check.
  public init(
    file: String, prefix: String = "", unread: [String: String] = [:],
    loose: [String: String] = [:], results: [String] = ["expect", "euler", "check_holds"],
    compare: @escaping @Sendable (Oracle) throws -> RecordComparison
  ) {
    self.file = file
    self.prefix = prefix
    self.unread = unread
    self.loose = loose
    self.results = results
    self.compare = compare
  }

  /// The records.
  public var records: [Oracle] { Oracle.records(file, prefix) }

  /// The records, each with its check.
  public static func cases(_ checks: [RecordCheck]) -> [RecordCase] {
    checks.flatMap { check in check.records.map { RecordCase(check: check, record: $0) } }
  }

  /// Compares a record and prints how.
  ///
  /// - Parameter isPrinted: whether it is; what only tries the comparison is no part of the table.
  /// - Returns: what is wrong, which fields nobody compared or said why not, and in which a wrong
  ///   number would not be seen: a comparison that cannot fail is none.
  public func problems(of record: Oracle, isPrinted: Bool = true) throws -> [String] {
    // What another check asked for is nothing that this one compares.
    let record = record.unasked
    let comparison = try compare(record)
    if isPrinted { comparison.print(record) }
    let failures = comparison.failures(record)
    guard failures.isEmpty else { return failures }
    func isIn(_ fields: some Sequence<String>, _ field: String) -> Bool {
      fields.contains { field == $0 || field.hasPrefix("\($0).") }
    }
    let reasons = Self.aboutTheRecord.merging(unread) { $1 }.keys
    let unread = record.unread.filter { !isIn(reasons, $0) }.map { "nobody compares \($0)" }
    let excused = self.unread.merging(loose) { $1 }.merging(comparison.excused) { $1 }.keys
    let unseen = record.damaged(results).filter { field, damaged in
      !isIn(excused, field) && comparison.failures(damaged).isEmpty
    }.map { "a wrong \($0.field) is not seen" }
    return unread + unseen
  }

  /// What the records say of themselves.
  public static let aboutTheRecord = [
    "id": "name of the record", "kind": "kind of the record", "source": "where it is from",
    "model": "in words; the check names ours", "units": "in words; ours are those of the model",
    "method": "what made the record", "dt_ms": "what made the record",
    "tolerance": "in words; the check has its numbers", "note": "in words",
    "crosscheck": "another program's word on the same record",
    "self_convergence_ms": "how exact the record is", "equations": "in words",
    "input.text": "in words, beside the numbers", "predicate": "in words, beside 'check'",
    "patched": "what was mended in the original so that it ran", "input_kind": "in words",
    "edge": "that it meets a threshold on purpose",
  ]
}

/// A record and how it is compared.
public struct RecordCase: Sendable, CustomStringConvertible {
  /// How it is compared.
  public let check: RecordCheck
  /// The record.
  public let record: Oracle

  /// Pairs them.
  public init(check: RecordCheck, record: Oracle) {
    self.check = check
    self.record = record
  }

  /// Its identifier.
  public var description: String { record.id }

  /// As `RecordCheck.problems` has it.
  public func problems() throws -> [String] { try check.problems(of: record) }
}

/// A record asks for what its check does not know.
public struct UnknownInRecord: Error {
  /// What that is.
  public var what: String

  /// Names it.
  public init(what: String) { self.what = what }
}

extension [String: Double] {
  /// Takes out a number that is no parameter of ours.
  ///
  /// - Throws: `UnknownInRecord` where there is none.
  public mutating func take(_ key: String) throws -> Double {
    guard let number = removeValue(forKey: key) else { throw UnknownInRecord(what: "no \(key)") }
    return number
  }

  /// Checks that every number was taken, but for some that mean nothing here.
  ///
  /// - Throws: `UnknownInRecord` with those that were not.
  public func requireNone(but names: String...) throws {
    let left = keys.filter { !names.contains($0) }.sorted()
    if !left.isEmpty { throw UnknownInRecord(what: left.joined(separator: ", ")) }
  }
}
