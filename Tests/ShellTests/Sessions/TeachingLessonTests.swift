import Equations
import OrderedCollections
import TerminalText
import Testing

@testable import Shell

/// What a lesson does so that its reader learns: words and choices, second tries with hints and
/// replies, tasks, ways back, pages.
@Suite struct TeachingLessonTests {
  static let text = """
    # About leaks.
    create lif n tau=10
    feed n const 1.5
    #? Does the current or the leak win? = current | "the current"
    #h Compare the two.
    #~ leak: it would, below 1
    #~ *: think of 1.5
    #! 1.5 is above the threshold.
    run n 20
    #? Why does it fire?
    #- its threshold is 2
    #+ its input is above 1
    #~ a: the threshold is 1
    #! mem goes to 1.5.
    # So much for that.
    #? How many spikes are there in 20 steps? = n.spikes
    #~ 2 * n.spikes: you counted them twice
    run n 0

    #task Make it fire within 5 steps.
    #h More current does it.
    #! 0.41 of the current has to pass 1.
    reset n
    feed n const 3
    run n 5
    expect n.first_spike <= 5
    # The end.
    """

  struct Told {
    var text: String
    var lesson: Lesson
    var ending: Lesson.Ending
    var prompts: [Lesson.Prompt]
  }

  static func tell(
    _ answers: [String], of text: String = text, isAttended: Bool = false, rows: Int? = nil,
    columns: Int = 80, from line: Int = 1, results: [LessonResult] = [],
    known: [String: String] = [:]
  ) throws -> Told {
    var host = Host(width: columns)
    host.screen.rows = rows
    var lesson = Lesson(try SessionFile(text), host: host, printer: ReportText())
    lesson.results = results
    var shown: [String] = []
    var prompts: [Lesson.Prompt] = []
    var left = answers[...]
    let ending = lesson.run(
      from: line, isAttended: isAttended, show: { shown.append($0.text) },
      ask: { prompt in
        prompts.append(prompt)
        var answer: String?
        if case .question(let question, _) = prompt.kind { answer = known[question.text] }
        answer = answer ?? left.popFirst()
        shown.append(prompt.text + (answer ?? ""))
        return answer.map { .line($0) } ?? .leave
      })
    return Told(
      text: shown.joined(separator: "\n"), lesson: lesson, ending: ending, prompts: prompts)
  }

  @Test(arguments: [
    (["current"], 1), (["The Current."], 1), (["the current"], 1), (["leak", "current"], 1),
    (["leak", "leak"], 0), (["tau", ""], 0), ([""], 0),
  ])
  func wordsAreAnswers(typed: [String], right: Int) throws {
    let told = try Self.tell(typed)
    #expect(told.lesson.results.first?.typed == typed.filter { !$0.isEmpty })
    #expect(told.lesson.right == right)
  }

