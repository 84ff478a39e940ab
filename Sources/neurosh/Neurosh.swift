import ArgumentParser
import Shell
import Synchronization
import TerminalText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program: flags in, an exit status out.
@main
struct Neurosh: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neurosh",
    abstract: "A shell for spiking neurons: make them, feed them, run them, see them.",
    usage: """
      neurosh [FLAGS] [FILE | - | -c COMMANDS]
      neurosh check [--bless] PATH ...
      neurosh lesson FILE
      neurosh report [--answers] [--force] -o FILE.html|.md|.pdf FILE
      neurosh sweep [--shard I/K] [-c COMMANDS] [-o FILE] SWEEP
      neurosh merge [-o FILE] PART ...
      neurosh export [-f FILE] [-c COMMANDS] [-o FILE] WHAT
      """,
    discussion: """
      Without arguments neurosh gives a prompt; 'help' there explains the verbs. Exit status: 0 \
      done, 1 a command failed, 2 wrong usage, 3 an expectation did not hold, 130 interrupted.
      """,
    version: "neurosh \(Version.text)",
    subcommands: [
      Use.self, Check.self, LessonCommand.self, HandoutCommand.self, SweepShard.self,
      MergeShards.self, ExportCommand.self,
    ],
    defaultSubcommand: Use.self)

  static func main() {
    // A file that may not grow any more is an error like any other, not the end.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot(arguments(Array(CommandLine.arguments.dropFirst())))
      try command.run()
    } catch let status as ExitCode {
      leave(status.rawValue)
    } catch {
      let isHelp = exitCode(for: error) == .success
      let message = fullMessage(for: error)
      // The command that parses FILE is none that anybody types.
      let text =
        isHelp
        ? Interface.text(insteadOf: message) : message.replacing("neurosh use", with: "neurosh")
      write("\(text)\n", to: isHelp ? STDOUT_FILENO : STDERR_FILENO)
      leave(isHelp ? 0 : ExitStatus.usage)
    }
  }
}

extension Neurosh {
  /// The arguments to parse: `--no-rc` may stand in front of a subcommand, none of which reads the
  /// start-up file.
  private static func arguments(_ given: [String]) -> [String] {
    let rest = given.drop { $0 == "--no-rc" }
    let names = Interface.configuration.subcommands.compactMap { $0.configuration.commandName }
    return rest.first.map({ names.contains($0) }) == true ? Array(rest) : given
  }
}

/// The program as people see it, for help, the manual page and completion scripts.
///
/// It cannot be what parses: with FILE and subcommands in one command ArgumentParser takes the word
/// `check` for FILE, so that the parser has FILE in a subcommand of its own.
struct Interface: ParsableCommand {
  static let configuration: CommandConfiguration = {
    var configuration = Neurosh.configuration
    configuration.subcommands = [
      Check.self, LessonCommand.self, HandoutCommand.self, SweepShard.self, MergeShards.self,
      ExportCommand.self,
    ]
    configuration.defaultSubcommand = nil
    return configuration
  }()

  @OptionGroup var use: Use

  /// What is printed for what the parser would print.
  static func text(insteadOf text: String) -> String {
    if text == Neurosh.configuration.version { return text }
    if text == Neurosh.helpMessage() { return helpMessage() }
    let shell = CompletionShell.allCases.first { text == Neurosh.completionScript(for: $0) }
    return shell.map { completionScript(for: $0) } ?? text
  }
}

// Within a command, `exit` means its own method.
private func leave(_ status: Int32) -> Never {
  let reason = failedOutput.load(ordering: .relaxed)
  guard reason != 0 else { exit(status) }
  write(
    "neurosh: the output could not be written: \(FileFailure(code: reason).reason)\n",
    to: STDERR_FILENO)
  exit(status == 0 ? ExitStatus.failure : status)
}

/// What the program's exit status means.
enum ExitStatus {
  static let failure: Int32 = 1
  static let usage: Int32 = 2
  static let mismatch: Int32 = 3
  static let interrupted: Int32 = 130
}

/// Writes a text to a descriptor, all of it; where that fails for the output, the exit status tells.
///
/// Whatever this program shows goes through here, so that only a `ScreenText` is ever shown.
func write(_ text: ScreenText, to descriptor: Int32) {
  guard writeAll(Array(text.text.utf8), to: descriptor) != nil, descriptor == STDOUT_FILENO else {
    return
  }
  failedOutput.store(errno, ordering: .relaxed)
}

private let failedOutput = Atomic<Int32>(0)
