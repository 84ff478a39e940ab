import Equations
import Testing

@Suite struct LexerTests {
  @Test(
    arguments: [
      ("", []),
      ("a += 2;b", [.name("a"), .symbol("+="), .number(2), .newline, .name("b")]),
      ("1e-3 .5 1E5 007", [.number(0.001), .number(0.5), .number(1e5), .number(7)]),
      ("1..5", [.number(1), .symbol(".."), .number(5)]),
      ("10ms", [.number(10), .name("ms")]),
      ("braincog.LIF", [.name("braincog.LIF")]),
      (
        "p[3].mem",
        [.name("p"), .symbol("["), .number(3), .symbol("]"), .symbol("."), .name("mem")]
      ),
      ("a # not b; nor c\nd", [.name("a"), .newline, .name("d")]),
      ("a \\\n b", [.name("a"), .name("b")]),
      ("\"two words\"", [.string("two words")]),
      (
        "τ_1<=2 +- 3%",
        [.name("τ_1"), .symbol("<="), .number(2), .symbol("+-"), .number(3), .symbol("%")]
      ),
      (
        "a==b!=-c",
        [.name("a"), .symbol("=="), .name("b"), .symbol("!="), .symbol("-"), .name("c")]
      ),
    ] as [(String, [Token.Kind])])
  func splitsTextIntoTokens(text: String, kinds: [Token.Kind]) throws {
    #expect(try tokens(of: text).map(\.kind) == kinds + [.end])
  }

  @Test func tokensKnowTheirPlaces() throws {
    let ranges = try tokens(of: "τ += 10ms\n").map(\.range)
    let expected = [(0, 2), (3, 5), (6, 8), (8, 10), (10, 11), (11, 11)]
    #expect(ranges == expected.map { SourceRange($0, $1) })
  }

  @Test(arguments: [
    Refused("1 + «@»", .unexpected, "'@' means nothing here"),
    Refused("a «\u{7}»", .unexpected, "byte 7 means nothing here"),
    Refused("a + «\"text»", .incomplete, "a text in quotes is not closed"),
    Refused("«\"text»\n\"", .incomplete, "a text in quotes is not closed"),
    Refused("«2xyzs»", .unknown, "'2xyzs' is not a number"),
    Refused("«2mv»", .unknown, "'2mv' is not a number; did you mean 'mV'?"),
    Refused("a * «1e999»", .outOfRange, "1e999 is too large a number"),
  ])
  func refusesWhatBeginsNoToken(text: Refused) { text.check { _ = try tokens(of: $0) } }

  @Test(arguments: [
    ("a1", true), ("_x", true), ("τ", true), ("", false), ("1a", false), ("a.b", false),
    ("a-b", false), ("a b", false),
  ])
  func namesAreLettersDigitsAndUnderscores(text: String, isName: Bool) {
    #expect(text.isName == isName)
  }
}
