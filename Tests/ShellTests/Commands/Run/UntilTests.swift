import Equations
import Shell
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
}
