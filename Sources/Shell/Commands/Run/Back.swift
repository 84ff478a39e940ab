import Equations
import OrderedCollections
import Simulation

extension Command {
  static let back = Command(
    "back", .run, "Go back in time by one step, or by a number of them.",
    details: """
      States are those that the recording holds; what was recorded later is forgotten. Parameters
      and inputs stay as they are now, and an input that was fed later begins here. Noise follows
      from the seed and the step, so that going on gives the same numbers again; a solver with steps
      of its own length begins a new one here, and is the same within its tolerance. undo brings the
      later steps back. A node that is connected cannot go back, since what is on its way in the
      synapses is not recorded: 'undo' takes its run back, and 'restore' returns to a mark.
      """,
    examples: [
      "create lif n; feed n const 1.5; run n 20; back n 10; expect n.time == 10",
      "create HH a; feed a const 10uA/cm^2; run a 20ms; back a 5ms; set a gK=30; run a 5ms",
    ],
    Argument<Target>.everyTarget,
    Argument<Quantity?>.steps("how many steps, or a time; else 1")
  ) { (context: inout Context, target: Target, steps: Quantity?) throws(Diagnostic) in
    try target.requireWholeNodes("back")
    var report = Report()
    for part in target.parts {
      guard var node = context.session.nodes[part.node] else { continue }
      let count = try steps?.steps(of: node, in: 0...longestRun, what: "'steps'") ?? 1
      guard count <= node.time else {
        throw Diagnostic(
          "'\(node.name)' is at step \(node.time) and cannot go back \(count.counted("step"))",
          at: steps?.name.range ?? target.range,
          expected: "at most \(node.time.counted("step"))")
      }
      guard context.session.network.component(of: [node.name]).count == 1,
        !context.session.network.connections.values.contains(where: { $0.target == node.name })
      else {
        throw Diagnostic(
          "'\(node.name)' is connected, and synapses are not recorded", at: target.range,
          expected: "'undo', or 'restore' of a mark")
      }
      guard node.goBack(to: node.time - count) else {
        throw Diagnostic(
          "step \(node.time - count) of '\(node.name)' was not recorded",
          at: steps?.name.range ?? target.range, expected: "a step whose states were recorded")
      }
      context.session.nodes[part.node] = node
      let mem = node.readable(node.mem)
      report.add(
        .note(
          "\(node.name): back \(count.counted("step")) to step \(node.time), mem \(mem)"
            + node.membraneUnit.text.spaced))
    }
    return report
  }
}
