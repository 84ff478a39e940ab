import Equations
import OrderedCollections
import Shell
import Simulation
import Testing

@Suite struct RecordTests {
  @Test(arguments: Recording.Extent.allCases)
  func everyExtentSurvivesSaving(extent: Recording.Extent) throws {
    var shell = ShellHarness()
    try shell.run(
      """
      create lif p n=3 record=\(extent.rawValue) act=round
      feed p noise 3 2; run p 50; step p; run p 9; save s.session
      """)
    let before = shell.workbench.session
    try shell.run("drop p; load s.session")
    #expect(shell.workbench.session.isSame(as: before))
    #expect(before.nodes["p"]?.recording.steps == 60)
  }

  @Test func whatIsNotRecordedIsSaid() throws {
    var shell = ShellHarness()
    try shell.run(
      "create lif n record=spikes; create lif p n=2 record=none; feed * const 1.5; run 9")
    #expect(
      try shell.run("expect n.spikes == 4; expect n.first_spike == 2").contains("as expected"))
    let errors = [
      ("table n", "input of 'n' is not recorded"), ("plot n", "mem of 'n' is not recorded"),
      ("expect n.mem_before == 1", "mem_before of 'n' is not recorded"),
      ("expect n.mem[3] == 1", "mem of 'n' is not recorded"),
      ("expect p[1].spikes == 4", "spike of 'p' is not recorded"),
    ]
    for (command, message) in errors {
      let error = #expect(throws: Diagnostic.self) { try shell.run(command) }
      #expect(error?.message == message)
      #expect(error?.expected?.contains("record=") == true)
    }
    try shell.run("set n record=all; run n 5")
    #expect(try shell.run("table n last=5").contains("mem_before"))
    let error = #expect(throws: Diagnostic.self) { try shell.run("table n") }
    #expect(error?.message == "input of 'n' is not recorded at all of these steps")
    #expect(try shell.run("show n.record") == "all")
  }

  // What is asked for again is no way out.
  @Test func itIsSaidWhichStepsAreKept() throws {
    var shell = ShellHarness()
    try shell.run(
      "create lif n; feed n const 1.5; set n record=none; run 10; set n record=spikes; run 10;"
        + " set n record=all; run 10")
    func expected(_ typed: String) -> String? {
      #expect(throws: Diagnostic.self) { try shell.run(typed) }?.expected
    }
    #expect(
      expected("table n from=11 to=30") == "steps from 21 to 30, at which input is kept")
    #expect(expected("table n mem from=11") == "steps from 21 to 30, at which mem is kept")
    #expect(expected("hist n isi from=3") == "steps from 11 to 30, at which spike is kept")
    try shell.run("table n mem from=21 to=30; hist n isi from=11")
    try shell.run("set n record=spikes; run 1; set n record=all; run 1")
    #expect(
      expected("table n mem from=11")
        == "steps from 21 to 30, or step 32, at which mem is kept")
    try shell.run("set n record=spikes; run 1")
    #expect(
      expected("table n mem from=30")
        == "steps from 21 to 30, or step 32, at which mem is kept")
  }

  @Test func tooMuchToRecordIsRefusedWithAWayOut() throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=100000; set session memory=1")
    let session = shell.workbench.session
    let error = #expect(throws: Diagnostic.self) { try shell.run("run p 10") }
    #expect(error?.message == "'p' cannot record a step of 400000 numbers")
    #expect(error?.expected?.contains("'set p record=spikes'") == true)
    #expect(shell.workbench.session == session)
  }
}
