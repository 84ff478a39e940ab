import Foundation
import Testing

/// What becomes of a session whose program is killed.
@Suite(.serialized) struct RestoreTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func start(_ arguments: String...) throws -> PseudoTerminal {
    try PseudoTerminal(home: folder.path, arguments)
  }

  // How often; the environment may ask for more.
  private static let kills =
    ProcessInfo.processInfo.environment["NEUROSH_KILLS"].flatMap { Int($0) } ?? 20

  /// Earlier lines are no answers.
  @Test func theQuestionOffersNoHistory() throws {
    let first = try start().upTo("neurosh> ")
    try first.type("create lif yes\n", seeing: "yes step=0 mem=0> ")
    first.signal(SIGKILL)
    #expect(try first.expectExit() == 128 + SIGKILL)
    let second = try start().upTo("restore it? [Y/n] ")
    second.send("\u{1B}[Ac\u{1B}[C\n")
    let shown = try second.expect("forgets it, Ctrl-D leaves it for later")
    #expect(!shown.contains("reate lif"))
    try second.type("\u{1B}[A\n", seeing: "restored ", "yes step=0 mem=0> ")
    try second.type("\u{1B}[A", seeing: "create lif yes")
  }

  /// Each process has other hashes: what is compared must not depend on them.
  @Test func whatGoesOnBetweenStepsIsRestored() throws {
    let first = try start().upTo("neurosh> ")
    try first.type(
      "create hh p dt=0.1ms spikes=exact; create hh q dt=0.1ms spikes=exact; feed p const 10;"
        + " connect p -> q synapse=ExpSynapse weight=8 delay=0.35ms name=c\n", seeing: "> ")
    try first.type("run p q 30.5ms\n", seeing: "to step 305", "> ")
    first.signal(SIGKILL)
    #expect(try first.expectExit() == 128 + SIGKILL)
    let second = try start().upTo("restore it? [Y/n] ")
    try second.type("\n", seeing: "restored 5 commands", "p step=305")
    second.send("run p q 1\n")
    try second.expect("to step 306")
  }

  /// Kills the program at random moments of a session: what it has shown is there again, and every
  /// bit is as in a session that was never killed.
  @Test func nothingShownIsLost() throws {
    var step = 0
    var restarts = 0
    var terminal = try start()
    try terminal.expect("neurosh> ")
    try terminal.type("create noisylif n mu=25\n", seeing: "n step=0 mem=10> ")
    while restarts < Self.kills {
      // So many steps are seen, some more are on their way, and then it ends.
      let count = Int.random(in: 0...3)
      terminal.send(String(repeating: "step n\n", count: count + 4))
      for _ in 0..<count {
        step += 1
        try terminal.expect("n: 1 step to step \(step),")
      }
      usleep(UInt32.random(in: 0...6_000))
      terminal.signal(SIGKILL)
      #expect(try terminal.expectExit() == 128 + SIGKILL)
      while terminal.rest().contains("to step \(step + 1),") { step += 1 }

      terminal = try start()
      try terminal.expect("restore it? [Y/n] ")
      try terminal.type("\n", seeing: "restored ")
      let prompt = try terminal.expect("> ")
      let number = prompt.split(separator: "step=").last?.prefix { $0.isNumber }
      let restored = try #require(number.flatMap { Int($0) })
      #expect(restored >= step, "\(step) steps were shown, \(restored) restored")
      step = restored
      restarts += 1
    }
    terminal.send(
      "save killed.session --force; undo; redo; list marks\n".replacing(
        "killed", with: folder.path + "/killed"))
    try terminal.expect("saved 1 node")
    try terminal.expect("done again: step n")
    let other =
      "create noisylif n mu=25; "
      + String(repeating: "step n; ", count: step) + "save \(folder.path)/whole.session"
    #expect(try Program.run("-c", other).status == 0)
    let saved = ["killed", "whole"].map {
      FileManager.default.contents(atPath: "\(folder.path)/\($0).session")
    }
    #expect(saved[0] == saved[1])
    #expect(saved[0] != nil)
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
    #expect(folder.journals.isEmpty)
  }

  @Test func leavingNeedsNoQuestion() throws {
    for end in ["quit\n", "\u{4}"] {
      let terminal = try start().upTo("neurosh> ")
      try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
      #expect(folder.journals.count == 1)
      terminal.send(end)
      #expect(try terminal.expectExit() == 0)
      #expect(folder.journals.isEmpty)
    }
  }

  @Test func noMeansNoAndLaterMeansLater() throws {
    var terminal = try start()
    try terminal.expect("neurosh> ")
    try terminal.type("create lif n; run n\n", seeing: "n step=4 mem=0> ")
    terminal.signal(SIGKILL)
    _ = try terminal.expectExit()
    terminal = try start()
    try terminal.expect("without 'quit' after 2 commands, the last: run n")
    try terminal.expect("restore it? [Y/n] ")
    try terminal.type("\u{3}", seeing: "neurosh> ")
    // Scripts are never asked.
    #expect(try Program.run("-c", "list").output == "no nodes; 'create lif n' makes one\n")
    terminal.send("quit\n")
    _ = try terminal.expectExit()
    terminal = try start()
    try terminal.expect("restore it? [Y/n] ")
    try terminal.type("n\n", seeing: "neurosh> ")
    #expect(folder.journals.isEmpty)
  }

  @Test func onlyYesAndNoAnswerTheQuestion() throws {
    var terminal = try start()
    try terminal.expect("neurosh> ")
    for (answer, result) in [
      ("", "restored 1 command\r\n"), ("  Y ", "restored"), ("yes", "restored"),
      ("NO", "it is gone"),
    ] {
      try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
      terminal.signal(SIGKILL)
      _ = try terminal.expectExit()
      terminal = try start()
      try terminal.expect("restore it? [Y/n] ")
      for other in ["banana", "never", "yn"] {
        try terminal.type(
          other + "\n", seeing: "y restores it, n forgets it, Ctrl-D leaves it for later",
          "restore it? [Y/n] ")
      }
      try terminal.type(answer + "\n", seeing: result, "> ")
      try terminal.type("drop *\n", seeing: "> ")
    }
    try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
    for later in ["\u{3}", "\u{4}"] {
      terminal.signal(SIGKILL)
      _ = try terminal.expectExit()
      terminal = try start()
      try terminal.expect("restore it? [Y/n] ")
      try terminal.type(later, seeing: "it will be offered again", "neurosh> ")
    }
    #expect(folder.journals.count == 1)
  }

  @Test func aRecordingGoesOnWhereItWas() throws {
    let file = folder.path + "/mine.nsh"
    var terminal = try start("--width", "60")
    try terminal.expect("neurosh> ")
    try terminal.type("create lif n; feed n const 1.5\n", seeing: "n step=0 mem=0> ")
    try terminal.type("record \(file)\n", seeing: "recording to", "n step=0 mem=0> ")
    try terminal.type("run n; table n\n", seeing: "n step=4 mem=0> ")
    terminal.signal(SIGKILL)
    _ = try terminal.expectExit()

    // In a window of another size.
    terminal = try start("--width", "120")
    try terminal.expect("restore it? [Y/n] ")
    try terminal.type(
      "\n", seeing: "restored 4 commands; still recording to \(file)", "n step=4 mem=0> ")
    try terminal.type("run n 4; plot n; record off\n", seeing: "recorded to", "> ")
    terminal.signal(SIGKILL)
    _ = try terminal.expectExit()
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("#: width=60\n") && text.contains("\nrun n\n#> n: 4 steps to step 4"))
    #expect(text.contains("\nrun n 4\n#> n: 4 steps to step 8"))
    let check = try Program.run("check", file)
    #expect(check.output == "4 passed, 0 failed\n", "\(check.output)\n\(text)")

    // One that has ended stays so.
    terminal = try start()
    try terminal.expect("restore it? [Y/n] ")
    try terminal.type("\n", seeing: "restored 6 commands\r\n")
  }

  @Test func theQuestionEndsWithTheProgram() throws {
    var terminal = try start()
    try terminal.expect("neurosh> ")
    try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
    terminal.signal(SIGKILL)
    _ = try terminal.expectExit()
    terminal = try start()
    try terminal.expect("restore it? [Y/n] ")
    terminal.signal(SIGTERM)
    #expect(try terminal.expectExit() == 128 + SIGTERM)
    #expect(terminal.isRestored && folder.journals.count == 1)
  }

  @Test func shellsAtTheSameTimeHaveAJournalEach() throws {
    let one = try start().upTo("neurosh> ")
    try one.type("create lif one; run 1\n", seeing: "one step=1 mem=0> ")
    let two = try start().upTo("neurosh> ")
    try two.type("create lif two; run 2\n", seeing: "two step=2 mem=0> ")
    #expect(folder.journals.count == 2)
    one.signal(SIGKILL)
    _ = try one.expectExit()
    let three = try start().upTo("restore it? [Y/n] ")
    try three.type("y\n", seeing: "one step=1 mem=0> ")
    // What was restored is kept by its new owner, who is killed as well.
    try three.type("run 3\n", seeing: "one step=4 mem=0> ")
    three.signal(SIGKILL)
    _ = try three.expectExit()
    two.send("quit\n")
    #expect(try two.expectExit() == 0)
    let four = try start().upTo("after 3 commands, the last: run 3")
    try four.type("\n", seeing: "one step=4 mem=0> ")
  }

  @Test func startUpFileAndStoppedRunsAreRestoredAsTheyWere() throws {
    let config = folder.path + "/.config/neurosh"
    try FileManager.default.createDirectory(atPath: config, withIntermediateDirectories: true)
    try "create lif p n=1000\n".write(toFile: config + "/rc.nsh", atomically: true, encoding: .utf8)
    var terminal = try start()
    try terminal.expect("p step=0 mem=0> ")
    try terminal.type("feed p noise 1 0.5\n", seeing: "p step=0 mem=0> ")
    try terminal.type("run p 24000\n", seeing: "24000\r\n")
    usleep(100_000)
    try terminal.type("\u{3}", seeing: "its state is kept")
    let before = try terminal.expect("> ").split(separator: "p step=").last
    terminal.signal(SIGKILL)
    _ = try terminal.expectExit()
    // Another start-up file makes no difference to what is restored.
    try "create if q\n".write(toFile: config + "/rc.nsh", atomically: true, encoding: .utf8)
    terminal = try start()
    try terminal.expect("restore it? [Y/n] ")
    try terminal.type("\n", seeing: "restored 3 commands")
    let after = try terminal.expect("> ").split(separator: "p step=").last
    #expect(before == after)
    #expect(before?.hasPrefix("0") == false)
  }

  @Test func journalsAreForTheirOwnerOnly() throws {
    let terminal = try start().upTo("neurosh> ")
    try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
    let state = folder.path + "/.local/state/neurosh"
    func permissions(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try permissions(state + "/journals") == 0o700)
    #expect(try permissions(state + "/journals/" + folder.journals[0]) == 0o600)
    #expect(try permissions(state + "/history") == 0o600)
  }
}
