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
    Argument<ReportText.Style>.required(
      .style, "how to print", missing: styleNames.joined(separator: ", "))
  ) { (_: inout Context, style: ReportText.Style) throws(Diagnostic) in
    var report = Report()
    report.style = style
    return report
  }
}

private let styleNames = ReportText.Style.allCases.map(\.rawValue)

extension ValueSyntax where Value == ReportText.Style {
  fileprivate static var style: ValueSyntax {
    ValueSyntax(
      styleNames,
      candidates: { _ in ReportText.Style.allCases.map { Candidate($0.rawValue, $0.note) } }
    ) { (word: Name, _: String, _: Context) throws(Diagnostic) in
      guard let style = ReportText.Style(rawValue: word.text) else {
        throw .unknown(
          "mode", word, among: styleNames, expected: styleNames.joined(separator: ", "))
      }
      return style
    }
  }
}
