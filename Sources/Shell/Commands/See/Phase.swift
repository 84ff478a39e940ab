import Analysis
import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let phase = Command(
    "phase", .see, "Draw two states against each other: nullclines, fixed points, trajectory.",
    details: """
      Lines show where each state stands still, arrows which way both go, @ a fixed point that small
      disturbances return to and O one that they leave. All of that follows from the model's own
      equations; a model in time steps moves by what one step of its integral adds. The input
      current is that of the last step, or 'input='. Other states of differential equations are at
      every point where they would settle there, so that a fixed point is one of the neuron;
      STATE=VALUE holds one of them instead, as a slow one whose moment is of interest. In a model
      in time steps they are held where they are. The plane covers the trajectory, unless ranges
      are given. In a CSV file 'name' says what a row is: a point of the trajectory, of which a
      spike begins another part, a fixed point, or a point of the flow with the change of both
      states there.
      """,
    examples: [
      "create fitzhughnagumo n; feed n const 0.5; run n 2000; phase n mem,w",
      "create izhikevich n; feed n const 10; run n 800; phase n mem,u mem=-80mV..30mV",
      "create fitzhughnagumo n; phase n mem,w mem=-2.5..2.5 w=-1..2 input=0.8 style=braille",
      "create hh n; feed n const 10; run n 20ms; phase n mem,n",
    ],
    Argument<Target>.leadingNode,
    Argument<[Name]>.statePair,
    Argument<StepWindow>.stepWindow,
    Argument<PlotLook>.look,
    Argument<PlotFiles>.plotFiles,
    Argument<[Setting]>.settings(
      "[input=CURRENT] [STATE=LOW..HIGH ...] [STATE=VALUE ...]",
      "the input current, what the axes cover, and states to hold"
    ) { $0.planeCandidates }
  ) {
    (
      context: inout Context, target: Target, pair: [Name], window: StepWindow, look: PlotLook,
      files: PlotFiles, settings: [Setting]
    ) throws(Diagnostic) in
    guard target.parts.count == 1, let part = target.parts.first,
      let node = context.session.nodes[part.node], (part.neurons ?? 0..<node.population).count == 1
    else {
      throw Diagnostic("a phase plane is of one neuron", at: target.range, expected: "n or p[1]")
    }
    let neuron = part.neurons?.lowerBound ?? 0
    let pair = pair.map(node.model.writtenOut)
    let plane = try PhasePlane(of: node, pair, neuron: neuron)
    var phase = Phase(
      node: node, neuron: neuron, plane: plane,
      inputs: node.presentInputs(neuron: neuron, random: context.session.random))
    try phase.take(settings)
    if node.recording.steps > 0 {
      let steps = try window.steps(of: node, at: target.range)
      try node.require(
        [pair[0].text, pair[1].text, "mem", "mem_before", "spike"], steps: steps, at: target.range)
      phase.trace(steps)
    }
    let (plot, fixedPoints) = phase.plot()
    var report = try context.show([plot], look, files, besides: 1 + max(1, fixedPoints.count))
    for note in phase.notes(on: fixedPoints) { report.add(.note(note)) }
    return report
  }
}

extension PhasePlane {
  /// The plane of two states that a user named.
  ///
  /// - Throws: `Diagnostic` at a name that is no such state, or on both axes.
  fileprivate init(of node: Node, _ pair: [Name], neuron: Int) throws(Diagnostic) {
    let names = Self.states(of: node, neuron: neuron)
    for name in pair where !names.contains(name.text) {
      throw .unknown(
        "state", name, among: names,
        expected: names.count > 1
          ? "two of \(names.joined(separator: ", "))" : "a model with two states; this has one")
    }
    guard let plane = PhasePlane(node, neuron: neuron, x: pair[0].text, y: pair[1].text) else {
      throw Diagnostic(
        "'\(pair[0].text)' is on both axes", at: pair[1].range, expected: "two different states")
    }
    self = plane
  }
}

