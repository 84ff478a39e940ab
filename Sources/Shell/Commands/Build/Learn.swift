import Equations
import OrderedCollections
import Simulation

extension Command {
  static let learn = Command(
    "learn", .build, "Let the weights of a connection change with the spikes.",
    details: """
      Rules and their numbers, times in the unit of dt:
      \(LearningRule.all.map { "  \($0.usage)\n      \($0.summary)" }.joined(separator: "\n"))
      'learn CONNECTION none' ends it. Weights keep to min= and max=. 'set CONNECTION reward=1' gives
      the reward of the rule rewarded. reset forgets traces and keeps weights.
      """,
    examples: [
      """
      create relay a; create lif b; connect a -> b weight=0.6 name=ab; \\
        learn ab stdp potentiation=0.1 depression=0.12 max=2; feed a poisson 0.3; run 100; show ab
      """,
      "create relay a; create if b; connect a -> b weight=0.3 name=ab; learn ab tsodyks use=0.5",
      "create relay a; create if b; connect a -> b name=ab; learn ab hebb rate=0.01; learn ab none",
    ],
    Argument<Name>.connection,
    Argument<LearningWords>.rule
  ) { (context: inout Context, name: Name, words: LearningWords) throws(Diagnostic) in
    guard var connection = context.session.network.connections[name.text],
      let target = context.session.nodes[connection.target]
    else { return Report() }
    let weight = context.session.weightUnit(of: connection)
    var numbers: [String: Double] = [:]
    for (key, quantity) in zip(words.definition.keys, words.numbers) {
      numbers[key.name] = try key.number(quantity, node: target, strength: weight)
    }
    let low = numbers["min"] ?? 0
    let high = numbers["max"] ?? .greatestFiniteMagnitude
    guard low <= high else {
      throw Diagnostic(
        "'min' is above 'max'", at: words.rule.range, expected: "min= at most max=")
    }
    words.definition.apply(&connection, numbers)
    if connection.plasticity != nil { connection.limits = low...high }
    context.session.network.connections[name.text] = connection
    return Report(.note("\(connection.name): \(connection.learningText)"))
  }
}

/// A rule with the numbers that were typed.
struct LearningWords: Sendable {
  var rule: Name
  var definition: LearningRule
  var numbers: [Quantity]
}

extension Argument where Value == LearningWords {
  fileprivate static var rule: Argument {
    let names = LearningRule.all.map(\.name)
    return Argument(
      "RULE [NAME=VALUE ...]", "how; the rules stand below", .words,
      candidates: { situation in
        guard let rule = situation.positionals.dropFirst().first,
          let known = LearningRule.all.first(where: { $0.name == rule.text })
        else { return LearningRule.all.map { Candidate($0.name, $0.summary) } }
        return known.keys.map { Candidate($0.name, "", suffix: "=") }
      }
    ) { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> LearningWords in
      let expected = "one of \(names.joined(separator: ", "))"
      guard let word = reader.takePositional() else { throw reader.missing(expected) }
      guard let rule = LearningRule.all.first(where: { $0.name == word.text }) else {
        throw .unknown("rule", word.value, among: names, expected: expected)
      }
      let numbers = try rule.keys.read(&reader, for: nil, kind: "number", none: "nothing more")
      return LearningWords(rule: word.value, definition: rule, numbers: numbers)
    }
  }
}

extension Argument where Value == Name {
  /// The name of a connection.
  static var connection: Argument {
    .required(
      .name("CONNECTION", candidates: \.connectionCandidates) {
        (word: Name, session: Session) throws(Diagnostic) in
        let names = session.network.connections.keys
        guard names.contains(word.text) else {
          throw .unknown("connection", word, given: names, first: "connect a -> b")
        }
      }, "its name; 'list connections' shows all", missing: "a connection")
  }
}

extension CompletionSituation {
  /// The connections of the session.
  var connectionCandidates: [Candidate] {
    session.network.connections.values.map { Candidate($0.name, "\($0.source) -> \($0.target)") }
  }
}
