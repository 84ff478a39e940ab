import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `tune` and `watch` at a real terminal, which is as before on every way out.
@Suite(.serialized) struct TuneAtATerminalTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func start(_ nodes: String, columns: Int = 80) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(home: folder.path, ["--no-rc"], columns: columns)
      .upTo("neurosh> ")
    try terminal.type(nodes + "; mark ready\n", seeing: "ready: marked", "> ")
    return terminal
  }

  private static let node = "create lif n tau=10; feed n const 1.3; run n 60"

  @Test func keysTurnAndReturnKeeps() throws {
    let terminal = try start(Self.node)
    try terminal.type("tune n tau,input\n", seeing: "[tau 10]  input 1.3", "trace, Tab: f-I")
    #expect(!terminal.isRestored)
    try terminal.type("\u{1B}[A", seeing: "[tau 11 (10)]", "spikes before")
    try terminal.type("\u{1B}[1;2B", seeing: "[tau 10.9 (10)]")
    try terminal.type("\t", seeing: "f-I, Tab: raster", "n before")
    try terminal.type("\u{1B}[C2", seeing: "[input 2_]")
    try terminal.type("\n", seeing: "[input 2 (1.3)]")
    try terminal.type("\n", seeing: "n: tau 10.9", "n gets const 2", "n step=60")
    #expect(terminal.isRestored || !terminal.rest(within: 0.3).isEmpty)
    try terminal.type("undo\n", seeing: "undone: set n tau=10.9; feed n const 2")
    try terminal.type("expect n.tau == 10\n", seeing: "as expected: n.tau is 10")
    try terminal.type("quit\n")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  // Esc by itself, Ctrl-C.
  @Test(arguments: ["\u{1B}", "\u{3}"])
  func leavingChangesNothing(key: String) throws {
    let terminal = try start(Self.node)
    try terminal.type("tune n tau\n", seeing: "[tau 10]")
    try terminal.type("\u{1B}[A", seeing: "[tau 11 (10)]")
    try terminal.type(key, seeing: "n is as it was", "n step=60")
    try terminal.type("expect n.tau == 10\n", seeing: "as expected: n.tau is 10")
    try terminal.type("quit\n")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test(arguments: [SIGTERM, SIGHUP])
  func aSignalRestoresTheTerminal(signal: Int32) throws {
    let terminal = try start(Self.node)
    try terminal.type("tune n tau\n", seeing: "[tau 10]")
    #expect(!terminal.isRestored)
    terminal.signal(signal)
    #expect(try terminal.expectExit() == 128 + signal)
    #expect(terminal.isRestored)
  }

  @Test func suspendingGivesTheTerminalBack() throws {
    // A job can only be stopped where a shell looks after it.
    let terminal = try PseudoTerminal(
      home: folder.path, ["--norc", "-i"], program: "/bin/bash",
      environment: ["PS1": "shell$ ", "PATH": "/usr/bin:/bin"]
    ).upTo("shell$ ")
    try terminal.type("\(Program.path) --no-rc\n", seeing: "neurosh> ")
    try terminal.type(Self.node + "; tune n tau\n", seeing: "[tau 10]", "\u{1B}[J")
    try terminal.type("\u{1A}", seeing: "Stopped", "shell$ ")
    try terminal.type("stty -a | tr ' ' '\\n' | grep -c -x -e icanon -e echo\n", seeing: "2\r\n")
    try terminal.type("fg\n", seeing: "[tau 10]")
    try terminal.type("\u{1B}[A", seeing: "[tau 11 (10)]")
    try terminal.type("\u{1B}", seeing: "n is as it was", "n step=60")
    try terminal.type("quit\n", seeing: "shell$ ")
  }

  @Test func aResizedWindowIsDrawnAnew() throws {
    let terminal = try start(Self.node)
    try terminal.type("tune n tau\n", seeing: "[tau 10]", "\u{1B}[J")
    terminal.resize(columns: 60, rows: 20)
    try terminal.expect("\u{1B}[H\u{1B}[2J")
    let frame = try terminal.expect("\u{1B}[J")
    let lines = frame.split(whereSeparator: \.isNewline)
    #expect(lines.count <= 20)
    for line in lines {
      let seen = line.replacing(#/\x1B\[[0-9;]*[A-Za-z]/#, with: "").filter { $0 != "\r" }
      #expect(seen.count <= 60, "\(seen)")
    }
    try terminal.type("\u{1B}", seeing: "n is as it was")
    try terminal.type("quit\n")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test func whatIsWatchedHearsKeys() throws {
    let terminal = try start(Self.node)
    try terminal.type("watch n 100000 every=1\n", seeing: "[input 1.3]")
    try terminal.type("\u{1B}[A", seeing: "[input 1.4 (1.3)]")
    try terminal.type("\u{3}", seeing: "stopped by Ctrl-C after step", "n step=")
    try terminal.type("undo; expect n.time == 60\n", seeing: "undone: run n", "as expected")
    try terminal.type("quit\n")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test func aScriptIsRefused() throws {
    let output = try Program.run("-c", "create lif n; tune n tau")
    #expect(output.status == 1)
    #expect(output.errors.contains("'tune' listens to keys, and there are none here"))
  }
}
