import Equations
import Testing

@Suite struct DiagnosticTests {
  private let mistyped = Name("taw", SourceRange(4, 7))

  @Test func anUnknownWordComesWithTheNearest() {
    let error = Diagnostic.unknown("name", mistyped, among: ["mem", "tau"], expected: "a name")
    #expect(error.kind == .unknown && error.range == mistyped.range && error.expected == "a name")
    #expect(error.sentence == "unknown name 'taw'; did you mean 'tau'?")
    #expect(Diagnostic.unknown("name", mistyped, among: ["mem"]).sentence == "unknown name 'taw'")
  }

  // What was typed already is no advice.
  @Test func theWordItselfIsNotSuggested() {
    #expect(Diagnostic.unknown("name", mistyped, among: ["taw"]).suggestion == nil)
  }

  @Test func movesWithItsText() {
    let error = Diagnostic("bad", at: SourceRange(1, 3), expected: "good", kind: .mismatch)
    let moved = error.shifted(by: 10)
    #expect(moved.range == SourceRange(11, 13))
    #expect(moved.shifted(by: -10) == error)
  }

  @Test func rangesGrowAndNeverEndBeforeTheyBegin() {
    #expect(SourceRange(5, 3) == SourceRange(5, 5))
    #expect(SourceRange(5, 7).joined(with: SourceRange(1, 2)) == SourceRange(1, 7))
  }
}
