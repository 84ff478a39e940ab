import ArgumentParser

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
    discussion: """
      Without arguments neurosh gives a prompt; 'help' there explains the verbs. Exit status: 0 \
      done, 1 a command failed, 2 wrong usage, 3 an expectation did not hold, 130 interrupted.
      """,
    version: "neurosh 0.1.0",
    subcommands: [Use.self, Check.self, LessonCommand.self],
    defaultSubcommand: Use.self)

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let status as ExitCode {
      leave(status.rawValue)
    } catch {
      let text = fullMessage(for: error)
      let isHelp = exitCode(for: error) == .success
      write(text + "\n", to: isHelp ? STDOUT_FILENO : STDERR_FILENO)
      leave(isHelp ? 0 : ExitStatus.usage)
    }
  }
}

// Within a command, `exit` means its own method.
private func leave(_ status: Int32) -> Never { exit(status) }

/// What the program's exit status means.
enum ExitStatus {
  static let failure: Int32 = 1
  static let usage: Int32 = 2
  static let mismatch: Int32 = 3
  static let interrupted: Int32 = 130
}

/// Writes a text to a descriptor, all of it.
func write(_ text: String, to descriptor: Int32) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    // SAFETY: the pointer is used within the closure only.
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 {
      if errno == EINTR { continue }
      return
    }
    bytes = bytes.dropFirst(count)
  }
}
