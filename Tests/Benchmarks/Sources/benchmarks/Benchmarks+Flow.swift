import Equations
import Neurons
import Simulation

// Spikes between steps beside those at their ends, and solvers that choose their steps.
extension Benchmarks {
  static func flow() throws {
    if !isCheck {
      print("\nnanoseconds a neuron and step; ratio: how much the second costs of the first")
      Row.print(["", "grid, interp.", "exact", "grid, native", "exact", "ratios"])
    }
    for input in [1.9, 2.015, 2.5] { try compareTimings("RefractoryLIF", input: input) }
    for input in [100.0, 230, 320] { try compareTimings("AdEx", input: input) }
    if !isCheck { Row.print(["", "rk4", "adaptive", "", "", "ratio"]) }
    try compareMethods("one HH at rest, 10^5 steps", input: 0)
    try compareMethods("one HH firing, 10^5 steps", input: 10)
  }

  private static func compareTimings(_ model: String, input: Double) throws {
    // Each takes 100 ms.
    let (population, steps) = model == "AdEx" ? (1000, 10_000) : (10_000, 1000)
    var name = "\(model) \(population) x \(steps), input \(input.short)"
    var node = try makeNode(model, population: population, input: input, record: .spikes)
    // So that they fire one after another.
    let (lowest, width): (Double, Double) = model == "AdEx" ? (-58, 8) : (-70, 20)
    let column: [Double] = (0..<population).map { lowest + width * Double($0) / Double(population) }
    try node.set(Name("mem", nowhere), to: column, neurons: 0..<population, at: nowhere)
    var exact = node
    exact.solve(by: node.method, spikes: .exact)
    let ways = [
      (node, Backend.interpreter), (exact, .interpreter), (node, .native), (exact, .native),
    ]
    var counts = ways.map { _ in 0 }
    let each = measure(
      ways.enumerated().map { index, way in
        { counts[index] = spikes(of: way.0, steps, by: way.1) }
      }, rounds: isCheck ? 1 : 5)
    guard counts[0] == counts[2], counts[1] == counts[3] else {
      fatalError("\(name): different spikes \(counts)")
    }
    guard !isCheck else { return print("\(name): \(counts[1]) spikes by both backends") }
    let rate = 1000 * Double(counts[1]) / (Double(steps * node.population) * node.dt)
    name = "\(model) \(population) x \(steps), \(rate.short) Hz"
    let ratios = "\((each[1] / each[0]).short) \((each[3] / each[2]).short)"
    Row.print([name] + each.map { ($0 * 1e9 / Double(steps * node.population)).short } + [ratios])
  }

  private static func compareMethods(_ name: String, input: Double) throws {
    let steps = 100_000
    let node = try makeNode("HH", population: 1, input: input, record: .all)
    var adaptive = node
    adaptive.solve(by: .adaptive, spikes: .exact)
    var counts = [0, 0]
    let each = measure(
      [
        { counts[0] = spikes(of: node, steps, by: .interpreter) },
        { counts[1] = spikes(of: adaptive, steps, by: .interpreter) },
      ], rounds: isCheck ? 1 : 5)
    guard counts[0] == counts[1] else { fatalError("\(name): different spikes \(counts)") }
    guard !isCheck else { return print("\(name): \(counts[0]) spikes by both methods") }
    let times = each.map { ($0 * 1e9 / Double(steps)).short }
    Row.print([name] + times + ["", "", (each[1] / each[0]).short])
  }

  private static func spikes(of node: Node, _ steps: Int, by backend: Backend) -> Int {
    var copy = node
    _ = copy.advance(
      steps, random: random, engine: Engine(backend, compiler: compiler)
    ) { false }
    return copy.recording.spikeCount(after: 0)
  }
}
