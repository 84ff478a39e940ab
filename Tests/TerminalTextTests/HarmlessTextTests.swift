import TerminalText
import TestSupport
import Testing

@Suite struct HarmlessTextTests {
  @Test(arguments: [
    ("mem τ é 中文 🧠 e\u{301}", "mem τ é 中文 🧠 e\u{301}"),
    ("\u{1B}[31mred\u{1B}]0;title\u{7}", "\\u{1b}[31mred\\u{1b}]0;title\\u{7}"),
    ("a\rb\u{8}\u{7F}\0", "a\\u{d}b\\u{8}\\u{7f}\\u{0}"),
    // A carriage return and a line feed are one character, and two that act.
    ("a\r\nb", "a\\u{d}\nb"),
    ("\u{85}\u{9B}31m\u{9F}", "\\u{85}\\u{9b}31m\\u{9f}"),
    ("\u{202E}cod.exe\u{2069}\u{200E}", "\\u{202e}cod.exe\\u{2069}\\u{200e}"),
    ("\u{2028}\u{2029}\u{200B}\u{FEFF}\u{AD}", "\\u{2028}\\u{2029}\\u{200b}\\u{feff}\\u{ad}"),
    // A mark that follows does not hide what it stands on.
    ("\u{1B}\u{301}\u{200D}x", "\\u{1b}\u{301}\\u{200d}x"),
    ("\u{E0041}", "\\u{e0041}"),
    ("two\n\tlines", "two\n\tlines"),
  ])
  func whatActsIsWrittenOut(outside: String, shown: String) {
    #expect(outside.harmless == shown)
    #expect(ScreenText("\(outside)").text == shown)
    #expect(outside.isHarmless == (outside == shown))
  }

  @Test func aNameStaysInItsLine() {
    #expect("a\nb\tc".harmlessLine == "a\\u{a}b\\u{9}c")
    #expect(ScreenText("'\(line: "a\nb")'\n").text == "'a\\u{a}b'\n")
  }

  @Test func onlyLiteralsAct() {
    let outside = "\u{1B}[2J"
    let shown: ScreenText = "\u{1B}[1m\(outside)\u{1B}[0m \(7)"
    #expect(shown.text == "\u{1B}[1m\\u{1b}[2J\u{1B}[0m 7")
    // What was made harmless once is put into other text as it is.
    #expect(("\(shown)\n" as ScreenText).text == shown.text + "\n")
    #expect((shown + "\n").lines == [shown, ""])
  }

  // Any text at all: nothing acts, nothing is lost, and what is shown is what is counted.
  @Test func anyTextIsHarmless() {
    var random = SeededGenerator(seed: 14)
    for _ in 0..<5_000 {
      let text = randomText(using: &random)
      let shown = text.harmless
      #expect(shown.unicodeScalars.allSatisfy { $0.isSeen || $0 == "\n" || $0 == "\t" })
      #expect(text.harmlessLine.unicodeScalars.allSatisfy { $0.isSeen })
      #expect(shown.harmless == shown)
      let isWhole = restored(text.harmlessLine).unicodeScalars.elementsEqual(text.unicodeScalars)
      #expect(isWhole, "\(text.unicodeScalars.map(\.value))")
    }
  }

  private func restored(_ shown: String) -> String {
    // By scalars: with a mark behind it, the brace is another character.
    shown.replacing((/\\u\{([0-9a-f]+)\}/).matchingSemantics(.unicodeScalar)) { match in
      UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
    }
  }
}
