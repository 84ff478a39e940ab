import Equations
import Neurons

extension Command {
  static let seed = Command(
    "seed", .set, "Choose the random numbers, or print which are chosen.",
    details: """
      Everything random follows from the seed: the same commands with the same seed give the same
      numbers, bit for bit, after undo and reset as well.
      """,
    examples: ["seed 42", "seed"],
    Argument<Int?>.place(
      .whole(0...Int(UInt32.max), "NUMBER"), "a whole number; 1 at the start")
  ) { (context: inout Context, seed: Int?) throws(Diagnostic) in
    guard let seed else { return Report(.text("seed \(context.session.random.seed)")) }
    context.session.random = RandomSource(seed: UInt64(seed))
    return Report(.note("seed \(seed)"))
  }
}
