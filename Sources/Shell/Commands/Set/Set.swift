import Analysis
import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let set = Command(
    "set", .set, "Give parameters or states new values.",
    details: """
      Names are the model's parameters and states, act (the surrogate), precision (double or
      float) and record: all (every quantity at every step), spikes (who fired when), none (how
      many fired at each step), or the names of what is kept beside the spikes, such as
      record=mem,INa, which saves memory and time in large populations. Values hold from
      the next step on. A surrogate brings its own alpha unless alpha is set with it. method and
      spikes say how differential equations are solved, and whether spikes lie between steps
      (spikes=exact); tolerance is for method=adaptive and method=stiff.
      NODE.PARAMETER=VALUE names the node in the setting itself. An entry of a matrix or vector is
      set as weight[2,3]=0.5 or bias[2]=0.1. Each neuron has a value of its own by
      uniform(a,b) and normal(mean,deviation), drawn from the session's seed; by tau=5ms..20ms,
      evenly from the first neuron that is named to the last; by a list, tau=5,10,20ms; by a formula
      of i, the neuron's number from 1, and N, how many its population has: tau=(5 + i/N)*1ms; and
      by a column of a CSV file, tau=FILE.csv:COLUMN, with a row a neuron. 'session' stands for what is common
      to all: backend=auto, interpreter or native says what computes, with the same results;
      memory=800 is for how many megabytes nodes record, beyond which the oldest steps are given up;
      style=ascii or braille is what plots are made of where they say nothing else; with pictures=on
      they are pixels between the axes at a prompt whose terminal says that it can (kitty, iTerm2 and
      those with sixel).
      """,
    examples: [
      "create lif n; set n tau=3 threshold=0.8",
      "create lif n; set tau=3",
      "create lif n; set n act=atan alpha=3; show n",
      "create lif p n=10; set p[1..5] tau=4; show p.tau",
      "create lif n; set n.tau=5",
      "create hh h; set h method=adaptive tolerance=1e-8; feed h const 10; run h 20ms",
      "create adex a; set a spikes=exact; feed a const 500pA; run a 100ms; describe a",
      "create lif p n=100; set p mem=uniform(0,1) tau=normal(5,0.5); show p",
      "create refractorylif p n=5; set p tau=5ms..20ms; set p mem=(i/N - 71)*1mV; show p.mem",
      "create lif a; create lif b; connect a -> b; set a_b weight=0.4; expect a_b.weight == 0.4",
      "create lif p n=10; connect p -> p; set p_p weight=exp(-distance/3); show p_p",
      "create psn n step=4; set n weight=0 weight[1,4]=0.5 bias[1]=-1; show n",
      "create lif p n=1000; set p record=spikes; feed p const 1.5; run p 100",
      "create hh h; set h record=mem,INa; feed h const 10; run h 20ms; plot h INa",
      "set session backend=interpreter memory=200 style=braille",
    ],
    Argument<Name?>.settingTarget,
    Argument<[Setting]>.settings("PARAMETER=VALUE ...", "what to set") { situation in
      if let word = situation.positionals.first, situation.session.nodes[word.text] == nil {
        if let connection = situation.session.network.connections[word.text] {
          return situation.settingCandidates(for: connection)
        }
        if word.text == "session" { return situation.sessionSettingCandidates }
      }
      let name = situation.positionals.first?.text ?? situation.session.current
      guard let name, let part = try? Target(Reference(name), in: situation.session),
        let node = part.parts.first.flatMap({ situation.session.nodes[$0.node] })
      else { return [] }
      return situation.settingCandidates(for: node.model)
    }
  ) {
    (context: inout Context, word: Name?, settings: [Setting]) throws(Diagnostic) in
    if word?.text == "session" { return try context.session.set(common: settings) }
    if let word, context.session.network.connections[word.text] != nil {
      return try context.session.set(settings, connection: word)
    }
    var report = Report()
    var remaining: [Setting] = []
    for setting in settings {
      let reference = Reference(setting.name)
      guard let name = reference.entry else {
        remaining.append(setting)
        continue
      }
      let target = try Target(reference.owner, in: context.session)
      report.add(try context.session.set([setting.renamed(name)], target))
    }
    if !remaining.isEmpty {
      let target =
        if let word {
          try Target(Reference(word), in: context.session)
        } else { try context.session.currentTarget(at: remaining[0].name.range) }
      try context.session.checkIsNoNode(remaining[0], target)
      report.add(try context.session.set(remaining, target))
    }
    return report
  }
}

