import ArgumentParser
import Equations
import LineEditing
import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Shows a session file as a lesson that asks its questions and scores the predictions.
struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson",
    abstract: "List the lessons, or take one: it asks, has you try, and scores predictions.",
    discussion: """
      Answers are read from the terminal or from a pipe, a line each; a wrong one is followed by a \
      second try. Where a pipe ends the lesson goes on without asking; Ctrl-D at a terminal leaves \
      it, and the next time it goes on there. 'back' as an answer goes back, '?' gives a hint.
      """)

  @Flag(help: "Let the session file read and write outside its own folder.")
  var trust = false

  @Flag(help: "Begin anew where the lesson was left before its end.")
  var again = false

  @Option(help: "Add what was answered to a file, as a line of JSON each.", completion: .file())
  var score: String?

  @Option(help: "Who answers, for --score; else the name of the user.")
  var reader: String?

  @Argument(
    help: "A lesson's number or name, 'next', or a session file.",
    completion: .file(extensions: ["nsh"]))
  var lesson: String?

  func run() throws {
    Interrupt.install()
    var output = ReportText(width: 80)
    if let width = Terminal.width(of: STDOUT_FILENO) { output.width = ReportText.width(in: width) }
    output.isColored = Terminal.isTerminal(STDOUT_FILENO) && Terminal.allowsColor
    guard let lesson else {
      let report = LessonCatalogue.lessons().report
      if let text = output.screenText(of: report) { write("\(text)\n", to: STDOUT_FILENO) }
      return
    }
    var run = LessonRun(path: lesson, output: output, trustsFiles: trust, isAnew: again)
    run.scoreFile = score
    run.reader = reader ?? getenv("USER").map { String(cString: $0) } ?? ""
    var status: Int32
    do throws(LessonRun.Failure) {
      run.path = try LessonCatalogue.path(of: lesson)
      let ending = try run.take()
      status = ending == .failed ? ExitStatus.failure : 0
    } catch {
      write("neurosh: \(error.text)\n", to: STDERR_FILENO)
      status = ExitStatus.failure
    }
    if Interrupt.isRaised { status = ExitStatus.interrupted }
    if status != 0 { throw ExitCode(status) }
  }
}
