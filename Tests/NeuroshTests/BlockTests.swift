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
    let terminal = try start().upTo("neurosh> ")
    try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
    try terminal.type(opening + "\n", seeing: "...> ")
    try terminal.type("\u{4}", seeing: "left unfinished; Up brings it back", "n step=0 mem=0> ")
    // Nothing of it is left over for the next line, and all of it is in the history.
    try terminal.type("run n 3\n", seeing: "n: 3 steps to step 3", "n step=3 mem=0> ")
    try terminal.type("\u{1B}[A\u{1B}[A", seeing: opening)
    try terminal.type("\n", seeing: "...> ")
    try terminal.type("\u{4}", seeing: "n step=3 mem=0> ")
    terminal.send("\u{4}")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test func aBlockThatFailsComesBackAsAWhole() throws {
    let terminal = try start().upTo("neurosh> ")
    for line in ["define Slow", "  inherits LIF", "  with taw = 5"] {
      try terminal.type(line + "\n", seeing: "...> ")
    }
    try terminal.type("end\n", seeing: "did you mean 'tau'?", "neurosh> ")
    try terminal.type(
      "history 2\n", seeing: "define Slow inherits LIF with taw = 5 end", "neurosh> ")
    // Back over ` = 5`, the line break and `end` to the letter that is wrong.
    try terminal.type("\u{1B}[A\u{1B}[A", seeing: "taw = 5")
    try terminal.type(
      String(repeating: "\u{1B}[D", count: 8) + "\u{8}u\n", seeing: "Slow: builds on LIF",
      "neurosh> ")
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
    // Another shell finds it as one entry too.
    let second = try start().upTo("neurosh> ")
    try second.type("define\u{1B}[A\n", seeing: "Slow: builds on LIF")
  }

  @Test(arguments: ["emacs", "vi"])
  func aBlockIsEditedLineByLine(keys: String) throws {
    let terminal = try start("--keys", keys).upTo("neurosh> ")
    try terminal.type("seed 4\n", seeing: "seed 4", "neurosh> ")
    for line in ["define Slow", "  inherits LIF", "  with taw = 5"] {
      try terminal.type(line + "\n", seeing: "...> ")
    }
    try terminal.type("end\n", seeing: "did you mean 'tau'?", "neurosh> ")
    let (up, down, home) = ("\u{1B}[A", "\u{1B}[B", "\u{1B}[H")
    try terminal.type(up, seeing: "taw = 5")
    // To the third line, whose tenth letter is wrong; vi begins at the first, the others at the last.
    terminal.send(keys == "vi" ? down + down : up + up + up + down + down + home)
    terminal.send(String(repeating: "\u{1B}[C", count: 9) + (keys == "vi" ? "ru" : "\u{1B}[3~u"))
    try terminal.type("\n", seeing: "Slow: builds on LIF", "neurosh> ")
    guard keys == "emacs" else { return }
    // Beyond the beginning of the block are the lines before it: this one, that which failed, and
    // what was typed first.
    let blocks = String(repeating: up + up + up + up + up, count: 2)
    try terminal.type(blocks + up + "\n", seeing: "\u{1B}[?2004lseed 4\r\n", "neurosh> ")
    try terminal.type(
      "create lif n\u{1B}\rrun n 2\n", seeing: "n: LIF, threshold 1", "n: 2 steps to step 2")
  }

  @Test(arguments: [["--keys", "emacs"], ["--keys", "vi"], []])
  func whatIsPastedIsOneBlockWithAnyKeys(arguments: [String]) throws {
    // Without a flag the user's own file asks for vi keys.
    folder.write(".editrc", arguments.isEmpty ? "bind -v\n" : "")
    let terminal = try PseudoTerminal(home: folder.path, arguments).upTo("\u{1B}[?2004h")
    try terminal.expect("neurosh> ")
    let block = "\u{1B}[200~create lif n\rfeed n const 1.5\rrun n 2\r\u{1B}[201~"
    terminal.send(block)
    // Nothing happens before Return, and Ctrl-C takes all of it back.
    try terminal.expect("run n 2")
    #expect(!terminal.rest(within: 0.1).contains("LIF"))
    try terminal.type("\u{3}", seeing: "neurosh> ")
    try terminal.type("sxeed", seeing: "sxeed")
    // With vi keys the line is edited in command mode, and pasted into in either.
    let isVI = arguments != ["--keys", "emacs"]
    terminal.send(isVI ? "\u{1B}0xxxxx" : "\u{15}")
    try terminal.type(
      block + "\n", seeing: "n: LIF, threshold 1", "n: 2 steps to step 2", "n step=2")
    // Tab and the arrows are ours with all of them; Ctrl-_ by hand is no block.
    try terminal.type("\u{1F}expect n.tim\t== 2\n", seeing: "as expected: n.time is 2", "n step=2")
    try terminal.type("\u{1B}[A\n", seeing: "as expected: n.time is 2")
  }
}
