import Equations
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let watch = Command(
    "watch", .see, "Run a node and draw it as it runs, 20 frames a second.",
    traits: [.advancesTime],
    details: """
      Every frame takes some steps, as many as 'every' says, and shows the latest of them: mem of a
      neuron, or the raster of a population. Ctrl-C stops between two frames and keeps what was
      done. Where there is no terminal all steps are taken at once. In the end everything watched
      stands in one plot.
      """,
    examples: [
      "create lif n tau=10; feed n const 1.3; watch n",
      "create hh n; feed n const 10uA/cm^2; watch n 50ms every=20",
      "create lif p n=30; feed p noise mean=1 sd=1; watch p 100",
    ],
    Argument<Target>.leadingNode,
    Argument<Quantity?>.steps("how many steps, or a time; else 200"),
    Argument<Int?>.keyed("every", .whole(1...1_000_000), "steps a frame; else a 200th of all"),
    Argument<PlotLook>.look
  ) {
    (
      context: inout Context, target: Target, duration: Quantity?, every: Int?, look: PlotLook
    ) throws(Diagnostic) in
    guard target.parts.count == 1, let part = target.parts.first,
      let node = context.session.nodes[part.node]
    else {
      throw Diagnostic("only one node can be watched", at: target.range, expected: "its name")
    }
    try target.requireWholeNodes("watch")
    let all = try duration?.steps(of: node, in: 1...longestRun, what: "'steps'") ?? 200
    var watch = Watch(
      target: target, node: part.node, first: node.time + 1, left: all,
      every: every ?? max(1, (all + 199) / 200), look: look)
    if let animate = context.host.screen.animate {
      animate { _, rows in watch.frame(in: &context, rows: rows) }
      if let failure = watch.failure { throw failure }
    } else {
      try watch.advance(all, in: &context)
    }
    return try watch.report(in: context)
  }
}

/// A node that is drawn while it runs.
private struct Watch {
  let target: Target
  let node: String
  /// The first of the steps that are watched.
  let first: Int
  /// How many steps are still to be taken.
  var left: Int
  /// How many of them a frame takes.
  let every: Int
  let look: PlotLook
  /// What the run met on its way.
  private(set) var problem: Report.Problem?
  /// Why it could not go on.
  private(set) var failure: Diagnostic?
  /// The values seen so far: an axis that only grows does not flicker.
  private var seen: ClosedRange<Double>?

  init(
    target: Target, node: String, first: Int, left: Int, every: Int, look: PlotLook
  ) {
    self.target = target
    self.node = node
    self.first = first
    self.left = left
    self.every = every
    self.look = look
  }

  /// Takes some steps.
  mutating func advance(_ count: Int, in context: inout Context) throws(Diagnostic) {
    let report = try context.advance(target) { (_: Node) throws(Diagnostic) in count }
    problem = report.problem
    left -= count
  }

  /// Takes a frame's steps and draws the latest; nil where none are left.
  mutating func frame(in context: inout Context, rows: Int) -> Report? {
    guard left > 0, problem == nil else { return nil }
    do throws(Diagnostic) {
      try advance(min(every, left), in: &context)
      guard let node = context.session.nodes[node], node.time >= first else { return nil }
      let latest = max(first, node.time - 60 * every + 1)
      let plot = try plot(of: node, steps: latest...node.time)
      var report = Report(.text("\(node.name) at step \(node.time); Ctrl-C stops"))
      report.add(.plot(plot, height: look.height ?? max(6, rows - 8), marks: context.marks(look)))
      return report
    } catch {
      failure = error
      return nil
    }
  }

  /// Everything watched in one plot, and what stopped it.
  func report(in context: Context) throws(Diagnostic) -> Report {
    guard let node = context.session.nodes[node] else { return Report() }
    var report = Report()
    if node.time >= first {
      var whole = self
      whole.seen = nil
      report = try context.show([whole.plot(of: node, steps: first...node.time)], look)
    }
    report.problem = problem
    if problem == nil, left > 0 {
      report.problem = context.problem(.interrupted, node, at: target.range)
    }
    return report
  }

  private mutating func plot(
    of node: Node, steps: ClosedRange<Int>
  ) throws(Diagnostic) -> any Plot {
    guard node.population == 1 else {
      try node.require(["spike"], steps: steps, at: target.range)
      var raster = node.rasterPlot(steps: steps)
      raster.groups = [node.rasterGroup(Target.Part(node: node.name), steps: steps)]
      return raster
    }
    try node.require(node.recordings(for: "mem"), steps: steps, at: target.range)
    var plot = node.tracePlot(of: "mem", from: steps.lowerBound)
    plot.traces = [node.trace(of: "mem", neuron: 0, steps: steps)]
    plot.leastRange = seen
    let values = plot.traces[0].values + plot.traces[0].resets.values
    if let low = values.min(), let high = values.max() {
      seen = min(low, seen?.lowerBound ?? low)...max(high, seen?.upperBound ?? high)
    }
    return plot
  }
}
