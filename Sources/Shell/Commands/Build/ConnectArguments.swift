import Equations
import Neurons
import OrderedCollections
import Simulation

extension Argument where Value == Ends {
  /// `a -> b`, with or without spaces.
  static var ends: Argument {
    Argument(
      "SOURCE -> TARGET[.INPUT | .STATE]", "the two nodes", .words,
      candidates: \.endCandidates, expects: \.expectedEnd
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> Ends in
      let session = context.session
      let (source, target) = try reader.takeEnds()
      let (from, to) = (Reference(source), Reference(target))
      return Ends(
        source: Name(from.name.text, source.range),
        sources: try session.neurons(of: from), target: to.name.text,
        targets: try session.neurons(of: to.owner), targetRange: to.owner.range, port: to.entry)
    }
  }
}

extension Session {
  // Which neurons of a node an end has; nil for all.
  fileprivate func neurons(of reference: Reference) throws(Diagnostic) -> Range<Int>? {
    guard nodes[reference.name.text] != nil, reference.quantity == nil, !reference.isWhole else {
      throw unknownNode(reference.neurons == nil ? reference.whole : reference.name)
    }
    return try Target(reference, in: self).parts.first?.neurons
  }
}

extension ArgumentReader {
  // The two names around an arrow, which may stand by itself or not.
  fileprivate mutating func takeEnds() throws(Diagnostic) -> (Name, Name) {
    let arrow = "->"
    guard let first = takePositional()?.value else {
      throw missing("two nodes: SOURCE -> TARGET")
    }
    var pieces: [Name] = []
    func add(_ word: Name) {
      // Splits `a->b` into a, -> and b, each with its place.
      for (index, part) in word.parts(separator: arrow).enumerated() {
        let lower = part.range.lower
        if index > 0 { pieces.append(Name(arrow, SourceRange(lower - 2, lower))) }
        if !part.text.isEmpty { pieces.append(part) }
      }
    }
    add(first)
    while pieces.count < 3, let word = takePositional() { add(word.value) }
    guard pieces.count >= 2 else { throw missing("'->' and the node that gets the spikes") }
    guard pieces[1].text == arrow else {
      throw .unexpected(pieces[1], expected: "'->'")
    }
    guard pieces.count >= 3 else { throw missing("the node that gets the spikes") }
    guard pieces.count == 3 else {
      throw .unexpected(pieces[3], expected: "one source and one target")
    }
    return (pieces[0], pieces[2])
  }
}

extension Argument where Value == Pattern {
  /// `pattern=`, `probability=`, `to=`, `pairs=`, `self=` and `on=`.
  static var pattern: Argument {
    .all(
      "who is connected with whom; all where left out",
      Argument<Pattern?>.one(
        of: .keyed("pattern", .pattern), .keyed("probability", .probability), .keyed("to", .rule),
        .keyed("pairs", .pairs), note: ""),
      Argument<Bool?>.keyed("self", .yesOrNo),
      Argument<Connection.Layout?>.keyed(
        "on", .word("arrangement") { $0.note })
    ) { chosen, includesSelf, layout in
      var pattern = chosen ?? Pattern(pattern: .all(includesSelf: false), range: nil)
      pattern.layout = layout
      pattern.includesSelf = includesSelf ?? false
      switch pattern.pattern {
      case .all: pattern.pattern = .all(includesSelf: includesSelf ?? false)
      case .oneToOne, .chosen: break
      case .probability(let probability, _):
        pattern.pattern = .probability(probability, includesSelf: includesSelf ?? false)
      }
      return pattern
    }
  }
}

