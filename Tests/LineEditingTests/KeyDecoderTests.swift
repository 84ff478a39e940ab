import LineEditing
import TerminalText
import Testing

@Suite struct KeyDecoderTests {
  @Test(
    arguments: [
      ("\u{1B}[A", [.arrow(.up)]), ("\u{1B}OB", [.arrow(.down)]),
      ("\u{1B}[1;2C", [.arrow(.right, isShifted: true)]),
      ("\u{1B}[1;6D", [.arrow(.left, isShifted: true)]),
      ("\u{1B}[1;5A", [.arrow(.up)]), ("\u{1B}[Z\t", [.tab(isShifted: true), .tab()]),
      ("\n\r", [.enter, .enter]), ("\u{7F}\u{8}", [.backspace, .backspace]),
      ("1.5e", "1.5e".map { .character($0) }), ("\u{1}µ漢", [.character("µ"), .character("漢")]),
      // Page up, and a mouse: nobody asks for them.
      ("\u{1B}[5~x\u{1B}[<0;1;1My", [.character("x"), .character("y")]),
      ("\u{1B}x", [.escape, .character("x")]), ("\u{1B}\u{1B}[A", [.escape, .arrow(.up)]),
    ] as [(String, [Key])])
  func bytesAreKeys(typed: String, keys: [Key]) {
    var decoder = KeyDecoder()
    #expect(decoder.take(typed.utf8) == keys)
    #expect(!decoder.isIncomplete)
    // They may come one by one.
    #expect(typed.utf8.flatMap { decoder.take([$0]) } == keys)
  }

  @Test func escByItselfIsAKeyOnceNothingFollows() {
    var decoder = KeyDecoder()
    #expect(decoder.take([0x1B]) == [] && decoder.isIncomplete)
    #expect(decoder.pause() == [.escape] && !decoder.isIncomplete)
    #expect(decoder.take("[A".utf8) == [.character("["), .character("A")])
  }

  @Test func whatIsNoTextIsLeftOut() {
    var decoder = KeyDecoder()
    #expect(
      decoder.take([0xFF, 0xFE, 0x80, 0x80, 0x61, 0xE2, 0x28, 0xA1, 0x62]).contains(.character("a"))
    )
    var long = KeyDecoder()
    #expect(
      long.take([0x1B, 0x5B] + Array(repeating: 0x31, count: 100)).allSatisfy {
        $0 == .character("1")
      })
  }
}
