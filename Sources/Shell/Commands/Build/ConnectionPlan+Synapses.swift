import Equations
import Neurons
import Simulation

extension ConnectionPlan {
  /// How weights come about, and how many there may be.
  struct Drawn {
    var weight: Double
    var deviation: Double
    var unit: UnitOfMeasure
    var random: RandomSource
    var stream: UInt32
    var room: Int
  }

  /// Whether both ends are whole populations.
  var isOfWholes: Bool { ends.sources == nil && ends.targets == nil }

  /// How neurons lie beside each other.
  var layout: Connection.Layout { pattern.layout ?? .line }

  /// Checks that what was asked for goes together.
  ///
  /// - Throws: `Diagnostic` at the word that does not.
  func checkFit() throws(Diagnostic) {
    if let deviation, weight?.spread != nil {
      throw Diagnostic(
        "'deviation' goes with one weight for all", at: deviation.name.range,
        expected: "weight=normal(MEAN,DEVIATION)", kind: .unexpected)
    }
    let file = pattern.pairs?.file
    let differs = delay?.spread != nil || file?.delays != nil && file?.delay == nil
    if isGap, differs, let range = delay?.name.range ?? pattern.range {
      throw Diagnostic(
        "gap junctions have one delay", at: range, expected: "a number of steps, or a time",
        kind: .unexpected)
    }
  }

  /// How many neurons of both ends take part.
  ///
  /// - Throws: `Diagnostic` where parts of populations cannot be connected so.
  func neuronCounts(
    _ source: Node, _ target: Node
  ) throws(Diagnostic) -> (sources: Int, targets: Int) {
    let range = ends.source.range.joined(with: ends.targetRange)
    guard pattern.pairs == nil || ends.targets == nil && (ends.sources == nil || pattern.isRule)
    else {
      throw Diagnostic(
        "'\(pattern.isRule ? "to" : "pairs")' says by itself which neurons are meant",
        at: ends.targets == nil ? ends.source.range : ends.targetRange,
        expected: "whole populations", kind: .unexpected)
    }
    let counts = (
      sources: ends.sources?.count ?? source.population,
      targets: ends.targets?.count ?? target.population
    )
    guard isOfWholes || pattern.pattern != .oneToOne || counts.sources == counts.targets else {
      throw Diagnostic(
        "\(counts.sources.counted("neuron")) cannot meet \(counts.targets) one to one",
        at: pattern.range ?? range, expected: "as many on both ends", kind: .mismatch)
    }
    return counts
  }

  /// How many steps a spike is on its way: what was typed, what the file says, or what is usual, as where
  /// each synapse has its own.
  ///
  /// - Throws: `Diagnostic` where it does not fit, or both say it.
  func delay(
    from source: Node, to target: Node, carrying carried: Connection.Carried, in session: Session
  ) throws(Diagnostic) -> Int {
    let file = pattern.pairs?.file
    for (name, typed, isInFile) in [
      ("delay", delay?.name, file?.delays != nil), ("weight", weight?.name, file?.weights != nil),
      ("deviation", deviation?.name, file?.weights != nil),
    ] {
      if isInFile, let typed {
        throw Diagnostic(
          "'\(name)' cannot stand beside the file's column", at: typed.range,
          expected: "one of both", kind: .duplicate)
      }
    }
    if let exact = try exactDelay(to: target), exact > 0, target.spikeTiming == .exact {
      return max(1, Int(exact.rounded()))
    }
    return try (delay?.single ?? file?.delay)?.steps(
      of: target, in: 0...longestDelay, what: "'delay'")
      ?? session.network.usualDelay(from: source, to: target, carrying: carried)
  }

  /// The delay in steps where it is a time that is no whole number of them, as spikes take it that arrive
  /// between steps; else nil.
  ///
  /// - Throws: `Diagnostic` where it is no time.
  func exactDelay(to target: Node) throws(Diagnostic) -> Double? {
    guard let delay = delay?.single ?? pattern.pairs?.file?.delay, delay.unit != nil,
      let unit = target.timeUnit
    else { return nil }
    let steps = try delay.number(in: unit, what: "'delay'") / target.dt
    let isWhole = abs(steps - steps.rounded()) <= 1e-9 * max(1, abs(steps))
    return isWhole || !(0...Double(longestDelay)).contains(steps) ? nil : steps
  }

