import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let feed = Command(
    "feed", .input, "Choose the input current of a node.",
    details: """
      The current begins with the next step and takes the place of the earlier one; with + it is
      added to it. reset starts it again from its beginning. A neuron with several inputs is fed
      by their names: n.basal_input, and one with compartments by their numbers: n.input[5] or
      n.input[1..5], the first where none is named. Where a CSV file has a column named t or time, each current
      flows from the time of its row to that of the next, and the last as long as the one before;
      the unit stands in the heading, as in 'time (ms)', or is that of the neuron. A step during
      which the current changes gets its mean. Each neuron has a constant current of its own by the forms
      that 'set' takes: 5nA..20nA, uniform(1nA,2nA), normal(5,1), 1,2,3nA, a formula of i and N, or
      FILE.csv:COLUMN with a row a neuron. Waveforms:
      \(Wave.all.map { "  \($0.usage)\n      \($0.summary)" }.joined(separator: "\n"))
      """,
    examples: [
      "create lif n; feed n 0.5 0.8 1.2; run n 3; table n",
      "create lif n; feed n const 1.5; run n",
      "create lif p n=100; feed p 0.5..2; run p 100; rate p",
      "seed 1; create lif p n=100; feed p const normal(1.2,0.1); feed p[1..10] + const 0.5*i/N; run p 100",
      "create lif n; feed n pulse 2 at=5 for=3 every=10; run n 30; plot n",
      "create lif n; feed n const 1; feed n + noise 0 0.2; run n 50",
      "create threecomp n; feed n.basal_input const 1; feed n.apical_input 0.5 0.5; run n",
      "seed 7; create lif p n=100; feed p poisson 0.3 weight=2; run p 20",
      "create refractorylif n; feed n spikes 10ms 25ms weight=90nA; run n 50ms; plot n",
      "create if p n=3 step=8; feed p encode ttfs 0.9 0.5 0.1; run p; table p",
      "create if p n=10 step=8; feed p encode population 0.3 threshold=0.7; run p",
    ],
    Argument<Target>.feedTarget,
    Argument<FeedSignal>.signal
  ) { (context: inout Context, target: Target, input: FeedSignal) throws(Diagnostic) in
    var report = Report()
    for part in target.parts {
      guard var node = context.session.nodes[part.node] else { continue }
      let signal = Signal(
        try input.waveform(for: node, part: part, random: context.session.random), start: node.time,
        stream: node.feedStream(isAdded: input.isAdded))
      for one in part.inputs.isEmpty ? [nil] : part.inputs.map(Optional.some) {
        node.feed(
          signal, neurons: part.neurons ?? 0..<node.population, input: one, isAdded: input.isAdded)
      }
      context.session.nodes[part.node] = node
      context.session.current = part.node
      let unit = node.unit(of: part.inputs.first ?? node.model.inputs.keys[0])
      let text = signal.waveform.text(in: unit, of: node)
      // One current is one step's, which is seldom what is meant.
      let isOne = input.wave == nil && input.quantities.count == 1
      let more = isOne ? " for 1 step; 'feed \(part.label) const \(text)' stays" : ""
      report.add(.note("\(part.label) gets \(text)\(more)\(input.note(for: signal))"))
    }
    return report
  }

  static let unfeed = Command(
    "unfeed", .input, "Take the input current of a node away.",
    examples: ["create lif n; feed n const 1; unfeed n"],
    Argument<Target>.inputTarget
  ) { (context: inout Context, target: Target) throws(Diagnostic) in
    var report = Report()
    for part in target.parts {
      guard var node = context.session.nodes[part.node] else { continue }
      for one in part.inputs.isEmpty ? [nil] : part.inputs.map(Optional.some) {
        node.unfeed(neurons: part.neurons ?? 0..<node.population, input: one)
      }
      context.session.nodes[part.node] = node
      report.add(.note("\(part.label) gets nothing"))
    }
    return report
  }
}