extension Argument where Value == Name? {
  /// A target; required to be followed by settings.
  fileprivate static var settingTarget: Argument {
    Argument(
      "TARGET", "which node or neurons", isOptional: true,
      candidates: {
        $0.targetCandidates + $0.connectionCandidates
          + [Candidate("session", "what is common to all")]
      }
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      let word = reader.takePositional()?.value
      guard reader.words.contains(where: { $0.key != nil }) else {
        // `set n tau` lacks the `=`.
        let nodes = context.session.nodes
        let words = [word, reader.nextPositional?.value].compactMap(\.self)
        if let extra = words.first(where: { nodes[$0.text] == nil }) {
          let names = context.session.current.flatMap { nodes[$0]?.settableNames } ?? []
          throw Diagnostic(
            "'\(extra.text.shortened)' has no '=' and value", at: extra.range,
            expected: "PARAMETER=VALUE",
            suggestion: nearestWord(to: extra.text, among: names).map { "\($0)=" },
            kind: .incomplete)
        }
        throw reader.missing("PARAMETER=VALUE")
      }
      return word
    }
  }
}

extension Session {
  // `set n =3` reads as `set n=3`.
  fileprivate func checkIsNoNode(_ setting: Setting, _ target: Target) throws(Diagnostic) {
    let name = setting.name.text
    guard nodes[name] != nil,
      !target.parts.contains(where: { nodes[$0.node]?.isSettable(name) == true })
    else { return }
    throw Diagnostic(
      "'\(name)' is a node, and which parameter is meant is missing", at: setting.name.range,
      expected: "PARAMETER=VALUE, as in 'set \(name) PARAMETER=\(setting.value.text.shortened)'")
  }

  fileprivate mutating func set(
    _ settings: [Setting], _ target: Target
  ) throws(Diagnostic) -> Report {
    var report = Report()
    var known: Set<String> = []
    let beforeAll = self
    for part in target.parts {
      guard var node = nodes[part.node] else { continue }
      // In a module, what a node does not have is left to the others.
      let own = settings.map { $0.named(asIn: node) }.filter { setting in
        !target.isModule || node.isSettable(setting.name.text)
      }
      guard !own.isEmpty else { continue }
      known.formUnion(own.map { $0.name.text })
      let before = node
      var moved: [String] = []
      let neurons = part.neurons ?? 0..<node.population
      try node.apply(own, to: neurons, random: random)
      if node.dt != before.dt, let setting = own.first(where: { $0.name.text == "dt" }) {
        moved = try keepTimes(of: &node, before: before, at: setting.value.range)
      }
      nodes[part.node] = node
      if let setting = own.first(where: {
        node.model.declaredStates[Reference($0.name).name.text] == nil
      }) {
        try checkCoupling(of: [node.name], before: beforeAll, at: setting.value.range)
      }
      let values = own.map { node.news(of: $0, for: neurons) }.joined(separator: ", ")
      report.add(.note("\(part.label): \(values)"))
      if node.spikeTiming != before.spikeTiming {
        moved += network.connections.values.filter { $0.target == node.name }
          .compactMap(noteOnSteps)
      }
      for note in node.sideEffects(of: own, since: before, random) + moved {
        report.add(.note(note))
      }
    }
    let node = target.parts.first.flatMap { nodes[$0.node] }
    let unknown = settings.first { setting in
      !known.contains(node.map { setting.named(asIn: $0) }?.name.text ?? setting.name.text)
    }
    if let unknown {
      let names = Set(target.parts.flatMap { nodes[$0.node]?.settableNames ?? [] }).sorted()
      throw .unknown("parameter", unknown.name, oneOf: names)
    }
    return report
  }
}

