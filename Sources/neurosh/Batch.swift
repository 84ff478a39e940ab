import Equations
import LineEditing
import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where commands come from when nobody types them.
enum CommandSource {
  /// The text of `-c`.
  case text(String)
  /// A file or a pipe, and what to call it.
  case descriptor(Int32, name: String)

  var name: String {
    switch self {
    case .text: "-c"
    case .descriptor(_, let name): name
    }
  }

  /// The folder that its commands have to stay in; nil for those that the user types himself.
  var folder: String? {
    switch self {
    case .text: nil
    case .descriptor(STDIN_FILENO, _): "."
    case .descriptor(_, let path): path.folder
    }
  }
}

/// Runs commands from a file, a pipe or a flag, all by the same rule: stop at the first failure and
/// say where, unless told to keep going.
struct Batch {
  var bench: JournaledWorkbench
  var output: ReportText
  let keepsGoing: Bool
  /// Whether lines are shown as they run.
  let echoes: Bool
  /// Whether answers are left out, since the output is for something else.
  var isSilent = false
  /// Whether session files may use files anywhere.
  let trustsFiles: Bool
  /// The exit status so far: that of the first failure.
  private(set) var status: Int32 = 0
  private var isDone = false

  init(
    output: ReportText, keepsGoing: Bool, echoes: Bool, trustsFiles: Bool, journalFolder: String?
  ) {
    bench = JournaledWorkbench(folder: journalFolder)
    self.output = output
    self.keepsGoing = keepsGoing
    self.echoes = echoes
    self.trustsFiles = trustsFiles
  }

  /// Runs all commands of a source.
  mutating func run(_ source: CommandSource) {
    var reader = CommandReader()
    switch source {
    case .text(let text):
      for line in text.textLines where !isDone { take(line.text, with: &reader, from: source) }
    case .descriptor(let descriptor, _):
      var lines = PlainReader(descriptor: descriptor)
      do throws(PlainReader.Failure) {
        while !isDone, let line = try lines.next() { take(line, with: &reader, from: source) }
      } catch {
        fail(with: error, in: source)
        return
      }
    }
    if !isDone { perform(reader.finish(), from: source) }
  }

  private mutating func take(
    _ line: String, with reader: inout CommandReader, from source: CommandSource
  ) {
    if echoes { echo(line, isContinued: reader.isIncomplete) }
    if !reader.isIncomplete {
      do throws(Diagnostic) { try bench.keep(prose: line, host: host(of: source)) } catch {
        fail(with: error, ExitStatus.failure, CommandText(text: line), in: source)
        guard !isDone else { return }
      }
    }
    perform(reader.take(line), from: source)
  }

  // Prose is shown as text; expectations are for `neurosh check`.
  private func echo(_ line: String, isContinued: Bool) {
    if line.hasPrefix("#"), !isContinued {
      guard line == "#" || line.hasPrefix("# ") else { return }
      write("\(line.dropFirst(2))\n", to: STDOUT_FILENO)
    } else {
      let prompt = line.isEmpty ? "" : isContinued ? "...> " : "neurosh> "
      write("\(prompt)\(line)\n", to: STDOUT_FILENO)
    }
  }

  private mutating func perform(_ statements: [CommandText], from source: CommandSource) {
    for statement in statements where !isDone {
      do throws(Diagnostic) {
        let report = try bench.perform(statement.text, host: host(of: source))
        if !isSilent, let text = output.screenText(of: report) {
          write("\(text)\n", to: STDOUT_FILENO)
        }
        if let mode = report.mode { output.take(mode) }
        if report.isQuit { isDone = true }
        if let problem = report.problem {
          fail(with: problem.diagnostic, problem.kind.status, statement, in: source)
          if problem.kind == .interrupted { isDone = true }
        }
      } catch {
        // What waited for a file is stopped by Ctrl-C as well.
        let isInterrupted = Interrupt.isRaised
        fail(
          with: error, isInterrupted ? ExitStatus.interrupted : ExitStatus.failure, statement,
          in: source)
        if isInterrupted { isDone = true }
      }
    }
  }

  func host(of source: CommandSource) -> Host {
    Host.local(folder: source.folder, trustsFiles: trustsFiles, output: output)
  }

  private mutating func fail(
    with diagnostic: Diagnostic, _ status: Int32, _ statement: CommandText, in source: CommandSource
  ) {
    let text =
      output.mode == .json
      ? diagnostic.json(in: statement, file: source.name)
      : diagnostic.text(in: statement, file: source.name, width: output.width)
    write("\(text)\n", to: STDERR_FILENO)
    stop(status)
  }

  private mutating func fail(with failure: PlainReader.Failure, in source: CommandSource) {
    let (message, expected) = failure.reason.sentence
    let place = failure.text.utf8.count
    let diagnostic = Diagnostic(
      message, at: SourceRange(place, place + 1), expected: expected)
    let isInterrupted = failure.reason == .interrupted
    fail(
      with: diagnostic, isInterrupted ? ExitStatus.interrupted : ExitStatus.failure,
      CommandText(text: failure.text, line: failure.line), in: source)
    isDone = true
  }

  private mutating func stop(_ status: Int32) {
    if self.status == 0 { self.status = status }
    if !keepsGoing { isDone = true }
  }
}

extension PlainReader.Failure.Reason {
  /// What is wrong, and what was expected.
  var sentence: (message: String, expected: String?) {
    switch self {
    case .tooLong: ("the line is too long", "a line break within a mebibyte")
    case .notText: ("this is not text", "UTF-8 text without zero bytes")
    case .unreadable(let reason): ("it cannot be read: \(reason)", "a file of commands")
    case .interrupted: ("interrupted", nil)
    }
  }
}

extension Report.Problem.Kind {
  /// The exit status that tells of it.
  var status: Int32 {
    switch self {
    case .failure: ExitStatus.failure
    case .mismatch: ExitStatus.mismatch
    case .interrupted: ExitStatus.interrupted
    }
  }
}
