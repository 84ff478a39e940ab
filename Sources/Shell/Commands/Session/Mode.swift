import Equations

extension Command {
  static let mode = Command(
    "mode", .session, "Choose how answers are printed.",
    details: """
      table is for people; csv and json are for programs, as with --mode; quiet is table without
      notes on what was done. It holds from the next command on,
      behind a file that 'source' reads from its end on, and is no part of the session.
      """,
    examples: ["create lif n; mode csv; run n; table n; mode table", "mode json; list models"],
    Argument<ReportText.Mode>.required(
      .word("mode") { $0.note }, "how to print", missing: "table, csv, json or quiet")
  ) { (_: inout Context, mode: ReportText.Mode) throws(Diagnostic) in
    var report = Report()
    report.mode = mode
    return report
  }
}
