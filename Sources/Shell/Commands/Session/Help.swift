import Equations
import Neurons
import Plots

extension Command {
  static let help = Command(
    "help", .session, "Explain a verb, or list them all.",
    examples: ["help", "help feed", "help sigmoid", "help detach", "help lif"],
    Argument<Topic?>.place(.topic, "what to explain")
  ) { (context: inout Context, topic: Topic?) throws(Diagnostic) in
    switch topic {
    case nil: Report(.text(overview(width: context.host.screen.width)))
    case .command(let command):
      Report(.text(command.help(width: context.host.screen.width)), .source(command.exampleText))
    case .function(let function): Report(.text(function.note))
    case .modelFunction(let function): Report(.text(function.note))
    case .encoder(let encoder):
      Report(.text("\(encoder.rawValue): \(encoder.note) (\(encoder.source))"))
    case .method(let method): Report(.text("\(method.rawValue): \(method.note)"))
    case .surrogate(let surrogate): Report(.text("\(surrogate.rawValue): \(surrogate.note)"))
    case .model(let model): model.description
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

/// What help can explain.
private enum Topic: Sendable {
  case command(Command)
  case function(Function)
  case modelFunction(ModelFunction)
  case surrogate(Surrogate)
  case method(Method)
  case encoder(NeuralCode)
  case model(NeuronModel)
}

extension ValueSyntax where Value == Topic {
  fileprivate static var topic: ValueSyntax {
    ValueSyntax(
      ["VERB", "FUNCTION", "SURROGATE", "MODEL"],
      candidates: { situation in
        Command.all.map { Candidate($0.name, $0.summary) }
          + Function.allCases.map { Candidate($0.rawValue, $0.note) }
          + ModelFunction.allCases.map { Candidate($0.rawValue, $0.note) }
          + Surrogate.allCases.map { Candidate($0.rawValue, $0.note) }
          + situation.session.models.all.map { Candidate($0.name, $0.summary) }
      }
    ) { (word: Name, _: String, context: Context) throws(Diagnostic) in
      if let command = try? Command.named(word, allowsShort: context.host.allowsShortVerbs) {
        return .command(command)
      }
      if let function = Function(rawValue: word.text) { return .function(function) }
      if let function = ModelFunction(rawValue: word.text) { return .modelFunction(function) }
      if let surrogate = Surrogate(named: word.text) { return .surrogate(surrogate) }
      if let method = Method(rawValue: word.text) { return .method(method) }
      if let encoder = NeuralCode(rawValue: word.text) { return .encoder(encoder) }
      if let model = context.session.models[word.text] { return .model(model) }
      let verbs = Command.all.map(\.name)
      let others =
        Function.allCases.map(\.rawValue) + ModelFunction.allCases.map(\.rawValue)
        + Surrogate.allCases.map(\.rawValue)
        + Method.allCases.map(\.rawValue) + NeuralCode.allCases.map(\.rawValue)
      throw .unknown(
        "topic", word, among: verbs + others + context.session.models.names,
        expected: "a verb, a function, a surrogate or a neuron")
    }
  }
}
