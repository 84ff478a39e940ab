import Equations
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let stdp = Command(
    "stdp", .see, "Draw what a pair of spikes does to the weight of a connection.",
    details: """
      The window of spike-timing-dependent plasticity: how much the weight changes where the spike
      after the synapse comes that long after the one before it. Left of 0 it comes earlier.
      """,
    examples: [
      "create relay a; create lif b; connect a -> b name=ab; learn ab stdp; stdp ab",
      """
      create relay a; create lif b; connect a -> b name=ab; \\
        learn ab stdp potentiation=0.01 depression=0.005 tau_before=17 tau_after=34; stdp ab height=12
      """,
    ],
    Argument<Name>.connection,
    Argument<PlotLook>.look,
    Argument<PlotFiles>.plotFiles
  ) {
    (context: inout Context, name: Name, look: PlotLook, files: PlotFiles) throws(Diagnostic) in
    let session = context.session
    guard let connection = session.network.connections[name.text],
      let target = session.nodes[connection.target]
    else { return Report() }
    let pair: Plasticity.PairRule
    switch connection.plasticity {
    case .stdp(let rule), .rewarded(let rule, _, _): pair = rule
    case .hebb, .bcm, nil:
      throw Diagnostic(
        "'\(name.text)' does not learn from pairs of spikes", at: name.range,
        expected: "'learn \(name.text) stdp' first")
    }
    let unit = target.timeUnit?.text ?? "steps"
    let weight = session.weightUnit(of: connection).text
    func branch(_ label: String, _ tau: Double, sign: Double) -> CurvePlot.Curve {
      // Five time constants are where nothing is left to see.
      let intervals = (0...200).map { sign * tau * 5 * Double($0) / 200 }
      let x = sign < 0 ? intervals.dropFirst().reversed() : intervals
      return CurvePlot.Curve(name: label, x: x, y: x.map(pair.window))
    }
    var report = Report(.text("\(connection.name): \(connection.learningText)"))
    let plot = CurvePlot(
      x: PlotAxis("spike after - spike before", unit: unit),
      y: PlotAxis("change of weight", unit: weight),
      curves: [
        branch("after, then before", pair.tauAfter, sign: -1),
        branch("before, then after", pair.tauBefore, sign: 1),
      ])
    report.add(try context.show([plot], look, files, besides: 1))
    return report
  }
}
