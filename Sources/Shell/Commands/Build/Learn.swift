import Analysis
import Equations
import OrderedCollections
import Simulation

extension Command {
  static let learn = Command(
    "learn", .build, "Let the weights of a connection change with the spikes, or by a gradient.",
    traits: [.setsParameters],
    details: """
      Rules and their numbers, times in the unit of dt:
      \(LearningRule.all.map { "  \($0.usage)\n      \($0.summary)" }.joined(separator: "\n"))
      'learn CONNECTION none' ends it. Weights keep to min= and max=. 'set CONNECTION reward=1' gives
      the reward of the rule rewarded. reset forgets traces and keeps weights. Rules see a spike at the
      end of its step, and delays as whole steps, where spikes are exact too.
      'learn CONNECTION by gradient to TARGET' is 'fit' of its weights, with the targets and numbers that
      'help fit' tells: samples flow into the first node of the module that the connection stands in, or
      of all that is connected with it, and the last node is the one that counts. Several connections
      are joined by commas.
      """,
    examples: [
      """
      create relay a; create lif b; connect a -> b weight=0.6 name=ab; \\
        learn ab stdp potentiation=0.1 depression=0.12 max=2; feed a poisson 0.3; run 100; show ab
      """,
      "create relay a; create if b; connect a -> b weight=0.3 name=ab; learn ab tsodyks use=0.5",
      "create relay a; create if b; connect a -> b name=ab; learn ab hebb rate=0.01; learn ab none",
      """
      create relay x n=2; create lif out n=2; connect x -> out weight=0 deviation=1; \\
        learn x_out by gradient to classes="0,0,1 0,2,2 2,0,2 2,2,2" steps=10 iterations=20 batch=2
      """,
    ],
    Argument<[Name]>.connections,
    Argument<LearningWords>.learningWords
  ) { (context: inout Context, names: [Name], words: LearningWords) throws(Diagnostic) in
    switch words {
    case .rule(let word, let rule, let numbers):
      var report = Report()
      for name in names {
        report.add(try context.session.learn(name, by: rule, numbers, at: word.range))
      }
      return report
    case .gradient(let search):
      let range = SourceRange(names[0].range.lower, names[names.count - 1].range.upper)
      return try context.search(
        search, between: try context.session.ends(around: names),
        changing: names.map { ("\($0.text).weight", .weights(of: $0.text)) }, named: range,
        at: range)
    }
  }
}

/// How a connection is to learn.
enum LearningWords: Sendable {
  /// By a rule, with the numbers that were typed.
  case rule(Name, LearningRule, [Quantity])
  /// By the gradient of a loss.
  case gradient(Search)
}

extension Session {
  fileprivate mutating func learn(
    _ name: Name, by rule: LearningRule, _ typed: [Quantity], at range: SourceRange
  ) throws(Diagnostic) -> Report {
    guard var connection = network.connections[name.text], let target = nodes[connection.target]
    else { return Report() }
    let weight = weightUnit(of: connection)
    var numbers: [String: Double] = [:]
    for (key, quantity) in zip(rule.keys, typed) {
      numbers[key.name] = try key.number(quantity, node: target, strength: weight)
    }
    let low = numbers["min"] ?? 0
    let high = numbers["max"] ?? .greatestFiniteMagnitude
    guard low <= high else {
      throw Diagnostic("'min' is above 'max'", at: range, expected: "min= at most max=")
    }
    rule.apply(&connection, numbers)
    if connection.plasticity != nil { connection.limits = low...high }
    network.connections[name.text] = connection
    return Report(.note("\(connection.name): \(connection.learningText)"))
  }

  /// Where samples flow in and where a loss is looked at for connections that learn by its gradient: the
  /// ends of the one module that they stand in, or of all that is connected with them.
  ///
  /// - Throws: `Diagnostic` at the connections where these are not one node each.
  fileprivate func ends(around names: [Name]) throws(Diagnostic) -> (first: Node, last: Node) {
    let found = names.compactMap { network.connections[$0.text] }
    let touched = Set(found.flatMap { [$0.source, $0.target] })
    let range = SourceRange(names[0].range.lower, names[names.count - 1].range.upper)
    let around = modules.keys.map { members(of: $0) }.filter { touched.isSubset(of: $0) }
    if around.count == 1, let first = nodes[around[0][0]],
      let last = nodes[around[0][around[0].count - 1]]
    {
      return (first, last)
    }
    let connected = network.component(of: [found[0].target])
    let inner = network.connections.values.filter { $0.source != $0.target }
    let firsts = connected.filter { name in !inner.contains { $0.target == name } }
    let lasts = connected.filter { name in !inner.contains { $0.source == name } }
    guard touched.isSubset(of: connected), firsts.count == 1, lasts.count == 1,
      let first = nodes[firsts[0]], let last = nodes[lasts[0]]
    else {
      let names = found.map { "\($0.name).weight" }.joined(separator: ",")
      throw Diagnostic(
        "which node is fed and which one counts does not follow from the connection", at: range,
        expected: "a module around it, or 'fit NODE|MODULE \(names) to ...'")
    }
    return (first, last)
  }
}

