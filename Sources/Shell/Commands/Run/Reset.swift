import Equations
import Simulation

extension Command {
  static let reset = Command(
    "reset", .run, "Return mem and every state to the start, and clear what was recorded.",
    details: "Parameters and input currents stay; the input begins again with its first step.",
    examples: ["create lif n; feed n const 1.5; run n 10; reset n; show n"],
    Argument<Target>.everyTarget
  ) { (context: inout Context, target: Target) throws(Diagnostic) in
    try target.requireWholeNodes("reset")
    try context.session.network.reset(
      target.parts.map(\.node), random: context.session.random, at: target.range)
    return Report(.note("reset: \(target.parts.map(\.node).joined(separator: ", "))"))
  }
}
