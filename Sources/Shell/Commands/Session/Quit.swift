import Equations

extension Command {
  static let quit = Command(
    "quit", .session, "Leave the shell; Ctrl-D does the same.", traits: [.isUnrepeatable],
    examples: ["quit"]
  ) { (_: inout Context) throws(Diagnostic) in .effect(.quit) }
}
