import Equations
import Neurons
import Plots
import TerminalText

extension Handout {
  /// The handout as Markdown.
  ///
  /// A plot is a picture within the file, by a `data:` address: pandoc and most viewers show it.
  /// GitHub shows neither such a picture nor SVG between other text, so that the plot stands below in
  /// characters too.
  var markdown: String {
    var parts = ["# \(title.markdown)"]
    if isToBeFilledIn { parts.append("Name: \(line)") }
    parts += blocks.map(\.markdown)
    if !models.isEmpty {
      parts.append("## The equations")
      let printer = ReportText()
      for model in models {
        parts += [
          "### \(model.name.markdown)",
          (printer.text(of: model.description) ?? "").fenced("neurosh"),
        ]
      }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }
}

extension Handout.Block {
  fileprivate var markdown: String {
    switch self {
    case .prose(let lines): lines.map(\.markdown).joined(separator: "\n")
    case .laidOut(let lines): lines.joined(separator: "\n").fenced("text")
    case .commands(let lines): lines.joined(separator: "\n").fenced("neurosh")
    case .output(let text), .table(_, let text), .error(let text): text.fenced("text")
    case .plot(let picture):
      """
      ![\(picture.command.markdown)](data:image/svg+xml;base64,\(Array(picture.svg.utf8).base64))

      <details><summary>in characters</summary>

      \(picture.text.fenced("text"))

      </details>
      """
    case .exercise(let exercise): exercise.markdown
    }
  }
}

extension Handout.Exercise {
  fileprivate var markdown: String {
    var parts = ["## \(heading)", text.markdown]
    if !choices.isEmpty {
      parts.append(choices.map { "- [ ] \($0.markdown)" }.joined(separator: "\n"))
    }
    if !hint.isEmpty { parts.append("Hint: \(hint.markdown)") }
    parts += Array(repeating: line, count: linesToWriteOn)
    if !answer.isEmpty { parts.append("**Answer:** \(answer.markdown)") }
    if !commands.isEmpty { parts.append(commands.joined(separator: "\n").fenced("neurosh")) }
    if !reason.isEmpty { parts.append(reason.markdown) }
    if !replies.isEmpty {
      parts.append(
        replies.map { "- \($0.wrong.markdown): \($0.text.markdown)" }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }
}

// To be written on.
private let line = String(repeating: "\\_", count: 50)

extension String {
  /// The text as a line of Markdown in which nothing is markup, pandoc's included.
  fileprivate var markdown: String {
    var result = ""
    for (index, scalar) in trimmed.harmlessLine.unicodeScalars.enumerated() {
      // These begin a list, a heading or a title only where a line does.
      let isMark =
        "\\`*_[]<>&#|~$^@".unicodeScalars.contains(scalar)
        || index == 0 && "-+=:%".unicodeScalars.contains(scalar)
        || ".)".unicodeScalars.contains(scalar) && !result.isEmpty && result.allSatisfy(\.isNumber)
      if isMark { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// The text as a block that is shown as it is, whatever is in it.
  ///
  /// - Parameter language: what it is written in.
  fileprivate func fenced(_ language: String) -> String {
    var longest = 2
    var run = 0
    for scalar in unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = Swift.max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence)\(language)\n\(harmless)\n\(fence)"
  }
}
