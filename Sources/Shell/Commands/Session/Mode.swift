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
    Argument<ReportText.Style>.style
  ) { (_: inout Context, style: ReportText.Style) throws(Diagnostic) in
    var report = Report()
    report.style = style
    return report
  }
}

extension Argument where Value == ReportText.Style {
  fileprivate static var style: Argument {
    let styles = ReportText.Style.allCases
    let names = styles.map(\.rawValue)
    return Argument(
      names.joined(separator: " | "), "how to print",
      candidates: { _ in styles.map { Candidate($0.rawValue, $0.note) } }
    ) { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> ReportText.Style in
      let expected = names.joined(separator: ", ")
      guard let word = reader.takePositional() else { throw reader.missing(expected) }
      guard let style = ReportText.Style(rawValue: word.text) else {
        throw .unknown("mode", word.value, among: names, expected: expected)
      }
      return style
    }
  }
}
