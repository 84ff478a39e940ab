import Equations
import Simulation

extension Command {
  static let forward = Command(
    "forward", .run, "Run a module or nodes for one forward pass, from the start.",
    traits: [.advancesTime, .startsAnew],
    details: """
      Resets first, unless reset=false, and then takes as many steps as the parameter 'step' says:
      all nodes one step after another, or with layer_by_layer=true node after node.
      """,
    examples: [
      "create lif a; create lif b; connect a -> b weight=3; module m: a b; feed a const 1.5; forward m",
      "create if n; feed n const 0.2; forward n; forward n reset=false; expect n.time == 8",
      """
      create lif a; create lif b; connect a -> b weight=3; module m: a b; feed a const 1.5; \\
        set m.* layer_by_layer=true; forward m
      """,
    ],
    Argument<Target>.everyTarget,
    Argument<Bool>.resets
  ) { (context: inout Context, target: Target, resets: Bool) throws(Diagnostic) in
    try target.requireWholeNodes("forward")
    let names = target.parts.map(\.node)
    if resets {
      let all = context.session.network.component(of: names)
      try context.session.network.reset(
        all, random: context.session.random, at: target.range)
    }
    return try context.advance(target) { (node: Node) throws(Diagnostic) in
      node.windowLength
    }
  }
}

extension Argument where Value == Bool {
  /// `reset=`; yes where it is left out.
  static var resets: Argument {
    Argument<Bool?>.keyed("reset", .yesOrNo, "whether everything begins anew").or(true)
  }
}
