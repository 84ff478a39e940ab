import Equations
import Neurons
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
      create relay a; create lif b; connect a -> b weight=0.6 name=ab
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
    else { throw context.session.unknownConnection(name) }
    let time = target.timeUnit ?? .none
    let weight = context.session.weightUnit(of: connection)
    var numbers: [String: Double] = [:]
    for (key, quantity) in words.numbers {
      let unit = key.kind == .time ? time : key.kind == .weight ? weight : .none
      let value = try quantity.number(in: unit, what: "'\(key.name)'")
      guard key.bounds.allSatisfy({ $0.holds(for: value) }) else {
        throw Diagnostic(
          "'\(key.name)' cannot be \(value.readable)", at: quantity.name.range,
          expected: "a number " + key.bounds.map(\.text).joined(separator: " and "))
      }
      numbers[key.name] = value
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

/// A rule as `learn` takes it: its name, its numbers, and what they make of a connection.
struct LearningRule: Sendable {
  /// One number of a rule.
  struct Key: Hashable, Sendable {
    /// What a number measures.
    enum Kind: Sendable { case time, weight, pure }

    var name: String
    var value: Double
    var kind = Kind.pure
    var bounds: [Bound] = []
  }

  var name: String
  var summary: String
  var keys: [Key]
  var apply: @Sendable (inout Connection, [String: Double]) -> Void

  /// The grammar in one line.
  var usage: String {
    ([name]
      + keys.map {
        "[\($0.name)=\($0.value == .greatestFiniteMagnitude ? "none" : $0.value.readable)]"
      })
      .joined(separator: " ")
  }

  static let all = [stdp, rewarded, hebb, bcm, tsodyks, none]

  private static let positive = [Bound(.greater, 0)]
  private static let limits = [
    Key(name: "min", value: 0, kind: .weight),
    Key(name: "max", value: .greatestFiniteMagnitude, kind: .weight),
  ]
  private static let pairs = [
    Key(name: "potentiation", value: 0.005, kind: .weight),
    Key(name: "depression", value: 0.00525, kind: .weight),
    Key(name: "tau_before", value: 20, kind: .time, bounds: positive),
    Key(name: "tau_after", value: 20, kind: .time, bounds: positive),
    Key(name: "nearest", value: 0, bounds: [Bound(.greaterOrEqual, 0), Bound(.lessOrEqual, 1)]),
  ]

  private static func pairRule(_ n: [String: Double]) -> Plasticity.PairRule {
    Plasticity.PairRule(
      potentiation: n["potentiation"] ?? 0, depression: n["depression"] ?? 0,
      tauBefore: n["tau_before"] ?? 1, tauAfter: n["tau_after"] ?? 1,
      isNearest: n["nearest"] == 1)
  }

  static let stdp = LearningRule(
    name: "stdp",
    summary: "a spike before one after strengthens, the other order weakens; nearest=1: only the"
      + " nearest pair counts",
    keys: pairs + limits
  ) { $0.plasticity = .stdp(pairRule($1)) }

  static let rewarded = LearningRule(
    name: "rewarded", summary: "stdp that waits for a reward in a trace of each synapse",
    keys: pairs + [
      Key(name: "tau_trace", value: 100, kind: .time, bounds: positive),
      Key(name: "reward", value: 0),
    ] + limits
  ) {
    $0.plasticity = .rewarded(
      pairRule($1), eligibility: $1["tau_trace"] ?? 100, reward: $1["reward"] ?? 0)
  }

  static let hebb = LearningRule(
    name: "hebb", summary: "firing together strengthens: rate x after x before",
    keys: [Key(name: "rate", value: 0.01, kind: .weight)] + limits
  ) { $0.plasticity = .hebb(rate: $1["rate"] ?? 0) }

  static let bcm = LearningRule(
    name: "bcm",
    summary: "rate (s (s - theta) x - (1 - decay) w), theta following s over tau steps",
    keys: [
      Key(name: "rate", value: 0.01),
      Key(name: "tau", value: 10, bounds: [Bound(.greaterOrEqual, 1)]),
      Key(name: "decay", value: 0.99),
    ] + limits
  ) {
    $0.plasticity = .bcm(rate: $1["rate"] ?? 0, tau: $1["tau"] ?? 10, decay: $1["decay"] ?? 1)
  }

  static let tsodyks = LearningRule(
    name: "tsodyks",
    summary: "short-term: each spike uses a share of resources that recover (Tsodyks & Markram)",
    keys: [
      Key(
        name: "use", value: 0.5, bounds: [Bound(.greater, 0), Bound(.lessOrEqual, 1)]),
      Key(name: "recovery", value: 800, kind: .time, bounds: positive),
      Key(name: "facilitation", value: 0, kind: .time, bounds: [Bound(.greaterOrEqual, 0)]),
    ]
  ) {
    $0.shortTerm = ShortTermPlasticity(
      use: $1["use"] ?? 0.5, facilitation: $1["facilitation"] ?? 0, recovery: $1["recovery"] ?? 1)
  }

  static let none = LearningRule(
    name: "none", summary: "weights stay as they are, and do not tire", keys: []
  ) { connection, _ in
    connection.plasticity = nil
    connection.shortTerm = nil
  }
}

/// A rule with the numbers that were typed.
struct LearningWords: Sendable {
  var rule: Name
  var definition: LearningRule
  var numbers: [(LearningRule.Key, Quantity)]
}

extension Argument where Value == LearningWords {
  fileprivate static var rule: Argument {
    let names = LearningRule.all.map(\.name)
    let keys = LearningRule.all.flatMap(\.keys).map(\.name)
    return Argument(
      "RULE [NAME=VALUE ...]", "how; the rules stand below", .repeated,
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
      var numbers: [(LearningRule.Key, Quantity)] = []
      for key in rule.keys {
        guard let word = reader.take(key: key.name) else {
          numbers.append((key, Quantity(value: key.value, unit: nil, name: word.value)))
          continue
        }
        numbers.append((key, try word.value.quantity(for: "'\(key.name)'")))
      }
      if let word = reader.words.first(where: { $0.key != nil }), let key = word.key,
        !keys.contains(key.text) || !rule.keys.contains(where: { $0.name == key.text })
      {
        throw .unknown(
          "number", key, among: rule.keys.map(\.name),
          expected: rule.keys.isEmpty
            ? "nothing more" : rule.keys.map { "\($0.name)=" }.joined(separator: ", "))
      }
      return LearningWords(rule: word.value, definition: rule, numbers: numbers)
    }
  }
}

extension Argument where Value == Name {
  /// The name of a connection.
  static var connection: Argument {
    Argument(
      "CONNECTION", "its name; 'list connections' shows all", candidates: \.connectionCandidates
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> Name in
      guard let word = reader.takePositional()?.value else {
        throw reader.missing("a connection")
      }
      guard context.session.network.connections[word.text] != nil else {
        throw context.session.unknownConnection(word)
      }
      return word
    }
  }
}

extension CompletionSituation {
  /// The connections of the session.
  var connectionCandidates: [Candidate] {
    session.network.connections.values.map { Candidate($0.name, "\($0.source) -> \($0.target)") }
  }
}

extension Session {
  /// The error that no connection has this name.
  func unknownConnection(_ name: Name) -> Diagnostic {
    let names = network.connections.keys
    guard !names.isEmpty else {
      return Diagnostic(
        "there are no connections", at: name.range, expected: "'connect a -> b' first")
    }
    return .unknown(
      "connection", name, among: names,
      expected: "one of \(names.prefix(12).joined(separator: ", "))")
  }
}

extension Connection {
  /// The rules by which its weights change; `-` for none.
  var ruleNames: String {
    var names: [String] = []
    switch plasticity {
    case nil: break
    case .stdp: names.append("stdp")
    case .rewarded: names.append("rewarded")
    case .hebb: names.append("hebb")
    case .bcm: names.append("bcm")
    }
    if shortTerm != nil { names.append("tsodyks") }
    return names.isEmpty ? "-" : names.joined(separator: ", ")
  }

  /// How its weights change, in a line.
  var learningText: String {
    var parts: [String] = []
    func pairs(_ pair: Plasticity.PairRule) -> String {
      "potentiation \(pair.potentiation.readable), depression \(pair.depression.readable),"
        + " tau_before \(pair.tauBefore.readable), tau_after \(pair.tauAfter.readable)"
        + (pair.isNearest ? ", nearest pairs" : "")
    }
    switch plasticity {
    case nil: break
    case .stdp(let pair): parts.append("stdp, \(pairs(pair))")
    case .rewarded(let pair, let eligibility, let reward):
      parts.append(
        "rewarded stdp, \(pairs(pair)), tau_trace \(eligibility.readable), reward"
          + " \(reward.readable)")
    case .hebb(let rate): parts.append("hebb, rate \(rate.readable)")
    case .bcm(let rate, let tau, let decay):
      parts.append("bcm, rate \(rate.readable), tau \(tau.readable), decay \(decay.readable)")
    }
    if plasticity != nil {
      let high =
        limits.upperBound == .greatestFiniteMagnitude ? "" : " to \(limits.upperBound.readable)"
      parts.append("weights from \(limits.lowerBound.readable)\(high)")
    }
    if let shortTerm {
      parts.append(
        "tsodyks, use \(shortTerm.use.readable), recovery \(shortTerm.recovery.readable),"
          + " facilitation \(shortTerm.facilitation.readable)")
    }
    return parts.isEmpty ? "weights stay" : parts.joined(separator: "; ")
  }
}
