import Equations
import Foundation
import Limits
import NativeBackend
import Neurons
import Shell
import Simulation

/// Times the interpreter and the native backend beside loops written by hand, on all cores.
///
/// `swift run -c release --package-path Tests/Benchmarks`; with `benchmarks --check` at its end
/// results are compared and nothing is timed.
@main
struct Benchmarks {
  /// Whether results are only compared.
  static let isCheck = CommandLine.arguments.dropFirst() == ["--check"]

  static func main() throws {
    if isCheck {
      try Self.compare()
      try Self.flow()
      try Self.gradients()
      return
    }
    print(
      "nanoseconds a neuron and step; ratio: how much of the speed of the loop by hand is reached")
    Row.print(["", "by hand", "interpreter", "native", "interp. ratio", "native ratio"])
    try Self.compare()
    try Self.flow()
    print("\nmilliseconds")
    try Self.gradients()
    try Self.shell()
  }

  private static func compare() throws {
    try Self.single(record: .none)
    try Self.single(record: .all)
    try Self.leaky(population: 100, steps: 20_000)
    try Self.leaky(population: 10_000, steps: 1000)
    try Self.leaky(population: 100_000, steps: 1000)
    try Self.leaky(population: 1_000_000, steps: 100)
    try Self.leaky(population: 10_000, steps: 200, record: .spikes)
    try Self.leaky(population: 10_000, steps: 200, record: .all)
    try Self.sweep()
    try Self.izhikevich()
    try Self.hodgkinHuxley()
  }

  static let compiler = NativeCompiler.system(
    cacheFolder: FileManager.default.temporaryDirectory
      .appendingPathComponent("neurosh-benchmarks-\(getuid())").path)
  static let random = RandomSource(seed: 1)
  static let nowhere = SourceRange(0, 0)

  static func makeNode(
    _ model: String, population: Int, input: Double, record: Recording.Extent
  ) throws -> Node {
    guard let model = ModelLibrary.builtIn[model] else { fatalError("no model \(model)") }
    var node = try Node(name: "n", model: model, population: population, at: nowhere)
    node.feed(Signal(.constant(input)), neurons: 0..<population, isAdded: false)
    node.record = record
    return node
  }

  /// Compares a node on both backends with a loop by hand, and prints a row of times.
  private static func compare(
    _ name: String, _ node: Node, steps: Int, rounds: Int = 7, byHand: @escaping () -> Int
  ) {
    var counts = [0, 0, 0]
    func run(_ backend: Backend) -> Int {
      var copy = node
      let engine = Engine(backend, compiler: compiler)
      _ = copy.advance(steps, random: random, engine: engine) { false }
      return copy.recording.spikeCount(after: 0)
    }
    // Compiled before it is timed.
    if !isCheck { _ = run(.native) }
    let times = measure(
      [
        { counts[0] = byHand() }, { counts[1] = run(.interpreter) }, { counts[2] = run(.native) },
      ], rounds: isCheck ? 1 : rounds)
    guard counts[1] == counts[0], counts[2] == counts[0] else {
      fatalError("\(name): different spikes \(counts)")
    }
    guard !isCheck else { return print("\(name): \(counts[0]) spikes, as by hand") }
    let each = times.map { $0 * 1e9 / Double(steps * node.population) }
    Row.print(
      [name] + each.map(\.short) + [(times[0] / times[1]).short, (times[0] / times[2]).short])
  }

  private static func single(record: Recording.Extent) throws {
    let steps = 1_000_000
    let node = try makeNode("LIF", population: 1, input: 1.5, record: record)
    let what = record == .all ? "recorded" : "unrecorded"
    compare("one LIF, 10^6 steps, \(what)", node, steps: steps) {
      var mem = 0.0
      return runLIF(&mem, input: 1.5, tau: 2, threshold: 1, steps: steps)
    }
  }

  private static func leaky(
    population: Int, steps: Int, record: Recording.Extent = .none
  ) throws {
    let node = try makeNode("LIF", population: population, input: 1.5, record: record)
    let name = "LIF \(population) x \(steps), record=\(record.rawValue)"
    compare(name, node, steps: steps, rounds: 5) {
      byHand(population, state: [0]) { columns in
        runLIF(columns[0], input: 1.5, tau: 2, threshold: 1, steps: steps)
      }
    }
  }

