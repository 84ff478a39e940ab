import Testing

/// What Tab lists where the screen has not the room for it.
@Suite(.serialized) struct LongListTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func start(rows: Int, environment: [String: String] = [:]) throws -> PseudoTerminal {
    try PseudoTerminal(
      home: folder.path, ["--no-rc"], environment: environment, rows: rows
    ).upTo("neurosh> ")
  }

  @Test func itIsShownAPageAtATimeAndTheLineIsDrawnAgain() throws {
    let terminal = try start(rows: 10)
    let page = try terminal.type("create \t\t", seeing: "-- 9 of ", ": Space Return G q --")
    #expect(!page.contains("neurosh> create"))
    try terminal.type(" ", seeing: "-- 18 of ")
    try terminal.type("\n", seeing: "-- 19 of ")
    try terminal.type("q", seeing: "neurosh> create ")
    try terminal.type("lif n\n", seeing: "n: LIF")
    try terminal.expect("n step=0 mem=0> ")
  }

  @Test func toItsEnd() throws {
    let terminal = try start(rows: 10)
    try terminal.type("create \t\t", seeing: "-- 9 of ")
    let rest = try terminal.type("G", seeing: "neurosh> create ")
    #expect(!rest.contains("-- "))
    try terminal.type("if n\n", seeing: "n: IF")
  }

  // The line is as it was; what is typed on goes on in it.
  @Test(arguments: [
    ("\u{3}", "lif n\n"), ("", "lif n\n"), ("", "\u{1B}[Dxx\u{7F}\u{7F}\u{5}lif n\n"),
  ])
  func ctrlCOrAnotherKeyLeavesIt(key: String, rest: String) throws {
    let terminal = try start(rows: 10)
    try terminal.type("create \t\t", seeing: "-- 9 of ")
    if !key.isEmpty { try terminal.type(key, seeing: "neurosh> create ") }
    terminal.send(rest)
    try terminal.expect("n: LIF")
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test func whatFitsOrCannotBeErasedComesAtOnce() throws {
    let high = try start(rows: 200)
    let list = try high.type("create \t\t", seeing: "neurosh> create ")
    #expect(!list.contains("-- "))
    let dumb = try start(rows: 10, environment: ["TERM": "dumb"])
    let all = try dumb.type("create \t\t", seeing: "neurosh> create ")
    #expect(!all.contains("-- 9 of"))
  }

  @Test func aSignalThatEndsItGivesTheTerminalBack() throws {
    let terminal = try start(rows: 10)
    try terminal.type("create \t\t", seeing: "-- 9 of ")
    terminal.signal(15)
    #expect(try terminal.expectExit() != 0)
    #expect(terminal.isRestored)
  }
}
