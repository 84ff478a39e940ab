import Foundation
import Testing

/// Colours and moving pictures: on a terminal, and nowhere else.
@Suite(.serialized) struct ScreenTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func start(
    _ arguments: String..., environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
  ) throws -> PseudoTerminal {
    try PseudoTerminal(
      home: folder.path, arguments, environment: environment, columns: columns, rows: rows)
  }

  private static let plots =
    "create lif p n=9; feed p const 1.5; run p 30; plot p[1..2]; raster p; hist p; rate p"

  @Test func noEscapeCodeReachesAPipe() throws {
    for commands in [Self.plots, "create lif n; feed n const 1.5; watch n 50"] {
      let result = try Program.run("-c", commands)
      #expect(result.status == 0)
      #expect(!result.output.contains("\u{1B}") && !result.errors.contains("\u{1B}"))
      #expect(result.output.contains("step"))
    }
  }

  @Test(arguments: [
    ([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true), (["TERM": "dumb"], false),
  ])
  func colourOnATerminal(environment: [String: String], isColored: Bool) throws {
    let terminal = try start("-c", Self.plots, environment: environment)
    let text = try terminal.expect("rate of p")
    #expect(text.contains("\u{1B}[36m") == isColored)
    #expect(text.contains("\u{1B}") == isColored)
    #expect(try terminal.expectExit() == 0)
  }

  // Each with what it answers: kitty, iTerm2, xterm with sixel, one that shows none, one that is
  // silent.
  @Test(arguments: [
    (
      "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|kitty(0.35)\u{1B}\\\u{1B}[6;20;10t\u{1B}[?62c",
      "\u{1B}_Ga=T,"
    ),
    ("\u{1B}P>|iTerm2 3.5\u{1B}\\\u{1B}[6;16;8t\u{1B}[?62;4c", "\u{1B}]1337;File="),
    ("\u{1B}P>|XTerm(390)\u{1B}\\\u{1B}[6;16;8t\u{1B}[?63;1;4c", "\u{1B}P0;1q"),
    ("\u{1B}[?63;1;4c", "*"), ("\u{1B}[?1;2c", "*"), ("", "*"),
  ])
  func picturesAreAskedOfTheTerminal(answer: String, beginning: String) throws {
    let terminal = try start("--no-rc").upTo("neurosh> ")
    try terminal.type(
      "create lif n; feed n const 1.5; run n 9; set session pictures=on\n",
      seeing: "plots in ascii, pictures", "> ")
    try terminal.type("plot n\n", seeing: "\u{1B}[c")
    terminal.send(answer)
    let plot = try terminal.expect("input")
    let rest = try terminal.type("list\n", seeing: "recent mem")
    #expect((plot + rest).contains(beginning))
    #expect((plot + rest).contains("\u{1B}8") == (beginning != "*"))
    // It is asked once; what is no plot has none.
    let again = try terminal.type("plot n\n", seeing: "input")
    #expect(!again.contains("\u{1B}[c"))
    try terminal.type("quit\n")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test func picturesReachNoPipe() throws {
    let result = try Program.run("-c", "set session pictures=on; \(Self.plots)")
    #expect(result.status == 0 && !result.output.contains("\u{1B}"))
  }

  @Test func watchShowsFramesAndEndsInAPlot() throws {
    let terminal = try start("--no-rc").upTo("neurosh> ")
    let frames = try terminal.type(
      "create lif n tau=10; feed n const 1.3; watch n 12\n", seeing: "Ctrl-C stops")
    // The prompt ends its own mode for pasted blocks.
    let drawn = frames.replacing("\u{1B}[?2004l", with: "")
    #expect(!drawn.contains("\u{1B}[?"), "no mode of the terminal is changed")
    // The frames are erased before the plot that stays.
    try terminal.expect("n at step 12;")
    try terminal.expect("A\u{1B}[Jmem of n")
    try terminal.expect("step=12 mem=")
    try terminal.type("expect n.time == 12; quit\n", seeing: "as expected")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test func controlCEndsWatchingCleanly() throws {
    let terminal = try start("--no-rc").upTo("neurosh> ")
    try terminal.type(
      "create lif n tau=10; feed n const 1.3; watch n 100000 every=1\n", seeing: "n at step 5;")
    try terminal.type("\u{3}", seeing: "stopped by Ctrl-C after step", "> ")
    try terminal.type("expect n.time > 4; expect n.time < 1000; quit\n", seeing: "as expected")
    #expect(try terminal.expectExit() == 0)
    #expect(terminal.isRestored)
  }

  @Test func aScriptThatWatchesStopsWithItsStatus() throws {
    let terminal = try start("-c", "create lif n; watch n 100000 every=1; create lif m").upTo(
      "n at step 3;")
    terminal.send("\u{3}")
    #expect(try terminal.expectExit() == 130)
    #expect(terminal.isRestored)
  }

  @Test func framesFollowTheWindow() throws {
    let terminal = try start(
      "-c", "create lif n; feed n const 1.2; watch n 60 every=1", columns: 100)
    try terminal.expect("n at step 4;")
    terminal.resize(columns: 50, rows: 14)
    // The screen is cleared once, since lines of the old width may have been broken up.
    try terminal.expect("\u{1B}[H\u{1B}[2J")
    try terminal.expect("\u{1B}[J")
    let frame = try terminal.expect("input\u{1B}[K")
    let lines = frame.split(whereSeparator: \.isNewline)
    #expect(lines.count < 14)
    #expect(lines.allSatisfy { $0.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "").count <= 50 })
  }
}
