import Equations
import Foundation
import Limits
import Neurons
import Shell
import Simulation

extension Benchmarks {
  /// Compares gradients with those by hand, of one neuron and of many, and times both.
  static func gradients() throws {
    try gradient(population: 1, steps: 1000)
    try gradient(population: 1000, steps: 100)
  }

  private static func gradient(population: Int, steps: Int) throws {
    let node = try makeNode("LIF", population: population, input: 1.5, record: .all)
    let what = "gradient of \(population) LIF, \(steps) steps"
    let target = Double(steps) / 10
    var byHand = (tau: 0.0, threshold: 0.0)
    report("\(what), by hand") {
      byHand = (0, 0)
      for _ in 0..<population {
        let one = gradientOfLIF(
          input: 1.5, tau: 2, threshold: 1, alpha: 4, target: target, steps: steps)
        byHand = (byHand.tau + one.tau, byHand.threshold + one.threshold)
      }
    }
    var found: Gradient?
    report(what) {
      found = try? node.gradient(
        of: .spikeCount(target), steps: steps, random: RandomSource(seed: 1), at: nowhere)
    }
    for (name, value) in [("tau", byHand.tau), ("threshold", byHand.threshold)] {
      let other = found?.parameter(name, of: node.name) ?? .nan
      guard abs(other - value) <= 1e-9 * abs(value) else {
        fatalError("different gradients by \(name): \(value) and \(other)")
      }
    }
    if isCheck { print("\(what): as by hand") }
  }

  /// Times what a person waits for: a command, a plot, the start of the program.
  static func shell() throws {
    var workbench = Workbench()
    let host = Host()
    for line in ["create lif n", "feed n const 1.5", "run n 1000"] {
      _ = try workbench.perform(line, host: host)
    }
    let session = workbench
    report("1000 commands 'set n tau=3'") {
      var workbench = session
      for _ in 0..<1000 { _ = try? workbench.perform("set n tau=3", host: host) }
    }
    let printer = ReportText()
    report("plot of 1000 steps") {
      var workbench = session
      if let report = try? workbench.perform("plot n", host: host) { _ = printer.text(of: report) }
    }
    let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../../.build/release/neurosh").standardized.path
    guard FileManager.default.isExecutableFile(atPath: program) else {
      print("start of the program: 'swift build -c release' first")
      return
    }
    report("start to the first result of a script") {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = ["-c", "create lif n; feed n const 1.5; run n 100; plot n"]
      process.standardOutput = FileHandle.nullDevice
      // `waitUntilExit` answers some tens of milliseconds late.
      let ended = DispatchSemaphore(value: 0)
      process.terminationHandler = { _ in ended.signal() }
      if (try? process.run()) != nil { ended.wait() }
    }
  }

  // By the clock on the wall, since that is what a person waits for.
  private static func report(_ name: String, _ work: () -> Void) {
    guard !isCheck else { return work() }
    let clock = ContinuousClock()
    let shortest = (0..<15).map { _ in clock.measure(work) }.min() ?? .zero
    Row.print([name, (shortest / .milliseconds(1)).short])
  }
}
