import Foundation
import Testing

/// Windows that change their size while a line is edited, down to a column, on every kind of terminal.
@Suite(.serialized) struct ResizeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let kinds = ["dumb", "", "xterm", "linux", "unknown-terminal"]

  // libedit's cursor stayed outside of its smaller buffers where no refresh followed: memory that
  // is not its own was written, and freed twice when the program ended.
  @Test(arguments: kinds)
  func aLongLineSurvivesSmallerWindows(kind: String) throws {
    let terminal = try PseudoTerminal(
      home: folder.path, ["--no-rc"], environment: ["TERM": kind, "MALLOC_PERTURB_": "165"]
    ).upTo("neurosh> ")
    let comment = String(repeating: "x", count: 400)
    terminal.send("create lif n; run n 2 # \(comment)")
    for (columns, rows) in [(10, 24), (80, 24), (5, 3), (80, 24), (24, 10), (1, 1)] {
      terminal.resize(columns: columns, rows: rows)
      _ = terminal.rest(within: 0.1)
      terminal.send(String(repeating: "y", count: 32))
      _ = terminal.rest(within: 0.1)
    }
    terminal.resize(columns: 80, rows: 24)
    _ = terminal.rest(within: 0.1)
    try terminal.type("\n", seeing: "2 steps to step 2")
    try terminal.type("quit\n", seeing: "quit")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test(arguments: kinds)
  func everyNarrowWindowIsEnough(kind: String) throws {
    for columns in 1...20 {
      let terminal = try PseudoTerminal(
        home: folder.path, ["--no-rc"], environment: ["TERM": kind, "MALLOC_PERTURB_": "165"],
        columns: columns, rows: 1 + columns % 5)
      try terminal.expect(">")
      terminal.send("create lif n; run n 2 # \(String(repeating: "x", count: 150))")
      // To the beginning, into the line, and to its end.
      terminal.send("\u{1}\u{6}\u{6}\u{5}\u{2}\u{2}y\n")
      try terminal.expect("to step 2")
      terminal.send("quit\n")
      #expect(try terminal.expectExit() == 0, "\(columns) columns")
    }
  }
}
