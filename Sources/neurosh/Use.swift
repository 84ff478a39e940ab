public import ArgumentParser
public import LineEditing
public import Shell
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ReportText.Mode: ExpressibleByArgument {}
extension LineEditor.Keys: ExpressibleByArgument {}

/// Runs commands from a file, a pipe or a flag, or gives a prompt.
struct Use: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "use", abstract: "Run commands, or give a prompt (the default).",
    shouldDisplay: false)

  @Argument(
    help: "A session file to run; - is standard input.", completion: .file(extensions: ["nsh"]))
  var file: String?

  @Option(
    name: .customShort("f"), help: "A session file to run; the same as FILE.",
    completion: .file(extensions: ["nsh"]))
  var script: String?

  @Option(name: .customShort("c"), help: "Commands to run.")
  var commands: String?

  @Flag(name: .customShort("i"), help: "Give a prompt after the commands; shows them as they run.")
  var interactive = false

  @Flag(name: .customShort("k"), help: "Keep going after a command that fails.")
  var keepGoing = false

  @Flag(name: .customShort("q"), help: "Leave out notes on what was done.")
  var quiet = false

  @Flag(help: "Let session files read and write outside their own folders.")
  var trust = false

  @Option(help: "How answers are printed: table, quiet, csv, or json, which is for errors too.")
  var mode: ReportText.Mode = .table

  @Option(help: "Columns that text may take, 40 to 240; else the terminal's.")
  var width: Int?

  @Option(help: "Keys at the prompt: emacs or vi.")
  var keys: LineEditor.Keys = .emacs

  @Flag(name: .customLong("no-rc"), help: "Do not read the start-up file.")
  var noStartUpFile = false

  @Flag(help: "Serve another program: requests and answers as lines of JSON.")
  var serve = false

  @Flag(help: "Print the manual page, for man -l -.")
  var man = false

  func validate() throws {
    let sources = [file, script, commands].compactMap(\.self)
    guard sources.count <= 1 else {
      throw ValidationError("FILE, -f and -c exclude each other.")
    }
    if serve, interactive || !sources.isEmpty {
      throw ValidationError("--serve takes its commands from requests.")
    }
    if let width, !ReportText.widths.contains(width) {
      throw ValidationError("--width takes a number from 40 to 240.")
    }
  }

  func run() throws {
    guard !man else { return write("\(ManualPage.text)", to: STDOUT_FILENO) }
    Interrupt.install()
    if serve {
      var server = Server(trustsFiles: trust)
      throw ExitCode(server.run())
    }
    let terminalWidth = Terminal.width(of: STDOUT_FILENO) ?? 80
    let source = try commandSource()
    let willPrompt = (source == nil || interactive) && LineEditor.isPossible
    var batch = Batch(
      output: ReportText(
        mode: mode, width: width ?? ReportText.width(in: terminalWidth), isQuiet: quiet),
      keepsGoing: keepGoing, echoes: interactive, trustsFiles: trust,
      journalFolder: willPrompt ? Folders.journals : nil)
    batch.output.isColored = Terminal.allowsColor
    batch.output.wraps = Terminal.isTerminal(STDOUT_FILENO)
    if let source {
      batch.run(source)
      guard interactive else { throw ExitCode(batch.status) }
    }
    guard
      let editor = LineEditor(name: "neurosh", historyFile: Folders.historyFile, keys: keys)
    else {
      if source == nil { batch.run(.descriptor(STDIN_FILENO, name: "standard input")) }
      throw ExitCode(batch.status)
    }
    var interactive = Interactive(
      bench: batch.bench, output: batch.output, fixedWidth: width,
      trustsFiles: trust)
    // What is restored has the start-up file's commands in it.
    let isRestored = source == nil && interactive.offerToRestore(editor)
    if !noStartUpFile, !isRestored { interactive.readStartUpFile() }
    throw ExitCode(interactive.run(editor))
  }

  private func commandSource() throws -> CommandSource? {
    if let commands { return .text(commands) }
    switch script ?? file {
    case nil: return Terminal.isTerminal(STDIN_FILENO) ? nil : standardInput
    case "-": return standardInput
    case let path?: return try .file(path)
    }
  }

  private var standardInput: CommandSource {
    .descriptor(STDIN_FILENO, name: "standard input")
  }
}

extension CommandSource {
  /// A session file, open.
  ///
  /// - Throws: the exit status, after an error was printed, where it cannot be read.
  static func file(_ path: String) throws(ExitCode) -> CommandSource {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      write("neurosh: cannot read '\(line: path)': \(FileFailure.last.reason)\n", to: STDERR_FILENO)
      throw ExitCode(ExitStatus.failure)
    }
    return .descriptor(descriptor, name: path)
  }
}
