import Equations
import OrderedCollections
import Shell
import Simulation
import Testing

@Suite struct RecordingMemoryTests {
  @Test func aFullRecordingKeepsItsNewestSteps() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n noise 1 0.5; create lif still")
    var free = shell
    try shell.run("set session memory=1")
    let first = try shell.run("run n 50000")
    #expect(first.contains("n: recordings fill their 1 MB: its last "))
    let before = shell.workbench.session
    #expect(!(try shell.run("run n 1000")).contains("fill"))
    let node = try #require(shell.workbench.session.nodes["n"])
    #expect((120_000...125_000).contains(node.recording.keptSize))
    // What is left is what it would be without a limit.
    try free.run("run n 50000; run n 1000")
    let whole = try #require(free.workbench.session.nodes["n"])
    let kept = node.recording.firstKeptStep...51_000
    #expect(kept.lowerBound > 10_000 && node.states == whole.states)
    #expect(
      node.recording.samples(of: "mem", neuron: 0, steps: kept)
        == whole.recording.samples(of: "mem", neuron: 0, steps: kept))
    #expect(node.recording.spikeCount(after: 0) == whole.recording.spikeCount(after: 0))
    // Commands take the steps that are there, and say where those are not that are asked for.
    try shell.run("plot n; table n from=50999; hist n; rate n; expect n.time == 51000")
    let said = try shell.run("describe n")
    let spikes = node.recording.spikeSteps(neuron: 0, after: kept.lowerBound - 1)
    #expect(
      said.contains(
        " \(spikes.count) spikes in \(kept.count) steps (those kept: step \(kept.lowerBound) to"
          + " step 51000)"), "\(said)")
    let missing = #expect(throws: Diagnostic.self) { try shell.run("table n to=5") }
    #expect(missing?.message.contains("is not recorded") == true)
    try shell.run("undo")
    #expect(shell.workbench.session == before)
    let wrong = #expect(throws: Diagnostic.self) { try shell.run("set session memory=0") }
    #expect(wrong?.message == "'memory' cannot be 0")
  }

  @Test func aPopulationIsDescribedByWhatIsKept() throws {
    var shell = ShellHarness()
    try shell.run("set session memory=1; create lif p n=20; feed p const 1.5; run p 5000")
    let node = try #require(shell.workbench.session.nodes["p"])
    let first = node.recording.firstKeptStep
    #expect(first > 1)
    let said = try shell.run("describe p")
    #expect(said.contains("of 20 neurons 20 tonic"), "\(said)")
    #expect(
      said.contains("(those kept: step \(first) to step 5000), rate 0.5 a step a neuron"), "\(said)"
    )
  }
}
