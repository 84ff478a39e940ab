import Equations

/// A command that changed the session, as it is done again.
struct RepeatedCommand: Hashable, Sendable {
  let statement: String
  /// The sentence with which it ended where it could not go on; what it had done stays.
  var error: String?
  /// Whether Ctrl-C stopped it where no commands lead.
  var isCutShort = false

  /// How a session file has it.
  var lines: [String] { statement.textLines.map(\.text) + (error.map { ["#x \($0)"] } ?? []) }

  /// What takes it back where it is done again: what Ctrl-C stopped is several commands then.
  var undo: String { "undo \(CommandReader.statements(of: statement).count)" }
}

/// Writes what is done to a session file, a command at a time, so that the file is whole whenever
/// the program ends.
struct Transcript: Hashable, Sendable {
  /// Where the file is.
  let path: String
  private let width: Int

  /// Begins a file with the commands that led to the present session.
  ///
  /// - Parameter earlier: those commands.
  /// - Throws: a sentence where the file cannot be written.
  init(
    path: String, width: Int, earlier: [RepeatedCommand], replaces: Bool, files: Host.Files
  ) throws(FileFailure) {
    self.path = path
    self.width = width
    var lines = ["#!/usr/bin/env neurosh", "#: width=\(width)"]
    if !earlier.isEmpty { lines.append("# Done before the recording began.") }
    lines += earlier.flatMap(\.lines) + ["# Recorded from here on.", ""]
    let text = lines.joined(separator: "\n") + (earlier.isEmpty ? "" : "\n")
    if let failure = files.write(path, Array(text.utf8), replaces) { throw failure }
  }

  /// Adds a command with what it answered.
  ///
  /// - Throws: a sentence where it cannot be written.
  func add(
    _ statement: String, _ answer: Result<Report, Diagnostic>, files: Host.Files
  ) throws(FileFailure) {
    let isTimed = statement.split(whereSeparator: \.isWhitespace).first == Command.time.name[...]
    let prose = "# \(statement.oneLine)"
    var lines = statement.textLines.map(\.text)
    switch answer {
    // A command that was stopped is what did as much.
    case .success(let report) where report.doneUntilStopped != nil:
      let equivalent = report.doneUntilStopped ?? ""
      lines =
        ["\(prose), which Ctrl-C stopped" + (equivalent.isEmpty ? "" : " after:")]
        + (equivalent.isEmpty ? [] : [equivalent])
    // One that is about a past, or about keys, is others that do the same where these are not there.
    case .success(let report) where report.repetition != nil:
      lines = ["\(prose), which is:"] + (report.repetition ?? [])
    case _ where Command.done(by: statement)?.command.traits.contains(.isUnrepeatable) == true:
      lines = [prose]
    case .failure(let diagnostic): lines.append("#x \(diagnostic.sentence)")
    case .success(let report) where report.problem?.kind == .interrupted:
      lines.append("# It was stopped by Ctrl-C here; done again, it goes on to its end.")
    case .success(let report): lines += expectation(of: report, isTimed: isTimed)
    }
    try append(lines, files)
  }

  /// Adds a line that is no command: prose, a question, or what belongs to one.
  ///
  /// - Throws: a sentence where it cannot be written.
  func add(prose line: String, files: Host.Files) throws(FileFailure) {
    try append([line], files)
  }

  private func append(_ lines: [String], _ files: Host.Files) throws(FileFailure) {
    let text = lines.joined(separator: "\n") + "\n"
    if let failure = files.append(path, Array(text.utf8)) { throw failure }
  }

  private func expectation(of report: Report, isTimed: Bool) -> [String] {
    var lines = ReportText(width: width).text(of: report)?.textLines.map(\.text) ?? []
    // How long it took comes last, and differs each time.
    if isTimed, !lines.isEmpty { lines[lines.count - 1] = "..." }
    lines = lines.map { $0.isEmpty ? "#>" : "#> \($0)" }
    if let problem = report.problem { lines.append("#x \(problem.diagnostic.sentence)") }
    return lines
  }
}