extension Argument where Value == Target {
  /// A target that stands before a waveform or a list of currents.
  fileprivate static var feedTarget: Argument {
    Argument(
      "TARGET", "which node or neurons", isOptional: true, candidates: \.targetCandidates
    ) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> Target in
      let session = context.session
      let word = reader.nextPositional
      let isWave = word.map { Wave.names.contains($0.text) || $0.text.contains("(") } ?? true
      if let word, !isWave, word.looksLikeTarget {
        // `feed cosnt 1` means a waveform; what is behind tells.
        let next = reader.words.drop { $0 != word }.dropFirst().first
        let name = Reference(word.value).name.text
        if session.nodes[name] == nil, session.modules[name] == nil, word.text != "*",
          next.flatMap({ Double($0.text) }) != nil,
          let wave = nearestWord(to: word.text, among: Wave.names)
        {
          throw Diagnostic(
            "unknown node or waveform '\(word.text.shortened)'", at: word.range,
            expected: "a node, then a waveform", suggestion: wave)
        }
        _ = reader.takePositional()
        return try Target(Reference(word.value), in: session, allowsInput: true)
      }
      return try session.currentTarget(at: reader.verb.range)
    }
  }
}

extension Argument where Value == FeedSignal {
  fileprivate static var signal: Argument {
    let usage = "[+] CURRENT ... | WAVEFORM ..."
    return Argument(
      usage, "a current for each step, or a waveform", .words,
      candidates: { situation in
        guard let wave = situation.positionals.lazy.compactMap({ Wave.named($0.text) }).first else {
          return situation.key == nil
            ? Wave.all.map { Candidate($0.name, $0.summary) } + SpreadValue.candidates : []
        }
        if wave.name == "encode", situation.key == nil,
          situation.positionals.last?.text == "encode"
        {
          return NeuralCode.allCases.map { Candidate($0.rawValue, $0.note) }
        }
        return wave.name == "csv"
          ? situation.fileCandidates
          : situation.unused(wave.keys.map { Candidate($0.name, $0.note, suffix: "=") })
      }, expects: \.expectedSignal
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> FeedSignal in
      let isAdded = reader.nextPositional?.text == "+"
      if isAdded { _ = reader.takePositional() }
      guard let first = reader.nextPositional else {
        throw reader.missing("currents such as 0.5 0.8, or one of \(Wave.list)")
      }
      if let wave = Wave.named(first.text) {
        _ = reader.takePositional()
        if wave.name == "const",
          let signal = try FeedSignal(spread: &reader, isAdded: isAdded, host: context.host)
        {
          return signal
        }
        if wave.name == "encode" {
          return FeedSignal(
            wave: wave, quantities: [], isAdded: isAdded, encoded: try EncodedNumbers(&reader))
        }
        if wave.name == "csv" {
          return try FeedSignal(file: &reader, wave, isAdded: isAdded, host: context.host)
        }
        if wave.name == "spikes" {
          var times: [Quantity] = []
          for word in reader.takePositionals() {
            let expected = Wave.spikeTime.expectation
            times.append(try word.value.quantity(for: "a time", expected: expected))
          }
          guard !times.isEmpty else { throw reader.missing("times: \(wave.usage)") }
          return FeedSignal(
            wave: wave, quantities: try wave.keys.read(&reader, for: nil), isAdded: isAdded,
            times: times)
        }
        return FeedSignal(
          wave: wave, quantities: try wave.keys.read(&reader, for: wave.usage), isAdded: isAdded)
      }
      if let signal = try FeedSignal(spread: &reader, isAdded: isAdded, host: context.host) {
        return signal
      }
      guard !first.looksLikeTarget else {
        throw .unknown("waveform", first.value, among: Wave.names, expected: "one of \(Wave.list)")
      }
      var currents: [Quantity] = []
      for word in reader.takePositionals() {
        currents.append(try word.value.quantity(for: "a current"))
      }
      return FeedSignal(wave: nil, quantities: currents, isAdded: isAdded)
    }
  }
}
