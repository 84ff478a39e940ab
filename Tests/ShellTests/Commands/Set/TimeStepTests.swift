import Equations
import OrderedCollections
import Shell
import Simulation
import Testing

// Issue 14: times are times, whatever a step is.
@Suite struct TimeStepTests {
  @Test(arguments: [
    ("pulse 3nA at=10ms for=30ms", "pulse 3 nA at=10ms for=30ms"),
    ("pulse 3nA at=10ms for=1ms every=5ms", "pulse 3 nA at=10ms for=1ms every=5ms"),
    ("ramp 0nA 3nA over=20ms", "ramp 0 3 nA over=20ms"),
    ("sine 3nA period=20ms", "sine 3 nA period=20ms"),
    ("poisson 1500Hz", "poisson 0.075"), ("1 2 3", "1 2 3 nA"), ("noise 1 2", "noise 1 2 nA"),
  ])
  func inputsKeepTheirTimes(feed: String, shown: String) throws {
    var shell = ShellHarness()
    try shell.run("create refractorylif n; feed n \(feed); set n dt=0.05ms")
    #expect(try shell.run("show n").contains(shown))
    try shell.run("set n dt=0.1ms")
    let back = try shell.run("show n")
    try shell.run("drop n; create refractorylif n; feed n \(feed)")
    let fresh = try shell.run("show n")
    #expect(
      back.split(separator: "\n").filter { $0.contains("input") }.last
        == fresh.split(separator: "\n").filter { $0.contains("input") }.last)
  }

  @Test func aPulseStillMakesItsSpike() throws {
    var shell = ShellHarness()
    try shell.run("create refractorylif n; feed n pulse 3nA at=10ms for=30ms; set n dt=0.05ms")
    try shell.run("run n 60ms; expect n.spikes == 1; expect n.first_spike == 32ms +- 2ms")
  }

  @Test func delaysAndSynapsesGoWithTheirNeurons() throws {
    var shell = ShellHarness()
    try shell.run("create refractorylif a; create refractorylif b")
    try shell.run("connect a -> b synapse=ExpSynapse tau=10ms weight=2nA delay=2ms")
    try shell.run("set a dt=0.05ms; set b dt=0.05ms")
    #expect(try shell.run("show a_b").contains("delay 2 ms"))
    try shell.run("feed a const 5nA; run 50ms")
    let found = shell.workbench.session.network.connections["a_b"]
    let connection = try #require(found)
    #expect(connection.delay == 40 && connection.synapse?.dt == 0.05)
  }

  @Test func stepsWithoutNumberAreRefused() throws {
    var shell = ShellHarness()
    try shell.run("create refractorylif n; feed n pulse 3nA at=10ms for=30ms")
    let error = shell.refusal("set n dt=«1e-300ms»")
    #expect(error?.message.contains("more than 1e12 steps") == true)
  }
}
