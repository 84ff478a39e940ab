import Equations

extension Command {
  static let quit = Command(
    "quit", .session, "Leave the shell; Ctrl-D does the same.", examples: ["quit"]
  ) { (_: inout Context) throws(Diagnostic) in .effect(.quit) }
}
