import Equations
import Simulation

extension Command {
  static let step = Command(
    "step", .run, "Advance time by one step, or by a number of them.", traits: [.advancesTime],
    details: """
      The verb; the parameter of the same name says how many steps one forward pass (run) takes.
      """,
    examples: [
      "create lif n; feed n const 1.5; step; step; table n",
      "create lif n; feed n const 1.5; step n 10",
    ],
    Argument<Target>.everyTarget,
    Argument<Quantity?>.steps("how many steps, or a time; else 1")
  ) { (context: inout Context, target: Target, steps: Quantity?) throws(Diagnostic) in
    try context.advance(target) { (node: Node) throws(Diagnostic) in
      try steps?.steps(of: node, in: 0...longestRun, what: "'steps'") ?? 1
    }
  }
}
