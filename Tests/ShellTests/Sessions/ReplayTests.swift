import Equations
import Testing

@testable import Shell

@Suite struct ReplayTests {
  @Test(arguments: [
    ("n is 0.75", "n is 0.75", true), ("n is 0.75", "n is 0.7512", true),
    ("n is 0.75", "n is 0.756", false), ("3 spikes", "3 spikes", true),
    ("3 spikes", "4 spikes", false), ("3 spikes", "3.0001 spikes", false),
    ("lif1 ok", "lif2 ok", false), ("a  1.5  b", "a 1.5623 b", false),
    ("a  1.5  b", "a 1.51 b", true),
    ("* *", "*  *", false), ("at -0.5", "at 0.5", false), ("1.5e-3 s", "0.0015 s", true),
    ("word", "other", false), ("", "", true),
  ])
  func comparesNumbersToTheDigitsWritten(expected: String, actual: String, isSame: Bool) {
    let output = ExpectedOutput(lines: [], tolerance: nil)
    #expect(output.matches(line: expected, actual) == isSame)
  }

  @Test func toleranceWidensWhatIsAccepted() {
    let output = ExpectedOutput(lines: [], tolerance: 0.1)
    #expect(output.matches(line: "0.75", "0.80"))
    #expect(!output.matches(line: "0.75", "0.86"))
    #expect(!output.matches(line: "3", "4"))
  }

  @Test(
    arguments: [
      (["a", "..."], ["a", "b", "c"], true), (["...", "c"], ["a", "b", "c"], true),
      (["a", "...", "c"], ["a", "c"], true), (["a", "...", "c"], ["a", "b"], false),
      (["..."], [], true), (["a"], ["a", "b"], false),
      (["...", "b", "...", "b"], ["b", "x", "b"], true),
      ([], ["a"], false),
    ] as [([String], [String], Bool)])
  func dotsStandForAnyLines(expected: [String], actual: [String], isSame: Bool) {
    #expect(ExpectedOutput(lines: expected, tolerance: nil).matches(actual) == isSame)
  }

  private static let lesson = """
    #: width=60
    # A lesson.
    create lif n threshold=1 tau=2 step=4
    feed n const 1.5
    run n
    #> n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0

    set n tua=3
    #x unknown parameter 'tua'; did you mean 'tau'?
    expect n.spikes == 2
    """

  private func replay(_ text: String) throws -> Replay {
    Replay(try SessionFile(text), path: "lesson.nsh", host: Host())
  }

  @Test func aLessonThatHoldsPasses() throws {
    let replay = try replay(Self.lesson)
    #expect(replay.failures == [])
    #expect(replay.passed == 3)
    #expect(replay.blessed == Self.lesson + "\n")
  }

  @Test(arguments: [
    ("(at 2, 4)", "(at 2, 3)"), ("2 spikes", "3 spikes"), ("mem 0", "mem 1"),
    ("'tua'; did", "'tau'; did"), ("expect n.spikes == 2", "expect n.spikes == 3"),
    ("#x unknown", "# unknown"), ("#> n: 4", "#> n: 5"),
  ])
  func oneWrongDigitFails(part: String, damage: String) throws {
    let damaged = Self.lesson.replacing(part, with: damage)
    let replay = try replay(damaged)
    #expect(replay.failureCount == 1)
    #expect(replay.failures.contains { $0.hasPrefix("@@") })
  }

  @Test func blessingMendsOnlyWhatFails() throws {
    let damaged = Self.lesson.replacing("(at 2, 4)", with: "(at 9)")
      .replacing("unknown parameter", with: "strange parameter")
    let blessed = try replay(damaged).blessed
    #expect(blessed == Self.lesson + "\n")
    #expect(try replay(blessed).failures == [])
  }

  @Test func failureIsShownAsAUnifiedDiff() throws {
    let replay = try replay("seed 3; seed\n#> seed 3\n#> seed 4\n")
    #expect(
      replay.failures == [
        "--- lesson.nsh:1 expected", "+++ lesson.nsh:1 printed", "@@ -2,2 +2,2 @@", " seed 3",
        "-seed 4", "+seed 3",
      ])
  }

  @Test func headerMistakesAreTold() {
    for text in ["#: widht=80", "#: width=10", "#: seed=x", "#: tolerance"] {
      #expect(throws: Diagnostic.self) { try SessionFile(text) }
    }
  }

  @Test func headerSetsWidthSeedAndTolerance() throws {
    let file = try SessionFile("#: width=100 seed=7 tolerance=1e-6\nseed\n#> seed 7\n")
    #expect(file.header.width == 100 && file.header.seed == 7 && file.header.tolerance == 1e-6)
    #expect(Replay(file, path: "x", host: Host()).failures == [])
  }
}
