import Equations
import Neurons
import OrderedCollections

extension Command {
  static let apropos = Command(
    "apropos", .session, "Find verbs, neurons and functions by a word that explains them.",
    details: "Every word has to stand in the name or in its explanation, in capitals or not.",
    examples: ["apropos noise", "apropos refractory", "apropos spike gradient"],
    Argument<[Name]>("WORD ...", "what to look for", .words) {
      (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> [Name] in
      var words: [Name] = []
      for word in reader.takePositionals() { words.append(word.value) }
      guard !words.isEmpty else { throw reader.missing("a word to look for") }
      return words
    }
  ) { (context: inout Context, words: [Name]) throws(Diagnostic) in
    let wanted = words.map { $0.text.lowercased() }
    let found = subjects(of: context.session).filter { subject in
      let text = "\(subject.name) \(subject.summary) \(subject.details)".lowercased()
      return wanted.allSatisfy { text.contains($0) }
    }
    guard !found.isEmpty else {
      let all = subjects(of: context.session).map(\.name)
      throw Diagnostic(
        "nothing is explained by '\(words.map(\.text).joined(separator: " ").shortened)'",
        at: words[0].range, expected: "another word; 'help' lists the verbs",
        suggestion: words.count == 1 ? nearestWord(to: words[0].text, among: all) : nil)
    }
    return Report(
      .table(
        Table(
          ["name", "kind", "meaning"],
          found.map { [.text($0.name), .text($0.kind), .text($0.summary)] })))
  }

  private struct Subject {
    var name: String
    var kind: String
    var summary: String
    var details = ""
  }

  // Everything that help explains.
  private static func subjects(of session: Session) -> [Subject] {
    all.map { command in
      let arguments = command.arguments.map { "\($0.usage) \($0.note)" }.joined(separator: " ")
      return Subject(
        name: command.name, kind: "verb", summary: command.summary,
        details: "\(command.details) \(arguments)")
    }
      + session.models.all.map { model in
        let names = model.parameters.values.map { "\($0.name) \($0.note)" }.joined(separator: " ")
        return Subject(name: model.name, kind: "neuron", summary: model.summary, details: names)
      }
      + Wave.all.map { Subject(name: $0.name, kind: "waveform", summary: $0.summary) }
      + Surrogate.allCases.map { Subject(name: $0.rawValue, kind: "surrogate", summary: $0.note) }
      + NeuralCode.allCases.map { Subject(name: $0.rawValue, kind: "encoder", summary: $0.note) }
      + Function.allCases.map { Subject(name: $0.rawValue, kind: "function", summary: $0.note) }
      + ModelFunction.allCases.map {
        Subject(name: $0.rawValue, kind: "function", summary: $0.note)
      }
      + Method.allCases.map { Subject(name: $0.rawValue, kind: "method", summary: $0.note) }
  }
}