extension Node {
  // What came with what was set, or did not though it might seem so.
  fileprivate func sideEffects(
    of settings: [Setting], since before: Node, _ random: RandomSource
  ) -> [String] {
    let names = settings.flatMap { setting in
      ((try? places(of: setting.name)) ?? []).map(\.text)
    }
    var notes: [String] = []
    for (other, values) in parameters where !names.contains(other) {
      if values == before.parameters[other] { continue }
      notes.append("\(name): \(other) is now \(readable(values)), which comes with it")
    }
    if names.contains("dt"), !dependsOnTimeStep {
      notes.append(
        "\(name): dt does not enter the equations of \(model.name), which stay as they were")
    }
    if timeUnit != nil, dt != before.dt, time > 0 {
      notes.append(
        "\(name): the \(time.counted("step")) that it took count as \(duration(Double(time))) now;"
          + " 'reset \(name)' begins anew")
    }
    let moved = statesLeftBehind(since: before, random).filter { !names.contains($0) }
    if !moved.isEmpty {
      let verb = moved.count == 1 ? "stays" : "stay"
      notes.append(
        "\(name): \(moved.joined(separator: ", ")) \(verb) where it was; 'reset \(name)' begins anew"
      )
    }
    return notes
  }

  // A node that has not begun stands where its parameters put it until they change.
  private func statesLeftBehind(since before: Node, _ random: RandomSource) -> [String] {
    guard time == 0 else { return [] }
    var (start, earlier) = (self, before)
    guard (try? start.begin(random: random)) != nil, (try? earlier.begin(random: random)) != nil
    else { return [] }
    return states.keys.filter {
      before.isNear(earlier, in: $0) && !start.isNear(earlier, in: $0)
    }
  }

  // Where a state comes to rest is only found to some digits.
  private func isNear(_ other: Node, in state: String) -> Bool {
    zip(states[state] ?? [], other.states[state] ?? []).allSatisfy {
      abs($0 - $1) <= 1e-6 * max(1, abs($1))
    }
  }
}

extension Session {
  // What was given as a time is kept as one when a step gets another length: waveforms and rates of
  // the inputs, and delays of the connections that end on the node. Returns what could not be, as it is no
  // whole number of steps.
  private mutating func keepTimes(
    of node: inout Node, before: Node, at range: SourceRange
  ) throws(Diagnostic) -> [String] {
    guard node.timeUnit != nil else { return [] }
    let factor = before.dt / node.dt
    let (name, time) = (node.name, node.time)
    var notes: [String] = []
    try node.feeds.changeSignals { (signal: inout Signal) throws(Diagnostic) in
      guard let rescaled = signal.rescaled(by: factor, at: time) else {
        throw Diagnostic(
          "an input of '\(name)' would take more than 1e12 steps", at: range,
          expected: "a longer time step")
      }
      signal = rescaled
    }
    for (old, new) in zip(before.feeds, node.feeds) {
      let unit = node.unit(of: old.input)
      let texts = (
        old.signal.waveform.text(in: unit, of: before), new.signal.waveform.text(in: unit, of: node)
      )
      // Those that are told in steps have other numbers in any case.
      if case .pieces = new.signal.waveform { continue }
      if texts.0 != texts.1 {
        notes.append("\(name): '\(texts.0)' is '\(texts.1)' in whole steps")
      }
    }
    let incoming = network.connections.values.filter { $0.target == node.name }
    let delays = incoming.map(delayText)
    for connection in incoming {
      let sources = nodes[connection.source]?.population ?? 1
      let longest =
        connection.carried == .membrane
        ? min(longestDelay, Node.mostInFlight / sources) : longestDelay
      try network.connections[connection.name]?.rescale(
        toStep: node.dt, factor: factor, longest: longest, at: range)
    }
    nodes[node.name] = node
    for (connection, old) in zip(incoming, delays) {
      let new = network.connections[connection.name].map(delayText) ?? old
      if old != new {
        notes.append("\(connection.name): the delay of \(old) is \(new) in whole steps")
      }
    }
    return notes
  }
}

extension Target.Part {
  /// The part as it is written: `p[1..5]`.
  var label: String {
    let suffix = input.map { ".\($0)" } ?? ""
    guard let neurons else { return node + suffix }
    let first = neurons.lowerBound + 1
    let last = neurons.count == 1 ? "" : "..\(neurons.upperBound)"
    return "\(node)[\(first)\(last)]\(suffix)"
  }
}

extension String {
  /// The text with a space in front; nothing where it is empty.
  var spaced: String { isEmpty ? "" : " " + self }
}