extension ValueSyntax where Value == Pattern {
  fileprivate static var pattern: ValueSyntax {
    let names = ["all", "one-to-one"]
    let patterns = [ConnectionPattern.all(includesSelf: false), .oneToOne]
    return ValueSyntax(names, candidates: { _ in names.map { Candidate($0, "") } }) {
      (word: Name, _: String, _: Context) throws(Diagnostic) in
      guard let index = names.firstIndex(of: word.text) else {
        throw .unknown(
          "pattern", word, among: names,
          expected: "all, one-to-one, or probability=P, to=FORMULA, pairs=FILE.csv")
      }
      return Pattern(pattern: patterns[index], range: word.range)
    }
  }

  fileprivate static var rule: ValueSyntax {
    ValueSyntax(["FORMULA"]) { (word: Name, _: String, _: Context) throws(Diagnostic) in
      let rule = ChosenPairs.rule(try NeuronFormula(word), word.range)
      return Pattern(pattern: .chosen, range: word.range, pairs: rule)
    }
  }

  fileprivate static var pairs: ValueSyntax {
    ValueSyntax(["FILE"], candidates: \.fileCandidates) {
      (word: Name, _: String, context: Context) throws(Diagnostic) in
      let table = try NumberFile(try context.host.text(of: word), file: word)
      return Pattern(pattern: .chosen, range: word.range, pairs: .file(try PairFile(table)))
    }
  }

  fileprivate static var probability: ValueSyntax {
    ValueSyntax(["P"]) { (word: Name, what: String, _: Context) throws(Diagnostic) in
      if NeuronFormula.isWritten(as: word.text, of: .synapse) {
        return Pattern(
          pattern: .chosen, range: word.range, chance: try NeuronFormula(word, of: .synapse))
      }
      let expected = "a number from 0 to 1, or a formula of i, j, N and distance"
      let probability = try word.quantity(for: what, expected: expected)
      guard probability.unit == nil, (0...1).contains(probability.value) else {
        throw .outOfRange(what, word, expected: expected)
      }
      return Pattern(
        pattern: .probability(probability.value, includesSelf: false), range: word.range)
    }
  }
}

extension Connection.Layout {
  fileprivate var note: String {
    switch self {
    case .line: "distance is |i - j|, from end to end"
    case .ring: "distance is min(|i - j|, N - |i - j|), the last beside the first"
    }
  }
}

extension CompletionSituation {
  /// The models of synapses, and `gap`.
  var synapseCandidates: [Candidate] {
    (session.synapseModels + ["gap"]).map {
      Candidate($0, session.models[$0]?.summary ?? "joins membrane potentials")
    }
  }

  // What is typed of `a -> b` before the word at the cursor.
  private var typedEnds: String { positionals.map(\.text).joined() }

  /// The source, the arrow, or the target with its inputs and states, whichever is next; spaces
  /// around the arrow may be left out.
  fileprivate var endCandidates: [Candidate] {
    let glued = prefix.firstRange(of: "->").map { String(prefix[..<$0.upperBound]) } ?? ""
    let before = typedEnds + glued
    guard let arrow = before.firstRange(of: "->") else {
      return before.isEmpty
        ? nodeCandidates : [Candidate("->", "and the node that gets the spikes")]
    }
    guard arrow.upperBound == before.endIndex else { return [] }
    // Nodes; behind a node's dot what of it can be reached.
    let node = session.nodes[Reference(String(prefix.dropFirst(glued.count))).name.text]
    let targets =
      prefix.contains(".")
      ? node?.ports.map { Candidate("\(node?.name ?? "").\($0.name)", $0.note) } : nil
    return (targets ?? nodeCandidates).map {
      Candidate(glued + $0.text, $0.note, suffix: $0.suffix)
    }
  }

  /// What is left of the two ends.
  fileprivate var expectedEnd: ExpectedValue? {
    guard let arrow = typedEnds.firstRange(of: "->") else {
      return typedEnds.isEmpty ? nil : ExpectedValue(text: "-> TARGET[.INPUT | .STATE]")
    }
    return ExpectedValue(
      text: arrow.upperBound == typedEnds.endIndex ? "TARGET[.INPUT | .STATE]" : "")
  }
}
