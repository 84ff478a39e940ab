import Equations

extension Command {
  static let undo = Command(
    "undo", .session, "Take back the last command, or the last few.",
    details: "Runs are taken back as well. Commands that changed nothing do not count.",
    examples: ["create lif n; set n tau=3; undo; expect n.tau == 2"],
    Argument<Int?>.place(.whole(1...1000), "how many; else 1")
  ) { (_: inout Context, count: Int?) throws(Diagnostic) in .effect(.undo(count ?? 1)) }

  static let redo = Command(
    "redo", .session, "Do again what undo took back.",
    examples: ["create lif n; set n tau=3; undo; redo; expect n.tau == 3"],
    Argument<Int?>.place(.whole(1...1000), "how many; else 1")
  ) { (_: inout Context, count: Int?) throws(Diagnostic) in .effect(.redo(count ?? 1)) }
}
