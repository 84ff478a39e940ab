import Shell
import Testing

@Suite struct FitTests {
  @Test(arguments: [
    (
      "create lif n tau=9 step=40; feed n const 1.5; fit n tau,threshold to spikes=10",
      "expect n.spikes == 10"
    ),
    ("create plif n tau=6 step=30; feed n const 1.4; fit n w to spikes=6", "expect n.spikes == 6"),
    (
      "create if n threshold=3 step=30; feed n const 0.5; fit n threshold to spikes=10",
      "expect n.spikes == 10"
    ),
  ])
  func fitsTheNumberOfSpikes(typed: String, expectation: String) throws {
    var shell = ShellHarness()
    try shell.run("\(typed); run n; \(expectation)")
  }

  @Test func fitsAMembraneTrace() throws {
    // The trace of a neuron with tau 5, threshold out of reach.
    let trace = (1...30).map { "\(0.8 * (1 - (0..<$0).reduce(1.0) { value, _ in value * 0.8 }))" }
    var shell = ShellHarness(files: ["mem.csv": trace.joined(separator: "\n")])
    try shell.run(
      "create lif n tau=3 threshold=9 step=30; feed n const 0.8; fit n tau to mem=mem.csv")
    try shell.run("expect n.tau == 5 +- 0.01")
  }

  @Test func interruptKeepsTheBestSoFar() throws {
    var shell = ShellHarness()
    try shell.run("create lif n tau=9 step=40; feed n const 1.5")
    shell.host.isInterrupted = { true }
    let report = try shell.workbench.perform("fit n tau to spikes=30", host: shell.host)
    #expect(report.problem?.kind == .interrupted)
  }

  @Test func gradientLeavesTheSessionAsItIs() throws {
    var shell = ShellHarness()
    try shell.run("create lif n step=4; feed n const 1.5; run n")
    let before = shell.workbench.session
    let table = try shell.run("grad n spikes input")
    #expect(table.contains("d spikes / d input"))
    #expect(shell.workbench.session.isSame(as: before))
    #expect(throws: (any Error).self) { try shell.run("grad n loss tau") }
    #expect(throws: (any Error).self) { try shell.run("grad n spikes step") }
    #expect(throws: (any Error).self) { try shell.run("fit n tau spikes=3") }
  }
}
