import Equations
import OrderedCollections
import Shell
import Simulation
import Testing

@Suite struct TimeTravelTests {
  @Test func helpSaysThatConnectedNodesStay() throws {
    var shell = ShellHarness()
    #expect(try shell.run("help back").contains("connected cannot go back"))
  }

  // How a node is made and fed: with its own noise, a noisy input, a state of its own, units.
  private static let nodes = [
    "create lif n; feed n const 1.5", "create lif n; feed n noise 1 0.5",
    "create noisylif n; set n mem=12mV", "create izhikevich n; feed n const 10",
    "create plif n n=3; feed n poisson 0.4; set n[2] mem=0.3",
    "create refractorylif n; feed n const 3nA", "create if n precision=float; feed n sine 0.2",
  ]

  @Test(arguments: nodes, [0, 1, 7, 20])
  func goingOnFromAnEarlierStepGivesTheSameNumbers(node: String, steps: Int) throws {
    var shell = ShellHarness()
    try shell.run("\(node); run n 20")
    let there = shell.workbench.session
    try shell.run("back n \(steps)")
    #expect(shell.workbench.session.nodes["n"]?.time == 20 - steps)
    #expect(shell.workbench.session.nodes["n"]?.recording.steps == 20 - steps)
    try shell.run("run n \(steps)")
    let n = shell.workbench.session.nodes["n"]
    #expect(n?.states == there.nodes["n"]?.states)
    for quantity in ["mem", "mem_before", "spike"] {
      let now = n?.recording.samples(of: quantity, neuron: 0, steps: 1...20)
      #expect(now == there.nodes["n"]?.recording.samples(of: quantity, neuron: 0, steps: 1...20))
    }
  }

  @Test func aStateThatWasSetInMidRunIsKept() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n const 0.5; run n 3; set n mem=0.75; run n 5; back n 5")
    // The recording has step 3 as it was taken.
    try shell.run("expect n.mem == 0.4375; expect n.time == 3")
  }

  @Test func anInputThatCameLaterBeginsWhereTimeIsNow() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; run n 10; feed n 5 0 0; run n 3; back n 8; run n 1")
    try shell.run("expect n.input[6] == 5; save s; load s; expect n.time == 6")
  }

  @Test func marksSurviveUndoSaveAndOtherMarks() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n noise 1 0.5; run n 10; mark a; run n 5; mark b; drop n")
    try shell.run("restore a; expect n.time == 10; restore b; expect n.time == 15")
    let before = shell.workbench.session
    try shell.run("save s; restore a; undo")
    #expect(shell.workbench.session.isSame(as: before))
    try shell.run("drop *; load s")
    #expect(shell.workbench.session.isSame(as: before))
    #expect(shell.workbench.session.marks.values.allSatisfy { $0.marks.isEmpty })
  }

  @Test func marksKeepConnectionsAndWhatIsOnItsWay() throws {
    var shell = ShellHarness()
    try shell.run(
      "create if a; create if b; connect a -> b weight=0.3 delay=3; feed a const 0.3; run 20; mark m"
    )
    try shell.run("run 20")
    let there = shell.workbench.session.nodes["b"]
    try shell.run("save s; drop *; load s; restore m; run 20")
    #expect(shell.workbench.session.nodes["b"] == there)
  }

  @Test func aForkGoesTheSameWayUntilSomethingDiffers() throws {
    var shell = ShellHarness()
    try shell.run(
      "create noisylif n mu=25; run n 50; mark m; fork n twin; run 50; fork m; run n_m 50")
    try shell.run("expect twin.mem == n.mem; expect n_m.mem == n.mem")
    try shell.run("save s; load s; run 10; expect twin.mem == n.mem; set twin mu=20; run 10")
    try shell.run("expect twin.mem != n.mem")
  }

  // What is typed after `create lif n; run n 4; mark here`, and part of the sentence.
  @Test(
    arguments: [
      ("back n «5»", "cannot go back 5 steps"), ("back n «-1»", "'steps' cannot be -1"),
      ("back «m»", "unknown node 'm'"), ("restore «her»", "unknown mark 'her'"),
      ("restore«»", "needs more"), ("mark «3»", "cannot name a mark"), ("mark«»", "needs more"),
      ("fork «x»", "unknown node or mark 'x'"), ("fork n «n»", "already a node 'n'"),
      ("fork here «x»", "whose nodes get names of their own"),
      ("fork n «const»", "cannot name a node"),
    ])
  func mistakesAreTold(typed: String, sentence: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n; run n 4; mark here")
    #expect(shell.refusal(typed)?.message.contains(sentence) == true)
  }
}