extension Argument where Value == LearningWords {
  fileprivate static var learningWords: Argument {
    let names = LearningRule.all.map(\.name)
    return Argument(
      "RULE [NAME=VALUE ...] | by gradient to TARGET [NAME=VALUE ...]",
      "how; the rules stand below",
      .words, candidates: \.learningCandidates
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> LearningWords in
      let expected = "one of \(names.joined(separator: ", ")), or 'by gradient to ...'"
      guard let word = reader.takePositional() else { throw reader.missing(expected) }
      if word.text == "by" { return .gradient(try Search(&reader, context)) }
      guard let rule = LearningRule.all.first(where: { $0.name == word.text }) else {
        throw .unknown("rule", word.value, among: names + ["by"], expected: expected)
      }
      let numbers = try rule.keys.read(&reader, for: nil, kind: "number", none: "nothing more")
      return .rule(word.value, rule, numbers)
    }
  }
}

extension Search {
  // What stands behind 'by'.
  fileprivate init(_ reader: inout ArgumentReader, _ context: Context) throws(Diagnostic) {
    guard let gradient = reader.takePositional() else { throw reader.missing("by gradient to ...") }
    guard gradient.text == "gradient" else {
      throw .unknown(
        "way to learn", gradient.value, among: ["gradient"], expected: "by gradient to ...")
    }
    guard let to = reader.takePositional() else {
      throw reader.missing("'to' and then what is wanted, as in classes=FILE")
    }
    try self.init(
      to: to.value, aim: try Argument<LossTarget?>.lossTarget.read(&reader, context),
      steps: try Argument<Quantity?>.passLength.read(&reader, context),
      iterations: try Argument<Int?>.iterations.read(&reader, context),
      rate: try Argument<Quantity?>.searchRate.read(&reader, context),
      batch: try Argument<BatchSize?>.batch.read(&reader, context))
    try reader.checkNames(among: Self.aims + Self.numbers)
  }

  fileprivate static let aims = ["spikes", "train", "mem", "classes", "rates"]
  fileprivate static let numbers = ["steps", "iterations", "rate", "batch"]
}

extension CompletionSituation {
  fileprivate var learningCandidates: [Candidate] {
    let words = positionals.dropFirst().map(\.text)
    guard let way = words.first else {
      return LearningRule.all.map { Candidate($0.name, $0.summary) }
        + [Candidate("by", "by gradient: along that of a loss")]
    }
    if way == "by" {
      if words.count == 1 { return [Candidate("gradient", "and then 'to' and what is wanted")] }
      if words.count == 2 { return [Candidate("to", "and the target")] }
      if let key { return key == "spikes" || Search.numbers.contains(key) ? [] : fileCandidates }
      return unused((Search.aims + Search.numbers).map { Candidate($0, "", suffix: "=") })
    }
    let known = LearningRule.all.first { $0.name == way }
    return known?.keys.map { Candidate($0.name, "", suffix: "=") } ?? []
  }
}

extension Argument where Value == [Name] {
  /// The names of connections, joined by commas.
  fileprivate static var connections: Argument {
    let each = Argument<Name>.connection
    return Argument(
      "CONNECTION[,...]", each.shape.note, candidates: { $0.listed($0.connectionCandidates) }
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> [Name] in
      guard let word = reader.takePositional() else { throw reader.missing("a connection") }
      let names = word.value.parts(separator: ",")
      for name in names { try context.session.checkIsConnection(name) }
      return names
    }
  }
}

extension Argument where Value == Name {
  /// The name of a connection.
  static var connection: Argument {
    .required(
      .name("CONNECTION", candidates: \.connectionCandidates) {
        (word: Name, session: Session) throws(Diagnostic) in
        try session.checkIsConnection(word)
      }, "its name; 'list connections' shows all", missing: "a connection")
  }
}

extension Session {
  fileprivate func checkIsConnection(_ word: Name) throws(Diagnostic) {
    let names = network.connections.keys
    guard names.contains(word.text) else {
      throw .unknown("connection", word, given: names, first: "connect a -> b")
    }
  }
}

extension CompletionSituation {
  /// The connections of the session.
  var connectionCandidates: [Candidate] {
    session.network.connections.values.map { Candidate($0.name, "\($0.source) -> \($0.target)") }
  }
}
