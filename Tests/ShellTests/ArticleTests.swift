import Foundation
import Neurons
import Testing

@testable import Shell

/// The reference articles of the documentation, which are made from what they are about.
///
/// `NEUROSH_WRITE_ARTICLES=1 swift test --filter ArticleTests` writes them anew.
@Suite struct ArticleTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/Shell/Documentation.docc")

  private func compare(_ text: String, with name: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["NEUROSH_WRITE_ARTICLES"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let stale = zip(lines, text.split(separator: "\n")).first { $0 != $1 }
    #expect(stale == nil && lines.count == text.split(separator: "\n").count, "\(name) is stale")
  }

  @Test func verbsAreThoseOfTheCommandTable() throws {
    var lines = ["# Verbs", "", "Every verb: its grammar, its arguments, and examples.", ""]
    lines += ["## Overview", "", "| verb | what it does |", "|---|---|"]
    lines += Command.all.map { "| `\($0.name)` | \($0.summary.cell) |" }
    for group in Command.Group.allCases {
      lines += ["", "## \(group.rawValue.prefix(1).uppercased())\(group.rawValue.dropFirst())"]
      for command in Command.all where command.group == group {
        lines += ["", "### \(command.name)", "", command.summary, "", "```", command.usage, "```"]
        if !command.argumentNotes.isEmpty {
          lines += ["", "| argument | what it is |", "|---|---|"]
          lines += command.argumentNotes.map { "| `\($0.usage.cell)` | \($0.note.cell) |" }
        }
        if !command.details.isEmpty { lines += ["", command.details.escaped] }
        lines += ["", "```"] + command.examples + ["```"]
      }
    }
    try compare(lines.joined(separator: "\n") + "\n", with: "Verbs.md")
  }

  @Test func neuronsAreThoseOfTheLibrary() throws {
    let models = Session().models.all
    var lines = ["# Built-in neurons and synapses", ""]
    lines += [
      "The \(models.count) texts that are there from the start; `show NAME` prints one.", "",
    ]
    lines += ["## Overview", "", "| name | what it is | source |", "|---|---|---|"]
    lines += models.map { "| `\($0.name)` | \($0.summary.cell) | \(($0.reference ?? "").cell) |" }
    try compare(lines.joined(separator: "\n") + "\n", with: "BuiltInNeurons.md")
  }

  @Test func formatsNameEveryMode() throws {
    let file = Self.folder.appendingPathComponent("Formats.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let table = ReportText.Mode.allCases.map { "| `\($0.rawValue)` | \($0.note) |\n" }
    let parts = text.split(separator: /<!-- modes -->\n|<!-- end -->\n/)
    let made = "| mode | what it is |\n|---|---|\n" + table.joined()
    try compare(
      "\(parts.first ?? "")<!-- modes -->\n\(made)<!-- end -->\n\(parts.last ?? "")",
      with: "Formats.md")
    for format in PlotFiles.Format.allCases { #expect(text.contains("--\(format.rawValue) FILE")) }
  }

  // Blocks of the README without a prompt are sessions of their own, comments included.
  @Test func theReadmeCanBeTyped() throws {
    let readme = Self.folder.appendingPathComponent("../../../README.md")
    let blocks = Self.blocks(of: try String(contentsOf: readme, encoding: .utf8))
    #expect(blocks.count >= 2)
    for block in blocks {
      var shell = ShellHarness(files: [:])
      for statement in CommandReader.statements(of: block) { try shell.run(statement.text) }
    }
  }

  @Test(arguments: ["Tour.md", "YourOwnNeuron.md"])
  func whatIsTypedBeginsWithAVerb(article: String) throws {
    let text = try String(contentsOf: Self.folder.appendingPathComponent(article), encoding: .utf8)
    // What explains a line stands far to its right, or in a line of its own.
    let statements = Self.blocks(of: text).flatMap { CommandReader.statements(of: $0) }
      .filter { $0.column == 0 }
    #expect(statements.count > 3)
    for statement in statements {
      let verb = statement.text.prefix { !$0.isWhitespace && $0 != ";" }
      #expect(Command.all.contains { $0.name == verb }, "'\(verb)'")
    }
  }

  // What is no language of its own, and no dialogue.
  private static func blocks(of article: String) -> [String] {
    article.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      .filter { $0.hasPrefix("\n") && !$0.contains("neurosh> ") && !$0.contains("error: ") }
  }
}

extension String {
  // Within a table of Markdown.
  fileprivate var cell: String {
    replacing("|", with: "\\|").replacing("<", with: "&lt;").replacing("\n", with: " ")
  }

  fileprivate var escaped: String { replacing("<", with: "&lt;").replacing("*", with: "\\*") }
}
