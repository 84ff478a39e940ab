import Equations
import Synchronization
import Testing

@testable import Shell

@Suite struct RecordingSessionTests {
  private func recorded(_ shell: ShellHarness) -> String {
    guard case .success(let bytes) = shell.host.files.read("r.nsh") else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  // What is recorded replays as it was, whatever stood before and whatever went wrong.
  @Test(arguments: [
    "record r.nsh; create lif n; feed n const 1.5; run n; table n; plot n height=6",
    "seed 9; create lif p n=3; feed p noise 1 1; record r.nsh; run p 20; raster p",
    "create lif n; set n tau=3; undo; record r.nsh; list; undo; redo; mark a; run n; back; restore a",
    "record r.nsh; define A\n  inherits LIF\n  param x = 2\nend\ncreate A a; run a; show a",
    "create lif n; set n tau=3; undo; record r.nsh; redo; set n tau=4; undo; redo; undo 2; redo 2",
    "create lif n; set n tau=3; undo 2; record r.nsh; redo; create if m; redo; undo; redo 5; list",
    "record r.nsh; create HH a; feed a const 10uA/cm^2; run a 5ms; why a; create fitzhughnagumo f; find equilibrium f",
  ])
  func recordingsReplay(typed: String) throws {
    var shell = ShellHarness()
    try shell.run(typed)
    for bad in ["nonsense", "set n tau=0", "expect 1 == 2", "create lif p x"] {
      _ = try? shell.run(bad)
    }
    // Complete after every command, without being ended.
    let replay = Replay(try SessionFile(recorded(shell)), path: "r.nsh", host: Host())
    #expect(replay.failures == [])
    #expect(replay.passed > 4)
  }

  @Test func shortVerbsAreSpelledOut() throws {
    var shell = ShellHarness()
    shell.host.allowsShortVerbs = true
    try shell.run("cre lif n; rec r.nsh; ru n")
    #expect(recorded(shell).contains("\ncreate lif n\n"))
    #expect(recorded(shell).hasSuffix("run n\n#> n: 4 steps to step 4, 0 spikes, mem 0\n"))
  }

  @Test func whatCannotBeRepeatedBecomesProse() throws {
    var shell = ShellHarness()
    try shell.run("record r.nsh; create lif n; save s; history; record; record off; run n")
    #expect(
      recorded(shell).hasSuffix(
        """
        create lif n
        #> n: LIF, threshold 1, tau 2, step 4
        # save s
        # history
        # record

        """))
  }

  // What Ctrl-C stopped is written, and taken as done before a recording, as what it did.
  @Test(arguments: [
    "run n 10000000", "time run n 10000000", "watch n 10000000 every=1000", "until n.mem == 9",
    "run 10000000", "fit m tau to spikes=17 steps=40", "forward n",
  ])
  func aStoppedCommandIsRecordedAsWhatItDid(command: String) throws {
    for beginsLater in [false, true] {
      var shell = ShellHarness()
      let begin =
        "create noiselif n step=10000000; create lif m tau=9; feed n const 0.9; feed m const 1.5; run 3"
      try shell.run(beginsLater ? begin : "record r.nsh; " + begin)
      let looks = Mutex(0)
      shell.host.isInterrupted = {
        looks.withLock { looks in
          looks += 1
          return looks > 1
        }
      }
      let report = try shell.workbench.perform(command, host: shell.host)
      #expect(report.problem?.kind == .interrupted)
      shell.host.isInterrupted = { false }
      if beginsLater { try shell.run("record r.nsh") }
      try shell.run("run n 5; run m 5; expect n.time >= 5; show n; show m")
      let text = recorded(shell)
      #expect(!text.contains("\n\(command)\n"))
      let replay = Replay(try SessionFile(text), path: "r.nsh", host: Host())
      #expect(replay.failures == [] && replay.passed > 2)
    }
  }

  // What could not go on before the recording, and what it had done, does not go on in it either.
  @Test(
    arguments: [
      "create lif n; feed n const 1.5; until n.spikes == 99 for=3",
      "create izhikevich n; feed n const 1e300; run n 50",
      "create lif n; feed n const 1.5; until n.spikes == 99 for=3; undo",
    ])
  func whatEndedInAnErrorBeforeARecordingIsExpectedTo(typed: String) throws {
    var shell = ShellHarness()
    _ = try? shell.run(typed)
    try shell.run("record r.nsh")
    for more in ["redo", "undo", "redo", "run n 2", "show n"] { _ = try? shell.run(more) }
    let replay = Replay(try SessionFile(recorded(shell)), path: "r.nsh", host: Host())
    #expect(replay.failures == [] && replay.passed > 1)
  }

  // Ctrl-C makes several commands of one, which undo takes back together.
  @Test func undoneRunsOfSeveralNodesAreUndoneInARecording() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; create lif m; set session memory=100; run 1")
    let looks = Mutex(0)
    // Each is looked at 16 times, so that both are on their way then.
    shell.host.isInterrupted = {
      looks.withLock { looks in
        looks += 1
        return looks > 20
      }
    }
    #expect(try shell.workbench.perform("run 1000000", host: shell.host).problem != nil)
    shell.host.isInterrupted = { false }
    try shell.run("record r.nsh; undo; list; redo; list; undo; run 3; list")
    #expect(recorded(shell).contains("\n# undo, which is:\nundo 2\n"))
    let replay = Replay(try SessionFile(recorded(shell)), path: "r.nsh", host: Host())
    #expect(replay.failures == [] && replay.passed > 2)
  }

  @Test func howLongACommandTookIsNotExpectedAgain() throws {
    var shell = ShellHarness()
    shell.host.allowsShortVerbs = true
    let clock = Mutex(0.0)
    shell.host.seconds = {
      clock.withLock {
        $0 += 0.25; return $0
      }
    }
    try shell.run("record r.nsh; cre lif n; time ru n")
    #expect(
      recorded(shell).hasSuffix(
        "time run n\n#> n: 4 steps to step 4, 0 spikes, mem 0\n#> ...\n"))
    let replay = Replay(try SessionFile(recorded(shell)), path: "r.nsh", host: Host())
    #expect(replay.failures == [])
  }

  @Test func aFileIsReplacedOnlyWithForceAndAFullDiskEndsTheRecording() throws {
    var shell = ShellHarness(files: ["r.nsh": "old"])
    #expect(throws: Diagnostic.self) { try shell.run("record r.nsh") }
    try shell.run("record r.nsh --force")
    shell.host.files.append = { _, _ in FileFailure("no space left on device") }
    #expect(try shell.run("create lif n").contains("the recording ends: 'r.nsh': no space"))
    #expect(try shell.run("record") == "nothing is recorded")
  }

  @Test func aSessionWhoseBeginningIsForgottenIsNotRecorded() throws {
    var shell = ShellHarness()
    shell.workbench = Workbench(heaviestPast: 100)
    try shell.run("create lif n; run n 100; reset n; run n 100; reset n")
    #expect(throws: Diagnostic.self) { try shell.run("record r.nsh") }
  }

  @Test func aSourcedFileCannotRecord() throws {
    var shell = ShellHarness(files: ["x.nsh": "record r.nsh"])
    #expect(throws: Diagnostic.self) { try shell.run("source x.nsh") }
  }
}
