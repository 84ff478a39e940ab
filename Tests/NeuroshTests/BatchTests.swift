import Foundation
import Shell
import Testing

@Suite struct BatchTests {
  private static let firstSpike = """
    create lif n threshold=1 tau=2 step=4
    feed n const 1.5
    run n
    table n
    """
  private static let answer = """
    n: LIF, threshold 1, tau 2, step 4
    n gets const 1.5
    n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0
    step  input  mem_before   mem  spike
       1    1.5       0.75   0.75      0
       2    1.5       1.125  0         1
       3    1.5       0.75   0.75      0
       4    1.5       1.125  0         1

    """

  // /dev/zero has no end, and is not read for gigabytes before that is seen.
  @Test(arguments: ["feed n csv /dev/zero", "source /dev/zero", "load /dev/zero"])
  func aStreamWithoutEndIsRefused(command: String) throws {
    let result = try Program.run("-c", "create lif n; \(command)")
    #expect(result.errors.contains("it is too large"))
    #expect(result.status == 1)
  }

  @Test func everyWayInGivesTheSameAnswer() throws {
    let folder = try TemporaryFolder()
    let file = folder.write("first.nsh", "#!/usr/bin/env neurosh\n" + Self.firstSpike)
    let oneLine = Self.firstSpike.replacing("\n", with: "; ")
    for result in [
      try Program.run("-c", oneLine), try Program.run("-c", Self.firstSpike),
      try Program.run(file), try Program.run("-f", file),
      try Program.run("-", input: Self.firstSpike), try Program.run(input: Self.firstSpike),
      try Program.run(input: Self.firstSpike.replacing("\n", with: "\r\n")),
      try Program.run(input: Self.firstSpike + "\nquit\nnonsense\n"),
    ] {
      #expect(result.output == Self.answer)
      #expect(result.errors == "")
      #expect(result.status == 0)
    }
  }

  @Test func shebangRunsTheProgram() throws {
    let folder = try TemporaryFolder()
    let file = folder.write("run.nsh", "#!\(Program.path)\ncreate lif n\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: file)
    let output = Pipe()
    process.standardOutput = output
    // Another test that starts a program just now may hold the new file open for a moment.
    for _ in 0..<100 where !process.isRunning {
      do { try process.run() } catch { usleep(10_000) }
    }
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(String(decoding: printed, as: UTF8.self) == "n: LIF, threshold 1, tau 2, step 4\n")
    #expect(process.terminationStatus == 0)
  }

  @Test func failureSaysFileLineAndColumnAndStops() throws {
    let folder = try TemporaryFolder()
    let file = folder.write("bad.nsh", "create lif n\n\n  run n; set n tua=3\nrun n\n")
    let result = try Program.run(file)
    #expect(result.output.hasSuffix("n: 4 steps to step 4, 0 spikes, mem 0\n"))
    #expect(
      result.errors == """
        \(file):3:16: error: unknown parameter 'tua'; did you mean 'tau'?
          set n tua=3
                ^^^
          expected one of threshold, tau, step, dt, v_reset, layer_by_layer, mem_detach, alpha, mem, spike, act, precision, record

        """)
    #expect(result.status == 1)
    let all = try Program.run("-k", file)
    #expect(all.output.contains("to step 8"))
    #expect(all.status == 1)
  }

  @Test(arguments: [
    ("crate lif n", 1), ("create lif n; expect n.spikes == 1", 3), ("create", 1),
    ("create lif n tau=0", 1), ("create lif n threshold=abc", 1), ("create lif n tau=NaN", 1),
    ("create lif n; feed n csv gone.csv", 1), ("define X", 1), ("run n \\", 1), ("help", 0),
    ("", 0),
  ])
  func statusTellsWhatHappened(commands: String, status: Int32) throws {
    let result = try Program.run("-c", commands)
    #expect(result.status == status)
    #expect(result.errors.isEmpty == (status == 0))
    #expect(result.errors.components(separatedBy: "error:").count == (status == 0 ? 1 : 2))
    #expect(status == 0 || result.errors.contains("^"))
  }

  @Test(arguments: [
    ["--nonsense"], ["--width", "10"], ["--width", "x"], ["--mode", "yaml"], ["-c"],
    ["a.nsh", "-c", "help"],
  ])
  func wrongUsageIsStatusTwo(arguments: [String]) throws {
    let result = try Program.run(arguments, input: Data())
    #expect(result.status == 2)
    #expect(result.errors.contains("Usage:"))
  }

  @Test func helpAndVersionGoToTheOutput() throws {
    for flag in ["--help", "--version"] {
      let result = try Program.run(flag)
      #expect(result.status == 0 && result.errors.isEmpty && result.output.contains("neurosh"))
    }
  }

