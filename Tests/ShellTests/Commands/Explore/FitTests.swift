import Equations
import Shell
import Testing

@Suite struct FitTests {
  @Test func aParameterIsFittedOnce() throws {
    var shell = ShellHarness()
    try shell.run("create lif n step=20; feed n const 1.5")
    let session = shell.workbench.session
    let error = #expect(throws: Diagnostic.self) { try shell.run("fit n tau,tau to spikes=5") }
    #expect(error?.message == "a parameter is named twice")
    #expect(shell.workbench.session == session)
  }

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

  // What a fit says where it ends elsewhere; the best is kept all the same.
  @Test(arguments: [
    ("lif n step=40; feed n const 1.1", "spikes=39 iterations=20", "20 spikes for 39; stopped at"),
    // No tau gives five: it fires at every other step or at every one.
    ("lif n tau=2 step=6; feed n const 1.1", "spikes=5", "6 spikes for 5; nothing better came in"),
    ("lif n step=4; feed n const 0.8", "mem=mem.csv iterations=3", "mem is off by "),
  ])
  func saysHowFarItIsFromATargetNotReached(neuron: String, aim: String, line: String) throws {
    var shell = ShellHarness(files: ["mem.csv": "3\n3\n3\n3"])
    let output = try shell.run("create \(neuron); fit n tau to \(aim)")
    #expect(output.contains("n: not reached: "), "\(output)")
    #expect(output.contains(line), "\(output)")
    if let words = output.firstRange(of: "not reached: "), aim.hasPrefix("spikes") {
      let count = output[words.upperBound...].prefix { $0 != " " }
      try shell.run("run n; expect n.spikes == \(count)")
    }
  }

  @Test func aReachedTargetIsNotSaidToBeMissed() throws {
    var shell = ShellHarness()
    try shell.run("create lif n tau=9 step=40; feed n const 1.5")
    #expect(!(try shell.run("fit n tau,threshold to spikes=10")).contains("not reached"))
  }

  @Test func refusesMoreSpikesThanSteps() throws {
    var shell = ShellHarness()
    try shell.run("create lif n step=4; feed n const 1.5")
    let error = shell.refusal("fit n tau to spikes=«10»")
    #expect(error?.message == "10 spikes do not fit into 4 steps")
    #expect(error?.expected?.contains("once a step") == true)
    // A graded surrogate gives up to five a step.
    try shell.run("set n act=Round; fit n threshold to spikes=5 iterations=2")
  }

  @Test func fitsAMembraneTrace() throws {
    // The trace of a neuron with tau 5, threshold out of reach.
    let trace = (1...30).map { "\(0.8 * (1 - (0..<$0).reduce(1.0) { value, _ in value * 0.8 }))" }
    var shell = ShellHarness(files: ["mem.csv": trace.joined(separator: "\n")])
    try shell.run(
      "create lif n tau=3 threshold=9 step=30; feed n const 0.8; fit n tau to mem=mem.csv")
    try shell.run("expect n.tau == 5 +- 0.01")
  }

  // The plot's own file has several columns; mem in it is that of a neuron with tau 5.
  @Test func fitsAnExportedTrace() throws {
    var shell = ShellHarness()
    let drive = "feed n const 1.5; fit n tau to"
    try shell.run(
      "create lif n tau=5 threshold=0.9 step=12; feed n const 1.5; run n; plot n --csv n.csv")
    try shell.run("drop n; create lif n tau=3.5 threshold=0.9 step=12; \(drive) mem=n.csv")
    try shell.run("expect n.tau == 5 +- 0.01; run n; expect n.spikes == 2")
    try shell.run("drop n; create lif n tau=5.6 threshold=0.9 step=12; \(drive) train=n.csv")
    try shell.run("run n; expect n.spikes == 2")
  }

  @Test(arguments: [
    ("mem=«two.csv»", "'two.csv' has no column named 'mem'", "it has step, v"),
    ("mem=«bare.csv»", "'bare.csv' has no column named 'mem'", "it has 2 columns without names"),
    ("train=«two.csv»", "'two.csv' has no column named 'spike'", "it has step, v"),
    ("mem=«many.csv»", "has a column 'neuron'", "of one neuron"),
    ("mem=«gap.csv»", "row 3 of 'gap.csv' is blank", "a number for every step"),
  ])
  func refusesAFileOfOtherColumns(target: String, message: String, expected: String) throws {
    var shell = ShellHarness(files: [
      "two.csv": "step,v\n1,0.5\n", "bare.csv": "1,0.5\n2,0.6\n",
      "many.csv": "step,neuron,mem\n1,1,0.5\n1,2,0.4\n", "gap.csv": "mem\n1\n\n2\n",
    ])
    try shell.run("create lif n step=4; feed n const 1.5")
    let error = shell.refusal("fit n tau to \(target)")
    #expect(error?.message.contains(message) == true)
    #expect(error?.expected?.contains(expected) == true)
  }

  // Where the loss has the same value everywhere, a fit has nothing to follow.
  @Test(arguments: [
    ("create lif n step=4", "nothing flows into 'n'"),
    ("create lif n act=Gate step=4; feed n const 0.1", "the surrogate Gate has a gradient"),
  ])
  func refusesALossThatNothingChanges(before: String, reason: String) throws {
    var shell = ShellHarness()
    try shell.run(before)
    let session = shell.workbench.session
    do {
      try shell.run("fit n tau to spikes=2")
      Issue.record("it was accepted")
    } catch {
      #expect(error.message == "'tau' does not change the loss of 2: its gradient is 0")
      #expect(error.expected?.contains(reason) == true, "\(error.expected ?? "")")
    }
    #expect(shell.workbench.session.isSame(as: session))
  }

  @Test func saysWhatItFitsAndWhatNot() throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=3; create lif n; feed n const 1.5")
    for (typed, message, expected) in [
      ("grad p[1] spikes tau", "no gradient goes through that", "a whole node"),
      ("grad n spike tau spikes=2", "only a loss has a target", "'loss'"),
      ("fit n input to spikes=2", "unknown parameter 'input'", "some of"),
      ("grad n spikes inptu", "unknown parameter 'inptu'", "input, or some of"),
    ] {
      do {
        try shell.run(typed)
        Issue.record("'\(typed)' was accepted")
      } catch {
        #expect(error.message == message)
        #expect(error.expected?.hasPrefix(expected) == true, "\(error.expected ?? "")")
      }
    }
    // The threshold has a slope, but no value of it makes 30 spikes in 2 steps more likely.
    let news = try shell.run("set n tau=1; fit n tau to spikes=1 steps=1 iterations=3")
    #expect(news.contains("loss"))
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
