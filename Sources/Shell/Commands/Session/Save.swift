import Equations
import OrderedCollections

extension Command {
  static let save = Command(
    "save", .session, "Write the session to a file, to be loaded bit for bit.",
    traits: [.isUnrepeatable],
    details: """
      Nodes, parameters, states, inputs, recordings, your neurons and the seed are in it; the past
      that undo returns to is not. A file that exists is only replaced with --force; a device or a pipe such
      as /dev/stdout is written into.
      """,
    examples: ["create lif n; feed n const 1.5; run n; save lesson.session --force"],
    Argument<Name>.file("where to write"),
    Argument<Bool>.flag("--force", "replace a file that exists")
  ) { (context: inout Context, file: Name, replaces: Bool) throws(Diagnostic) in
    guard let parts = try? context.session.savedParts() else {
      throw Diagnostic("the session cannot be written", at: file.range)
    }
    if let failure = context.host.files.writeParts(file.text, AnySequence(parts), replaces) {
      if failure == .interrupted { throw .stopped(", nothing is saved", at: file.range) }
      throw failure.diagnostic(writing: file)
    }
    return Report(
      .note("saved \(context.session.nodes.count.counted("node")) to \(file.text)"))
  }
}
