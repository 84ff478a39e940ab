import Equations
import Foundation
import TerminalText
import Testing

@testable import Shell

@Suite struct LessonTests {
  private static let text = """
    #!/usr/bin/env neurosh
    # About spikes.
    create lif n
    feed n const 1.5
    #? At which step does it fire first? = n.first_spike
    #! mem is 0.75 after one step.
    run n
    #> n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0
    #? Does it fire at every step? = n.rate == 1
    #? Which share of the steps fires? = n.rate +- 10%
    run n 8
    #? Think.
    #! It is a slip of the pen, and a long reason does not run past the right edge of a screen,
    #! but goes on below.
    set n tua=3
    #x unknown parameter 'tua'; did you mean 'tau'?
    expect n.spikes == 6
    """

  // Shows a lesson to a reader who gives these answers.
  private func show(
    _ text: String, answers: [String], isAttended: Bool = false
  ) throws -> (lines: [String], lesson: Lesson, ending: Lesson.Ending) {
    var lesson = Lesson(try SessionFile(text), host: Host(), printer: ReportText())
    var lines: [String] = []
    var left = answers[...]
    let ending = lesson.run(
      isAttended: isAttended,
      show: { lines.append($0.text) },
      ask: { prompt in
        lines.append(prompt.text)
        return left.popFirst().map { .line($0) } ?? .end
      })
    return (lines, lesson, ending)
  }

  // The answers, how many are right, and lines that are shown. A wrong answer is tried again.
  @Test(
    arguments: [
      (["2", "no", "0.5", ""], 3, "! Right: 2.\n  mem is 0.75 after one step."),
      (
        ["3", "3", "no", "0.5", ""], 2,
        "! Not so. Once more:\nyour answer> \nneurosh> run n"
      ),
      (
        ["3", "1", "no", "0.5"], 2, "! Not so: you said 1, it is 2.\n  mem is 0.75 after one step."
      ),
      (["3", "2", "no", "0.5"], 3, "! Right: 2.\n  mem is 0.75 after one step."),
      (["2", "yes", "yes", "0.5", ""], 2, "! Not so: you said yes, it is no."),
      (["2", "N", "0.54", ""], 3, "! Right: 0.5."),
      (["2 steps", "no", "50%", ""], 3, "! Right: 0.5."),
      (["2", "no", "0.56", "", ""], 2, "! Not so: you said 0.56, it is 0.5."),
      (
        ["two", "", "no", "", ""], 1,
        "! 'two' is not a number; it is 2.\n  mem is 0.75 after one step."
      ),
      (["2", "maybe", "?", "", "0.5"], 2, "! 'maybe' is not yes or no; it is no."),
      ([], 0, "! Which share of the steps fires? It is 0.5."),
    ] as [([String], Int, String)])
  func predictionsAreScored(answers: [String], right: Int, shown: String) throws {
    let (lines, lesson, ending) = try show(Self.text, answers: answers)
    #expect(ending == .finished)
    #expect(lesson.right == right && lesson.asked == 3)
    let text = lines.joined(separator: "\n")
    #expect(text.contains(shown + "\n"), "\(lines)")
    // A question without an answer to score has its reason, too.
    #expect(
      text.contains(
        """
        ! It is a slip of the pen, and a long reason does not run past the right edge of
          a screen, but goes on below.
        """))
    #expect(lines.last?.hasPrefix("\(right) of 3 predictions right") == true)
    #expect(lines.first == "About spikes.")
    #expect(lines.contains("neurosh> expect n.spikes == 6"))
    #expect(lines.contains("as expected: n.spikes is 6"))
  }

  @Test func nonsenseIsAskedForAgain() throws {
    let answers = ["banana", "two", "2", "perhaps", "no", "", ""]
    let (lines, lesson, ending) = try show(Self.text, answers: answers, isAttended: true)
    #expect(ending == .finished)
    #expect(lesson.right == 2 && lesson.asked == 3)
    #expect(lines.contains("'banana' is not a number; Return alone shows the answer"))
    #expect(lines.contains("'perhaps' is not yes or no; Return alone shows the answer"))
    #expect(lines.filter { $0 == "your answer> " }.count == 4)
    #expect(lines.contains("! Which share of the steps fires? It is 0.5."))
  }

  @Test func leavingShowsTheScoreSoFar() throws {
    var lesson = Lesson(try SessionFile(Self.text), host: Host(), printer: ReportText())
    var replies = [Lesson.Reply.line("2"), .leave][...]
    var lines: [String] = []
    let ending = lesson.run(
      show: { lines.append($0.text) }, ask: { _ in replies.popFirst() ?? .leave })
    #expect(ending == .left)
    #expect(lines.last == "1 of 1 prediction right")
  }

  @Test func aCommandThatFailsEndsTheLesson() throws {
    let (lines, _, ending) = try show("create lif n\nset n tau=0\nrun n\n", answers: [])
    #expect(ending == .failed)
    #expect(lines.last?.contains("'tau' cannot be 0") == true)
  }

  @Test func unitsOfAnswersAreConverted() throws {
    let text = """
      create refractorylif n; feed n const 3nA
      #? When does it fire first? = n.first_spike
      run n 30ms
      """
    for (answer, right) in [
      ("22", 1), ("22ms", 1), ("22 ms", 1), ("0.022s", 1), ("22mV", 0), ("21", 0),
    ] {
      #expect(try show(text, answers: [answer]).lesson.right == right, "\(answer)")
    }
  }

  // Nobody is left with a question: each has its reason, whether it is scored or not.
  @Test func everyQuestionOfTheLessonsHasItsReason() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../sessions").standardized
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".nsh") }
    #expect(names.count == 22)
    #expect(Concept.all.filter { !names.contains($0.lesson) }.map(\.name) == [])
    for name in names {
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      let questions = try SessionFile(text).parts.compactMap { part in
        if case .question(let question) = part { question } else { nil }
      }
      #expect(!questions.isEmpty, "\(name)")
      #expect(questions.filter(\.reason.isEmpty).map(\.line) == [], "\(name)")
    }
  }

  // Every question of a file that is checked has to have an answer.
  @Test(arguments: [
    ("n.first_spike", "n.first_spke"), ("n.rate == 1", "m.rate == 1"),
    ("n.rate +- 10%", "n.mem[99]"),
  ])
  func aQuestionWithoutAnswerFailsTheCheck(part: String, damage: String) throws {
    let whole = Replay(try SessionFile(Self.text), path: "x", host: Host())
    #expect(whole.failures == [])
    // Two blocks, one expectation, three answers.
    #expect(whole.passed == 6)
    let damaged = Self.text.replacing(part, with: damage)
    let replay = Replay(try SessionFile(damaged), path: "x", host: Host())
    #expect(replay.failureCount == 1 && replay.passed == 5)
  }

  @Test(arguments: [
    "#? a = n.+\nlist\n", "#? a = n.mem +- x\nlist\n", "#? a = n.mem\n", "#! why\nlist\n",
    "#? a\n#~ 3: no\nlist\n", "#? a = b\n#~ none\nlist\n", "#? a\n#+ x\nlist\n",
    "#? a\n#- x\n#- y\nlist\n", "#? a = b\n#+ x\n#- y\nlist\n", "#task do\nlist\n",
    "#task do\n# prose\nexpect n.mem == 0\n", "#task do\n#? a\nexpect n.mem == 0\n",
  ])
  func questionsWithoutMeaningAreTold(text: String) {
    #expect(throws: Diagnostic.self) { try SessionFile(text) }
  }
}
