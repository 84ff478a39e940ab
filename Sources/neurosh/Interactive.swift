import Equations
import LineEditing
import Shell
import Simulation
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The prompt: reads a line, does it, prints the answer, until Ctrl-D or quit.
struct Interactive {
  var bench: JournaledWorkbench
  var output: ReportText
  /// The width that a flag asked for; else the terminal's, looked up for every command.
  let fixedWidth: Int?
  /// Whether session files may use files anywhere.
  let trustsFiles: Bool
  /// Whether something went wrong in the present line.
  private var hasFailed = false
  private var pictures = Pictures()
  /// The lines of a statement that goes on in the next line; one entry of the history together.
  private var block: [String] = []

  init(bench: JournaledWorkbench, output: ReportText, fixedWidth: Int?, trustsFiles: Bool) {
    self.bench = bench
    self.output = output
    self.fixedWidth = fixedWidth
    self.trustsFiles = trustsFiles
  }

  /// Runs the prompt and returns the exit status.
  mutating func run(_ editor: LineEditor) -> Int32 {
    defer { editor.close() }
    var reader = CommandReader()
    greet()
    if bench.folder == nil {
      tell("warning: what you do is not kept for a restart: HOME is not set to an absolute path")
    }
    bench.isAttended = true
    while true {
      let session = bench.workbench.session
      let host = host(editor)
      // What is typed may go on with a statement of several lines.
      let earlier = block.joined(separator: "\n")
      editor.completions = { line, cursor in
        Completions(
          Completion(line, cursor: cursor, after: earlier, session: session, host: host))
      }
      editor.hint = { Hint($0, after: earlier, session: session, host: host).text }
      switch editor.readLine(prompt: reader.isIncomplete ? "...> " : session.prompt) {
      case .endOfInput where reader.isIncomplete:
        write("\nleft unfinished; Up brings it back\n", to: STDOUT_FILENO)
        reader.cancel()
        rememberBlock(in: editor)
      case .endOfInput:
        write("\n", to: STDOUT_FILENO)
        bench.finish()
        return 0
      case .terminated(let signal):
        // What was done stays in the journal.
        return 128 + signal
      case .interrupted:
        reader.cancel()
        rememberBlock(in: editor)
      case .text(let line):
        block.append(line)
        if !reader.isIncomplete { keep(prose: line, host: host) }
        let commands = reader.take(line)
        guard !reader.isIncomplete else { continue }
        let entry = rememberBlock(in: editor)
        // Ctrl-C counts from Return on: whatever is running by then, or was about to, stops.
        hasFailed = false
        defer { if hasFailed { editor.remember(failed: entry) } }
        for command in commands {
          guard perform(command, host: host) else {
            bench.finish()
            return 0
          }
          if Interrupt.isRaised { break }
        }
      }
    }
  }

  /// Asks whether to go on with a session that ended by accident, if there is one.
  ///
  /// - Returns: whether the session is now that one.
  mutating func offerToRestore(_ editor: LineEditor) -> Bool {
    guard let folder = bench.folder,
      let (journal, contents) = Journal.leftBehind(
        in: folder, complain: { tell("warning: " + $0) }),
      let last = contents.entries.last
    else { return false }
    let count = contents.entries.count == 1 ? "a command" : "\(contents.entries.count) commands"
    tell("A session ended without 'quit' after \(count), the last: \(last.statement.shown)")
    if let problem = contents.problem {
      tell("then comes \(problem.text), so that what follows cannot be restored")
    }
    switch wantsToRestore(editor) {
    case true?: tell(bench.restore(contents, of: journal))
    case false?:
      journal.remove()
      tell("it is gone")
    case nil: tell("it will be offered again")
    }
    return bench.workbench.changes > 0
  }

  // Return means yes; nil where the user does not want to say now.
  private func wantsToRestore(_ editor: LineEditor) -> Bool? {
    while true {
      let line = editor.readLine(prompt: "restore it? [Y/n] ", offersHistory: false)
      if line == .endOfInput { write("\n", to: STDOUT_FILENO) }
      guard case .text(let answer) = line else { return nil }
      switch answer.oneLine.lowercased() {
      case "", "y", "yes": return true
      case "n", "no": return false
      default: tell("y restores it, n forgets it, Ctrl-D leaves it for later")
      }
    }
  }

