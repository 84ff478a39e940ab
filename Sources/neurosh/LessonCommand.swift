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
    abstract: "Go through a session file: it pauses at its questions and scores predictions.",
    discussion: """
      Answers are read from the terminal or from a pipe, a line each. Where a pipe ends the lesson \
      goes on without asking; Ctrl-D at a terminal leaves it.
      """)

  @Flag(help: "Let the session file read and write outside its own folder.")
  var trust = false

  @Argument(help: "A session file.", completion: .file(extensions: ["nsh"]))
  var file: String

  func run() throws {
    Interrupt.install()
    var lesson = try read()
    let isTerminal = Terminal.isTerminal(STDIN_FILENO)
    var answers = PlainReader(descriptor: STDIN_FILENO)
    let ending = lesson.run(
      asksAgain: isTerminal,
      show: { write("\($0)\n", to: STDOUT_FILENO) },
      ask: { prompt in
        write("\(prompt)", to: STDOUT_FILENO)
        do throws(PlainReader.Failure) {
          guard let line = try answers.next() else {
            write("\n", to: STDOUT_FILENO)
            return isTerminal ? .leave : .end
          }
          // What comes from a pipe is not echoed by a terminal.
          if !isTerminal { write("\(line)\n", to: STDOUT_FILENO) }
          return .line(line)
        } catch {
          write("\n", to: STDOUT_FILENO)
          return .leave
        }
      })
    if Interrupt.isRaised { throw ExitCode(ExitStatus.interrupted) }
    if ending == .failed { throw ExitCode(ExitStatus.failure) }
  }

  private func read() throws -> Lesson {
    var host = Host.local(folder: file.folder, trustsFiles: trust)
    host.screen.progress = ProgressBar.report(width: 80)
    switch Host.Files.local.read(file) {
    case .failure(let failure):
      write("neurosh: cannot read '\(line: file)': \(failure.reason)\n", to: STDERR_FILENO)
      throw ExitCode(ExitStatus.failure)
    case .success(let bytes):
      guard let text = String(contents: bytes) else {
        write("neurosh: '\(line: file)' is not a text file\n", to: STDERR_FILENO)
        throw ExitCode(ExitStatus.failure)
      }
      do throws(Diagnostic) {
        return Lesson(try SessionFile(text), host: host, printer: ReportText())
      } catch {
        let statement = CommandText(text: text, line: 1, column: 0)
        write("\(error.text(in: statement, file: file, width: 80))\n", to: STDERR_FILENO)
        throw ExitCode(ExitStatus.failure)
      }
    }
  }
}
