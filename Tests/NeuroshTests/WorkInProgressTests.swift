import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What takes long says at a terminal that it is at work, whatever the verb is.
@Suite(.serialized) struct WorkInProgressTests {
  private static let nodes =
    "create lif n step=400; feed n const 1.5; run n 8; create refractorylif r; feed r const 3nA"

  // What is typed, and what the line says; FILE is a pipe at whose other end is nobody, so that its
  // commands take as long as one likes.
  @Test(arguments: [
    ("save FILE --force", " s  save"), ("load FILE", " s  load"), ("source FILE", " s  source"),
    ("record FILE --force", " s  record"), ("plot n --csv FILE --force", " s  plot"),
    ("feed n csv FILE", " s  feed"), ("fit n tau to train=FILE", " s  fit"),
    ("grad n loss tau train=FILE", " s  grad"), ("grad n spikes tau steps=1000000", " s  grad"),
    ("fit n tau to spikes=9 steps=1000000", " s  fit"),
    ("run n 90000000", "%, "), ("until n.spikes == 50000000 for=90000000", "steps"),
    ("sweep n tau=1..20 900 input=0..4 900 for=2000", "%, "), ("fi n 0..5 10000 for=200000", "%, "),
    ("find rheobase r for=100s", " s  find"), ("theory r for=1000s", " s  theory"),
    ("dtcheck r for=1000s", "%, "), ("fit n tau to spikes=399 iterations=1000000", "loss"),
  ])
  func longWorkSaysSo(typed: String, shown: String) throws {
    let folder = try TemporaryFolder()
    let pipe = "\(folder.path)/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let terminal = try PseudoTerminal(home: folder.path, ["--no-rc"]).upTo("neurosh> ")
    try terminal.type(Self.nodes + "\n", seeing: "r gets", "> ")
    try terminal.type(typed.replacing("FILE", with: pipe) + "\n", seeing: "\r[", shown)
    // Nobody waits longer than that.
    terminal.send("\u{3}")
    try terminal.expect("r step=", within: 10)
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
  }

  @Test func shortWorkSaysNothing() throws {
    let folder = try TemporaryFolder()
    let terminal = try PseudoTerminal(home: folder.path, ["--no-rc"]).upTo("neurosh> ")
    try terminal.type(Self.nodes + "\n", seeing: "r gets", "> ")
    let text = try terminal.type("list\nlist\nquit\n", seeing: "quit\r\n")
    #expect(try terminal.expectExit() == 0)
    #expect(!text.contains("[...") && !terminal.rest().contains("[..."))
  }

  // Whoever looks at a plot that moves sees no line over it.
  @Test func whatMovesHasNone() throws {
    let folder = try TemporaryFolder()
    let terminal = try PseudoTerminal(home: folder.path, ["--no-rc"]).upTo("neurosh> ")
    try terminal.type(Self.nodes + "\n", seeing: "r gets", "> ")
    try terminal.type("tune n tau\n", seeing: "tau")
    let text = terminal.rest(within: 1.5)
    #expect(!text.contains(" s  tune"))
    try terminal.type("\u{1B}", seeing: "step=")
  }
}
