import ArgumentParser
import LineEditing
import Shell

/// What is done before the work of a subcommand: a session file and commands.
struct Preparation: ParsableArguments {
  @Option(name: .customShort("f"), help: "A session file to run first.")
  var script: String?

  @Option(name: .customShort("c"), help: "Commands to run first, after those of the file.")
  var commands: String?

  @Flag(help: "Let the session file read and write outside its own folder.")
  var trust = false

  /// Does it, and says nothing of it.
  ///
  /// - Throws: the exit status where it fails, which it has said.
  func batch() throws -> Batch {
    Interrupt.install()
    var batch = Batch(
      output: ReportText(), keepsGoing: false, echoes: false, trustsFiles: trust,
      journalFolder: nil)
    batch.isSilent = true
    if let script { batch.run(try .file(script)) }
    if let commands, batch.status == 0 { batch.run(.text(commands)) }
    guard batch.status == 0 else { throw ExitCode(batch.status) }
    return batch
  }
}