  // What has to be read, however little is to be printed otherwise.
  private func tell(_ text: String) {
    var printer = ReportText(width: width)
    printer.wraps = true
    let shown = printer.screenText(of: Report(.note(text))) ?? "\(text)"
    write("\(shown)\n", to: STDOUT_FILENO)
  }

  /// Does the commands of the start-up file, if there is one.
  mutating func readStartUpFile() {
    guard let path = Folders.startUpFile, access(path, R_OK) == 0 else { return }
    let statement = CommandText(text: "source \"\(path)\"", line: 1, column: 0)
    let host = Host.local(folder: nil, trustsFiles: true, output: sized)
    _ = perform(statement, host: host)
  }

  @discardableResult
  private mutating func rememberBlock(in editor: LineEditor) -> String {
    let entry = block.joined(separator: "\n")
    block = []
    editor.remember(entry)
    return entry
  }

  // False where the shell should end.
  private mutating func perform(_ statement: CommandText, host: Host) -> Bool {
    output = sized
    do throws(Diagnostic) {
      let report = try bench.perform(statement.text, host: host)
      if report.hasPlot, output.isForPeople, bench.workbench.session.showsPictures {
        output.pictures = pictures.asked()
      }
      if let text = output.screenText(of: report) { show(text) }
      output.pictures = nil
      if let mode = report.mode { output.take(mode) }
      if let lesson = report.lesson { take(lesson) }
      if let problem = report.problem { fail(problem.diagnostic, statement) }
      return !report.isQuit
    } catch {
      fail(error, statement)
      return true
    }
  }

  // The session at the prompt waits; Ctrl-C there leaves the lesson alone.
  private mutating func take(_ lesson: Report.LessonWish) {
    let run = LessonRun(
      path: lesson.path, output: output, trustsFiles: trustsFiles, isAnew: lesson.isAnew)
    do throws(LessonRun.Failure) { _ = try run.take() } catch {
      hasFailed = true
      write("\(error.text)\n", to: STDERR_FILENO)
    }
    Interrupt.clear()
  }

  // What a lesson is made of besides commands belongs to a recording.
  private mutating func keep(prose line: String, host: Host) {
    do throws(Diagnostic) { try bench.keep(prose: line, host: host) } catch {
      fail(error, CommandText(text: line))
    }
  }

  // Programs read csv and json; people get long text by pages, unless they have typed or pasted on,
  // which the pager would take for its keys.
  private func show(_ text: ScreenText) {
    if output.isForPeople, bench.isAttended, output.pictures == nil, let pager = Pager(text.lines),
      !Terminal.isInputWaiting
    {
      pager.run(write: { write($0, to: STDOUT_FILENO) }, key: Terminal.key)
    } else {
      write("\(text)\n", to: STDOUT_FILENO)
    }
  }

  private mutating func fail(_ diagnostic: Diagnostic, _ statement: CommandText) {
    hasFailed = true
    let text = diagnostic.text(in: statement, file: nil, width: width)
    write("\(text)\n", to: STDERR_FILENO)
  }

  private func greet() {
    guard bench.workbench.session.current == nil else { return }
    let greeting = "neurosh: 'help' lists the verbs, Tab completes, Ctrl-D leaves"
    if let text = output.screenText(of: Report(.note(greeting))) { show(text) }
  }

  private var width: Int {
    fixedWidth ?? ReportText.width(in: Terminal.width(of: STDOUT_FILENO) ?? 80)
  }

  // The way to print reports, for the terminal as it is now.
  private var sized: ReportText {
    var output = output
    output.width = width
    return output
  }

  private func host(_ editor: LineEditor) -> Host {
    var host = Host.local(
      folder: nil, trustsFiles: trustsFiles, output: sized, isAttended: true)
    host.takesLessons = true
    host.allowsShortVerbs = true
    let entries = editor.entries
    host.history = { entries }
    return host
  }
}

extension Completions {
  fileprivate init(_ completion: Completion) {
    self.init(
      start: completion.start, opening: completion.opening,
      candidates: completion.candidates.map {
        Candidate(text: $0.text, note: $0.note, suffix: $0.suffix)
      })
  }
}

extension String {
  /// The text in a line of moderate length.
  fileprivate var shown: String {
    let line = oneLine
    return line.count <= 60 ? line : line.prefix(57) + "..."
  }
}