  private static func sweep() throws {
    let (side, steps) = (200, 1000)
    var node = try makeNode("LIF", population: side * side, input: 1.5, record: .none)
    let taus = (0..<side * side).map { 1.5 + Double($0 / side) / 20 }
    let thresholds = (0..<side * side).map { 0.5 + Double($0 % side) / 200 }
    let all = 0..<side * side
    try node.set(Name("tau", nowhere), to: taus, neurons: all, at: nowhere)
    try node.set(Name("threshold", nowhere), to: thresholds, neurons: all, at: nowhere)
    compare("LIF 200 x 200 sweep, 1000 steps", node, steps: steps, rounds: 5) {
      byHand(side * side, each: [Array(repeating: 0, count: side * side), taus, thresholds]) {
        runLIF($0[0], input: 1.5, tau: $0[1], threshold: $0[2], steps: steps)
      }
    }
  }

  private static func izhikevich() throws {
    let node = try makeNode("Izhikevich", population: 10_000, input: 10, record: .none)
    compare("Izhikevich 10000 x 1000", node, steps: 1000, rounds: 5) {
      byHand(10_000, state: [-65, -13]) {
        runIzhikevich($0[0], $0[1], input: 10, dt: 0.25, steps: 1000)
      }
    }
  }

  private static func hodgkinHuxley() throws {
    let node = try makeNode("HH", population: 1000, input: 10, record: .none)
    compare("HH 1000 x 1000, rk4", node, steps: 1000, rounds: 5) {
      byHand(1000, state: [-64.9964, 0.052955, 0.595994, 0.317732]) {
        runHodgkinHuxley($0[0], $0[1], $0[2], $0[3], input: 10, dt: 0.01, steps: 1000)
      }
    }
  }
}

/// Runs a loop by hand on all cores, with every neuron in the same state.
func byHand(
  _ population: Int, state: [Double],
  _ run: @Sendable ([UnsafeMutableBufferPointer<Vector>]) -> Int
) -> Int {
  byHand(population, each: state.map { Array(repeating: $0, count: population) }, run)
}

/// Runs a loop by hand on all cores, with columns of one number a neuron.
///
/// The population is filled up to whole groups of vectors with neurons whose spikes do not count.
func byHand(
  _ population: Int, each columns: [[Double]],
  _ run: @Sendable ([UnsafeMutableBufferPointer<Vector>]) -> Int
) -> Int {
  let cores = ProcessInfo.processInfo.activeProcessorCount
  let parts = population < 1000 ? 1 : cores
  let spikes = concurrently(over: parts) { part in
    let neurons = population * part / parts..<population * (part + 1) / parts
    let vectors = (neurons.count + 31) / 32 * 4
    var blocks = columns.map { column in
      (0..<vectors).map { index in
        var vector = Vector(repeating: 0)
        for lane in 0..<8 {
          vector[lane] = column[min(neurons.lowerBound + index * 8 + lane, neurons.upperBound - 1)]
        }
        return vector
      }
    }
    let extra = vectors * 8 - neurons.count
    let all = withBlocks(&blocks, run)
    // All neurons of these benchmarks that fill up do as the last one does.
    guard extra > 0 else { return all }
    var last = columns.map {
      [Vector](repeating: Vector(repeating: $0[neurons.upperBound - 1]), count: 4)
    }
    return all - withBlocks(&last, run) / 32 * extra
  }
  return spikes.reduce(0, +)
}

private func withBlocks(
  _ blocks: inout [[Vector]], _ run: ([UnsafeMutableBufferPointer<Vector>]) -> Int
) -> Int {
  func descend(_ pointers: [UnsafeMutableBufferPointer<Vector>], _ rest: inout [[Vector]]) -> Int {
    guard var block = rest.popLast() else { return run(pointers.reversed()) }
    defer { rest.append(block) }
    return block.withUnsafeMutableBufferPointer { descend(pointers + [$0], &rest) }
  }
  return descend([], &blocks)
}
