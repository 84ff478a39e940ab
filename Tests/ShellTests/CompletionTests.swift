import Shell
import Testing

@Suite struct CompletionTests {
  // What is typed, and the words that fit.
  @Test(arguments: [
    ("cr", ["create"]),
    ("un", ["unfeed", "undo"]),
    ("run a; pl", ["plot"]),
    ("create lif", ["LIF", "LIFSTDP"]),
    ("create lif m ta", ["tau"]),
    ("create lif m tau=2 ta", []),
    ("create lif m act=q", ["QGate"]),
    ("create lif m mem_detach=", ["true", "false"]),
    ("run ", ["alpha1", "beta"]),
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
    ("xyzzy a", []),
  ])
  func offers(typed: String, expected: [String]) throws {
    var shell = ShellHarness(files: ["drive.csv": "1", "sessions/one.nsh": ""])
    try shell.run("create lif alpha1; create lif beta")
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
}