/// A phase plane on its way to a plot.
private struct Phase {
  let node: Node
  let neuron: Int
  private(set) var plane: PhasePlane
  var inputs: [Double]
  private var xRange: ClosedRange<Double>?
  private var yRange: ClosedRange<Double>?
  private var paths: [PhasePlot.Path] = []

  init(node: Node, neuron: Int, plane: PhasePlane, inputs: [Double]) {
    self.node = node
    self.neuron = neuron
    self.plane = plane
    self.inputs = inputs
  }

  /// Takes over the input current and the ranges that were typed.
  mutating func take(_ settings: [Setting]) throws(Diagnostic) {
    var holding: [String: Double] = [:]
    for setting in settings {
      let setting = setting.renamed(node.model.writtenOut(setting.name))
      let name = setting.name.text
      if name == plane.x || name == plane.y {
        let range = try range(setting)
        if name == plane.x { xRange = range } else { yRange = range }
      } else if let index = node.model.inputs.index(forKey: name) {
        inputs[index] = try setting.value.quantity(for: "'\(name)'")
          .number(in: node.unit(of: name), what: "'\(name)'")
      } else if plane.settled.contains(name) || plane.held.keys.contains(name) {
        holding[name] = try setting.value.quantity(for: "'\(name)'")
          .number(in: node.unit(of: name), what: "'\(name)'")
      } else {
        let names = [plane.x, plane.y] + node.model.inputs.keys + plane.settled + plane.held.keys
        throw .unknown(
          "option", setting.name, among: names + Command.phase.arguments.keys,
          expected: names.map { "\($0)=" }.joined(separator: ", "))
      }
    }
    hold(holding, settles: true)
  }

  // Makes the plane anew with states held.
  private mutating func hold(_ values: [String: Double], settles: Bool) {
    plane =
      PhasePlane(
        node, neuron: neuron, x: plane.x, y: plane.y, holding: values, settles: settles) ?? plane
  }

  private func range(_ setting: Setting) throws(Diagnostic) -> ClosedRange<Double> {
    let text = setting.value.text
    let (unit, what) = (node.unit(of: setting.name.text), "'\(setting.name.text)'")
    let names = setting.value.parts(separator: "..")
    guard names.count == 2 else {
      throw Diagnostic(
        "\(what) cannot be '\(text)'", at: setting.value.range, expected: "LOW..HIGH")
    }
    let (low, high) = (names[0], names[1])
    let ends = (
      try low.quantity(for: what).number(in: unit, what: what),
      try high.quantity(for: what).number(in: unit, what: what)
    )
    guard ends.0 < ends.1 else {
      throw Diagnostic(
        "\(what) cannot begin at \(low.text) and end at \(high.text)", at: setting.value.range,
        expected: "the lower end first")
    }
    return ends.0...ends.1
  }

  /// Takes over the way that the states took; it breaks off where a spike resets them.
  mutating func trace(_ steps: ClosedRange<Int>) {
    func samples(_ name: String) -> [Double] {
      node.samples(of: name, neuron: neuron, steps: steps)
    }
    let before = samples("mem_before")
    let after = samples("mem")
    let (x, y) = (samples(plane.x), samples(plane.y))
    let spikes = samples("spike")
    var path = PhasePlot.Path(x: [], y: [])
    for index in x.indices {
      let isReset = spikes[index] != 0 && before[index] != after[index]
      if isReset {
        // The other state has jumped already; the peak belongs to where it was before.
        path.x.append(plane.x == "mem" ? before[index] : path.x.last ?? x[index])
        path.y.append(plane.y == "mem" ? before[index] : path.y.last ?? y[index])
        paths.append(path)
        path = PhasePlot.Path(x: [], y: [])
      }
      path.x.append(x[index])
      path.y.append(y[index])
    }
    paths.append(path)
  }

