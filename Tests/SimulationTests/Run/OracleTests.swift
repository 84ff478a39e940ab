import Foundation
import TestSupport
import Testing

extension RecordCheck {
  /// All of this target.
  static let all =
    discrete + simple + membranes + planar + golden + gradients + layouts + modules + learning
    + synapses + networks + networkGradients + synapseCurrents + stiff
    + exactSpikes + exactArrivals + stiffest + cables
}

/// The records of ../shared, field by field, and that none of them is passed over.
@Suite(.serialized, .enabled(if: Oracle.areThere)) struct OracleTests {
  @Test func everyFileIsKnown() throws {
    let shared = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../../shared").standardizedFileURL
    let found = try ["golden", "oracles"].flatMap { folder in
      try FileManager.default.contentsOfDirectory(
        atPath: shared.appendingPathComponent(folder).path
      )
      .filter { $0.hasSuffix(".json") }.map { "\(folder)/\($0)" }
    }
    #expect(Set(found) == Set(RecordFile.all.map(\.path)))
  }

  @Test(arguments: RecordFile.all)
  func everyRecordIsCompared(file: RecordFile) {
    let records = Oracle.records(file)
    #expect(records.count == file.count)
    #expect(records.reduce(0) { $0 + $1.fieldCount } == file.fields)
    #expect(Set(records.map(\.id)).count == file.count)
    for record in records {
      func isOf(_ other: String, _ prefix: String) -> Bool {
        other == file.description && record.id.hasPrefix(prefix)
      }
      let own = RecordCheck.all.count { isOf($0.file, $0.prefix) }
      let places = RecordPlace.all.filter { isOf($0.file, $0.prefix) }
      #expect(own <= 1 && places.count <= 1 && own + places.count >= 1, "\(record.id)")
      // Either a test or a reason.
      #expect(places.allSatisfy { ($0.target == nil) != ($0.reason == nil) })
    }
  }

  // So that what waits is counted, and taken off the list when it is there.
  @Test func whatIsNotComparedIsCounted() {
    let waiting = RecordPlace.all.filter { $0.target == nil }
    #expect(waiting.reduce(0) { $0 + Oracle.records($1.file, $1.prefix).count } == 0)
  }

  @Test(arguments: RecordCheck.all.map { ($0.file, $0.prefix) })
  func everyCheckHasRecords(file: String, prefix: String) {
    #expect(!Oracle.records(file, prefix).isEmpty)
  }

  @Test(arguments: RecordCheck.cases(RecordCheck.all))
  func recordIsMetInEveryField(_ entry: RecordCase) throws {
    let problems = try entry.problems()
    #expect(problems == [])
  }

  // A check that compares nothing is seen, and so is one that compares a wrong number.
  @Test func aCheckThatComparesNothingIsSeen() throws {
    let record = Oracle(
      fields: .object(["id": .text("x"), "expect": .object(["v": .list([.number(1)])])]))
    let nothing = RecordCheck(file: "") { _ in RecordComparison() }
    #expect(
      try nothing.problems(of: record, isPrinted: false) == [
        "nobody compares expect.v", "a wrong expect.v is not seen",
      ])
    func compared(with own: Double) throws -> [String] {
      try RecordCheck(file: "") { _ in
        var comparison = RecordComparison()
        comparison.numbers([own], "expect.v", within: 0.1)
        return comparison
      }.problems(of: record, isPrinted: false)
    }
    #expect(try compared(with: 1) == [])
    #expect(try compared(with: 2).count == 1)
  }
}
