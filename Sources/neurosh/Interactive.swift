import Equations
import LineEditing
import Shell
import Simulation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The prompt: reads a line, does it, prints the answer, until Ctrl-D or quit.
struct Interactive {
  var workbench: Workbench
  var output: ReportText
  /// The width that a flag asked for; else the terminal's, looked up for every command.
  let fixedWidth: Int?

  /// Runs the prompt and returns the exit status.
  mutating func run(_ editor: LineEditor) -> Int32 {
    defer { editor.close() }
    var reader = CommandReader()
    greet()
    while true {
      let session = workbench.session
      let host = host(editor)
      editor.completions = { line, cursor in
        Completions(Completion(line, cursor: cursor, session: session, host: host))
      }
      switch editor.readLine(prompt: reader.isIncomplete ? "...> " : session.prompt) {
      case .endOfInput:
        write("\n", to: STDOUT_FILENO)
        return 0
      case .interrupted:
        reader.cancel()
      case .text(let line):
        editor.remember(line)
        // Ctrl-C counts from Return on: whatever is running by then, or was about to, stops.
        for command in reader.take(line) {
          guard perform(command, host: host) else { return 0 }
          if Interrupt.isRaised { break }
        }
      }
    }
  }

  /// Does the commands of the start-up file, if there is one.
  mutating func readStartUpFile() {
    guard let path = Folders.startUpFile, access(path, R_OK) == 0 else { return }
    let statement = CommandText(text: "source \"\(path)\"", line: 1, column: 0)
    _ = perform(statement, host: .local(width: width))
  }

  // False where the shell should end.
  private mutating func perform(_ statement: CommandText, host: Host) -> Bool {
    output.width = width
    do throws(Diagnostic) {
      let report = try workbench.perform(statement.text, host: host)
      host.progress(1, 1, "")
      if let text = output.text(of: report) { write(text + "\n", to: STDOUT_FILENO) }
      if let problem = report.problem { print(problem.diagnostic, about: statement) }
      return !report.isQuit
    } catch {
      host.progress(1, 1, "")
      print(error, about: statement)
      return true
    }
  }

  private func print(_ diagnostic: Diagnostic, about statement: CommandText) {
    write(diagnostic.text(in: statement, file: nil, width: width) + "\n", to: STDERR_FILENO)
  }

  private func greet() {
    guard workbench.session.current == nil else { return }
    write("neurosh: 'help' lists the verbs, Tab completes, Ctrl-D leaves\n", to: STDOUT_FILENO)
  }

  private var width: Int {
    fixedWidth ?? min(max(Terminal.width(of: STDOUT_FILENO) ?? 80, 40), 240)
  }

  private func host(_ editor: LineEditor) -> Host {
    var host = Host.local(width: width)
    host.allowsShortVerbs = true
    host.isInterrupted = { Interrupt.isRaised }
    host.progress = ProgressBar.report(width: width)
    host.rows = Screen.size?.rows
    if Screen.canMoveCursor, output.mode == .table {
      let output = output
      host.animate = { Screen.animate(output, $0) }
    }
    let entries = editor.entries
    host.history = { entries }
    return host
  }
}

extension Completions {
  fileprivate init(_ completion: Completion) {
    self.init(
      start: completion.start,
      candidates: completion.candidates.map {
        Candidate(text: $0.text, note: $0.note, suffix: $0.suffix)
      })
  }
}
