import Foundation
import Testing

/// Statements of several lines at a real prompt.
@Suite(.serialized) struct BlockTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func start(_ arguments: String...) throws -> PseudoTerminal {
    try PseudoTerminal(
      Program.path, arguments,
      environment: ["HOME": folder.path, "TERM": "xterm", "LANG": "C.UTF-8"])
  }

  @Test(arguments: ["define Slow", "fork n \\", "define Slow = LIF integral {"])
  func controlDLeavesTheBlockAndNotTheShell(opening: String) throws {
    let terminal = try start()
    try terminal.expect("neurosh> ")
    terminal.send("create lif n\n")
    try terminal.expect("n step=0 mem=0> ")
    terminal.send(opening + "\n")
    try terminal.expect("...> ")
    terminal.send("\u{4}")
    try terminal.expect("left unfinished; Up brings it back")
    try terminal.expect("n step=0 mem=0> ")
    // Nothing of it is left over for the next line, and all of it is in the history.
    terminal.send("run n 3\n")
    try terminal.expect("n: 3 steps to step 3")
    try terminal.expect("n step=3 mem=0> ")
    terminal.send("\u{1B}[A\u{1B}[A")
    try terminal.expect(opening)
    terminal.send("\n")
    try terminal.expect("...> ")
    terminal.send("\u{4}")
    try terminal.expect("n step=3 mem=0> ")
    terminal.send("\u{4}")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test func aBlockThatFailsComesBackAsAWhole() throws {
    let terminal = try start()
    try terminal.expect("neurosh> ")
    for line in ["define Slow", "  inherits LIF", "  with taw = 5"] {
      terminal.send(line + "\n")
      try terminal.expect("...> ")
    }
    terminal.send("end\n")
    try terminal.expect("did you mean 'tau'?")
    try terminal.expect("neurosh> ")
    terminal.send("history 2\n")
    try terminal.expect("define Slow inherits LIF with taw = 5 end")
    try terminal.expect("neurosh> ")
    // Back over ` = 5`, the line break and `end` to the letter that is wrong.
    terminal.send("\u{1B}[A\u{1B}[A")
    try terminal.expect("taw = 5")
    terminal.send(String(repeating: "\u{1B}[D", count: 8) + "\u{8}u\n")
    try terminal.expect("Slow: builds on LIF")
    try terminal.expect("neurosh> ")
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
    // Another shell finds it as one entry too.
    let second = try start()
    try second.expect("neurosh> ")
    second.send("define\u{1B}[A\n")
    try second.expect("Slow: builds on LIF")
  }
}
