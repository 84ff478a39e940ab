import Shell
import Testing

@Suite struct CompletionTests {
  // What is typed, and the words that fit.
  @Test(arguments: [
    ("cr", ["create"]),
    ("un", ["unfeed", "until", "undo"]),
    ("run a; pl", ["plot"]),
    ("create lif", ["LIF", "LIFSTDP"]),
    ("create lif m ta", ["tau"]),
    ("create lif m tau=2 ta", []),
    ("create lif m act=q", ["QGate"]),
    ("create lif m mem_detach=", ["true", "false"]),
    ("run ", ["alpha1", "cell", "beta"]),
    ("run b", ["beta"]),
    ("set beta th", ["threshold"]),
    ("set t", ["threshold", "tau"]),
    ("set beta precision=", ["double", "float"]),
    ("set beta record=", ["all", "spikes", "none"]),
    ("feed a", ["alpha1"]),
    ("feed alpha1 p", ["pulse", "poisson"]),
    ("feed alpha1 pulse 1 ", ["current", "at", "for", "every"]),
    ("feed alpha1 csv d", ["drive.csv"]),
    ("source sessions/", ["sessions/one.nsh"]),
    ("plot alpha1 b", ["beta"]),
    ("plot alpha1 he", ["height"]),
    ("table alpha1 la", ["last"]),
    ("help fee", ["feed"]),
    ("expect beta.spi", ["beta.spikes", "beta.spike"]),
    ("save x --", ["--force"]),
    ("list mo", ["models", "modules"]),
    ("set cell gK=36", ["36mS/cm^2"]),
    ("run cell 5", ["5ms", "5us", "5s"]), ("run cell 5m", ["5ms"]), ("run alpha1 5", []),
    ("feed cell const 2.5", ["2.5uA/cm^2", "2.5nA/cm^2"]),
    ("feed cell poisson 50", ["50Hz"]),
    ("mode ", ["table", "csv", "json", "quiet"]), ("time ru", ["run"]), ("time run b", ["beta"]),
    ("set alpha1_", ["alpha1_beta"]), ("learn alpha1_", ["alpha1_beta"]),
    ("xyzzy a", []),
  ])
  func offers(typed: String, expected: [String]) throws {
    var shell = ShellHarness(files: ["drive.csv": "1", "sessions/one.nsh": ""])
    try shell.run("create lif alpha1; create hh cell; create lif beta; connect alpha1 -> beta")
    let completion = Completion(
      typed, cursor: typed.utf8.count, session: shell.workbench.session, host: shell.host)
    #expect(completion.candidates.map(\.text) == expected)
  }

  @Test func replacesTheWordAtTheCursor() {
    let session = Session()
    func start(_ line: String, _ cursor: Int) -> Int {
      Completion(line, cursor: cursor, session: session, host: Host()).start
    }
    #expect(start("cr", 2) == 0)
    #expect(start("create li", 9) == 7)
    #expect(start("create lif m act=q", 18) == 17)
    #expect(start("  cr", 4) == 2)
    #expect(start("create lif", 2) == 0)
    #expect(start("a;cr", 4) == 2)
  }

  @Test(arguments: Command.all.map(\.name))
  func everyPlaceOfACommandCanBeCompleted(verb: String) {
    // Must not trap, whatever stands before the cursor.
    for line in [
      "\(verb) ", "\(verb) =", "\(verb) a b=c \"", "\(verb) [",
    ] {
      _ = Completion(line, cursor: line.utf8.count, session: Session(), host: Host())
      _ = Completion(line, cursor: 99, session: Session(), host: Host())
    }
  }

  // What is typed, with | at the cursor, and what stands there after Tab, where one word fits.
  @Test(arguments: [
    ("feed n csv my|", "feed n csv \"my dir/|"),
    ("feed n csv \"my|", "feed n csv \"my dir/|"),
    ("feed n csv \"my dir/my|", "feed n csv \"my dir/my file.csv\" |"),
    ("feed n csv \"my dir/pl|", "feed n csv \"my dir/plain.csv\" |"),
    ("feed n csv \"my dir\"/pl|", "feed n csv \"my dir/plain.csv\" |"),
    ("feed n csv \"my dir/pl|\"", "feed n csv \"my dir/plain.csv|\""),
    ("feed n csv pl|", "feed n csv plain.csv |"),
    ("feed n csv \"pl|", "feed n csv \"plain.csv\" |"),
    ("feed n csv semi|", "feed n csv \"semi;colon.csv\" |"),
    ("feed n csv \"semi;|", "feed n csv \"semi;colon.csv\" |"),
    ("feed n csv eq|", "feed n csv \"equal=s.csv\" |"),
    ("fit n tau to mem=eq|", "fit n tau to mem=\"equal=s.csv\" |"),
    ("fit n tau to mem=\"eq|", "fit n tau to mem=\"equal=s.csv\" |"),
    ("plot n --csv \"my dir/my|", "plot n --csv \"my dir/my file.csv\" |"),
    ("load #|", "load #|"), ("load \"#|", "load \"#1.csv\" |"),
    ("load ~/pl|", "load ~/plan.csv |"), ("load \"~/pl|", "load \"~/plan.csv\" |"),
    ("create \"noisel|", "create \"NoiseLIF\" |"),
    ("create lif m \"ta|", "create lif m tau=|"),
  ])
  func quotesWhereItMust(typed: String, expected: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n")
    shell.host.files.list = { folder in
      switch folder {
      case ".": ["my dir/", "plain.csv", "semi;colon.csv", "equal=s.csv", "#1.csv", "my\"quote"]
      case "my dir/": ["my file.csv", "plain.csv"]
      case "~/": ["plan.csv"]
      default: []
      }
    }
    let parts = typed.split(separator: "|", omittingEmptySubsequences: false)
    let line = parts.joined()
    let cursor = parts[0].utf8.count
    let found = Completion(line, cursor: cursor, session: shell.workbench.session, host: shell.host)
    guard let candidate = found.candidates.first else {
      #expect(typed == expected)
      return
    }
    #expect(found.candidates.count == 1, "\(found.candidates)")
    let before = String(decoding: Array(line.utf8)[..<found.start], as: UTF8.self)
    let done = before + found.opening + candidate.text + candidate.suffix
    #expect("\(done)|\(parts[1])" == expected)
  }

  @Test func severalNamesAreQuotedOnceTheirBeginningNeedsIt() {
    var host = Host()
    host.files.list = { _ in ["a b 1", "a b 2", "ac", "--x", "line\nbreak"] }
    func found(_ line: String) -> Completion {
      Completion(line, cursor: line.utf8.count, session: Session(), host: host)
    }
    #expect(found("load a").opening == "")
    #expect(found("load a").candidates.map(\.text) == ["a b 1", "a b 2", "ac"])
    #expect(found("load \"a ").opening == "\"")
    #expect(found("load \"a ").candidates.map(\.text) == ["a b 1", "a b 2"])
    #expect(found("load \"a ").start == 5)
    // Not verbs.
    #expect(found("load \"x").candidates == [])
    #expect(found("load ").candidates.count == 3)
  }
}
