import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let plot = Command(
    "plot", .see, "Draw mem, or whatever was recorded, of one or several nodes.",
    details: """
      The curve of mem shows it before a reset, so that a firing step shows its peak; a stroke leads
      down to where the reset leaves it. In continuous time a peak ends at the threshold, since
      what lies above is the overshoot of one step. A CSV file has a row a step, and a column for each
      quantity; where there are several neurons their rows stand below each other, with the name
      in front. There mem_before is what the curve shows and mem what a reset leaves, as in table
      and hist. Several neurons, and quantities of different units, have a panel each over one time
      axis; where all show the same, with one range of values. Spikes stand in the row above, the
      threshold as a dashed line, the input current in the strip below. Samples are * or the like,
      or squares of dots, and the lines between them light, also where several samples share a column.
      2 to 9 or # in the row above are so many spikes.
      What 'let' names in the integral can be drawn as well, such as a current: as the step's
      beginning had it, computed from what was recorded.
      Of what has compartments the first is drawn where none is named; mem[50] and mem[1..3] name
      others, and 'plot n mem over x' draws all as a map of time and place, from 0 to 1.
      'ghost' draws the run before the last reset behind the present one. 'plot act' draws the
      node's surrogate instead: the spike over mem - threshold, and the gradient that learning takes
      for it.
      """,
    examples: [
      "create lif n; feed n const 1.5; run n 20; plot n",
      "create lif a; create lif b tau=5; feed a const 1.5; feed b const 1.5; run 30; plot a b",
      "create izhikevich n; feed n const 10; run n 300; plot n mem u style=braille",
      "create lif n; feed n const 1.5; run n 40; reset n; set n tau=8; run n 40; plot n ghost",
      "create lif n; feed n const 1.5; run n 500; plot n last=50 height=10",
      "create lif n; feed n const 1.5; run n 20; plot n --svg n.svg --csv n.csv --force",
      "create lif n; plot act n",
    ],
    Argument<Bool>.surrogate,
    Argument<Drawn>.drawn(
      "which nodes or neurons; mem where left out; the earlier run as well", hasGhosts: true),
    Argument<StepWindow>.stepWindow,
    Argument<PlotLook>.look,
    Argument<PlotFiles>.plotFiles
  ) {
    (
      context: inout Context, isOfSurrogate: Bool, drawn: Drawn, window: StepWindow,
      look: PlotLook, files: PlotFiles
    ) throws(Diagnostic) in
    if isOfSurrogate, let part = drawn.targets.first?.parts.first,
      let node = context.session.nodes[part.node]
    {
      return try context.show([node.surrogatePlot], look, files)
    }
    if drawn.isMap { return try context.show(try context.maps(of: drawn, window), look, files) }
    var drawn = drawn
    if drawn.quantities.isEmpty { drawn.quantities = [Name("mem", context.verb.range)] }
    // Numbers alone are for programs, which can tell any number of neurons apart.
    let isPicture = files.files.isEmpty || files.files[.svg] != nil
    let (panels, hidden) = try context.tracePanels(
      of: drawn, window, atMost: isPicture ? mostTraces : .max)
    var report = try context.show([TraceStack(panels)], look, files, besides: hidden > 0 ? 1 : 0)
    if hidden > 0 {
      let population = drawn.targets.flatMap(\.parts).first { part in
        context.session.nodes[part.node]?.population ?? 1 > mostTraces
      }
      let way = population.map { "; \($0.node)[1..8] chooses" } ?? ""
      report.add(.note("\(hidden.counted("more neuron"))\(way)"))
    }
    return report
  }
}

/// What `plot` draws, or `table` prints.
struct Drawn: Hashable, Sendable {
  /// Which neurons.
  var targets: [Target]
  /// Which of their quantities; none where it is not said.
  var quantities: [Name]
  /// Whether their earlier runs as well.
  var hasGhost: Bool
  /// Whether over the compartments as well as over time.
  var isMap = false
}

