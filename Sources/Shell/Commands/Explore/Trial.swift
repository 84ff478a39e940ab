import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Node {
  /// How many steps show what it does: a second, 500 units of time, or 1000 steps.
  var usualSteps: Int {
    let dt = parameters["dt"]?.first ?? 1
    // An integer only within the limits: dt may be as small as a double can be.
    if let timeUnit, let second = UnitOfMeasure.named("s") {
      return Int(min(max((second.factor(to: timeUnit) / dt).rounded(), 100), 10_000_000))
    }
    let hasEquations =
      model.integral?.statements.contains { $0.kind == .derivative } ?? false
    return hasEquations ? Int(min(max((500 / dt).rounded(), 1000), 1_000_000)) : 1000
  }
}

/// How long a neuron is looked at, and how much of it passes first.
struct TrialSyntax: Sendable {
  var duration: Quantity?
  var settling: Quantity?

  /// Both in steps of a node.
  ///
  /// - Throws: `Diagnostic` at a time that does not fit.
  func steps(of node: Node, usual: Int? = nil) throws(Diagnostic) -> (all: Int, settling: Int) {
    let all =
      try duration.map { (quantity: Quantity) throws(Diagnostic) in
        try quantity.steps(of: node, in: 1...longestTrial, what: "'for'")
      } ?? usual ?? node.usualSteps
    let settling =
      try settling.map { (quantity: Quantity) throws(Diagnostic) in
        try quantity.steps(of: node, in: 0...all - 1, what: "'settle'")
      } ?? all / 5
    return (all, settling)
  }
}

private let longestTrial = 100_000_000

extension Argument where Value == TrialSyntax {
  /// `for=TIME settle=TIME`.
  static var trial: Argument {
    Argument(
      "[for=TIME] [settle=TIME]",
      "how long each runs, as steps or a time, else a second (1000 steps); and how much of it"
        + " passes first, else a fifth", .keyed(["for", "settle"])
    ) { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> TrialSyntax in
      func quantity(_ key: String) throws(Diagnostic) -> Quantity? {
        guard let word = reader.take(key: key) else { return nil }
        return try word.value.quantity(for: "'\(key)'", expected: "a number of steps, or a time")
      }
      return TrialSyntax(duration: try quantity("for"), settling: try quantity("settle"))
    }
  }
}

extension Observable {
  /// The words for those of a trial, for help.
  static var usage: String {
    let names = (ofSpikes + of(["mem"])).map(\.name)
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }

  /// What its word means of a trial: `rate` is the interval rate, as f-I curves have it.
  fileprivate var ofTrial: Observable { self == .rate ? .intervalRate : self }
}

extension Node {
  /// The observable of a trial that a word names.
  ///
  /// - Throws: `Diagnostic` at a word that names none.
  func observable(ofTrial word: Name) throws(Diagnostic) -> Observable {
    let offered = observables.filter { $0 != .time }
    if let found = offered.first(where: { $0.name == word.text }) { return found.ofTrial }
    let names = offered.map(\.name)
    throw .unknown(
      "measure", word, among: names, expected: "one of \(names.joined(separator: ", "))")
  }
}

extension CompletionSituation {
  /// The words for the observables of a trial, with what follows each.
  func trialCandidates(suffix: String = " ") -> [Candidate] {
    // All of a run's quantities can be observed; states are what is asked for.
    let states = node.map { $0.model.states.keys.filter { $0 != "spike" } } ?? []
    return (Observable.ofSpikes + Observable.of(states)).map {
      Candidate($0.name, $0.ofTrial.meaning, suffix: suffix)
    }
  }
}

extension Argument where Value == Name {
  /// `measure=NAME`: the word for an observable, which depends on the node.
  static var measure: Argument {
    Argument(
      "[measure=NAME]", "\(Observable.usage); else rate", .keyed(["measure"]),
      candidates: { $0.trialCandidates() }
    ) { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> Name in
      reader.take(key: "measure")?.value ?? Name(Observable.rate.name, reader.verb.range)
    }
  }
}

/// A neuron of the session.
struct ChosenNeuron: Sendable {
  var node: Node
  /// Which neuron of the node, counted from 0.
  var index: Int
  /// Where it was named.
  var range: SourceRange

  /// What it is called: `n`, or `p[3]`.
  var label: String { node.population > 1 ? "\(node.name)[\(index + 1)]" : node.name }
}

extension Argument where Value == ChosenNeuron {
  /// A node of one neuron, or a neuron of a population, as the first word; the current node where
  /// it is left out.
  static var leadingNeuron: Argument { leadingNeuron(isAlone: false) }

  /// The same, for what looks at a neuron by itself: no other node's spikes may reach it.
  static var loneNeuron: Argument { leadingNeuron(isAlone: true) }

  private static func leadingNeuron(isAlone: Bool) -> Argument {
    Argument("[TARGET]", "which neuron", candidates: \.nodeCandidates) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> ChosenNeuron in
      let session = context.session
      let first = reader.words.first
      let isTarget = first.map { $0.key == nil && $0.looksLikeTarget && !$0.isFlag } ?? false
      let target: Target
      if isTarget, let word = reader.takePositional() {
        target = try Target(word.value, in: session)
      } else {
        guard let current = session.current else { throw session.noNodes(at: reader.verb.range) }
        target = Target(nodes: [current], range: reader.verb.range)
      }
      let chosen = try session.neuron(target)
      if isAlone { try session.checkIsAlone(chosen.node, at: target.range) }
      return chosen
    }
  }
}

extension Session {
  /// The one neuron that a target means.
  ///
  /// - Throws: `Diagnostic` where it means several.
  func neuron(_ target: Target) throws(Diagnostic) -> ChosenNeuron {
    guard target.parts.count == 1, let node = nodes[target.parts[0].node],
      let neurons = target.parts[0].neurons ?? Optional(0..<node.population), neurons.count == 1
    else {
      if let module = target.module { throw moduleInsteadOfNode(module, at: target.range) }
      let name = target.parts.first?.node ?? "p"
      let neuron = nodes[name]?.population == 1 ? name : "\(name)[1]"
      throw Diagnostic(
        "the target has more than one neuron", at: target.range,
        expected: "one neuron, such as \(neuron)")
    }
    return ChosenNeuron(node: node, index: neurons.lowerBound, range: target.range)
  }
}
