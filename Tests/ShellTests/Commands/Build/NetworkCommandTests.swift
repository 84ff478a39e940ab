import Equations
import OrderedCollections
import Shell
import Simulation
import Testing

@Suite struct NetworkCommandTests {
  private let pair = "create relay a; create lif b; connect a -> b weight=3; feed a const 1; "

  @Test func connectedNodesRunTogether() throws {
    var shell = ShellHarness()
    try shell.run(
      pair + "run b 10; expect a.time == 10; expect b.time == 10; expect b.spikes == 10")
    // One that is not connected stays where it is.
    try shell.run("create lif alone; run b 5; expect alone.time == 0")
  }

  // Modules that nothing connects run at once; together they are what each is by itself.
  @Test func independentModulesAreTheSameOneByOne() throws {
    var together = ShellHarness()
    try together.run(
      """
      create RefractoryLIF a n=40; create RefractoryLIF b n=30; create RefractoryLIF c n=20
      create LIF d; feed a noise 5 1; feed c noise 5 1; feed d noise 1 0.5
      connect a -> b probability=0.4 weight=2nA name=ab; learn ab stdp potentiation=0.1nA max=3nA
      connect b -> a probability=0.3 weight=-1nA; connect c -> c probability=0.5 weight=1nA name=cc
      module first: a b; module second: c
      """)
    var alone = together
    let notes = try together.run("run 300")
    try alone.run("run d 300; run second 300; run first 300")
    #expect(together.workbench.session == alone.workbench.session)
    #expect(notes.split(separator: "\n").map { $0.prefix(2) } == ["a:", "b:", "c:", "d:"])
    try together.run("expect a.spikes > 0; expect c.spikes > 0; expect d.spikes > 0")
  }

  // Each would take gigabytes if it were built before it is counted.
  @Test(
    arguments: [
      ("connect p -> «p»", "about 9999900000 synapses"),
      ("connect p -> p probability=«0.1»", "about 999990000 synapses"),
      ("connect p -> q pattern=«all»", "about 7060000000 synapses"),
    ])
  func tooManySynapsesAreRefusedBeforeAnyIsMade(typed: String, message: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=100000; create lif q n=70600")
    let error = shell.refusal(typed)
    #expect(error?.message == "these would be \(message)")
    #expect(error?.expected == "at most 50000000 in all; a smaller probability=")
  }

