import Equations
import Exchange
import Neurons
import OrderedCollections

/// What `help` explains and `apropos` finds.
struct Topic: Sendable {
  /// The word for it.
  let name: String
  /// What sort of thing it is.
  let kind: String
  /// One line on what it is.
  let summary: String
  /// What else is said of it, for those who look for a word.
  var details = ""
  /// What help prints, in so many columns.
  let explanation: @Sendable (_ width: Int) -> Report

  init(
    _ name: String, _ kind: String, _ summary: String, details: String = "",
    explanation: @escaping @Sendable (_ width: Int) -> Report
  ) {
    (self.name, self.kind, self.summary) = (name, kind, summary)
    (self.details, self.explanation) = (details, explanation)
  }

  /// A topic that its summary explains.
  init(_ name: String, _ kind: String, _ summary: String, explained text: String) {
    self.init(name, kind, summary) { _ in Report(.text(text)) }
  }

  /// All topics of a session, those first that a name means where several have it.
  static func all(in session: Session) -> [Topic] {
    Command.all.map(\.topic)
      + Function.allCases.map { Topic($0.rawValue, "function", $0.note, explained: $0.note) }
      + ModelFunction.allCases.map { Topic($0.rawValue, "function", $0.note, explained: $0.note) }
      + Surrogate.allCases.map { named($0.rawValue, "surrogate", $0.note) }
      // The time of spikes has the same word, and says what the method is.
      + Method.allCases.filter { $0 != .exact }.map { named($0.rawValue, "method", $0.note) }
      + NeuralCode.allCases.map {
        named($0.rawValue, "encoder", $0.note, more: " (\($0.source))")
      }
      + session.models.all.map { model in
        let names = model.parameters.values.map { "\($0.name) \($0.note)" }
        return Topic(
          model.name, "neuron", model.summary, details: names.joined(separator: " ")
        ) { _ in model.description }
      }
      + Wave.all.map {
        Topic($0.name, "waveform", $0.summary, explained: "\($0.usage): \($0.summary)")
      }
      + [formats]
      + Concept.all.map { Topic($0.name, "concept", $0.explanation, explained: $0.text) }
      + session.models.namedQuantities
  }

  // Found out by writing what each construct needs, so that it cannot lag behind.
  private static var formats: Topic {
    let summary = "what 'export' writes, and what each format can say of a model"
    return Topic("formats", "topic", summary) { _ in
      let all = ExportFormat.all
      var report = Report(
        .table(
          ["format", "what", "verify"],
          all.map {
            [.text($0.name), .text($0.summary), .text($0.peer.map { "with \($0.needs)" } ?? "")]
          }))
      report.add(
        .table(
          ["construct", "formats"],
          ExportConstruct.all.map { construct in
            let missing = all.filter { !construct.isKnown(to: $0) }.map(\.name)
            let known = missing.isEmpty ? "all" : "all but \(missing.joined(separator: ", "))"
            return [.text(construct.name), .text(known)]
          }))
      return report
    }
  }

  private static func named(
    _ name: String, _ kind: String, _ note: String, more: String = ""
  ) -> Topic {
    Topic(name, kind, note, explained: "\(name): \(note)\(more)")
  }

  /// What a word means, capitals or not: the first thing of this name, and the concept.
  static func named(_ word: String, in session: Session) -> Topic? {
    let topics = all(in: session)
    guard
      let topic = topics.first(where: { $0.name == word })
        ?? topics.first(where: { $0.name.lowercased() == word.lowercased() })
    else { return nil }
    guard topic.kind != "concept", let concept = Concept.all.first(where: { $0.name == topic.name })
    else { return topic }
    return Topic(topic.name, topic.kind, topic.summary, details: topic.details) { width in
      var report = topic.explanation(width)
      report.add(.text(concept.text))
      return report
    }
  }

  /// How well a word fits: 4 where it is the name, 3 where the name begins with it, 2 where it is in
  /// the name, 1 in the summary, 0 in what else is said; nil where it is nowhere.
  func rank(of word: String) -> Int? {
    let name = name.lowercased()
    if name == word { return 4 }
    if name.contains(word) { return name.hasPrefix(word) ? 3 : 2 }
    if summary.lowercased().contains(word) { return 1 }
    return details.lowercased().contains(word) ? 0 : nil
  }
}