  /// How many steps a spike is on its way to each synapse; nil where it is the same for all.
  ///
  /// - Throws: `Diagnostic` at what says so where a delay is none, or none may be.
  func delays(
    of connection: Connection, from source: Node, to target: Node, in session: Session
  ) throws(Diagnostic) -> [Double]? {
    var steps: [Double] = []
    let range = delay?.name.range ?? pattern.range ?? ends.targetRange
    let unit = target.timeUnit ?? .none
    if let spread = delay?.spread {
      let isOfSteps = try spread.isBare()
      steps = try spread.values(
        of: SynapsePlaces(weights: connection.weights, layout: layout),
        in: isOfSteps ? .none : unit, owner: "\(connection.name)'s delays", random: session.random)
      if !isOfSteps { steps = steps.map { $0 / target.dt } }
    } else if let file = pattern.pairs?.file, let delays = file.delays, file.delay == nil {
      for delay in delays {
        let number = try delay.number(in: delay.unit == nil ? .none : unit, what: "'delay'")
        steps.append(delay.unit == nil ? number : number / target.dt)
      }
      // In the order of the synapses instead of that of the rows.
      steps =
        SparseWeights(
          pairs: try file.pairs(from: source, to: target), sources: source.population,
          targets: target.population, weights: steps)?.values.doubles ?? steps
    }
    guard !steps.isEmpty else { return nil }
    let usual = session.network.usualDelay(
      from: source, to: target, carrying: connection.carried)
    // Between steps it may be short, but not nothing.
    let least = target.spikeTiming == .exact ? 0.001 : 0.5
    let limits = Double(usual) * least...Double(longestDelay)
    if let wrong = steps.first(where: { !limits.contains($0) }) {
      let time =
        target.timeUnit.map { " \((wrong * target.dt).readable) \($0.text)," } ?? ""
      throw Diagnostic(
        "a delay would be\(time) \(wrong.readable) steps", at: range,
        expected: "from \(usual) to \(longestDelay) steps for every synapse", kind: .outOfRange)
    }
    return steps
  }

  /// The synapses that a pattern makes; those of parts of populations as those of wholes are.
  func synapses(
    from source: Node, to target: Node, _ drawn: Drawn, isInterrupted: () -> Bool
  ) throws(SparseWeights.Unfinished) -> SparseWeights? {
    let isWithin = source.name == target.name
    if let chance = pattern.chance, let formula = try? chance.function(in: .none, what: "") {
      return try SparseWeights(
        from: ends.sources ?? 0..<source.population, of: source.population,
        to: ends.targets ?? 0..<target.population, of: target.population,
        exceptSelf: isWithin && !pattern.includesSelf, weight: drawn.weight,
        random: drawn.random, stream: drawn.stream, most: drawn.room, isInterrupted: isInterrupted
      ) { [layout] in
        formula(layout.numbers($0, of: source.population, $1, of: target.population))
      }
    }
    let weights = try SparseWeights(
      pattern.pattern, sources: ends.sources?.count ?? source.population,
      targets: ends.targets?.count ?? target.population, isWithin: isWithin && isOfWholes,
      weight: drawn.weight, deviation: drawn.deviation, random: drawn.random,
      stream: drawn.stream, most: drawn.room, isInterrupted: isInterrupted)
    guard !isOfWholes else { return weights }
    return weights.within(
      sources: source.population, from: ends.sources?.lowerBound ?? 0,
      targets: target.population, from: ends.targets?.lowerBound ?? 0,
      exceptSelf: isWithin && !pattern.pattern.includesSelf)
  }

  /// The synapses of pairs that are chosen one by one.
  ///
  /// - Throws: `Diagnostic` at the formula or the file that names no neuron, or too many pairs.
  func chosenSynapses(
    from source: Node, to target: Node, _ drawn: Drawn, in session: Session
  ) throws(Diagnostic) -> SparseWeights? {
    guard let chosen = pattern.pairs else { return nil }
    let sources = ends.sources ?? 0..<source.population
    let pairs = try chosen.pairs(from: sources, of: source, to: target)
    if isGap, source.name == target.name, let own = pairs.first(where: { $0.source == $0.target }) {
      throw Diagnostic(
        "neuron \(own.source + 1) would be joined with itself",
        at: pattern.range ?? ends.targetRange,
        expected: "pairs of two neurons")
    }
    guard pairs.count <= drawn.room else {
      throw session.tooManySynapses(
        "these would be \(pairs.count) synapses", most: mostSynapses,
        at: pattern.range ?? ends.targetRange)
    }
    var values: [Double] = []
    for weight in chosen.file?.weights ?? [] {
      values.append(try weight.number(in: drawn.unit, what: "'weight'"))
    }
    var weights = SparseWeights(
      pairs: pairs, sources: source.population, targets: target.population,
      weights: values.isEmpty ? [drawn.weight] : values)
    // Only an interrupt stops it, and none is asked for.
    try? weights?.draw(deviation: drawn.deviation, random: drawn.random, stream: drawn.stream)
    return weights
  }
}

extension Pattern {
  /// Whether a formula chooses the pairs.
  fileprivate var isRule: Bool { if case .rule? = pairs { true } else { false } }
}
