import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let tune = Command(
    "tune", .see, "Change a node's numbers by keys, and see at once what it does.",
    details: """
      The node is run from its start and drawn in place, its first run faintly behind. Left and
      right choose a number, up and down change it by a step of 1, 2 or 5 times a power of ten,
      about a tenth of it, with Shift by a tenth of that; digits type a value, which Return takes.
      Tab shows the next view: trace, phase plane, f-I curve, raster. Return keeps the values, as
      one 'set' (and 'feed' for an input), which undo takes back together; Esc leaves everything as
      it was. What an input is fed has to be a constant current, or nothing. Where nothing is named,
      it is the first input and the model's own parameters. It needs a prompt at a terminal; 'set'
      and 'feed' do the same in a script.
      """,
    examples: [
      "create lif n tau=10; feed n const 1.3; tune n tau,input",
      "create hh n; feed n const 10; tune n input,gK for=30ms",
    ],
    Argument<Target>.leadingNode,
    Argument<[Name]>.knobs,
    Argument<Quantity?>.keyed(
      "for", .time, "how long it runs; else as long as it ran before, or 100 steps, or 50ms"),
    Argument<PlotLook>.look
  ) {
    (context: inout Context, target: Target, names: [Name], duration: Quantity?, look: PlotLook)
      throws(Diagnostic) in
    let node = try context.liveNode(target, verb: "tune", done: "tuned")
    guard let animate = context.host.screen.animate, context.host.screen.hasKeys,
      context.sourceDepth == 0
    else {
      throw Diagnostic(
        "'tune' listens to keys, and there are none here", at: context.verb.range,
        expected: "the prompt at a terminal; in a script 'set' and 'feed'")
    }
    let steps = try duration?.steps(of: node, in: 1...mostSteps, what: "'for'") ?? node.liveSteps
    var tuner = try Tuner(
      node, try node.knobs(names), steps: steps, marks: context.marks(look), in: context)
    animate { moment in
      for key in moment.keys where tuner.ending == nil { tuner.press(key) }
      guard tuner.ending == nil else { return nil }
      return Host.Screen.Frame(
        tuner.frame(columns: moment.columns, rows: moment.rows), moves: false)
    }
    let commands = tuner.knobs.commands
    guard tuner.ending == .kept, !commands.isEmpty else {
      return Report(.note("\(node.name) is as it was"))
    }
    var report = Report()
    for command in commands { report.add(try context.perform(command)) }
    report.repetition = commands
    return report
  }
}

private let mostSteps = 1_000_000

extension Node {
  /// The knobs of some names; the usual ones where there are no names.
  ///
  /// - Throws: `Diagnostic` at a name that is no knob.
  func knobs(_ names: [Name]) throws(Diagnostic) -> [Knob] {
    guard !names.isEmpty else { return usualKnobs }
    var knobs: [Knob] = []
    for name in names where !knobs.contains(where: { $0.name == name.text }) {
      knobs.append(try knob(name))
    }
    return knobs
  }

  /// How long it runs for a picture: as long as it ran, within what can be drawn 20 times a second.
  fileprivate var liveSteps: Int {
    guard time == 0 else { return min(time, 20_000) }
    guard let timeUnit, let second = UnitOfMeasure.named("s") else { return 100 }
    return (0.05 * second.factor(to: timeUnit) / dt).whole(in: 1...20_000)
  }
}

extension Context {
  /// The one whole node that a command looks at while it runs.
  ///
  /// - Throws: `Diagnostic` at a target of several, or of some neurons.
  func liveNode(
    _ target: Target, verb: String, done: String
  ) throws(Diagnostic) -> Node {
    guard target.parts.count == 1, let part = target.parts.first,
      let node = session.nodes[part.node]
    else {
      throw Diagnostic(
        "only one node can be \(done)", at: target.range, expected: "its name")
    }
    try target.requireWholeNodes(verb)
    return node
  }
}

extension Argument where Value == [Name] {
  /// `tau,input`, or several words.
  fileprivate static var knobs: Argument {
    Argument(
      "[NAME,NAME ...]", "which parameters and inputs", .words,
      candidates: { situation in
        guard let node = situation.node else { return [] }
        return situation.listed(
          node.model.inputs.keys.map { Candidate($0, "an input") }
            + node.model.parametersOwnFirst.map { Candidate($0.name, $0.note) })
      }
    ) { (reader: inout ArgumentReader, _: Context) in
      reader.takePositionals().flatMap { $0.value.parts(separator: ",") }
    }
  }
}