extension Drawn {
  /// Whether a word that names a node as well as a quantity of the first target means the latter,
  /// as it does behind another quantity, and where it would name the same node again.
  fileprivate func means(
    _ word: Word, asQuantityOf session: Session, after quantities: [Name]
  ) -> Bool {
    guard let first = targets.first?.parts.first?.node, let node = session.nodes[first],
      node.quantities.contains(word.text)
    else { return false }
    return !quantities.isEmpty || first == word.text
  }
}

extension Context {
  /// Traces of the neurons, a panel for the quantities of each unit, and how many neurons there was
  /// no room for.
  ///
  /// - Throws: `Diagnostic` where something was not recorded, or does not fit into one plot.
  fileprivate func tracePanels(
    of drawn: Drawn, _ window: StepWindow, atMost most: Int
  ) throws(Diagnostic) -> (panels: [TracePlot], hidden: Int) {
    var panels: [TracePlot] = []
    var (taken, hidden, rows) = (0, 0, 0)
    for target in drawn.targets {
      for part in target.parts {
        guard let node = session.nodes[part.node] else { continue }
        let steps = try window.steps(of: node, at: target.range)
        let neurons = part.neurons ?? 0..<node.population
        let shown = neurons.prefix(max(0, most - taken))
        taken += shown.count
        hidden += neurons.count - shown.count
        rows += shown.count * steps.count
        guard shown.count <= mostTraces || rows <= mostRows else {
          throw Diagnostic(
            "these are \(rows) rows", at: target.range,
            expected: "at most \(mostRows) of several neurons: 'from=', 'to=' or 'last=' choose"
              + " steps, and \(node.name)[1..10] neurons")
        }
        try requireTimes(of: node, from: steps, like: panels.first, at: target.range)
        for quantity in drawn.quantities {
          guard node.quantities.contains(quantity.text) else {
            throw .unknown("quantity", quantity, oneOf: node.declaredQuantities)
          }
          try node.require(node.recordings(for: quantity.text), steps: steps, at: target.range)
        }
        for neuron in shown {
          guard shown.count <= mostTraces || !host.isInterrupted() else {
            throw .stopped(at: target.range)
          }
          for panel in try self.panels(of: node, neuron, drawn, steps, window, at: target.range) {
            // Numbers of any number of neurons need no panels of their own.
            if most == .max,
              let index = panels.firstIndex(where: { $0.value.unit == panel.value.unit })
            {
              panels[index].traces += panel.traces
            } else {
              panels.append(panel)
            }
          }
        }
      }
    }
    return (panels, hidden)
  }

  private func requireTimes(
    of node: Node, from steps: ClosedRange<Int>, like first: TracePlot?, at range: SourceRange
  ) throws(Diagnostic) {
    let shape = node.tracePlot(of: "mem", from: steps.lowerBound)
    guard let first,
      (first.firstStep, first.interval, first.time.unit)
        != (shape.firstStep, shape.interval, shape.time.unit)
    else { return }
    throw Diagnostic(
      "'\(node.name)' has another time step than the nodes before it", at: range,
      expected: "a plot of its own")
  }

  // The quantities of one neuron, those of one unit in one panel.
  private func panels(
    of node: Node, _ neuron: Int, _ drawn: Drawn, _ steps: ClosedRange<Int>, _ window: StepWindow,
    at range: SourceRange
  ) throws(Diagnostic) -> [TracePlot] {
    var panels: OrderedDictionary<String, TracePlot> = [:]
    for quantity in drawn.quantities {
      let shape = node.tracePlot(of: quantity.text, from: steps.lowerBound)
      var panel = panels[shape.value.unit] ?? shape
      var traces = [node.trace(of: quantity.text, neuron: neuron, steps: steps)]
      if drawn.hasGhost {
        traces += try ghosts(of: node, quantity, neuron..<neuron + 1, window, at: range)
      }
      if !panel.traces.isEmpty { panel.value.label += ", \(quantity.text)" }
      panel.traces += traces
      panels[shape.value.unit] = panel
    }
    return panels.values.map { panel in
      guard panel.value.label.contains(", ") else { return panel }
      var panel = panel
      for index in panel.traces.indices {
        panel.traces[index].name += ".\(panel.traces[index].quantity ?? "")"
      }
      return panel
    }
  }