  /// The plot, and its fixed points with what disturbances do around them.
  mutating func plot() -> (PhasePlot, [PhasePlane.RestPoint]) {
    let x = xRange ?? usualRange(of: plane.x, paths.flatMap(\.x))
    let y = yRange ?? usualRange(of: plane.y, paths.flatMap(\.y))
    let (columns, rows) = (121, 81)
    let grid = (0..<rows).flatMap { row in
      (0..<columns).map { column in
        (
          x.lowerBound + (x.upperBound - x.lowerBound) * Double(column) / Double(columns - 1),
          y.lowerBound + (y.upperBound - y.lowerBound) * Double(row) / Double(rows - 1)
        )
      }
    }
    var changes = plane.changes(x: grid.map(\.0), y: grid.map(\.1), inputs: inputs)
    if changes.x.allSatisfy(\.isNaN), !plane.settled.isEmpty {
      // Nothing settles anywhere: what is there, then.
      hold(Dictionary(uniqueKeysWithValues: plane.held.map { ($0, $1) }), settles: false)
      changes = plane.changes(x: grid.map(\.0), y: grid.map(\.1), inputs: inputs)
    }
    let fixedPoints = plane.fixedPoints(x: x, y: y, inputs: inputs)
    let plot = PhasePlot(
      name: node.label(neuron: neuron),
      x: PlotAxis(plane.x, unit: node.unit(of: plane.x).text),
      y: PlotAxis(plane.y, unit: node.unit(of: plane.y).text), xRange: x, yRange: y,
      flow: .init(
        x: SampledField(columns: columns, rows: rows, values: changes.x),
        y: SampledField(columns: columns, rows: rows, values: changes.y)),
      fixedPoints: fixedPoints.map { .init(x: $0.x, y: $0.y, isStable: $0.isStable) },
      paths: paths)
    return (plot, fixedPoints)
  }

  // The trajectory with some room around it; where mem is cut off at the threshold, up to there.
  private func usualRange(of state: String, _ values: [Double]) -> ClosedRange<Double> {
    let present = node.states[state]?[neuron] ?? 0
    guard let low = values.min(), var high = values.max(), low < high else {
      let room = max(abs(present) / 2, 1)
      return present - room...present + room
    }
    if state == "mem", paths.count > 1, let threshold = node.threshold(of: neuron),
      threshold > low
    {
      high = min(high, threshold)
    }
    let room = (high - low) / 10
    return low - room...high + room
  }

  /// The fixed points in words, and what the plane takes for granted.
  func notes(on points: [PhasePlane.RestPoint]) -> [String] {
    func text(_ name: String, _ value: Double) -> String {
      "\(name) \(value.readable)\(node.unit(of: name).text.spaced)"
    }
    let kind = plane.held.isEmpty ? "fixed point" : "fixed point of the plane"
    let found = points.map { point in
      "\(kind) at \(text(plane.x, point.x)), \(text(plane.y, point.y)):"
        + " \(point.isStable ? "stable" : "unstable") \(point.kind.rawValue)"
    }
    let given =
      zip(node.model.inputs.keys, inputs).map { text($0, $1) }
      + plane.held.map { "\(text($0.key, $0.value)) held" }
      + plane.settled.map { "\($0) where it settles" }
    return (found.isEmpty ? ["no \(kind) here"] : found)
      + ["for \(given.joined(separator: ", "))"]
  }
}

extension Argument where Value == [Name] {
  /// `mem,w`, or two words.
  fileprivate static var statePair: Argument {
    Argument("STATE,STATE", "which states, to the right and upwards", .words) {
      $0.pairCandidates
    } read: { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) -> [Name] in
      var names: [Name] = []
      for word in reader.takePositionals() { names += word.value.parts(separator: ",") }
      guard names.count >= 2 else { throw reader.missing("two states, such as mem,w") }
      guard names.count == 2 else {
        throw Diagnostic(
          "'\(names[2].text)' is one state too many", at: names[2].range,
          expected: "two states, such as mem,w")
      }
      return names
    }
  }
}