  @Test func manualPageAndCompletionScriptsFollowFromTheDeclarations() throws {
    let page = try Program.run("--man").output
    #expect(page.hasPrefix(".TH NEUROSH 1") && page.contains("\\-\\-no\\-rc"))
    for command in Command.all {
      #expect(page.contains(".SS \"\(command.name)"), "\(command.name)")
    }
    // Every line that begins with a point is a macro that there is.
    for line in page.split(separator: "\n") where line.hasPrefix(".") {
      #expect(["TH", "SH", "SS", "PP", "TP", "nf", "fi"].contains(line.dropFirst().prefix(2)))
    }
    for shell in ["bash", "zsh", "fish"] {
      let script = try Program.run("--generate-completion-script", shell)
      #expect(script.status == 0 && script.output.contains("neurosh"))
      #expect(script.output.contains("no-rc") && script.output.contains("nsh"))
    }
    let help = try Program.run("--help").output
    #expect(help.contains("--no-rc") && help.contains("lesson"))
  }

  @Test func aBinaryFileIsOneClearError() throws {
    let bytes = Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) })
    let result = try Program.run(["-"], input: bytes)
    #expect(result.status == 1)
    #expect(result.errors.contains("this is not text"))
    #expect(result.errors.components(separatedBy: "error:").count == 2)
    let folder = try TemporaryFolder()
    let file = folder.write("binary.nsh", bytes)
    #expect(try Program.run(file).status == 1)
    #expect(try Program.run("check", file).status == 1)
    #expect(try Program.run("-c", "source \(file)").errors.contains("not a text file"))
  }

  @Test func aLineOfTenMegabytesIsRefused() throws {
    let line = Data(repeating: UInt8(ascii: "x"), count: 10_000_000)
    let result = try Program.run([], input: line)
    #expect(result.status == 1)
    #expect(result.errors.contains("standard input:1:1048577: error: the line is too long"))
    #expect(result.errors.utf8.count < 500)
  }

  @Test func aFileThatIsNotThereIsTold() throws {
    let result = try Program.run("/nowhere/x.nsh")
    #expect(result.status == 1)
    #expect(result.errors.contains("cannot read '/nowhere/x.nsh': no such file or directory"))
  }

  @Test func modesAndWidth() throws {
    let commands = Self.firstSpike
    let csv = try Program.run("-q", "--mode", "csv", "-c", commands)
    #expect(csv.output.hasPrefix("step,input,mem_before,mem,spike\n1,1.5,0.75,0.75,0\n"))
    let json = try Program.run("-q", "--mode", "json", "-c", commands)
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect((object?["table"] as? [[String: Double]])?[1]["mem_before"] == 1.125)
    let wrong = try Program.run("-q", "--mode", "json", "-c", "create lif n; set n tu=3")
    let error = try JSONSerialization.jsonObject(with: Data(wrong.errors.utf8)) as? [String: Any]
    #expect(error?["suggestion"] as? String == "tau" && error?["column"] as? Int == 21)
    for width in [40, 120] {
      let plot = try Program.run("-q", "--width", "\(width)", "-c", commands + "; plot n")
      let lines = plot.output.split(separator: "\n").dropFirst(5)
      #expect(lines.allSatisfy { $0.count <= width })
      #expect(lines.contains { $0.count > width - 8 })
      #expect(!plot.output.contains("\u{1B}"))
    }
  }

  @Test func sessionFilesStayInTheirFolders() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/lesson"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    folder.write("secret.csv", "1")
    try FileManager.default.createSymbolicLink(
      atPath: path + "/link.csv", withDestinationPath: "../secret.csv")
    try FileManager.default.createSymbolicLink(atPath: path + "/out", withDestinationPath: "..")
    let outside = "it is outside the folder of its session file"
    for command in [
      "create lif n; feed n csv ../secret.csv",
      "create lif n; feed n csv \(folder.path)/secret.csv",
      "create lif n; feed n csv link.csv", "create lif n; feed n csv out/secret.csv",
      "save ../new.session", "save out/new.session", "save \(folder.path)/new.session",
      "source ../secret.csv", "load link.csv",
    ] {
      let file = folder.write("lesson/a.nsh", command)
      for arguments in [[file], ["-f", file], ["-c", "source \(file)"]] {
        let result = try Program.run(arguments, input: Data())
        #expect(result.status == 1 && result.errors.contains(outside), "\(arguments) \(command)")
      }
      let check = try Program.run("check", file)
      #expect(check.status == 3 && check.output.contains(outside))
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new.session"))
    let file = folder.write(
      "lesson/a.nsh", "create lif n; feed n csv link.csv; save ../new.session")
    #expect(try Program.run("--trust", file).status == 0)
    #expect(FileManager.default.fileExists(atPath: folder.path + "/new.session"))
    // Beside the file all is well, wherever the program was started.
    folder.write("lesson/b.nsh", "save here.session; load here.session; source c.nsh")
    folder.write("lesson/c.nsh", "create lif n")
    #expect(try Program.run("\(path)/b.nsh").status == 0)
    #expect(FileManager.default.fileExists(atPath: path + "/here.session"))
    // Standard input has no folder but the one that it is read in.
    #expect(try Program.run(input: "save /tmp/new.session").errors.contains(outside))
    #expect(try Program.run("-c", "save \(folder.path)/c.session").status == 0)
  }

  @Test func aLinkToAFileStaysOne() throws {
    let folder = try TemporaryFolder()
    folder.write("real.session", "")
    let link = folder.path + "/link.session"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.session")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o640], ofItemAtPath: folder.path + "/real.session")
    #expect(try Program.run("-c", "create lif n; save \(link) --force").status == 0)
    let kept = try FileManager.default.attributesOfItem(atPath: folder.path + "/real.session")
    #expect(kept[.posixPermissions] as? Int == 0o640)
    #expect(try Program.run("-c", "load \(folder.path)/real.session; show n.tau").status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.session")
  }

  @Test func savedSessionsAreReplacedOnlyWithForce() throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/s.session"
    #expect(try Program.run("-c", "create lif n; save \(file)").status == 0)
    #expect(try Program.run("-c", "save \(file)").errors.contains("there is such a file already"))
    #expect(try Program.run("-c", "create lif m; save \(file) --force").status == 0)
    #expect(try Program.run("-c", "load \(file); show m.tau").output.hasSuffix("2\n"))
    #expect(try Program.run("-c", "save /nowhere/x").status == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["s.session"])
  }

  @Test func lessonsPassAndOneWrongDigitFails() throws {
    let check = try Program.run("check", Program.sessions)
    #expect(check.status == 0)
    #expect(check.output.hasSuffix("passed, 0 failed\n"))
    let lesson = try String(
      contentsOfFile: Program.sessions + "/01-first-spike.nsh", encoding: .utf8)
    let folder = try TemporaryFolder()
    let file = folder.write("wrong.nsh", lesson.replacing("       1.125", with: "       1.135"))
    let wrong = try Program.run("check", file)
    #expect(wrong.status == 3)
    #expect(wrong.output.contains("-   2    1.5       1.135  0         1"))
    #expect(wrong.output.contains("+   2    1.5       1.125  0         1"))
    #expect(try Program.run("check", "--bless", file).status == 0)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == lesson)
  }

  @Test func interruptKeepsWhatWasDoneAndIsStatus130() throws {
    let terminal = try PseudoTerminal(
      home: "/nonexistent", ["-c", "create lif p n=1000; run p 24000; table p last=1; run p 1"])
    try terminal.expect("1000 neurons")
    try terminal.type("\u{3}", seeing: "stopped by Ctrl-C after step")
    #expect(try terminal.expectExit() == 130)
  }
}

