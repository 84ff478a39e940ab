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
    ("sweep alpha1 tau=1..20 log 8 measure=m", ["mean_mem", "min_mem", "max_mem"]),
    ("sweep alpha1 tau=1..20 log 8 measure=t", []), ("sweep alpha1 tau=1..20 log 8 ta", []),
    ("sweep alpha1 tau=", []), ("sweep alpha1[1] ta", ["tau"]),
    ("find r", ["rheobase"]), ("find ta", ["tau"]), ("find tau al", ["alpha1"]),
    ("find tau alpha1 ", ["where"]), ("find tau alpha1 where r", ["rate"]),
    ("find tau alpha1 where m", ["mean_mem", "min_mem", "max_mem"]),
    ("find tau alpha1 where rate ", ["=="]), ("find tau alpha1 where rate==50Hz ", ["in"]),
    ("find tau alpha1 where rate == ", []), ("find hopf cell ", ["in"]),
    ("find rheobase cell ", []),
    ("list; un", ["unfeed", "until", "undo"]), ("create lif new; run ne", ["new"]),
    ("create lif new; list; feed n", ["new", "noise"]),
    ("create hh new n=9; set new gK=36", ["36mS/cm^2"]),
    ("define mine = LIF; create m", ["mine", "MihalasNiebur", "MorrisLecar"]),
  ])
  func offers(typed: String, expected: [String]) throws {
    var shell = ShellHarness(files: ["drive.csv": "1", "sessions/one.nsh": ""])
    try shell.run("create lif alpha1; create hh cell; create lif beta; connect alpha1 -> beta")
    let completion = Completion(
      typed, cursor: typed.utf8.count, session: shell.workbench.session, host: shell.host)
    #expect(completion.candidates.map(\.text) == expected)
  }

  // What follows a candidate that is the only one.
  @Test(arguments: [
    ("find tau n where rat", "=="), ("sweep n measure=rat", " "), ("sweep n ta", "="),
  ])
  func endsWith(typed: String, suffix: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n")
    let completion = Completion(
      typed, cursor: typed.utf8.count, session: shell.workbench.session, host: shell.host)
    #expect(completion.candidates.map(\.suffix) == [suffix])
  }

  // Behind `;` all verbs may stand.
  @Test(arguments: ["list;", "list; ", "list; undo; "])
  func offersVerbsBehindASemicolon(typed: String) {
    let completion = Completion(
      typed, cursor: typed.utf8.count, session: Session(), host: Host())
    #expect(completion.candidates.map(\.text) == Command.all.map(\.name))
    #expect(completion.start == typed.utf8.count)
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
