import Equations
import OrderedCollections

extension Command {
  static let load = Command(
    "load", .session, "Take a session from a file that save wrote, in place of this one.",
    details: "undo brings the present session back.",
    examples: [
      "create lif n; save lesson.session --force; drop n; load lesson.session; show n"
    ],
    Argument<Name>.file("a file that save wrote")
  ) { (context: inout Context, file: Name) throws(Diagnostic) in
    let text = try context.host.text(of: file)
    do throws(FileFailure) {
      context.session = try Session(savedBytes: Array(text.utf8))
    } catch {
      throw Diagnostic(
        "cannot load '\(file.text)': \(error.reason)", at: file.range,
        expected: "a file written by 'save'")
    }
    return Report(
      .note("loaded \(context.session.nodes.count.counted("node")) from \(file.text)"))
  }
}
