import ArgumentParser
import LineEditing
import Shell
import TerminalText

/// Writes what a session file makes as a file of another program.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a neuron, or what a session file makes, as a file of another program.",
    discussion: """
      WHAT is what follows the verb 'export' at the prompt: a node, a module or a neuron by name, \
      as=FORMAT, and for how many steps the file runs. 'help formats' at the prompt shows the formats \
      and what each can say.
      """)

  @Option(name: .customShort("f"), help: "A session file to run first.")
  var script: String?

  @Option(name: .customShort("c"), help: "Commands to run first, after those of the file.")
  var commands: String?

  @Option(
    name: .customShort("o"),
    help: ArgumentHelp("Where to write; else it is printed.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace a file that exists.")
  var force = false

  @Flag(help: "Let the session file read and write outside its own folder.")
  var trust = false

  @Argument(
    help: ArgumentHelp("What goes out, such as: n as=brian2 steps=50ms.", valueName: "what"))
  var words: [String]

  func run() throws {
    Interrupt.install()
    var batch = Batch(
      output: ReportText(), keepsGoing: false, echoes: false, trustsFiles: trust,
      journalFolder: nil)
    batch.isSilent = true
    if let script { batch.run(try .file(script)) }
    if let commands, batch.status == 0 { batch.run(.text(commands)) }
    batch.isSilent = false
    let file = output.map { [$0.contains(" ") ? "\"\($0)\"" : $0] } ?? []
    let statement = ["export"] + words + file + (force ? ["--force"] : [])
    if batch.status == 0 { batch.run(.text(statement.joined(separator: " "))) }
    guard batch.status == 0 else { throw ExitCode(batch.status) }
  }
}
