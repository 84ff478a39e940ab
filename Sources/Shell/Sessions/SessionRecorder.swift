import Equations

/// Writes what is done to a session file, a command at a time, so that the file is whole whenever
/// the program ends.
struct SessionRecorder: Hashable, Sendable {
  /// Where the file is.
  let path: String
  private let width: Int

  /// Begins a file with the commands that led to the present session.
  ///
  /// - Parameter earlier: those commands.
  /// - Throws: a sentence where the file cannot be written.
  init(
    path: String, width: Int, earlier: [String], replaces: Bool, files: Host.Files
  ) throws(FileFailure) {
    self.path = path
    self.width = width
    var lines = ["#!/usr/bin/env neurosh", "#: width=\(width)"]
    if !earlier.isEmpty { lines.append("# Done before the recording began.") }
    lines += earlier + ["# Recorded from here on.", ""]
    let text = lines.joined(separator: "\n") + (earlier.isEmpty ? "" : "\n")
    if let failure = files.write(path, Array(text.utf8), replaces) { throw failure }
  }

  /// Adds a command with what it answered.
  ///
  /// - Throws: a sentence where it cannot be written.
  func add(
    _ statement: String, _ answer: Result<Report, Diagnostic>, files: Host.Files
  ) throws(FileFailure) {
    let verb = statement.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    var lines: [String]
    if unrepeatable.contains(verb) {
      // Done again, it would write files or print what was typed since.
      lines = ["# \(statement.oneLine)"]
    } else {
      lines = statement.textLines.map(\.text)
      switch answer {
      case .failure(let diagnostic): lines.append("#x \(diagnostic.sentence)")
      case .success(let report):
        if report.problem?.kind == .interrupted {
          lines.append("# It was stopped by Ctrl-C here; done again, it goes on to its end.")
        } else {
          if let text = ReportText(width: width).text(of: report) {
            lines += text.textLines.map { $0.text.isEmpty ? "#>" : "#> \($0.text)" }
          }
          if let problem = report.problem { lines.append("#x \(problem.diagnostic.sentence)") }
        }
      }
    }
    let text = lines.joined(separator: "\n") + "\n"
    if let failure = files.append(path, Array(text.utf8)) { throw failure }
  }
}

private let unrepeatable: Set<String> = ["save", "history", "record", "quit"]
