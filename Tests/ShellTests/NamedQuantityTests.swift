import Equations
import OrderedCollections
import Simulation
import Testing

@testable import Shell

/// What `let` names is seen as what is recorded.
@Suite struct NamedQuantityTests {
  private static let setup = """
    define Leaky
      inherits Membrane
      param dt = 0.1ms > 0
      param g = 10nS
      input I in pA
      state mem = -65mV
      integral
        let IL = g * (mem + 65mV)
        let rate = 1 / 10ms
        d mem/dt = (I - IL) / 100pF
    end
    create Leaky n
    feed n const 100pA
    run n 100
    """

  private func output(_ commands: String) throws -> String {
    var shell = ShellHarness()
    return try shell.run(Self.setup + "\n" + commands)
  }

  @Test func areExpectedShownCountedAndSwept() throws {
    var shell = ShellHarness()
    _ = try shell.run(Self.setup)
    _ = try shell.run("expect n.IL[1] == 0pA; expect n.IL[2] == 1pA +- 0.01; expect n.IL > 60pA")
    _ = try shell.run("expect n.IL[3] == 10nS * (n.mem[2] + 65mV) +- 1e-9; expect n.max_IL == n.IL")
    for (command, expected) in [
      ("show n.IL", "pA"), ("show n", "named by let: IL (pA), rate (1/ms)"),
      ("hist n IL", "100 values from 0 to"), ("plot n IL mem", "IL (pA)"),
      ("sweep n g=10nS..20nS 2 measure=max_IL for=100", "max_IL (pA)"),
      ("table n mem IL last=2", "mem (mV)  IL (pA)"), ("until n.IL > 70pA", "n"),
    ] {
      let output = try shell.run(command)
      #expect(output.contains(expected), "\(command)")
    }
    // A word that every neuron has keeps its meaning.
    _ = try shell.run("expect n.rate == 0; expect n.rate[1] == 0.1")
  }

  @Test func surviveASave() throws {
    let commands = "; set n g=20nS; run n 10; set n mem=-60mV; run n 10"
    let before = try output(commands + "; table n IL from=90")
    let after = try output(
      commands + "; save x.neurosh; reset n; load x.neurosh; table n IL from=90")
    #expect(after.hasSuffix(before.split(separator: "\n").suffix(30).joined(separator: "\n")))
  }

  @Test func saySoWhereTheyAreNotKnown() throws {
    var shell = ShellHarness()
    _ = try shell.run(Self.setup + "\nreset n; set n record=spikes; run n 10")
    #expect(throws: Diagnostic.self) { try shell.run("plot n IL") }
    do { _ = try shell.run("table n IL") } catch {
      #expect(error.message == "IL of 'n' is not recorded")
      #expect(error.expected == "'set n record=all' before it runs")
    }
  }

  @Test func ofTheSpikeBlockAreWhatTheEndOfTheStepHas() throws {
    var shell = ShellHarness()
    try shell.run(
      """
      define Over
        inherits LIF
        spike
          let over = mem - threshold
          spike when over > 0
          reset mem -= over + 0.2
      end
      create Over n; feed n const 1.3; run n 60
      """)
    #expect(try shell.run("show n").contains("named by let: over"))
    let node = try #require(shell.workbench.session.nodes["n"])
    let (over, mem) = (
      node.samples(of: "over", neuron: 0, steps: 1...60),
      node.samples(of: "mem_before", neuron: 0, steps: 1...60)
    )
    #expect(zip(over, mem).allSatisfy { $0 == $1 - 1 } && over.count == 60)
    let above = over.indices.filter { over[$0] > 0 }.map { $0 + 1 }
    #expect(node.recording.spikeSteps(neuron: 0) == above)
    try shell.run("reset n; set n record=over; run n 60; plot n over")
    let kept = try #require(shell.workbench.session.nodes["n"])
    #expect(kept.samples(of: "over", neuron: 0, steps: 1...60) == over)
  }

  // Between steps there is no end of one.
  @Test func ofTheSpikeBlockAreNotKnownBetweenSteps() throws {
    var shell = ShellHarness()
    try shell.run(
      """
      define Over
        inherits RefractoryLIF
        spike
          let over = mem - threshold
          spike when over > 0mV
          reset mem = -65mV
      end
      create Over n spikes=exact; feed n const 30nA; run n 20ms
      """)
    for line in ["table «n» over", "set n record=mem,«over»"] {
      let message = shell.refusal(line)?.message ?? ""
      #expect(message.hasSuffix("computes at the ends of steps, and spikes are found between them"))
    }
  }
}
