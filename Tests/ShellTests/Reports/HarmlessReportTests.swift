import Equations
import Plots
import Shell
import TerminalText
import TestSupport
import Testing

/// What came from outside is harmless in every report and error, and is counted as it is shown.
@Suite struct HarmlessReportTests {
  @Test func anyTextInAnyReport() throws {
    var random = SeededGenerator(seed: 41)
    for _ in 0..<300 {
      let texts = (0..<4).map { _ in randomText(using: &random) }
      let report = Report(
        .note(texts[0]), .text(texts[1]), .source(texts[2]),
        .table(Table([texts[3], "b"], [[.text(texts[0]), .measured(1, unit: texts[1])]])),
        .plot(
          CurvePlot(
            x: PlotAxis(texts[0]), y: PlotAxis(texts[1], unit: texts[2]),
            curves: [CurvePlot.Curve(name: texts[3], x: [1, 2], y: [2, 3])])))
      for mode in ReportText.Mode.allCases {
        for wraps in [false, true] {
          var printer = ReportText(mode: mode)
          printer.wraps = wraps
          let text = printer.text(of: report) ?? ""
          #expect(text.isHarmless, "\(mode)")
          #expect(printer.screenText(of: report)?.text == text)
        }
      }
    }
  }

  @Test func anyTextInAnyError() {
    var random = SeededGenerator(seed: 42)
    for _ in 0..<2_000 {
      let (text, name) = (randomText(using: &random), randomText(using: &random))
      let place = Int.random(in: 0...text.utf8.count, using: &random)
      let error = Diagnostic(
        "'\(text)' is wrong", at: SourceRange(place, place + 1), expected: name, suggestion: name)
      let statement = CommandText(text: text)
      #expect(error.text(in: statement, file: nil, width: 60).isHarmless)
      #expect(error.text(in: statement, file: name, width: 60).isHarmless)
      #expect(error.json(in: statement, file: name).isHarmless)
    }
  }

  @Test func theCaretStandsUnderWhatIsShown() {
    let text = "a \u{1B}[2J\u{202E} bad"
    let error = Diagnostic("no", at: SourceRange(text.utf8.count - 3, text.utf8.count))
    let lines = error.text(in: CommandText(text: text), file: nil, width: 80).split(separator: "\n")
    #expect(lines[1] == "  a \\u{1b}[2J\\u{202e} bad")
    #expect(lines[2] == String(repeating: " ", count: lines[1].count - 3) + "^^^")
  }
}
