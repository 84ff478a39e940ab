import Equations

extension Command {
  static let apropos = Command(
    "apropos", .session, "Find verbs, neurons and functions by a word that explains them.",
    details: "Every word has to stand in the name or in its explanation, in capitals or not.",
    examples: ["apropos noise", "apropos refractory", "apropos spike gradient"],
    Argument<[Name]>.words("WORD ...", "what to look for", missing: "a word to look for")
  ) { (context: inout Context, words: [Name]) throws(Diagnostic) in
    let wanted = words.map { $0.text.lowercased() }
    let topics = Topic.all(in: context.session)
    let found = topics.filter { topic in
      let text = "\(topic.name) \(topic.summary) \(topic.details)".lowercased()
      return wanted.allSatisfy { text.contains($0) }
    }
    guard !found.isEmpty else {
      throw Diagnostic(
        "nothing is explained by '\(words.map(\.text).joined(separator: " ").shortened)'",
        at: words[0].range, expected: "another word; 'help' lists the verbs",
        suggestion: words.count == 1
          ? nearestWord(to: words[0].text, among: topics.map(\.name)) : nil, kind: .unknown)
    }
    return Report(
      .table(
        ["name", "kind", "meaning"],
        found.map { [.text($0.name), .text($0.kind), .text($0.summary)] }))
  }
}
