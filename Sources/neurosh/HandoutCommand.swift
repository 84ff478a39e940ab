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

/// Writes a session or a lesson as a handout.
struct HandoutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a session or a lesson as a handout: one file, to be read or printed.",
    discussion: """
      It has the prose, the commands and what they print, plots as pictures, the questions, and the \
      equations of the neurons used. A command that fails ends it, and the exit status is 1. A .pdf \
      is made by weasyprint or chromium; .html is one page that every browser prints.
      """)

  @Option(
    name: .customShort("o"),
    help: ArgumentHelp("The file to write: .html, .md or .pdf.", valueName: "file"),
    completion: .file(extensions: ["html", "md", "pdf"]))
  var target: String

  @Flag(help: "With the answers, in place of lines to write on.")
  var answers = false

  @Flag(help: "Replace the file where there is one.")
  var force = false

  @Flag(help: "Let the session file read and write outside its own folder.")
  var trust = false

  @Argument(
    help: "A session file, or a lesson's number or name.", completion: .file(extensions: ["nsh"]))
  var file: String

  func validate() throws {
    guard Kind(target) == nil else { return }
    throw ValidationError("'\(target)' is no handout's name; expected one in .html, .md or .pdf.")
  }

  func run() throws {
    Interrupt.install()
    var status: Int32
    do throws(LessonRun.Failure) { status = try make() } catch {
      if !Interrupt.isRaised { write("neurosh: \(error.text)\n", to: STDERR_FILENO) }
      status = ExitStatus.failure
    }
    if Interrupt.isRaised { status = ExitStatus.interrupted }
    if status != 0 { throw ExitCode(status) }
  }

  /// What a file's name says of what is to be in it.
  private enum Kind {
    case html, markdown, pdf

    init?(_ path: String) {
      switch path.split(separator: "/").last?.split(separator: ".").dropFirst().last?.lowercased() {
      case "html", "htm": self = .html
      case "md", "markdown": self = .markdown
      case "pdf": self = .pdf
      default: return nil
      }
    }
  }

  // The exit status; nothing is written where Ctrl-C was pressed.
  private func make() throws(LessonRun.Failure) -> Int32 {
    let kind = Kind(target)
    if let obstacle = WriteTarget.obstacle(at: target, replaces: force) {
      throw failure(obstacle)
    }
    let printer = kind == .pdf ? try PrintProgram() : nil
    let path = try LessonCatalogue.path(of: file)
    let output = ReportText(width: ReportText.width(in: Terminal.width(of: STDOUT_FILENO) ?? 80))
    let session = try SessionFile.read(path, width: output.width)
    let host = Host.local(folder: path.folder, trustsFiles: trust, output: output)
    let handout = Handout(of: session, name: path.lessonName, host: host, showsAnswers: answers)
    guard !Interrupt.isRaised else { return ExitStatus.interrupted }
    var bytes = Array(handout.text(as: kind == .markdown ? .markdown : .html).utf8)
    if let printer { bytes = try printer.pdf(of: bytes) }
    if let obstacle = Host.Files.local.write(target, bytes, force) { throw failure(obstacle) }
    guard let problem = handout.failure else { return 0 }
    let text = problem.diagnostic.text(in: problem.statement, file: path, width: output.width)
    write("\(text)\n", to: STDERR_FILENO)
    return ExitStatus.failure
  }

  private func failure(_ obstacle: FileFailure) -> LessonRun.Failure {
    LessonRun.Failure(text: "\(line: obstacle.sentence(writing: target))")
  }
}
