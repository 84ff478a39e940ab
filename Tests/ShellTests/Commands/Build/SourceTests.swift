import Equations
import Foundation
import OrderedCollections
import Shell
import Simulation
import Testing

/// Sources of spikes: at times that are given, and at a rate.
@Suite struct SourceTests {
  private func spikes(_ shell: ShellHarness, _ node: String, _ neuron: Int = 0) -> [Int]? {
    shell.workbench.session.nodes[node]?.recording.spikeSteps(neuron: neuron)
  }

  @Test(
    arguments: [(0.1, [100, 121, 250]), (0.025, [400, 482, 1000]), (1, [10, 13, 25])]
      as [(Double, [Int])])
  func aTimeLiesInItsStep(dt: Double, steps: [Int]) throws {
    var shell = ShellHarness()
    try shell.run("create spikes s times=25ms,10ms,12.05ms dt=\(dt)ms; run s 40ms")
    #expect(spikes(shell, "s") == steps)
    try shell.run("create spikes r dt=\(dt)ms; feed r spikes 10ms 12.05ms 25ms; run r 40ms")
    #expect(spikes(shell, "r") == steps)
    // Another dt later, and a save, leave the times as they are.
    try shell.run("create spikes q times=25ms,10ms,12.05ms; set q dt=\(dt)ms; reset q; save f")
    try shell.run("load f; run q 40ms")
    #expect(spikes(shell, "q") == steps)
  }

  @Test(arguments: [
    "time (ms),neuron\n10,1\n5,3\n20,3\n", "neuron,t\n1,10\n3,20\n3,5\n",
    "10,1\n5,3\n20,3\n", "time (s),neuron\n0.01,1\n0.005,3\n0.02,3\n",
  ])
  func aFileTellsEachNeuronItsTimes(file: String) throws {
    var shell = ShellHarness(files: ["f.csv": file])
    #expect(try shell.run("create spikes s times=f.csv").contains("Spikes, 3 neurons"))
    try shell.run("run s 30ms")
    #expect((0..<3).map { spikes(shell, "s", $0) } == [[100], [], [50, 200]])
    try shell.run("create spikes p times=f.csv n=5; run p 13ms; run p 17ms")
    #expect((0..<5).map { spikes(shell, "p", $0) } == [[100], [], [50, 200], [], []])
  }

  @Test(arguments: [
    ("create spikes s «times=10mV»", "a time"), ("create spikes s «times=10ms,x»", "a time"),
    ("create lif s «times=10»", "LIF does not fire at given times"),
    ("create spikes s n=2 «times=f.csv»", "there are spikes of neuron 3, but n is 2"),
    ("create spikes s «times=g.csv»", "'g.csv' has no column of times"),
    ("create spikes s «times=h.csv»", "'h.csv' names a neuron 1.5"),
    ("create spikes s «times=-1ms»", "'time' cannot be"),
  ])
  func whatIsNoTimeIsRefused(line: String, message: String) {
    var shell = ShellHarness(files: [
      "f.csv": "10,1\n5,3\n", "g.csv": "neuron,I\n1,2\n", "h.csv": "t,neuron\n1,1.5\n",
    ])
    let error = shell.refusal(line.replacing("«times=", with: "times=«"))
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "nothing")")
    #expect(shell.workbench.session.nodes.isEmpty)
  }

  // 1 - exp(-rate dt) a step: 100 neurons for 10 s, so that five deviations are 2 %.
  @Test(arguments: [0.1, 1, 5])
  func aPoissonNeuronFiresAtItsRate(dt: Double) throws {
    var shell = ShellHarness()
    try shell.run("create poisson s n=100 rate=60Hz dt=\(dt)ms; run s 10s")
    let count = Double(shell.workbench.session.nodes["s"]?.recording.spikeCount(after: 0) ?? 0)
    let expected = 100 * 10_000 / dt * (1 - exp(-0.06 * dt))
    #expect(abs(count - expected) < 5 * expected.squareRoot())
  }

  @Test func aPoissonNeuronsRateIsFed() throws {
    var shell = ShellHarness()
    try shell.run("create poisson s n=50 rate=0Hz; feed s pulse 100Hz at=100ms for=100ms")
    try shell.run("run s 300ms")
    let times = (0..<50).flatMap { spikes(shell, "s", $0) ?? [] }
    #expect(times.allSatisfy { (1001...2000).contains($0) })
    #expect((400...600).contains(times.count))
    #expect(shell.refusal("set s rate=«-1Hz»")?.message == "'rate' cannot be -1")
  }

  // A spike of a source reaches what it is connected to as any other one does.
  @Test func whatTheyAreConnectedToGetsTheirSpikes() throws {
    var shell = ShellHarness()
    try shell.run("create spikes s n=2 times=10ms,25ms; create noisylif n mu=-70mV sigma=0mV")
    try shell.run("connect s -> n weight=3mV; run 40ms")
    let node = try #require(shell.workbench.session.nodes["n"])
    let input = node.recording.samples(of: "input", neuron: 0, steps: 1...400)
    #expect(input.indices.filter { input[$0] != 0 } == [99, 249])
    #expect(input[99] == 6)
  }
}
