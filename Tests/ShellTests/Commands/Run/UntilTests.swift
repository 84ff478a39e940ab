import Equations
import OrderedCollections
import Shell
import Simulation
import Synchronization
import Testing

@Suite struct UntilTests {
  @Test(arguments: [
    ("until n.spikes == 3", "n: 42 steps to step 42, 3 spikes (at 14, 28, 42), mem 0"),
    ("until n.mem > 0.5", "n: 5 steps to step 5, 0 spikes, mem 0.532363"),
    ("until n.time >= 7 for=7", "n: 7 steps to step 7, 0 spikes, mem 0.678214"),
    ("run n 14; until n.spikes == 1", "n: 0 steps to step 14, 0 spikes, mem 0"),
  ])
  func runsAsLongAsItHasTo(typed: String, last: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n tau=10; feed n const 1.3")
    #expect(try shell.run(typed).split(separator: "\n").last.map(String.init) == last)
  }

  // What has no value before the first step or spike is waited for.
  @Test(arguments: [
    ("n.last_spike > 20", "28"), ("n.first_spike >= 1", "14"), ("n.interval > 5", "28"),
    ("n.last_spike > n.interval + 20", "42"), ("n.max_mem > 0.5", "5"), ("n.mem_before > 0.5", "5"),
    ("n.rate > 0", "14"),
  ])
  func whatHasNoValueYetIsWaitedFor(typed: String, time: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n tau=10; feed n const 1.3")
    try shell.run("until \(typed); expect n.time == \(time)")
    try shell.run("run 3; reset n; until \(typed); expect n.time == \(time)")
  }

