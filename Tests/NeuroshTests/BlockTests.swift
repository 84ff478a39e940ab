import Foundation
import Testing

/// Statements of several lines at a real prompt.
@Suite(.serialized) struct BlockTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func start(_ arguments: String...) throws -> PseudoTerminal {
    try PseudoTerminal(home: folder.path, arguments)
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

  @Test(arguments: [["--keys", "emacs"], ["--keys", "vi"], []])
  func whatIsPastedIsOneBlockWithAnyKeys(arguments: [String]) throws {
    // Without a flag the user's own file asks for vi keys.
    folder.write(".editrc", arguments.isEmpty ? "bind -v\n" : "")
    let terminal = try PseudoTerminal(home: folder.path, arguments)
    try terminal.expect("\u{1B}[?2004h")
    try terminal.expect("neurosh> ")
    let block = "\u{1B}[200~create lif n\rfeed n const 1.5\rrun n 2\r\u{1B}[201~"
    terminal.send(block)
    // Nothing happens before Return, and Ctrl-C takes all of it back.
    try terminal.expect("run n 2")
    #expect(!terminal.rest(within: 0.1).contains("LIF"))
    terminal.send("\u{3}")
    try terminal.expect("neurosh> ")
    terminal.send("sxeed")
    try terminal.expect("sxeed")
    // With vi keys the line is edited in command mode, and pasted into in either.
    let isVI = arguments != ["--keys", "emacs"]
    terminal.send(isVI ? "\u{1B}0xxxxx" : "\u{15}")
    terminal.send(block + "\n")
    try terminal.expect("n: LIF, threshold 1")
    try terminal.expect("n: 2 steps to step 2")
    try terminal.expect("n step=2")
    // Tab and the arrows are ours with all of them; Ctrl-_ by hand is no block.
    terminal.send("\u{1F}expect n.tim\t== 2\n")
    try terminal.expect("as expected: n.time is 2")
    try terminal.expect("n step=2")
    terminal.send("\u{1B}[A\n")
    try terminal.expect("as expected: n.time is 2")
  }
}
