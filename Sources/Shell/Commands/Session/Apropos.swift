import Equations

extension Command {
  static let apropos = Command(
    "apropos", .session, "Find verbs, neurons and functions by a word that explains them.",
    details: """
      Every word has to stand in the name or in its explanation, in capitals or not. What has it in
      its name comes first.
      """,
    examples: ["apropos noise", "apropos refractory", "apropos spike gradient"],
    Argument<[Name]>.words("WORD ...", "what to look for", missing: "a word to look for")
  ) { (context: inout Context, words: [Name]) throws(Diagnostic) in
    let wanted = words.map { $0.text.lowercased() }
    let topics = Topic.all(in: context.session)
    // What fits best comes first, and what fits alike in the order of help.
    let ranked = topics.enumerated().compactMap { place, topic in
      let ranks = wanted.compactMap(topic.rank)
      return ranks.count == wanted.count ? (rank: ranks.reduce(0, +), place: place, topic) : nil
    }
    let found = ranked.sorted { ($1.rank, $0.place) < ($0.rank, $1.place) }.map(\.2)
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
