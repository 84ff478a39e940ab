import TestSupport
import Testing

/// The records of ../shared/oracles on single neurons, field by field.
@Suite(.serialized, .enabled(if: Oracle.areThere)) struct OracleTests {
  /// A record and how it is compared.
  struct Case: CustomTestStringConvertible, Sendable {
    var check: OracleCheck
    var record: Oracle
    var testDescription: String { record.id }
  }

  private static let cases = OracleCheck.all.flatMap { check in
    check.records.map { Case(check: check, record: $0) }
  }

  /// Records that are compared elsewhere.
  private static let elsewhere = [
    "lif.siegert": "OracleTheoryTests", "net.brunel": "OracleTheoryTests",
    "net.cuba": "OracleNetworkTests", "qif.": "OracleTheoryTests", "theta.": "OracleTheoryTests",
    "pair.": "OracleNetworkTests", "syn.": "OracleNetworkTests", "stp.": "OracleNetworkTests",
    "stdp.": "OracleNetworkTests",
  ]

  @Test(arguments: Oracle.files)
  func everyRecordHasOneCheck(file: RecordFile) {
    let records = Oracle.records(file.description, "")
    #expect(records.count == file.count)
    for record in records {
      let own = OracleCheck.all.count {
        $0.file == file.description && record.id.hasPrefix($0.prefix)
      }
      let other = Self.elsewhere.keys.count { record.id.hasPrefix($0) }
      #expect(own + other == 1, "\(record.id)")
    }
  }

  @Test(arguments: OracleCheck.all.map { ($0.file, $0.prefix) })
  func everyCheckHasRecords(file: String, prefix: String) {
    #expect(!Oracle.records(file, prefix).isEmpty)
  }

  @Test(arguments: cases)
  func recordIsMetInEveryField(_ entry: Case) throws {
    let comparison = try entry.check.compare(entry.record)
    comparison.print(entry.record)
    #expect(comparison.failures(entry.record) == [])
    // What is not compared is said, and what is said to be no more than words is not compared.
    let reasons = OracleCheck.aboutTheRecord.merging(entry.check.unread) { $1 }
    let unread = entry.record.unread.filter { field in
      !reasons.keys.contains { field == $0 || field.hasPrefix("\($0).") }
    }
    #expect(unread == [], "fields of \(entry.record.id) that nobody compares")
  }

  // A comparison that cannot fail is none: one number after the other is put wrong, in the first
  // and in the last record of each check.
  @Test(arguments: OracleCheck.all.map { ($0.file, $0.prefix) })
  func aWrongNumberIsSeen(file: String, prefix: String) throws {
    let check = try #require(OracleCheck.all.first { $0.file == file && $0.prefix == prefix })
    let excused = check.unread.merging(check.loose) { $1 }.keys
    for record in Set([0, check.records.count - 1]).map({ check.records[$0] }) {
      let comparison = try check.compare(record)
      for (field, damaged) in record.damaged(["expect", "euler", "check_holds"])
      where !excused.contains(where: { field == $0 || field.hasPrefix("\($0).") }) {
        #expect(!comparison.failures(damaged).isEmpty, "\(record.id) with a wrong \(field)")
      }
    }
  }
}