extension BatchTests {
  @Test func lessonsReadAnswersFromAPipe() throws {
    let folder = try TemporaryFolder()
    let path = folder.write(
      "l.nsh",
      """
      # A lesson.
      create lif n; feed n const 1.5
      #? At which step does it fire? = n.first_spike
      #! It needs two steps.
      run n
      #? Does it go on? = n.spikes > 2
      run n
      """)
    let wrong = try Program.run("lesson", path, input: "7\n")
    #expect(wrong.status == 0)
    #expect(wrong.output.hasSuffix("\n0 of 2 predictions right\n"))
    #expect(wrong.output.contains("! Not so: you said 7, it is 2.\n  It needs two steps.\n"))
    #expect(wrong.output.contains("! Does it go on? It is yes."))
    let right = try Program.run("lesson", path, input: "2\nyes\n")
    #expect(right.output.hasSuffix("\n2 of 2 predictions right\n"))
    #expect(!right.output.contains("\u{1B}"))
    #expect(try Program.run("lesson", "gone.nsh").status == 1)
    #expect(try Program.run("lesson", "nothing").status == 1)
    let list = try Program.run("lesson")
    #expect(list.status == 0 && list.output.contains("First spike"))
  }

  @Test func scoresAreAddedToAFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.write(
      "l.nsh", "create lif n; feed n const 1.5\n#? When? = n.first_spike\nrun n\n")
    let scores = "\(folder.path)/scores.jsonl"
    for reader in ["ada", "bob"] {
      let taken = try Program.run(
        "lesson", path, "--score", scores, "--reader", reader, input: "7\n2\n")
      #expect(taken.status == 0)
    }
    let lines = try String(contentsOfFile: scores, encoding: .utf8).split(separator: "\n")
    let objects = try lines.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["reader"] as? String } == ["ada", "ada", "bob", "bob"])
    #expect(objects.map { $0["kind"] as? String }.prefix(2) == ["question", "lesson"])
    #expect(objects[0]["typed"] as? [String] == ["7", "2"])
    #expect(objects[3]["right"] as? Int == 1 && objects[3]["asked"] as? Int == 1)
    let failed = try Program.run("lesson", path, "--score", "\(folder.path)/no/s", input: "2\n")
    #expect(failed.status == 1 && failed.errors.contains("cannot write"))
  }

  @Test func recordingsAreCheckedByTheProgram() throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/r.nsh"
    let commands = "create lif n; record \"\(file)\"; feed n const 1.5; run n; table n"
    #expect(try Program.run("-c", commands).status == 0)
    let check = try Program.run("check", file)
    #expect(check.output == "3 passed, 0 failed\n")
  }
}
