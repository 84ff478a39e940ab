import Plots
import Testing

@Suite struct TextTableTests {
  @Test func numbersAlignOnTheDecimalPointAndWordsOnTheLeft() {
    let table = TextTable(
      header: ["node", "mem", "step"],
      rows: [["a", "0.75", "1"], ["long", "-1.125", "12"], ["b", "", "3"]])
    #expect(
      table.rendered(width: 80) == """
        node     mem  step
        a      0.75      1
        long  -1.125    12
        b                3
        """)
  }

  @Test func theLastColumnGoesOnBelow() {
    let table = TextTable(
      header: ["name", "meaning"], rows: [["tau", "how fast the membrane forgets"]])
    #expect(
      table.rendered(width: 31) == """
        name  meaning
        tau   how fast the membrane
              forgets
        """)
  }

  @Test func columnsThatDoNotFitFollowBelow() {
    let table = TextTable(
      header: ["step", "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"],
      rows: [["1", "1", "2", "3"], ["2", "4", "5", "6"]])
    #expect(
      table.rendered(width: 34) == """
        step  aaaaaaaaaaaa  bbbbbbbbbbbb
           1             1             2
           2             4             5

        step  cccccccccccc
           1             3
           2             6
        """)
  }

  @Test func textsAreWrappedWhereTheyDoNotFit() {
    let table = TextTable(
      header: ["waveform", "meaning"],
      rows: [["pulse CURRENT [at=1] [for=1]", "a current that begins at step 'at'"]])
    #expect(
      table.rendered(width: 34) == """
        waveform        meaning
        pulse CURRENT   a current that
        [at=1] [for=1]  begins at step
                        'at'
        """)
  }

  @Test func emptyTables() {
    #expect(TextTable(header: [], rows: []).rendered(width: 80) == "")
    #expect(TextTable(header: ["a", "b"], rows: []).rendered(width: 80) == "a  b")
    #expect(TextTable(header: ["a", "b"], rows: [["1"]]).rendered(width: 80) == "a  b\n1")
  }

  @Test func wideTextIsAligned() {
    let table = TextTable(header: ["model", "note"], rows: [["中文", "a"], ["LIF", "b"]])
    #expect(table.rendered(width: 40) == "model  note\n中文   a\nLIF    b")
  }

  @Test func whatActsOnATerminalIsShownAndCounted() {
    let table = TextTable(
      header: ["name", "note"], rows: [["\u{1B}[2J", "a"], ["b\nc", "\u{202E}d"]])
    #expect(
      table.rendered(width: 40)
        == "name       note\n\\u{1b}[2J  a\nb\\u{a}c    \\u{202e}d")
  }
}
