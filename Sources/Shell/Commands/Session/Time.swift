import Equations

extension Command {
  static let time = Command(
    "time", .session, "Do a command and say how long it took.",
    details: """
      The time is that of a clock on the wall, without printing. What the command does counts as
      done; undo takes it back.
      """,
    examples: ["create lif p n=1000; feed p const 1.5; time run p 20"],
    Argument<Timed>("COMMAND", "the command to do", .text) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> Timed in
      guard !context.isTimed else {
        throw Diagnostic(
          "'time' stands twice", at: reader.verb.range, expected: "the command to time")
      }
      let (text, offset) = reader.takeText()
      guard text.utf8.contains(where: { !$0.isSpace }) else { throw reader.missing("a command") }
      return Timed(text: text, offset: offset)
    }
  ) { (context: inout Context, timed: Timed) throws(Diagnostic) in
    context.isTimed = true
    defer { context.isTimed = false }
    let start = context.host.seconds()
    var report: Report
    do throws(Diagnostic) {
      report = try context.perform(timed.text)
    } catch {
      throw error.shifted(by: timed.offset)
    }
    if let problem = report.problem?.diagnostic {
      report.problem?.diagnostic = problem.shifted(by: timed.offset)
    }
    report.add(.text("\((context.host.seconds() - start).readable) s"))
    return report
  }
}

/// A command's text, and where it begins in the statement.
private struct Timed: Sendable {
  var text: String
  var offset: Int
}
