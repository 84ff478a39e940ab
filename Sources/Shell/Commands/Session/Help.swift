import Equations
import Plots

extension Command {
  static let help = Command(
    "help", .session, "Explain a verb, or list them all.",
    examples: ["help", "help feed", "help sigmoid", "help detach", "help lif"],
    Argument<Topic?>.place(.topic, "what to explain")
  ) { (context: inout Context, topic: Topic?) throws(Diagnostic) in
    let width = context.host.screen.width
    return topic?.explanation(width) ?? Report(.text(overview(width: width)))
  }

  /// The verb as help explains it.
  var topic: Topic {
    let arguments = arguments.map { "\($0.usage) \($0.note)" }.joined(separator: " ")
    return Topic(name, "verb", summary, details: "\(details) \(arguments)") { width in
      Report(.text(help(width: width)), .source(exampleText))
    }
  }

  private static func overview(width: Int) -> String {
    let column = all.map(\.name.count).max() ?? 0
    var lines = wrapped(
      "verb [target] {value | key=value}; ';' joins, '#' comments, '\\' continues".spacedWords,
      at: width)
    lines.append("")
    for group in Group.allCases {
      lines.append(group.rawValue)
      for command in all where command.group == group {
        lines += explained(
          "  \(command.name)", by: command.summary.spacedWords, in: column + 4, width: width)
      }
    }
    lines.append("")
    lines += wrapped(
      "'help VERB' explains one; Tab completes; 'help lif' shows a neuron.".spacedWords, at: width)
    return lines.joined(separator: "\n")
  }

  /// Its examples under a heading.
  var exampleText: String {
    let lines = examples.flatMap { $0.split(separator: "\n").map { "  \($0)" } }
    return ([examples.count == 1 ? "example:" : "examples:"] + lines).joined(separator: "\n")
  }

  /// Everything that the declaration says besides, as text of a width.
  func help(width: Int) -> String {
    var lines = wrapped(summary.spacedWords, at: width) + [""]
    let usages = arguments.flatMap { argument in
      // An argument stays together where there is room for it.
      argument.usage.count + 6 <= width
        ? [argument.usage[...]] : argument.usage.spacedWords
    }
    lines += wrapped([name[...]] + usages, at: width, first: 2, rest: 6)
    // A long argument has its note in the line below.
    let column = min(arguments.map(\.usage.count).max() ?? 0, 26, max(8, width / 3))
    if !arguments.isEmpty {
      lines.append("")
      for argument in arguments {
        let words = argument.note.spacedWords
        if argument.usage.count <= column {
          lines += explained("  \(argument.usage)", by: words, in: column + 4, width: width)
        } else {
          lines += wrapped(argument.usage.spacedWords, at: width, first: 2, rest: 4)
          lines += wrapped(words, at: width, first: column + 4, rest: column + 4)
        }
      }
    }
    if !details.isEmpty { lines += [""] + paragraphs(of: details, width: width) }
    return lines.joined(separator: "\n")
  }
}

extension ValueSyntax where Value == Topic {
  fileprivate static var topic: ValueSyntax {
    ValueSyntax(
      ["VERB", "FUNCTION", "SURROGATE", "MODEL", "PARAMETER"],
      candidates: { Topic.all(in: $0.session).map { Candidate($0.name, $0.summary) } }
    ) { (word: Name, _: String, context: Context) throws(Diagnostic) in
      if let command = try? Command.named(word, allowsShort: context.host.allowsShortVerbs) {
        return Topic.named(command.name, in: context.session) ?? command.topic
      }
      if let topic = Topic.named(word.text, in: context.session) { return topic }
      throw .unknown(
        "topic", word, among: Topic.all(in: context.session).map(\.name),
        expected: "a verb, a function, a surrogate, a neuron or one of its parameters")
    }
  }
}
