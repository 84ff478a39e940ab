import Foundation
import Testing

/// The prompt in a terminal of 40 columns.
@Suite(.serialized) struct NarrowTerminalTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func start(rows: Int = 24) throws -> PseudoTerminal {
    try PseudoTerminal(home: folder.path, columns: 40, rows: rows)
  }

  @Test(arguments: [
    "create lif p ", "feed n ", "feed n pulse 1 ", "feed n pulse 1 at=3 ",
    "feed n pulse 1 at=3 for=2 every=40", "connect n -> n ", "run n 1 # to the last column",
    "set n tau=3 threshold=0.5 step=100 v_reset=0.1 ",
  ])
  func hintsStayInTheirRow(typed: String) throws {
    let terminal = try start().upTo("neurosh> ")
    try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
    let prompt = "n step=0 mem=0> ".count
    // A word at a time, so that a hint is drawn and erased behind each.
    var hints = 0
    var columns = prompt
    for word in typed.split(separator: " " as Character, omittingEmptySubsequences: false) {
      let text = columns == prompt ? String(word) : " " + word
      columns += text.count
      terminal.send(text)
      let drawn = terminal.rest(within: 0.05)
      guard let match = drawn.matches(of: /\u{1B}\[2m(.*?)\u{1B}\[22m\u{1B}\[(\d+)D/).last else {
        continue
      }
      hints += 1
      // The last column stays free: a character there would move the cursor on.
      #expect(columns % 40 + match.1.count < 40)
      // The cursor goes back by as much as was drawn.
      #expect(Int(match.2) == match.1.count)
    }
    #expect(hints > 0)
    try terminal.type("\u{3}", seeing: "^C", "n step=0 mem=0> ")
  }

  @Test func nothingIsWiderThanTheTerminal() throws {
    let terminal = try start()
    let greeting = try terminal.expect("neurosh> ")
    func check(_ text: String) {
      let plain = text.replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "").replacing("\r\n", with: "\n")
      for line in plain.split(whereSeparator: { $0 == "\n" || $0 == "\r" }) {
        #expect(line.count <= 40, "\(line)")
      }
    }
    check(greeting)
    #expect(greeting.contains("Tab\r\n  completes"))
    for line in ["create lfi n", "create lif n", "feed n const 1.5", "run n 60", "why n", "list"] {
      terminal.send(line + "\n")
      let answer = try terminal.expect("\u{1B}[?2004l") + terminal.expect("> ")
      check(answer)
    }
    terminal.send("help\n")
    check(try terminal.expect("G q --"))
    try terminal.type("q", seeing: "> ")
  }
}
