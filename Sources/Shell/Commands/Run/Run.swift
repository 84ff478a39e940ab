import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let run = Command(
    "run", .run, "Run nodes for one forward pass each, or for a number of steps.",
    traits: [.advancesTime],
    details: """
      Without a number every node takes as many steps as its parameter 'step' says. mem and the
      other states go on from where they are; reset starts again. Connected nodes run together,
      whichever of them is named. Ctrl-C stops between two steps and keeps what was done.
      """,
    examples: [
      "create lif n step=4; feed n const 1.5; run n",
      "create lif n; feed n const 1.5; run n 100; plot n",
      "create lif a; create if b; feed a const 1.2; feed b const 0.1; run 20",
    ],
    Argument<Target>.everyTarget,
    Argument<Quantity?>.steps("how many steps, or a time; else the parameter 'step'")
  ) { (context: inout Context, target: Target, steps: Quantity?) throws(Diagnostic) in
    try context.advance(target) { (node: Node) throws(Diagnostic) in
      try steps?.steps(of: node, in: 0...longestRun, what: "'steps'") ?? node.windowLength
    }
  }
}

/// The most steps that a command takes.
let longestRun = 1_000_000_000

extension Target {
  /// Checks that the target names whole nodes; the neurons of a population share their time.
  func requireWholeNodes(_ verb: String) throws(Diagnostic) {
    guard let part = parts.first(where: { $0.neurons != nil }) else { return }
    throw Diagnostic(
      "'\(part.label)' is part of a population", at: range, expected: "'\(verb) \(part.node)'")
  }
}

extension Context {
  /// Takes each node of the target as many steps as `steps` says, and tells what they did.
  mutating func advance(
    _ target: Target, steps: (Node) throws(Diagnostic) -> Int
  ) throws(Diagnostic) -> Report {
    try target.requireWholeNodes("run")
    let all = self.groups(of: target)
    // Recordings give up old steps where they fill their room; that is said when it begins.
    let wasFull = roomForRecording < session.largestRecording / 2
    let share = roomForRecording / max(1, all.reduce(0) { $0 + $1.count })
    var groups: [RunGroup] = []
    for names in all {
      guard let first = target.parts.first(where: { names.contains($0.node) }),
        let named = session.nodes[first.node]
      else { continue }
      let count = try steps(named)
      var group = try group(names, steps: count, at: target.range)
      for node in names.compactMap({ session.nodes[$0] }) {
        group.limits[node.name] = try limit(of: node, share, steps: count, at: target.range)
      }
      groups.append(group)
    }
    var report = Report()
    for outcome in outcomes(of: groups) {
      for node in outcome.nodes {
        report.add(.note(node.news(since: session.nodes[node.name]?.time ?? 0)))
        if let before = session.nodes[node.name], node.hasForgotten(since: before),
          !wasFull || before.recording.firstKeptStep == 1
        {
          report.add(.note(forgettingNote(node)))
        }
        let taken = session.nodes[node.name]?.time == 0 ? node.time : 0
        session.nodes[node.name] = node
        if outcome.ending == .finished, outcome.nodes.count == 1, outcome.connections.isEmpty,
          let note = session.noteOnce(onStepLengthOf: node, afterSteps: taken)
        {
          report.add(.note(note))
        }
        if outcome.ending == .finished, let warning = node.warning { report.add(.note(warning)) }
      }
      session.network.connections.merge(outcome.connections) { $1 }
      if report.problem == nil { report.problem = problem(outcome, at: target.range) }
    }
    if let complaint = host.compiler?.takeComplaint() {
      report.add(.note("\(complaint): the interpreter did it"))
    }
    return report
  }

  // How many more numbers all nodes together may record.
  private var roomForRecording: Int {
    max(0, session.largestRecording - session.nodes.values.reduce(0) { $0 + $1.recording.keptSize })
  }

  // How many numbers a node may hold that gets a share of the room there is.
  private func limit(
    of node: Node, _ share: Int, steps: Int, at range: SourceRange
  ) throws(Diagnostic) -> Int {
    let limit = node.recording.keptSize + share
    // Spikes are counted at every step, however long ago, in half a number.
    let room = max(0, limit - node.recording.steps / 2)
    if steps > room {
      throw Diagnostic(
        "'\(node.name)' cannot record \(steps) more steps", at: range,
        expected:
          "at most \(room.counted("step")) before 'reset', or more memory: 'set session memory='")
    }
    guard node.record == .all, node.rowSize > room, steps > 0 else { return limit }
    throw Diagnostic(
      "'\(node.name)' cannot record a step of \(node.rowSize) numbers", at: range,
      expected: "'reset', 'set \(node.name) record=spikes' or 'set session memory='")
  }

  private func forgettingNote(_ node: Node) -> String {
    let kept = node.recording.steps + 1 - node.recording.firstKeptStep
    let hint = node.record == .all ? "'set \(node.name) record=spikes' or " : ""
    return
      "\(node.name): recordings fill their \(session.recordingMemory) MB: its last \(kept) steps"
      + " are kept from now on; \(hint)'set session memory=' keeps more"
  }

  func problem(
    _ ending: Node.Ending, _ node: Node, at range: SourceRange
  ) -> Report.Problem? {
    switch ending {
    case .finished: return nil
    case .interrupted:
      return .stopped(" after step \(node.time) of '\(node.name)'; its state is kept", at: range)
    case .notFinite(let place):
      let neuron = node.population > 1 ? "[\(place.neuron + 1)]" : ""
      let (reason, remedy) = node.reasonAndRemedy(of: place)
      return .failure(
        "'\(node.name)\(neuron)' stopped before step \(place.step): \(reason)", at: range,
        expected: "\(remedy); the state is that of step \(node.time)")
    }
  }
}

extension Session {
  /// That shorter steps would move the spikes of a run from reset; nil where they would not, and where it
  /// is known of such a model and dt.
  fileprivate mutating func noteOnce(onStepLengthOf node: Node, afterSteps steps: Int) -> String? {
    let key = "\(node.model.name) \(node.method.rawValue) \(node.spikeTiming.rawValue) \(node.dt)"
    guard tellsOfSteps, steps > 0, !knownSteps.contains(key),
      let note = node.noteOnStepLength(afterSteps: steps, random: random)
    else { return nil }
    knownSteps.insert(key)
    return note
  }
}