  private func ghosts(
    of node: Node, _ quantity: Name, _ neurons: Range<Int>, _ window: StepWindow,
    at range: SourceRange
  ) throws(Diagnostic) -> [Trace] {
    guard let earlier = earlierRun(node.name),
      earlier.isComparable(with: node, in: quantity.text),
      earlier.quantities.contains(quantity.text)
    else {
      throw Diagnostic(
        "'\(node.name)' has no earlier run to compare with", at: range,
        expected: "'reset \(node.name)', a change, and 'run \(node.name)'")
    }
    let steps = try window.steps(of: earlier, at: range)
    try earlier.require(earlier.recordings(for: quantity.text), steps: steps, at: range)
    return neurons.filter { $0 < earlier.population }.map { neuron in
      var trace = earlier.trace(of: quantity.text, neuron: neuron, steps: steps)
      trace.isGhost = true
      return trace
    }
  }
}

/// More curves than that cannot be told apart.
private let mostTraces = 8
/// More rows of a file than that, some 100 bytes each, do not fit the memory beside the recording.
private let mostRows = 10_000_000

extension Argument where Value == Drawn {
  /// Nodes or neurons, quantities, and the word `ghost` where that is meant, in any order.
  static func drawn(_ note: String, hasGhosts: Bool) -> Argument {
    Argument(
      "[TARGET ...] [QUANTITY ...]" + (hasGhosts ? " [ghost | over x]" : ""), note, .words,
      candidates: { situation in
        situation.targetCandidates + situation.listed(situation.recordedCandidates)
          + (hasGhosts
            ? [
              Candidate("ghost", "the run before the last reset behind this one"),
              Candidate("over x", "a map of time and compartments"),
            ] : [])
      }
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) -> Drawn in
      let session = context.session
      var drawn = Drawn(targets: [], quantities: [], hasGhost: false)
      var quantities: [Name] = []
      var words = reader.takePositionals()
      if hasGhosts, words.count > 1, words.suffix(2).map(\.text) == ["over", "x"] {
        drawn.isMap = true
        words.removeLast(2)
      }
      for word in words {
        if let places = try session.compartments(word.value, of: drawn.targets.first) {
          quantities += places
        } else if hasGhosts, word.text == "ghost", session.nodes["ghost"] == nil {
          drawn.hasGhost = true
        } else if drawn.means(word, asQuantityOf: session, after: quantities) {
          quantities.append(word.value)
        } else if word.text == "*" || word.text.contains("[") || word.names(aTargetOf: session) {
          drawn.targets.append(try Target(Reference(word.value), in: session))
        } else {
          quantities += word.value.parts(separator: ",")
        }
      }
      if drawn.targets.isEmpty {
        drawn.targets = [try session.currentTarget(at: reader.verb.range)]
      }
      let node = drawn.targets[0].parts.first.flatMap { session.nodes[$0.node] }
      for quantity in quantities where node?.quantities.contains(quantity.text) == false {
        let names =
          Array(session.nodes.keys) + session.modules.keys
          + (node?.declaredQuantities ?? [])
        throw .unknown(
          "node or quantity", quantity, among: names + (hasGhosts ? ["ghost"] : []),
          expected: "one of \(names.joined(separator: ", "))")
      }
      drawn.quantities = quantities
      return drawn
    }
  }
}

extension Argument where Value == Bool {
  /// The word `act`, which asks for the surrogate.
  fileprivate static var surrogate: Argument {
    Argument("act", "the node's surrogate instead of its trace", isOptional: true) {
      (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      guard reader.nextPositional?.text == "act", context.session.nodes["act"] == nil else {
        return false
      }
      return reader.takePositional() != nil
    }
  }
}
