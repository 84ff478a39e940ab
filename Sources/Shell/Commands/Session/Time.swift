import Equations

extension Command {
  static let time = Command(
    "time", .session, "Do a command and say how long it took.",
    details: """
      The time is that of a clock on the wall, without printing. What the command does counts as
      done; undo takes it back.
      """,
    examples: ["create lif p n=1000; feed p const 1.5; time run p 20"],
    Argument<Name>.text("COMMAND", "the command to do", missing: "a command")
  ) { (context: inout Context, command: Name) throws(Diagnostic) in
    guard !context.isTimed else {
      throw Diagnostic(
        "'time' stands twice", at: context.verb.range, expected: "the command to time",
        kind: .duplicate)
    }
    context.isTimed = true
    defer { context.isTimed = false }
    let start = context.host.seconds()
    var report: Report
    do throws(Diagnostic) {
      report = try context.perform(command.text)
    } catch {
      throw error.shifted(by: command.range.lower)
    }
    if let problem = report.problem?.diagnostic {
      report.problem?.diagnostic = problem.shifted(by: command.range.lower)
    }
    report.add(.text("\((context.host.seconds() - start).readable) s"))
    return report
  }
}