  @Test func wrongAnswersGetTheirReplyAndAHint() throws {
    let told = try Self.tell(["leak", "tau", "a", "b", "2", "1", "skip"])
    for line in [
      "! it would, below 1. Once more:\n  Hint: Compare the two.",
      "! Not so: you said tau, it is current. think of 1.5.\n  1.5 is above the threshold.",
      "  a) its threshold is 2\n  b) its input is above 1\na..b> a",
      "! the threshold is 1. Once more:", "! Right: b) its input is above 1.\n  mem goes to 1.5.",
      "! you counted them twice. Once more:", "1 of 3 predictions right",
    ] {
      if line.hasPrefix("1 of") {
        #expect(told.text.contains("2 of 3 predictions right, 2 of them at the second try"))
      } else {
        #expect(told.text.contains(line), "\(line)")
      }
    }
    #expect(
      told.lesson.results.map(\.replies) == [
        ["it would, below 1"], ["the threshold is 1"], ["you counted them twice"], [],
      ])
  }

  // A question without a command below it is answered at once, before the prose that follows.
  @Test func aReasonStandsBeforeTheNextProse() throws {
    let text = try Self.tell(["current", "b", "1", "skip"]).text
    let reason = try #require(text.firstRange(of: "mem goes to 1.5."))
    let prose = try #require(text.firstRange(of: "So much for that."))
    #expect(reason.lowerBound < prose.lowerBound)
  }

  @Test func aTaskIsDoneByTheReader() throws {
    let told = try Self.tell(
      ["current", "b", "1", "lsit", "hint", "reset n", "feed n const 2.7", "run n 5"])
    #expect(told.ending == .finished)
    #expect(told.text.contains("> Make it fire within 5 steps.\nn step=20 mem="))
    #expect(
      told.text.contains("unknown verb 'lsit'") && told.text.contains("More current does it."))
    #expect(told.text.contains("! Done.\n  0.41 of the current has to pass 1.\nThe end."))
    #expect(told.text.hasSuffix("3 of 3 predictions right\n1 of 1 task done"))
    #expect(told.lesson.results.last?.typed == ["lsit", "reset n", "feed n const 2.7", "run n 5"])
    // The lesson goes on with its own commands.
    #expect(told.lesson.workbench.session.nodes["n"]?.firstConstantCurrent == 3)
  }

  @Test func aTaskThatIsSkippedIsShown() throws {
    let told = try Self.tell(["current", "b", "1", "skip"])
    #expect(told.text.contains("neurosh> reset n\nneurosh> feed n const 3\nneurosh> run n 5\n"))
    #expect(told.text.hasSuffix("0 of 1 task done"))
  }

  @Test func oneMayGoBack() throws {
    let told = try Self.tell(["back", "current", "back", "leak", "leak", "b", "1", "skip"])
    #expect(told.ending == .finished)
    #expect(told.text.contains("this is the beginning"))
    // What was answered first counts.
    #expect(told.text.contains("3 of 3 predictions right"))
    let asked = told.text.ranges(of: "? Does the current or the leak win?").count
    #expect(asked == 3)
  }

  // Leaving at any place and going on there comes to the same as not leaving.
  @Test func itGoesOnWhereItWasLeft() throws {
    let known = [
      "Does the current or the leak win?": "current", "Why does it fire?": "b",
      "How many spikes are there in 20 steps?": "1",
    ]
    let commands = ["reset n", "feed n const 2.7", "run n 5"]
    let whole = try Self.tell(commands, known: known)
    #expect(whole.ending == .finished && whole.lesson.right == 3)
    for (name, _) in known {
      let first = try Self.tell([], known: known.filter { $0.key != name })
      #expect(first.ending == .left)
      let prompt = try #require(first.prompts.last)
      let second = try Self.tell(
        commands, from: prompt.line, results: prompt.results, known: known)
      #expect(second.ending == .finished, "\(name)")
      #expect(second.lesson.right == 3 && second.lesson.results.count == 4)
      #expect(
        second.lesson.workbench.session.isSame(as: whole.lesson.workbench.session), "\(name)")
    }
    let task = try #require(Self.tell([commands[0]], known: known).prompts.last)
    let rest = try Self.tell(commands, from: task.line, results: task.results)
    #expect(rest.ending == .finished && rest.lesson.right == 3)
    #expect(rest.lesson.workbench.session.isSame(as: whole.lesson.workbench.session))
  }

  @Test func aTaskThatIsDoneFromTheStartFailsTheCheck() throws {
    let text = "create lif n\n#task Do it.\nrun n 1\nexpect n.time >= 0\n"
    #expect(Replay(try SessionFile(text), path: "x", host: Host()).failureCount == 1)
    let sound = text.replacing(">= 0", with: ">= 1")
    #expect(Replay(try SessionFile(sound), path: "x", host: Host()).failures == [])
  }

  @Test func aPageEndsAfterAPlot() throws {
    let text = """
      # One.
      create lif n; feed n const 1.5; run n 20
      plot n height=8
      # Two.
      # Three.

      # Four.
      plot n height=8
      #? Seen?
      """
    let told = try Self.tell(["", "", "", ""], of: text, isAttended: true, rows: 24, columns: 60)
    #expect(told.ending == .finished)
    #expect(told.prompts.map { $0.text.prefix(2) } == ["--", "(t"])
    #expect(told.text.contains("input\n-- Return goes on, 'back' goes back -- \nTwo."))
    #expect(told.text.split(separator: "\n").allSatisfy { $0.count <= 60 })
    // Nobody reads pages of a pipe.
    #expect(try Self.tell([""], of: text).prompts.count == 1)
  }

  // What is longer than a screen is shown a page at a time, and prose is broken anew where it is
  // narrow.
  @Test(arguments: [40, 60, 80, 120])
  func nothingScrollsAwayUnread(columns: Int) throws {
    let prose = (1...60).map { "# Line \($0) of a text that is rather long for a narrow screen." }
    let text = stride(from: 0, to: 60, by: 3).map { prose[$0..<$0 + 3].joined(separator: "\n") }
      .joined(separator: "\n\n")
    let told = try Self.tell(
      Array(repeating: "", count: 30), of: text, isAttended: true, rows: 20, columns: columns)
    var count = 0
    for line in told.text.split(separator: "\n", omittingEmptySubsequences: false) {
      #expect(line.count <= max(columns, 40))
      count = line.hasPrefix("-- Return") ? 0 : count + 1
      #expect(count < 20)
    }
  }

  @Test func resultsAreLinesOfJSON() throws {
    let told = try Self.tell(["leak", "current", "b", "3", "hint", "skip"])
    let lines = told.lesson.results.map { $0.json(lesson: "x", reader: "a\"b") }
    #expect(
      lines[0] == #"{"lesson":"x","reader":"a\"b","kind":"question","#
        + #""text":"Does the current or the leak win?","answer":"current","line":4,"#
        + #""typed":["leak","current"],"replies":["it would, below 1"],"hint":true,"right":true}"#)
    #expect(lines[2].contains(#""typed":["3","skip"]"#))
    #expect(
      told.lesson.summaryJSON(lesson: "x", reader: "y", ending: told.ending).hasPrefix(
        #"{"lesson":"x","reader":"y","kind":"lesson","ending":"#))
  }

  // A reply that no wrong answer can get is a fault of the file.
  @Test(arguments: ["#~ 2: no", "#~ n.spikes: no", "#~ many: no"])
  func repliesToTheRightAnswerFailTheCheck(reply: String) throws {
    let text = "create lif n; feed n const 1.3\n#? a? = n.spikes\n\(reply)\nrun n 6\n"
    #expect(Replay(try SessionFile(text), path: "x", host: Host()).failureCount == 1)
    let sound = text.replacing(reply, with: "#~ 3 | n.tau + 7: no\n#~ *: no")
    #expect(Replay(try SessionFile(sound), path: "x", host: Host()).failures == [])
  }

  @Test func proseAndQuestionsAreRecorded() throws {
    var shell = ShellHarness()
    func type(_ lines: String...) throws {
      for line in lines {
        try shell.workbench.keep(prose: line, host: shell.host)
        try shell.run(line)
      }
    }
    try type("# Not yet.", "record l.nsh", "# Leaks.", "create lif n", "#? How many? = n.spikes")
    try type("#h Few.", "#~ 3: too many", "#! None.", "run n 5", "#no prose", "#task Run it.")
    try type("run n 1", "expect n.time == 6")
    #expect(throws: Diagnostic.self) {
      try shell.workbench.keep(prose: "#? a = n.+", host: shell.host)
    }
    try type("record off", "# Too late.")
    let text = try #require(String(contents: try shell.host.files.read("l.nsh").get()))
    let file = try SessionFile(text)
    #expect(Replay(file, path: "l", host: Host()).failures == [])
    #expect(file.title == "Recorded from here on.")
    #expect(!text.contains("Not yet") && !text.contains("Too late") && !text.contains("#no"))
    let told = try Self.tell(["3", "0", "run n 1"], of: text)
    #expect(told.text.contains("! too many. Once more:\n  Hint: Few."))
    #expect(told.text.hasSuffix("1 of 1 task done"))
  }

  @Test func lessonsAreListedAndFound() throws {
    var shell = ShellHarness()
    #expect(try shell.run("lesson") == "there are no lessons here")
    let known = [("01-first", "finished"), ("02-leak", "left at line 9"), ("03-next", "")].map {
      Host.KnownLesson(
        name: $0, title: "T", path: "/l/\($0).nsh", progress: $1, isOpen: $1.hasPrefix("left"))
    }
    shell.host.lessons = { known }
    #expect(try shell.run("lesson").contains("2  T      left at line 9"))
    #expect(
      shell.refusal("lesson «2»")?.message == "a lesson asks its reader, and there is none here")
    shell.host.takesLessons = true
    for (word, name) in [
      ("2", "02-leak"), ("leak", "02-leak"), ("02-leak", "02-leak"), ("next", "02-leak"),
      ("01-first", "01-first"),
    ] {
      let report = try shell.workbench.perform("lesson \(word)", host: shell.host)
      #expect(report.lesson?.path == "/l/\(name).nsh")
    }
    #expect(
      try shell.workbench.perform("lesson my/own.nsh --again", host: shell.host).lesson
        == Report.LessonWish(path: "my/own.nsh", isAnew: true))
    #expect(shell.refusal("lesson «laek»")?.suggestion == "leak")
    #expect(shell.refusal("lesson «4»") != nil)
    #expect(shell.workbench.changes == 0)
  }
}