  @Test func synapsesOfAllConnectionsCount() throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=300; connect p -> p self=true; create lif q n=7070")
    let error = #expect(throws: Diagnostic.self) { try shell.run("connect q -> q") }
    #expect(error?.message.hasSuffix("synapses beside 90000") == true)
    #expect(error?.expected?.hasSuffix("or 'drop' of a connection") == true)
  }

  // Each would take gigabytes of memory for what is kept of a pass, or is on its way.
  @Test(
    arguments: [
      ("create psn p n=1000000 step=«256»", "256 steps of 1000000 neurons are too many for 'PSN'"),
      (
        "create lif a n=100000; create lif b n=100000 layer_by_layer=true step=1000;"
          + " connect a -> b pattern=one-to-one; run «b» 1000",
        "a pass of 1000 steps of 200000 neurons is too large to go layer by layer"
      ),
      (
        "create lif a n=100000; create lif b n=100000;"
          + " connect a -> b synapse=gap pattern=one-to-one delay=«501»",
        "too many membrane potentials of 'a' would be on their way"
      ),
      (
        "create lif p n=1000001; set p record=none; run 2; table «p»",
        "the table of 'p' would have 2000002 rows"
      ),
    ])
  func whatWouldFillTheMemoryIsRefused(typed: String, message: String) throws {
    var shell = ShellHarness()
    #expect(shell.refusal(typed)?.message.hasPrefix(message) == true)
  }

  @Test func connectStopsByCtrlC() throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=400; create lif q n=400")
    let before = shell.workbench.session
    shell.host.isInterrupted = { true }
    for statement in [
      "connect p -> p", "connect p -> p probability=0.9 deviation=0.1",
      "connect p -> q synapse=gap weight=0.1",
    ] {
      let report = try shell.workbench.perform(statement, host: shell.host)
      #expect(report.problem?.kind == .interrupted)
      #expect(report.problem?.diagnostic.message == "stopped by Ctrl-C; nothing is connected")
      #expect(shell.workbench.session.isSame(as: before))
    }
    // What is quickly made is not worth a look.
    try shell.run("create lif a; connect a -> p")
  }

  @Test(
    arguments: [
      "stdp potentiation=0.1nA max=3nA", "hebb rate=0.1nA",
      "rewarded potentiation=0.1nA max=3nA reward=0.2", "bcm rate=0.1 decay=0.98",
    ])
  func everythingSurvivesSaving(rule: String) throws {
    var shell = ShellHarness()
    try shell.run(
      """
      create RefractoryLIF a n=5; create RefractoryLIF b n=3; feed a noise 3 1
      connect a -> b synapse=AlphaSynapse tau=3ms weight=2nA deviation=0.5nA delay=2ms name=ab
      connect b -> b probability=0.7 weight=-1nA name=bb
      learn ab \(rule); learn bb tsodyks use=0.3
      module m: a b; module whole: m; run m 50ms; save s.session
      """)
    let saved = shell.workbench.session
    try shell.run("drop *; load s.session")
    #expect(shell.workbench.session == saved)
    // And goes on as the original does.
    var original = shell
    try shell.run("run m 20ms")
    try original.run("run m 20ms")
    #expect(shell.workbench.session == original.workbench.session)
    #expect(shell.workbench.session.network.connections["ab"]?.learning != nil)
  }

  @Test func undoTakesARunOfANetworkBack() throws {
    var shell = ShellHarness()
    try shell.run(pair + "learn a_b hebb rate=0.5; run b 3")
    let before = shell.workbench.session
    try shell.run("run b 5; expect a_b.weight > 3; undo")
    #expect(shell.workbench.session == before)
  }

  @Test func rewardLetsWeightsFollowTheirTraces() throws {
    var shell = ShellHarness()
    try shell.run(pair + "learn a_b rewarded potentiation=0.1 depression=0; run b 5")
    try shell.run("expect a_b.weight == 3; set a_b reward=1; run b 1; expect a_b.weight > 3")
  }

  // Nearest pairs: the trace is that of the last spike alone.
  @Test(arguments: [("0", 0.1 * (1 + 0.36787944117144233)), ("1", 0.1)])
  func nearestPairsCountOneSpike(nearest: String, gain: Double) throws {
    var shell = ShellHarness()
    try shell.run(
      """
      create relay a; create lif b tau=1 threshold=50; connect a -> b weight=1
      learn a_b stdp potentiation=0.1 depression=0 tau_before=1 nearest=\(nearest)
      feed a 1 1; feed b 0 99; run b 2; expect a_b.weight == \(1 + gain) +- 1e-12
      """)
  }

  @Test func modulesReachNodesAtEveryDepth() throws {
    var shell = ShellHarness()
    try shell.run(
      """
      create lif a; create if b; create lif c; module inner: b c; module outer: a inner
      feed * const 1; run outer 5; set outer.* threshold=0.7 tau=3; reset outer
      expect a.time == 0; expect c.time == 0; expect c.tau == 3; expect b.threshold == 0.7
      forward outer; expect b.time == 4; forward outer reset=false; expect b.time == 8
      drop c; module outer: a b
      """)
    #expect(shell.workbench.session.members(of: "inner") == ["b"])
  }

  @Test(arguments: [
    ("connect a -> «z»", "unknown node"), ("connect a «b»", "unexpected"),
    ("connect a -> b.«zz»", "unknown input or state"),
    ("connect a -> b weight=«1mV»", "'weight' wants a pure number"),
    ("connect a -> b probability=«2»", "'probability' cannot be 2"),
    ("connect a -> b synapse=«Exp»", "unknown synapse"),
    ("connect a -> b «tau»=3", "there is no synapse to take 'tau'"),
    ("connect b -> b delay=«0»", "'b' would get its own spikes"),
    ("connect p«[9]» -> b", "'p[9]' picks no neurons of 'p'"),
    ("connect a -> p«[0..3]»", "'p[0..3]' picks no neurons of 'p'"),
    ("connect «zz»[1] -> b", "unknown node 'zz'"),
    ("connect a -> b weight=1 «weight=2»", "'weight' is set twice"),
    ("connect a -> b pattern=all «probability=1»", "'probability' cannot stand beside 'pattern'"),
    ("connect a -> b name=«a»", "there is already a node"),
    ("connect p -> b pattern=«one-to-one»", "'p' has 3 neurons"),
    ("connect a -> «h»", "'a' only counts steps, while those of 'h' are 0.01 ms"),
    ("learn «zz» stdp", "unknown connection"),
    ("learn a_b «stpd»", "unknown rule"), ("learn a_b stdp «tau»=3", "unknown number"),
    ("learn a_b stdp tau_before=«0»", "'tau_before' cannot be 0"),
    ("set a_b «wieght»=3", "unknown name"), ("module m: a «zz»", "unknown node or module"),
    ("module «a»: b", "there is already a node"), ("module m: m2 «m2»", "'m2' stands twice"),
    ("module m2: «m3»", "'m2' would be in itself"),
    ("grad b spikes «a_c».weight", "unknown node or connection"),
    ("grad b spikes a_b.«tau»", "unknown quantity of a connection"),
    ("sweep «b» tau=1..3 3", "'b' gets spikes"), ("find rheobase «b»", "'b' gets spikes"),
    ("back «b»", "'b' is connected"), ("set m2.* «zau»=1", "unknown parameter"),
    ("feed p encode «rat» 0.5", "unknown encoder"),
    (
      "feed long encode «population» 0.5", "'population' cannot tell a number over 10001 steps"
    ),
    ("feed p encode ttfs «0.1 0.2»", "'ttfs' got 2 numbers"),
    ("feed p encode population 0.5 threshold=«0»", "'threshold' cannot be 0"),
  ])
  func mistakesLeaveEverythingAsItWas(typed: String, message: String) throws {
    var shell = ShellHarness()
    try shell.run(
      pair
        + "create lif p n=3; create HH h; create if long n=3 step=10001; module m2: a; module m3: m2; run b 2"
    )
    #expect(shell.refusal(typed)?.message.hasPrefix(message) == true)
  }
}
