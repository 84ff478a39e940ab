import Foundation
import Testing

/// The real program at a real prompt.
@Suite(.serialized) struct PromptTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func start(
    _ arguments: String..., columns: Int = 80, rows: Int = 24, environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    try PseudoTerminal(
      home: folder.path, arguments, environment: environment, columns: columns, rows: rows)
  }

  @Test func upWalksAndSearchesTheHistoryAcrossSessions() throws {
    let first = try start().upTo("neurosh> ")
    try first.type("create lif alpha1\ncreate if beta\nseed 7\n", seeing: "seed 7", "> ")
    try first.type("\u{1B}[A\n", seeing: "seed 7\r\n\u{1B}[?2004lseed 7", "> ")
    first.send("\u{4}")
    #expect(try first.expectExit() == 0)

    let second = try start().upTo("neurosh> ")
    try second.type("create l\u{1B}[A\n", seeing: "alpha1: LIF", "> ")
    try second.type("\u{12}create if\n", seeing: "beta: IF", "> ")
    try second.type("history 2\n", seeing: "create if beta")
  }

  @Test func controlCStopsARunBetweenTwoSteps() throws {
    let terminal = try start().upTo("neurosh> ")
    try terminal.type("create lif p n=1000\n", seeing: "p step=0 mem=0> ")
    try terminal.type("feed p const 1.5\n", seeing: "p step=0 mem=0> ")
    try terminal.type("run p 24000\n", seeing: "24000\r\n")
    let text = try terminal.type("\u{3}", seeing: "its state is kept")
    #expect(text.contains("stopped by Ctrl-C after step"))
    try terminal.expect("p step=")
    try terminal.type("expect p[1].time < 24000\n", seeing: "as expected: p[1].time is")
  }

  @Test func resizedWindowChangesTheWidthOfPlots() throws {
    let terminal = try start(columns: 100).upTo("neurosh> ")
    let wide = try terminal.type(
      "create lif n; feed n const 1.5; run n 20; plot n\n", seeing: "input")
    try terminal.expect("> ")
    terminal.resize(columns: 50, rows: 30)
    let narrow = try terminal.type("plot n\n", seeing: "input")
    func longest(_ text: String) -> Int {
      text.split(whereSeparator: \.isNewline).filter { $0.contains("+---") }.map(\.count).max() ?? 0
    }
    #expect(longest(wide) > 80)
    #expect((30...50).contains(longest(narrow)))
  }

  @Test func fileAndThenThePrompt() throws {
    let terminal = try start("-i", Program.sessions + "/01-first-spike.nsh").upTo(
      "A neuron adds up the current that flows into it.")
    try terminal.expect("neurosh> create lif n threshold=1 tau=2")
    try terminal.expect("10 spikes")
    try terminal.expect("n step=10 mem=0> ")
    try terminal.type("expect n.spikes == 10\n", seeing: "as expected")
  }

  @Test func startUpFile() throws {
    let config = folder.path + "/.config/neurosh"
    try FileManager.default.createDirectory(atPath: config, withIntermediateDirectories: true)
    try "create lif ready\n".write(toFile: config + "/rc.nsh", atomically: true, encoding: .utf8)
    try start().expect("ready step=0 mem=0> ")
    try start("--no-rc").expect("neurosh> ")
  }

  @Test(arguments: [["TERM": "dumb"], ["NO_COLOR": "1"]])
  func noColorMeansNone(environment: [String: String]) throws {
    let terminal = try start(environment: environment).upTo("neurosh> ")
    try terminal.type("create lif n; feed n const 1.5; run n 20; plot n\n", seeing: "input")
    terminal.send("feed n ")
    let text = terminal.rest(within: 0.3)
    let rest = try terminal.type("const 2\n", seeing: "n gets const 2")
    #expect(!(text + rest).contains("\u{1B}[2m") && !(text + rest).contains("CURRENT"))
    if environment["TERM"] == "dumb" { #expect(!(text + rest).contains("\u{1B}")) }
  }

  @Test func whatIsPastedIsOneBlock() throws {
    let terminal = try start().upTo("\u{1B}[?2004h")
    try terminal.expect("neurosh> ")
    let block = "create lif n\rfeed n const 1.5\r\nrun n 2\n"
    terminal.send("\u{1B}[200~\(block)\u{1B}[201~")
    // Nothing happens before Return, and Ctrl-C takes all of it back.
    try terminal.expect("run n 2")
    #expect(!terminal.rest(within: 0.2).contains("LIF"))
    try terminal.type("\u{3}", seeing: "neurosh> ")
    try terminal.type(
      "\u{1B}[200~\(block)\u{1B}[201~; expect n.time == 2\n", seeing: "n: LIF, threshold 1",
      "as expected: n.time is 2", "n step=2")
    // It is one line of the history.
    try terminal.type(
      "history 1\n", seeing: "create lif n feed n const 1.5 run n 2; expect n.time == 2")
    // What would act on the terminal is left out.
    try terminal.type("\u{1B}[200~seed\t\u{7}\u{1B}7\u{1B}[201~\n", seeing: "seed 7")
    // A definition with a line that stands open goes on at the next prompt.
    try terminal.type(
      "\u{1B}[200~define Twice\r  inherits IF\r  integral\u{1B}[201~\n", seeing: "...> ")
    try terminal.type("mem += 2 * input\nend\n", seeing: "Twice: ")
    try terminal.type("quit\n", seeing: "\u{1B}[?2004l")
    #expect(try terminal.expectExit() == 0)
  }

  @Test func printingChangesWhileTheShellRuns() throws {
    let terminal = try start().upTo("neurosh> ")
    let csv = try terminal.type("mode csv; create lif n; run n 1; table n\n", seeing: "\n1,0,0,0,0")
    #expect(!csv.contains("threshold 1"))
    terminal.send("mode json\n")
    try terminal.type("seed 3\n", seeing: "{\"note\":\"seed 3\"}")
    // Each line waits for its prompt: what is typed while a command works is echoed by the system
    // too, which would count once more.
    try terminal.expect("> ")
    func typed(_ line: String) throws -> String {
      terminal.send(line + "\n")
      return try terminal.expect("\u{1B}[?2004l") + terminal.expect("> ")
    }
    _ = try typed("mode quiet")
    var quiet = try typed("seed 4")
    terminal.send("seed\n")
    quiet += try terminal.expect("\u{1B}[?2004lseed 4\r\n")
    #expect(quiet.components(separatedBy: "seed 4").count == 3, "\(quiet)")
    try terminal.type("mode table\ntime run n 10\n", seeing: "n: 10 steps to step 11", " s\r\n")
  }

  @Test func longTextComesByPages() throws {
    let terminal = try start(rows: 10).upTo("neurosh> ")
    let page = try terminal.type("help\n", seeing: "-- 9 of ")
    #expect(page.contains("verb [target]") && page.count { $0 == "\r\n" } >= 9)
    try terminal.type("\n", seeing: "-- 10 of ")
    try terminal.type(" ", seeing: "-- 19 of ")
    try terminal.type("xq", seeing: "neurosh> ")
    try terminal.type("help\n", seeing: "-- 9 of ")
    try terminal.type("G", seeing: "'help lif' shows a neuron.", "neurosh> ")
    try terminal.type("help\n", seeing: "-- 9 of ")
    try terminal.type("\u{3}", seeing: "neurosh> ")
    // What was typed or pasted meanwhile is the next line, not keys of the pager.
    try terminal.type("help\nseed\nse", seeing: "seed 1")
    try terminal.type("ed\n", seeing: "seed 1", "neurosh> ")
    // What fits is shown at once, and programs are never kept waiting.
    try terminal.type("seed\n", seeing: "seed 1")
    try terminal.type("mode json; list models\n", seeing: "}]}")
    try terminal.type("mode table; help\n", seeing: "-- 9 of ")
    terminal.signal(SIGTERM)
    #expect(try terminal.expectExit() == 128 + SIGTERM)
    #expect(terminal.isRestored)
  }

  @Test func tabQuotesNamesOfFiles() throws {
    let inner = folder.path + "/my dir"
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
    folder.write("my dir/my drive.csv", "1.5\n1.5\n")
    let terminal = try start().upTo("neurosh> ")
    try terminal.type("create lif n\n", seeing: "mem=0> ")
    // Once for the folder, in quotes from then on, and once for the file in it.
    try terminal.type("feed n csv ~/my\t", seeing: "\"~/my dir/")
    try terminal.type("\t", seeing: "my drive.csv\" ")
    try terminal.type("\n", seeing: "mem=0> ")
    try terminal.type("run n 1\n", seeing: "mem 0.75")
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
  }

  @Test func aLongPasteWithoutBracketsIsTakenAtOnce() throws {
    let terminal = try start().upTo("neurosh> ")
    terminal.send("seed 7 #" + String(repeating: "abcdefghi ", count: 1000))
    // It took time with the square of its length: 20 seconds.
    terminal.send("\n")
    try terminal.expect("seed 7\r\n", within: 8)
    try terminal.expect("neurosh> ")
    // Keys that change the line are still taken back one by one.
    try terminal.type("seed 8", seeing: "8")
    try terminal.type("9876 # x", seeing: "x")
    try terminal.type("\u{17}\u{17}\u{1F}\u{1F}\n", seeing: "seed 89876\r\n")
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
  }

  // Most terminals wrap a line that has become too long; XTerm says who it is, and cuts it off.
  @Test(arguments: [([:], "\r\u{1B}[2A\u{1B}[J"), (["XTERM_VERSION": "XTerm(390)"], "\r\u{1B}[J")])
  func aNarrowerWindowHasTheLineOnce(environment: [String: String], erasing: String) throws {
    let terminal = try start(environment: environment).upTo("neurosh> ")
    try terminal.type("create lif neuron threshold=1 tau=2", seeing: "tau=2")
    terminal.resize(columns: 20, rows: 24)
    try terminal.expect(erasing)
    try terminal.expect("neurosh> create lif")
    try terminal.type("\n", seeing: "neuron: LIF")
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
  }
}