  @Test func whatNeverHasAValueIsSaid() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; create lif p n=2; feed n const 1.5")
    let error = #expect(throws: Diagnostic.self) {
      try shell.run("feed n const 0; until n.last_spike > 5 for=20")
    }
    #expect(
      error?.message == "it did not hold within 20 steps: 'n' has not fired; the state is kept")
    #expect(shell.refusal("until n.«foo» > n.last_spike")?.message == "unknown quantity 'foo'")
    #expect(shell.refusal("until «p».last_spike > 5") != nil)
  }

  @Test func connectedNodesRunTogetherAndOthersStay() throws {
    var shell = ShellHarness()
    try shell.run("create lif a; create if b; create lif c; connect a -> b weight=0.4")
    try shell.run("feed a const 1.5; until b.spikes == 1")
    try shell.run("expect a.time == b.time; expect b.spikes == 1; expect c.time == 0")
    try shell.run("undo; expect a.time == 0")
  }

  @Test func whatNeverComesEndsAndIsKept() throws {
    var shell = ShellHarness()
    try shell.run("create lif n")
    #expect {
      try shell.run("until n.spikes == 1 for=20")
    } throws: {
      ($0 as? Diagnostic)?.message
        == "it did not hold within 20 steps: n.spikes is 0; the state is kept"
    }
    try shell.run("expect n.time == 20")
  }

  @Test func whatHoldsAlreadyIsSaid() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n const 1.5; run n 10")
    #expect(try shell.run("until n.spikes > 3").hasPrefix("it holds already: n.spikes is 5\n"))
    try shell.run("expect n.time == 10")
  }

  // Counts and times only grow, so that waiting for one that is past would never end.
  @Test(arguments: [
    ("n.spikes == 3", "n.spikes is 5, which never falls: it cannot come to == 3", 10),
    ("n.time < 8", "n.time is 10, which never falls: it cannot come to < 8", 10),
    ("p.spikes == 10", "p.spikes is 12, which never falls: it cannot come to == 10", 6),
    // mem may come back.
    ("n.mem < -1 for=7", "it did not hold within 7 steps: n.mem is 0.75; the state is kept", 17),
    (
      "n.spikes > n.time for=4",
      "it did not hold within 4 steps: n.spikes is 7 and n.time is 14; the state is kept", 14
    ),
  ])
  func whatCannotComeIsToldWithWhatThereIs(typed: String, message: String, time: Int) throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=4; feed p const 1.5; create lif n; feed n const 1.5; run n 10")
    let error = #expect(throws: Diagnostic.self) { try shell.run("until \(typed)") }
    #expect(error?.message == message)
    try shell.run("expect \(typed.prefix(1)).time == \(time)")
  }

  @Test func controlCStopsBetweenTwoSteps() throws {
    var shell = ShellHarness()
    try shell.run("create lif n")
    shell.host.isInterrupted = { true }
    #expect {
      try shell.run("until n.spikes == 1")
    } throws: {
      ($0 as? Diagnostic)?.message.hasPrefix("stopped by Ctrl-C") == true
    }
  }

  // Steps are taken on trial, many at once, and again where they went too far.
  @Test(arguments: [
    "n.spikes == 23", "n.mem > 0.99", "n.rate < 0.042", "n.time >= 333",
    "b.mem >= n.mem + 0.4", "p[3].spikes == 50", "p.spikes > 300", "m.spikes == 15",
    "n.mem_before > 1.2 +- 0.1", "n.input < -0.6", "n.mem[3] < n.time / 3000",
    "n.mem + b.mem > 1.35", "n.cv < 0.43", "n_b.weight > 0.401", "n.spikes == 21 +- 10%",
    "q.mem > 0.97", "q.spikes == 30", "p[2].mem > p[1].mem + 0.9",
  ])
  func leadsWhereSingleStepsLead(condition: String) throws {
    var shell = ShellHarness()
    try shell.run(
      """
      create lif n tau=10; feed n noise mean=1.1 sd=1; create if b; connect n -> b weight=0.4 delay=3
      create lif p n=5; feed p noise mean=1.3 sd=1; connect n -> p weight=0.1 delay=1; module m: n b
      learn n_b hebb rate=0.0001; create lif q record=spikes; feed q noise mean=0.8 sd=0.5; run 60
      """)
    var stepwise = shell
    try shell.run("until \(condition)")
    let node = condition.first.map(String.init) ?? ""
    while (try? stepwise.run("expect \(condition)")) == nil { try stepwise.run("step \(node)") }
    expectSame(shell.workbench.session, stepwise.workbench.session)
    #expect(shell.workbench.session.nodes.values.contains { $0.time > 65 })
  }

  @Test func looksIntoWhatRanOffInSingleSteps() throws {
    var shell = ShellHarness()
    try shell.run(
      """
      define Grows; state mem = 1; state spike = 0; integral; mem = mem * (1 + mem * 1e-2); spike; spike when mem < 0; end
      create Grows a; create lif b; feed b const 1.5; module m: a b
      """)
    var stepwise = shell
    #expect(throws: Diagnostic.self) { try shell.run("until m.spikes == 2000") }
    while (try? stepwise.run("step m")) != nil {}
    expectSame(shell.workbench.session, stepwise.workbench.session)
    #expect((shell.workbench.session.nodes["a"]?.time ?? 0) > 64)
  }

  @Test func longWaitsAreTakenInFewParts() throws {
    var shell = ShellHarness()
    try shell.run("create lif n tau=10; feed n const 1.3")
    let looks = Mutex(0)
    shell.host.isInterrupted = {
      looks.withLock { $0 += 1 }
      return false
    }
    try shell.run("until n.spikes == 700")
    try shell.run("expect n.time == 9800")
    #expect(looks.withLock(\.self) < 50)
  }

  // Recordings may lie in other segments.
  private func expectSame(_ one: Session, _ other: Session) {
    #expect(one.fingerprint == other.fingerprint)
    for (own, node) in zip(one.nodes.values, other.nodes.values) where node.time > 0 {
      for quantity in node.recording.quantities {
        for neuron in 0..<node.population {
          let samples = [own, node].map {
            $0.recording.samples(of: quantity, neuron: neuron, steps: 1...node.time)
          }
          #expect(samples[0] == samples[1], "\(node.name).\(quantity)")
        }
      }
    }
  }
}
