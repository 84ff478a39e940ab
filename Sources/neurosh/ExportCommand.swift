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

  @OptionGroup var preparation: Preparation

  @Option(
    name: .customShort("o"),
    help: ArgumentHelp("Where to write; else it is printed.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace a file that exists.")
  var force = false

  @Argument(
    help: ArgumentHelp("What goes out, such as: n as=brian2 steps=50ms.", valueName: "what"))
  var words: [String]

  func run() throws {
    var batch = try preparation.batch()
    batch.isSilent = false
    let file = output.map { [$0.contains(" ") ? "\"\($0)\"" : $0] } ?? []
    let statement = ["export"] + words + file + (force ? ["--force"] : [])
    batch.run(.text(statement.joined(separator: " ")))
    guard batch.status == 0 else { throw ExitCode(batch.status) }
  }
}
