import Equations
import Shell
import Testing

/// Notes and errors in a narrow terminal.
@Suite struct WrappedLinesTests {
  private func shown(_ text: String, width: Int, wraps: Bool = true) -> String? {
    var printer = ReportText(width: width)
    printer.wraps = wraps
    return printer.text(of: Report(.note(text)))
  }

  @Test(
    arguments: [
      ("", ""), ("short", "short"), ("just ten", "just ten"), ("exactly te", "exactly te"),
      ("one two three four", "one two\n  three\n  four"),
      ("  in  a column", "  in  a\n    column"),
      ("averyveryverylong word", "averyveryverylong\n  word"),
      ("a averyveryverylong", "a\n  averyveryverylong"),
      ("ends in spaces    ", "ends in\n  spaces    "),
      ("one two three\n\nfour", "one two\n  three\n\nfour"), ("τττττ τττττ", "τττττ\n  τττττ"),
    ])
  func linesBreakBetweenWords(text: String, expected: String) {
    #expect(shown(text, width: 10) == expected)
    #expect(shown(text, width: 10, wraps: false) == text)
  }

  @Test func aLongNoteIsWrappedInLinearTime() {
    let text = String(repeating: "word ", count: 200_000)
    #expect(shown(text, width: 40)?.split(separator: "\n").allSatisfy { $0.count <= 40 } == true)
  }

  @Test func sourceTextKeepsItsLines() {
    let line = "  spike = act(mem - threshold - fatigue)"
    var printer = ReportText(width: 20)
    printer.wraps = true
    #expect(printer.text(of: Report(.source(line))) == line)
  }

  @Test func errorsBreakBetweenWordsAtThePromptOnly() {
    let statement = CommandText(text: "set n tua=3")
    let diagnostic = Diagnostic(
      "unknown parameter 'tua'", at: SourceRange(6, 9),
      expected: "one of threshold, tau, step, dt, v_reset", suggestion: "tau")
    #expect(
      diagnostic.text(in: statement, file: nil, width: 40) == """
        error: unknown parameter 'tua'; did you
          mean 'tau'?
          set n tua=3
                ^^^
          expected one of threshold, tau, step,
            dt, v_reset
        """)
    #expect(
      diagnostic.text(in: statement, file: "a.nsh", width: 40).split(separator: "\n").last
        == "  expected one of threshold, tau, step, dt, v_reset")
  }

  @Test(arguments: ["create lfi n", "create", "define X = LFI", "create synapse n"])
  func aNeuronThatIsNotThereIsNotAnsweredByAllOthers(typed: String) {
    var shell = ShellHarness()
    do throws(Diagnostic) {
      try shell.run(typed)
      Issue.record("'\(typed)' was accepted")
    } catch {
      #expect(error.expected?.contains("'list models'") == true)
      #expect((error.expected ?? "").count < 80)
      if typed.lowercased().contains("lfi") { #expect(error.suggestion == "LIF") }
    }
  }
}
