import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

/// The name of a measure as it was typed; what it means depends on the node.
struct MeasureWord: Sendable {
  /// The word.
  var name: Name

  /// The measures of spikes, in words.
  static let names = ["rate", "spikes", "first_spike", "interval", "cv"]
  /// All of them, for help.
  static let usage = "rate, spikes, first_spike, interval, cv, mean_mem, min_mem or max_mem"

  // What each of `names` is, for the list of candidates.
  private static let notes = [
    "rate": "how often it fires", "spikes": "how often it fired",
    "first_spike": "when it fires first",
    "interval": "from one spike to the next, on average", "cv": "how irregular the intervals are",
  ]

  private static func names(ofStates quantities: some Sequence<String>) -> [String] {
    quantities.flatMap { ["mean_\($0)", "min_\($0)", "max_\($0)"] }
  }

  /// The words for a node, with what follows each; those that every node has where there is none.
  static func candidates(for node: Node?, suffix: String = " ") -> [Candidate] {
    // All of a run's quantities have measures; states are what is asked for.
    let states = node.map { $0.model.states.keys.filter { $0 != "spike" } } ?? []
    return (names + names(ofStates: states)).map {
      Candidate($0, notes[$0] ?? "", suffix: suffix)
    }
  }

  /// The measure for a node.
  ///
  /// - Throws: `Diagnostic` at a word that names none.
  func measure(of node: Node) throws(Diagnostic) -> Measure {
    switch name.text {
    case "rate": return .rate
    case "spikes": return .spikes
    case "first_spike": return .firstSpike
    case "interval": return .interval
    case "cv": return .variation
    case let text:
      let quantities = node.recording.quantities.filter { $0 != "spike" }
      for quantity in quantities {
        switch text {
        case "mean_\(quantity)": return .mean(quantity)
        case "min_\(quantity)": return .least(quantity)
        case "max_\(quantity)": return .most(quantity)
        default: continue
        }
      }
      let all = Self.names + Self.names(ofStates: quantities)
      throw .unknown(
        "measure", name, among: all, expected: "one of \(all.joined(separator: ", "))")
    }
  }
}

extension Node {
  /// What a measure is in: its unit, and what turns numbers in steps into it.
  func scale(of measure: Measure) -> (unit: UnitOfMeasure, factor: Double) {
    switch measure {
    case .rate: (rateUnit, rateFactor / stepLength)
    case .spikes, .variation: (.none, 1)
    case .firstSpike, .interval: (timeUnit ?? .none, stepLength)
    case .mean(let name), .least(let name), .most(let name): (unit(of: name), 1)
    }
  }

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
    .all(
      "how long each runs, as steps or a time, else a second (1000 steps); and how much of it"
        + " passes first, else a fifth", Argument<Quantity?>.keyed("for", .time),
      Argument<Quantity?>.keyed("settle", .time)
    ) { TrialSyntax(duration: $0, settling: $1) }
  }
}

extension Argument where Value == MeasureWord {
  /// `measure=NAME`.
  static var measure: Argument {
    let measure = Argument<Name?>.keyed(
      "measure", .name("NAME") { MeasureWord.candidates(for: $0.node) },
      "\(MeasureWord.usage); else rate")
    return Argument(measure.shape.parts, measure.shape.note) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      MeasureWord(name: try measure.read(&reader, context) ?? Name("rate", reader.verb.range))
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
    Argument("TARGET", "which neuron", isOptional: true, candidates: \.nodeCandidates) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> ChosenNeuron in
      let session = context.session
      let first = reader.words.first
      let isTarget = first.map { $0.key == nil && $0.looksLikeTarget && !$0.isFlag } ?? false
      let target: Target
      if isTarget, let word = reader.takePositional() {
        target = try Target(Reference(word.value), in: session)
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
