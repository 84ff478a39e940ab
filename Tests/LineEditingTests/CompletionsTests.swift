import Testing

@testable import LineEditing

@Suite struct CompletionsTests {
  private func completions(_ words: [String], note: String = "") -> Completions {
    Completions(start: 0, candidates: words.map { Completions.Candidate(text: $0, note: note) })
  }

  @Test(arguments: [
    (["seed"], "seed"), (["seed", "set"], "se"), (["LIF", "lifstdp"], "LIF"), (["a", "b"], ""),
    ([], ""), (["τau", "τb"], "τ"),
  ])
  func sharesTheLongestBeginning(words: [String], prefix: String) {
    #expect(completions(words).commonPrefix == prefix)
  }

  @Test func listsInColumnsReadDownwards() {
    let listing = completions(["a", "bb", "ccc", "d", "e"]).listing(width: 16)
    #expect(listing == ["a    ccc  e", "bb   d"])
  }

  @Test func listsNotesOneALineWithinTheWidth() {
    let listing = completions(["run", "reset"], note: "does something long").listing(width: 20)
    #expect(listing == ["run    does some...", "reset  does some..."])
  }

  @Test func narrowTerminalsStillList() {
    #expect(completions(["a", "b"]).listing(width: 1) == ["a", "b"])
  }

  @Test func insertsTheOpeningButDoesNotListIt() {
    var found = completions(["my a", "my b"])
    found.opening = "\""
    #expect(found.insertion == "\"my ")
    #expect(found.listing(width: 20) == ["my a  my b"])
    found.candidates.removeLast()
    #expect(found.insertion == "\"my a ")
  }
}
