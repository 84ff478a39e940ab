import Foundation
import Testing

/// What happens when the world around the program breaks.
@Suite(.serialized) struct FaultTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func start(
    _ program: String = Program.path, _ arguments: String..., home: String? = nil
  ) throws -> PseudoTerminal {
    try PseudoTerminal(
      home: home ?? folder.path, arguments, program: program,
      environment: ["PS1": "shell$ ", "PATH": "/usr/bin:/bin"])
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT])
  func aSignalAtThePromptRestoresTheTerminalAndKeepsTheWork(signal: Int32) throws {
    let terminal = try start().upTo("neurosh> ")
    try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
    try terminal.type("half a li", seeing: "half a li")
    terminal.signal(signal)
    #expect(try terminal.expectExit() == 128 + signal)
    #expect(terminal.isRestored)
    #expect(folder.journals.count == 1)
  }

  @Test(arguments: [SIGTERM, SIGHUP])
  func aSignalDuringARunRestoresTheTerminal(signal: Int32) throws {
    let terminal = try start().upTo("neurosh> ")
    try terminal.type("create lif p n=1000\n", seeing: "p step=0 mem=0> ")
    try terminal.type("run p 24000\n", seeing: "24000\r\n")
    usleep(50_000)
    terminal.signal(signal)
    #expect(try terminal.expectExit() == 128 + signal)
    #expect(terminal.isRestored)
    #expect(folder.journals.count == 1)
  }

  @Test func controlCStopsASaveAndTheOldFileStays() throws {
    let file = folder.write("kept.session", "old")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let commands = "create lif p n=1000; run p 8000; save \(file) --force"
    let terminal = try start(Program.path, "-c", commands).upTo("to step 8000")
    usleep(300_000)
    try terminal.type("\u{3}", seeing: "stopped by Ctrl-C, nothing is saved")
    #expect(try terminal.expectExit() == 130)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.filter { !$0.hasPrefix(".") } == names)
  }

  @Test func aTerminalThatGoesAwayEndsTheProgram() throws {
    let terminal = try start().upTo("neurosh> ")
    try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
    terminal.hangUp()
    #expect(try terminal.expectExit() >= 128)
    let other = try start().upTo("restore it? [Y/n] ")
    try other.type("\n", seeing: "n step=0 mem=0> ")
  }

  @Test func stoppedAndBackAgain() throws {
    // A job can only be stopped where a shell looks after it.
    let terminal = try start("/bin/bash", "--norc", "-i").upTo("shell$ ")
    try terminal.type("\(Program.path)\n", seeing: "neurosh> ")
    // The system forgets keys that were not read when it sees Ctrl-Z.
    try terminal.type("create lif n; run n ", seeing: "run n ")
    try terminal.type("\u{1A}", seeing: "Stopped", "shell$ ")
    try terminal.type("stty -a | tr ' ' '\\n' | grep -c -x -e icanon -e echo\n", seeing: "2\r\n")
    try terminal.type("fg\n", seeing: "neurosh> ")
    try terminal.type("3\n", seeing: "n: 3 steps to step 3", "n step=3")
    // In the middle of a run as well.
    try terminal.type("create lif p n=1000; run p 24000\n", seeing: "1000 neurons")
    try terminal.type("\u{1A}", seeing: "Stopped", "shell$ ")
    try terminal.type("fg\n", seeing: Program.path)
    usleep(100_000)
    try terminal.type("\u{3}", seeing: "p step=")
    try terminal.type("quit\n", seeing: "shell$ ")
  }

  @Test func aFullDiskIsToldOnceAndStopsNobody() throws {
    // No file may grow beyond a kibibyte, which fails as a full disk does.
    let terminal = try start("/bin/bash", "-c", "ulimit -f 1; exec \(Program.path)").upTo(
      "neurosh> ")
    try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
    var warnings = 0
    for step in 1...25 {
      let text = try terminal.type("run n 1; seed \(step)\n", seeing: "n step=\(step) mem=0> ")
      warnings += text.components(separatedBy: "is not kept for a restart").count - 1
      #expect(text.contains("seed \(step)"))
    }
    #expect(warnings == 1)
    try terminal.type(
      "feed n noise 1 1; run n 100; save \(folder.path)/kept.session\n", seeing: "cannot write")
    // A long path breaks the line within the reason.
    try terminal.expect("large")
    try terminal.expect("n step=125")
    terminal.signal(SIGKILL)
    _ = try terminal.expectExit()
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/kept.session"))
    // What was kept until then is whole.
    let other = try start().upTo("restore it? [Y/n] ")
    let text = try other.type("\n", seeing: "mem=0> ")
    #expect(text.contains("restored "))
    #expect(!text.contains("another result"))
  }

  @Test func outputThatGoesNowhereIsAnError() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", "\(Program.path) -c 'help' > /dev/full"]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(text == "neurosh: the output could not be written: no space left on device\n")
  }

  @Test func aClosedPipeEndsTheProgram() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    let script = folder.write("long.nsh", String(repeating: "list models\n", count: 20_000))
    process.arguments = ["-c", "\(Program.path) \(script) | head -n 1; exit ${PIPESTATUS[0]}"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text == "in time steps:\n")
    #expect(process.terminationStatus == 128 + SIGPIPE)
  }

  @Test func aHomeThatCannotBeWrittenStopsNobody() throws {
    let terminal = try start(home: "/proc/nowhere").upTo("neurosh> ")
    let text = try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
    #expect(text.contains("warning: what you do is not kept for a restart"))
    terminal.send("run n 2\n")
    #expect(try !terminal.expect("n step=2").contains("warning"))
    try terminal.type("\u{1B}[A\u{1B}[A\n", seeing: "there is already a node 'n'", "> ")
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test func aLongScriptTakesNoMoreThanItsCommands() throws {
    let line = "seed 1 # a line like many others\n"
    let script = folder.write("long.nsh", String(repeating: line, count: 20_000) + "nonsense\n")
    let result = try Program.run("-q", script)
    #expect(result.status == 1)
    #expect(result.errors.contains("long.nsh:20001:1: error: unknown verb 'nonsense'"))
  }

  @Test func twoShellsShareOneHistory() throws {
    let terminals = [try start(), try start()]
    for (index, terminal) in terminals.enumerated() {
      try terminal.expect("neurosh> ")
      for number in 1...20 {
        try terminal.type(
          "seed \(index)\(number)\n", seeing: "seed \(index)\(number)\r\n", "neurosh> ")
      }
    }
    for terminal in terminals {
      terminal.send("quit\n")
      #expect(try terminal.expectExit() == 0)
    }
    let path = folder.path + "/.local/state/neurosh/history"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    for index in 0...1 {
      let own = lines.filter { $0.hasPrefix("seed \(index)") }
      #expect(own.count == 20 && own.last == "seed \(index)20")
    }
  }
}
