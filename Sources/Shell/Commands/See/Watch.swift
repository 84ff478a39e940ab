import Equations
import OrderedCollections
import Plots
import Simulation
import TerminalText

extension Command {
  static let watch = Command(
    "watch", .see, "Run a node and draw it as it runs, 20 frames a second.",
    traits: [.advancesTime],
    details: """
      Every frame takes some steps, as many as 'every' says, and shows the latest of them: mem of a
      neuron, or the raster of a population. Ctrl-C stops between two frames and keeps what was
      done. At the prompt the keys of 'tune' work while it runs: arrows and digits change the first
      input and the model's own parameters, from the next step on, Tab shows the next view, and Esc
      ends it. Where there is no terminal all steps are taken at once. In the end everything watched
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
    let node = try context.liveNode(target, verb: "watch", done: "watched")
    let all = try duration?.steps(of: node, in: 1...longestRun, what: "'steps'") ?? 200
    let screen = context.host.screen
    // What a file does is the same whatever keys are pressed.
    let hasKeys = screen.hasKeys && context.sourceDepth == 0
    var watch = Watch(
      target: target, node: node.name, first: node.time + 1, left: all,
      every: every ?? max(1, (all + 199) / 200), look: look,
      knobs: Knobs(hasKeys ? node.usualKnobs : []),
      views: LiveViews(of: node, in: context.session, frequencies: false))
    if let animate = screen.animate {
      animate { moment in
        for key in moment.keys where hasKeys { watch.press(key, in: &context) }
        return watch.frame(in: &context, rows: moment.rows, columns: moment.columns).map {
          Host.Screen.Frame($0, moves: true)
        }
      }
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
  /// The numbers that keys change.
  var knobs: Knobs
  /// What is drawn of it.
  private var views: LiveViews
  /// Whether the user has seen enough.
  private(set) var isEnded = false
  /// What was done up to the last change: the steps between changes, and these.
  private var commands: [String] = []
  private var stepsSinceChange = 0
  /// What the run met on its way.
  private(set) var problem: Report.Problem?
  /// Why it could not go on.
  private(set) var failure: Diagnostic?
  /// The values seen so far: an axis that only grows does not flicker.
  private var seen: ClosedRange<Double>?

  init(
    target: Target, node: String, first: Int, left: Int, every: Int, look: PlotLook, knobs: Knobs,
    views: LiveViews
  ) {
    self.target = target
    self.node = node
    self.first = first
    self.left = left
    self.every = every
    self.look = look
    self.knobs = knobs
    self.views = views
  }

  private var view: LiveView { views.current }

  /// Takes a key: what it changes holds from the next step on.
  mutating func press(_ key: Key, in context: inout Context) {
    switch key {
    case .tab(let isShifted): views.turn(isBack: isShifted)
    case .escape where knobs.typed == nil: isEnded = true
    default: break
    }
    let command = knobs.press(key) { (command: String) throws(Diagnostic) in
      var next = context
      _ = try next.perform(command)
      context = next
    }
    guard let command else { return }
    // Changes between the same two steps are made one after the other.
    if stepsSinceChange > 0 { commands.append("run \(node) \(stepsSinceChange)") }
    stepsSinceChange = 0
    commands.append(command)
  }

  /// Takes some steps.
  mutating func advance(_ count: Int, in context: inout Context) throws(Diagnostic) {
    let report = try context.advance(target) { (_: Node) throws(Diagnostic) in count }
    problem = report.problem
    left -= count
    stepsSinceChange += count
  }

  /// Takes a frame's steps and draws the latest; nil where none are left.
  mutating func frame(in context: inout Context, rows: Int, columns: Int) -> Report? {
    guard left > 0, problem == nil, !isEnded else { return nil }
    do throws(Diagnostic) {
      try advance(min(every, left), in: &context)
      guard let node = context.session.nodes[node], node.time >= first else { return nil }
      let latest = max(first, node.time - 60 * every + 1)
      let line = knobs.all.isEmpty ? "" : "\n\(knobs.line(columns: columns))"
      var report = Report(.text("\(node.name) at step \(node.time); Ctrl-C stops\(line)"))
      let height = look.height ?? max(6, rows - (knobs.all.isEmpty ? 8 : 10))
      if view == .phasePlane {
        let options =
          "from=\(latest) to=\(node.time) height=\(height) style=\(context.marks(look).rawValue)"
        let answer = try context.perform(view.command(node, options, around: 0, steps: 0))
        for item in answer.pictures(notes: 0) { report.add(item) }
      } else {
        let plot = try plot(of: node, steps: latest...node.time)
        report.add(.plot(plot, height: height, marks: context.marks(look)))
      }
      if let complaint = knobs.complaint { report.add(.note(complaint)) }
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
    if problem == nil, left > 0, !isEnded {
      report.problem = context.problem(.interrupted, node, at: target.range)
    }
    if !commands.isEmpty || isEnded {
      let rest = stepsSinceChange > 0 ? ["run \(node.name) \(stepsSinceChange)"] : []
      report.repetition = commands + rest
    }
    return report
  }

  private mutating func plot(
    of node: Node, steps: ClosedRange<Int>
  ) throws(Diagnostic) -> any Plot {
    guard view != .raster else {
      try node.require(["spike"], steps: steps, at: target.range)
      var raster = node.rasterPlot(steps: steps)
      // What was stopped is shown as far as it went.
      let group = node.rasterGroup(
        Target.Part(node: node.name), steps: steps, isInterrupted: { false })
      raster.groups = group.map { [$0] } ?? []
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
