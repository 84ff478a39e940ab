import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation
import TerminalText

/// A node that is run from its start and drawn anew whenever a key changes one of its numbers.
///
/// It works on a session of its own: what is tuned is as before until the knobs' commands are done.
struct Tuner: Sendable {
  /// How it ended.
  enum Ending: Hashable, Sendable {
    /// The knobs stay where they are.
    case kept
    /// All is left as it was.
    case left
  }

  /// How it ended; nil as long as it goes on.
  private(set) var ending: Ending?
  private(set) var knobs: Knobs
  /// What is drawn.
  var view: LiveView { views.current }

  private let name: String
  private let steps: Int
  private let marks: PlotStyle.Marks
  private var views: LiveViews
  /// The nodes at their start with all that was set so far.
  private var base: Context
  /// The same before anything was set.
  private let start: Context
  /// The node as it ran then, and once they were looked at its f-I curve and its trajectory.
  private var ghost: Node?
  private var ghostCurve: CurvePlot.Curve?
  private var ghostPaths: [PhasePlot.Path]?
  /// Rows besides those between the axes, and for which view and width they were counted.
  private var layout: (view: LiveView, columns: Int, others: Int)?

  /// Prepares a node of a context.
  ///
  /// - Throws: `Diagnostic` where its nodes cannot return to their start.
  init(
    _ node: Node, _ knobs: [Knob], steps: Int, marks: PlotStyle.Marks, in context: Context
  ) throws(Diagnostic) {
    name = node.name
    self.knobs = Knobs(knobs)
    self.steps = steps
    self.marks = marks
    views = LiveViews(of: node, in: context.session, frequencies: true)
    var host = context.host
    host.screen = Host.Screen(width: host.screen.width)
    var session = context.session
    session.marks = [:]
    try session.network.reset(Array(session.nodes.keys), random: session.random)
    start = Context(session: session, host: host, sourceDepth: context.sourceDepth)
    base = start
    ghost = try trial().context.session.nodes[name]
  }

  /// Takes a key.
  mutating func press(_ key: Key) {
    let isTyping = knobs.typed != nil
    switch key {
    case .tab(let isShifted): views.turn(isBack: isShifted)
    case .enter where !isTyping: ending = .kept
    case .escape where !isTyping: ending = .left
    default: break
    }
    var turned = knobs
    _ = turned.press(key) { (command: String) throws(Diagnostic) in
      var next = base
      _ = try next.perform(command)
      try next.session.network.reset(
        Array(next.session.nodes.keys), random: next.session.random)
      base = next
    }
    knobs = turned
  }

  /// Runs the node from its start and draws it.
  ///
  /// - Parameters:
  ///   - columns: columns of the screen.
  ///   - rows: rows of the screen.
  mutating func frame(columns: Int, rows: Int) -> Report {
    var report = Report(
      .text(
        "\(knobs.line(columns: columns))\n\(view.rawValue), Tab: \(views.next.rawValue); "
          + (columns < 70 ? "" : "arrows, Shift: finer, digits; ")
          + (columns < 50 ? "Enter, Esc" : "Enter keeps, Esc leaves")))
    var complaint = knobs.complaint
    do throws(Diagnostic) {
      // An f-I curve runs the node by itself.
      var (trial, problem) = view == .frequencies ? (base, nil) : try trial()
      complaint = complaint ?? problem?.diagnostic.sentence
      let room = rows - (complaint == nil ? 3 : 4)
      let shown = try picture(&trial, columns: columns, rows: room)
      for item in shown { report.add(item) }
    } catch { complaint = complaint ?? error.sentence }
    if let complaint { report.add(.note(complaint)) }
    return report
  }

  private func trial() throws(Diagnostic) -> (context: Context, problem: Report.Problem?) {
    var trial = base
    let target = Target(nodes: [name], range: SourceRange(0, 0))
    let report = try trial.advance(target) { (_: Node) throws(Diagnostic) in steps }
    return (trial, report.problem)
  }

  private mutating func picture(
    _ trial: inout Context, columns: Int, rows: Int
  ) throws(Diagnostic) -> [Report.Item] {
    guard let node = trial.session.nodes[name] else { return [] }
    trial.earlierRun = { [ghost] _ in ghost }
    trial.host.screen.width = ReportText.width(in: columns)
    let notes = view == .phasePlane || view == .frequencies ? 1 : 0
    let known = layout.flatMap { $0.view == view && $0.columns == columns ? $0.others : nil }
    let height = min(max(rows - notes - (known ?? 8), 6), 40)
    var options = "height=\(height) style=\(marks.rawValue)"
    if view == .trace, let ghost, ghost.isComparable(with: node, in: "mem"), ghost.time > 0 {
      options += " ghost"
    }
    let current = knobs.all.first(where: \.isInput)?.start ?? node.firstConstantCurrent
    let command = view.command(node, options, around: current, steps: steps)
    let answer = try trial.perform(command)
    var shown = answer.pictures(notes: notes)
    for index in shown.indices {
      // One row: what goes on below would push the plot off the screen.
      if case .note(let text) = shown[index] { shown[index] = .note(String(text.prefix(columns))) }
      guard case .plot(let plot, _, let marks) = shown[index] else { continue }
      if known == nil {
        let others = view.otherRows(plot, columns: columns)
        layout = (view, columns, others)
        shown[index] = .plot(plot, height: min(max(rows - notes - others, 6), 40), marks: marks)
      }
      if var curves = plot as? CurvePlot {
        // The curve of the start stays behind that of the present.
        if ghostCurve == nil {
          var start = start
          ghostCurve = try start.perform(command).items.firstPlot(CurvePlot.self)?.curves.first
          ghostCurve?.name += " before"
        }
        if let ghostCurve, ghostCurve.y != curves.curves.first?.y {
          curves.curves.append(ghostCurve)
        }
        shown[index] = .plot(curves, height: height, marks: marks)
      }
      if var plane = plot as? PhasePlot, let ghost {
        if ghostPaths == nil {
          var start = start
          start.session.nodes[name] = ghost
          ghostPaths = try start.perform(command).items.firstPlot(PhasePlot.self)?.paths
        }
        if let ghostPaths, ghostPaths != plane.paths {
          plane.paths += ghostPaths.map { PhasePlot.Path(x: $0.x, y: $0.y, isGhost: true) }
        }
        shown[index] = .plot(plane, height: height, marks: marks)
      }
    }
    return shown
  }
}

extension [Report.Item] {
  /// The first plot of a kind.
  fileprivate func firstPlot<Kind: Plot>(_: Kind.Type) -> Kind? {
    lazy.compactMap { if case .plot(let plot, _, _) = $0 { plot as? Kind } else { nil } }.first
  }
}

extension Node {
  /// The constant current of the first input; 0 where it is none.
  var firstConstantCurrent: Double {
    (try? knob(Name(model.inputs.keys[0], SourceRange(0, 0))))?.value ?? 0
  }
}
