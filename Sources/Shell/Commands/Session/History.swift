import Equations

extension Command {
  static let history = Command(
    "history", .session, "Print the lines typed so far; Ctrl-R searches them.",
    traits: [.isUnrepeatable],
    examples: ["history", "history 5"],
    Argument<Int?>.place(.whole(1...1_000_000), "how many of the last ones; else 20")
  ) { (context: inout Context, count: Int?) throws(Diagnostic) in
    let all = context.host.history()
    let first = max(0, all.count - (count ?? 20))
    guard !all.isEmpty else { return Report(.note("nothing was typed at a prompt")) }
    return Report(
      .table(
        ["line", "command"],
        all[first...].enumerated().map { offset, line in
          [.count(first + offset + 1), .text(line.oneLine)]
        }))
  }
}
