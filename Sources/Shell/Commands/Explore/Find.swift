import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let find = Command(
    "find", .explore, "Find the rheobase, a parameter for a wanted rate, or a bifurcation.",
    details: """
      The node stays as it is. What can be found:
        rheobase n
            the smallest constant input that makes it fire from reset within 'for',
            else within a quarter of a second (250 steps)
        NAME n where MEASURE==VALUE [in FROM..TO]
            a parameter or input for which a measure has a value; without a range,
            near its present value. Measures: \(Observable.usage), and
            so for every other state; rate is the interval_rate, as in 'sweep'
        equilibrium n
            where nothing moves for the input that is now, and whether it is stable
        hopf n, saddle-node n
            the constant inputs at which equilibria begin to oscillate, or meet
            and vanish; in FROM..TO bounds mem
      """,
    examples: [
      "create lif n tau=10; find rheobase n for=200",
      "create refractorylif n; feed n const 3nA; find tau n where rate==50Hz for=100ms",
      "create lif n; find input n where spikes==5 for=40 settle=0",
      "create fitzhughnagumo n; find hopf n",
      "create morrislecar n gCa=4 V3=12mV V4=17.4mV phi=0.0667; find saddle-node n",
      "create HH a; feed a const 5uA/cm^2; find equilibrium a",
    ],
    Argument<Quest>.quest,
    Argument<TrialSyntax>.trial
  ) { (context: inout Context, quest: Quest, trial: TrialSyntax) throws(Diagnostic) in
    switch quest.kind {
    case .rheobase: try context.rheobase(of: quest.neuron, trial)
    case .value(let name, let measure, let target, let range):
      try context.value(
        of: name, where: measure, is: target, in: range, for: quest.neuron, trial)
    case .equilibrium: try quest.neuron.equilibria(in: quest.range)
    case .bifurcation(let kind): try quest.neuron.bifurcations(kind, in: quest.range)
    }
  }
}

/// What `find` looks for.
struct Quest: Sendable {
  enum Kind: Sendable {
    case rheobase
    case value(Name, where: Name, is: Quantity, in: ValueRange?)
    case equilibrium
    case bifurcation(Bifurcation.Kind)
  }

  /// What is found by its own name.
  static let kinds: [(name: String, note: String, kind: Kind)] = [
    ("rheobase", "the smallest input that makes it fire", .rheobase),
    ("equilibrium", "where nothing moves", .equilibrium),
    ("hopf", "the inputs at which equilibria begin to oscillate", .bifurcation(.hopf)),
    ("saddle-node", "the inputs at which equilibria meet and vanish", .bifurcation(.saddleNode)),
  ]

  var kind: Kind
  var neuron: ChosenNeuron
  /// The range of mem, where one was given.
  var range: ValueRange?
}

extension Argument where Value == Quest {
  fileprivate static var quest: Argument {
    let kinds = Quest.kinds.map(\.name)
    let all = "\(kinds.joined(separator: ", ")), or NAME where MEASURE==VALUE"
    return Argument(
      "WHAT [TARGET] [where MEASURE==VALUE] [in FROM..TO]", "what to find, see below", .words,
      candidates: \.questCandidates
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> Quest in
      var words = reader.takePositionals()[...]
      guard let name = words.popFirst()?.value else { throw reader.missing(all) }
      let neuron = try Self.neuron(&words, context.session, verb: reader.verb)
      try context.session.checkIsAlone(neuron.node, at: neuron.range)
      var condition: (word: Name, value: Quantity)?
      if words.first?.text == "where" {
        words.removeFirst()
        condition = try Self.condition(&words, reader)
      }
      var range: ValueRange?
      if words.first?.text == "in" {
        words.removeFirst()
        guard let word = words.popFirst() else { throw reader.missing(ValueRange.usage) }
        range = try ValueRange(word.value, &words, what: "the range")
      }
      if let extra = words.first {
        throw .unexpected(extra.whole, expected: "where MEASURE==VALUE, or in FROM..TO")
      }
      if let known = Quest.kinds.first(where: { $0.name == name.text }) {
        if let condition {
          throw Diagnostic(
            "'\(name.text)' takes no condition", at: condition.word.range,
            expected: "'find \(name.text) \(neuron.node.name)'", kind: .unexpected)
        }
        return Quest(kind: known.kind, neuron: neuron, range: range)
      }
      guard let condition else {
        let names = kinds + neuron.node.model.parameters.keys + neuron.node.model.inputs.keys
        guard names.contains(name.text) else {
          throw .unknown("quantity", name, among: names, expected: all)
        }
        throw reader.missing("where MEASURE==VALUE")
      }
      return Quest(
        kind: .value(name, where: condition.word, is: condition.value, in: range), neuron: neuron)
    }
  }

  private static func neuron(
    _ words: inout ArraySlice<Word>, _ session: Session, verb: Name
  ) throws(Diagnostic) -> ChosenNeuron {
    if let word = words.first, word.text != "where", word.text != "in" {
      words.removeFirst()
      return try session.neuron(Target(Reference(word.value), in: session))
    }
    return try session.neuron(session.currentTarget(at: verb.range))
  }

  // `rate==50Hz` in one word, or with spaces.
  private static func condition(
    _ words: inout ArraySlice<Word>, _ reader: ArgumentReader
  ) throws(Diagnostic) -> (word: Name, value: Quantity) {
    let end = words.firstIndex { $0.text == "in" || reader.isKey($0) } ?? words.endIndex
    let part = words[words.startIndex..<end]
    words = words[end...]
    guard let first = part.first, let last = part.last else {
      throw reader.missing("MEASURE==VALUE")
    }
    let start = first.range.lower
    let text = String(decoding: Array(reader.text.utf8)[start..<last.range.upper], as: UTF8.self)
    guard let sign = text.firstRange(of: "==") else {
      throw Diagnostic(
        "'\(text.shortened)' is no condition", at: first.range.joined(with: last.range),
        expected: "MEASURE==VALUE, such as rate==50Hz")
    }
    let left = text[..<sign.lowerBound]
    let right = text[sign.upperBound...]
    let measure = left.prefix { $0 != " " }
    let skipped = right.prefix { $0 == " " }.utf8.count
    let value = right.drop { $0 == " " }
    let valueStart = start + left.utf8.count + 2 + skipped
    return (
      Name(String(measure), SourceRange(start, start + measure.utf8.count)),
      try Name(String(value), SourceRange(valueStart, last.range.upper)).quantity(for: "the value")
    )
  }
}

extension CompletionSituation {
  /// What `find` takes next: what to find, where, and then the condition and the range.
  fileprivate var questCandidates: [Candidate] {
    let words = positionals.map(\.text)
    guard let kind = words.first else {
      return Quest.kinds.map { Candidate($0.name, $0.note) } + variableCandidates()
    }
    let takesCondition = !Quest.kinds.contains { $0.name == kind }
    let range = Candidate("in", "the range in which to look")
    guard let place = words.firstIndex(of: "where") else {
      if words.contains("in") { return [] }
      let next =
        takesCondition
        ? [Candidate("where", "the condition, MEASURE==VALUE")] : kind == "rheobase" ? [] : [range]
      return (words.count == 1 ? nodeCandidates : []) + next
    }
    let condition = words[(place + 1)...].joined()
    guard let sign = condition.firstRange(of: "==") else {
      return condition.isEmpty ? trialCandidates(suffix: "==") : []
    }
    return sign.upperBound == condition.endIndex || words.contains("in") ? [] : [range]
  }
}
