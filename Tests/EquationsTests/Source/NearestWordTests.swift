import Equations
import Testing

@Suite struct NearestWordTests {
  @Test(
    arguments: [
      ("crate", "create"),  // one letter is missing
      ("fede", "feed"),  // two neighbours are swapped
      ("pl", "plot"),  // the word has begun
      ("TAU", "tau"),  // case does not count
      ("treshold", "threshold"),
      ("xyzzy", nil),  // nothing is near
      ("", nil),
      ("q", nil),  // one letter is too little to tell
    ] as [(String, String?)])
  func findsTheWordThatWasMeant(typed: String, meant: String?) {
    let words = ["create", "feed", "plot", "tau", "threshold", "run"]
    #expect(nearestWord(to: typed, among: words) == meant)
  }

  @Test func answersAMegabyteAtOnce() {
    #expect(nearestWord(to: String(repeating: "x", count: 1 << 20), among: ["create"]) == nil)
  }
}
