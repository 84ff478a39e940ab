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
    ("set beta record=s", ["spikes", "spike"]),
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
    ("xyzzy a", []), ("# cre", []), ("define X = LIF spike { spike ", ["when", "="]),
    ("phase cell mem,", ["mem,m", "mem,h", "mem,n"]), ("phase cell i", ["input"]),
    ("phase cell mem m", ["m", "mem"]), ("phase cell mem,m m", ["mem", "m"]),
    ("phase cell mem,m i", ["input"]),
    ("fit alpha1 t", ["threshold", "tau", "train"]), ("fit alpha1 tau,t", ["tau,threshold"]),
    ("fit alpha1 tau,threshold t", ["to", "train"]),
    ("grad alpha1 s", ["spikes", "spike", "steps"]),
    ("grad alpha1 spikes i", ["input"]), ("grad alpha1 spikes threshold,ta", ["threshold,tau"]),
    (
      "plot cell mem,",
      [
        "mem,input", "mem,mem_before", "mem,spike", "mem,m", "mem,h", "mem,n", "mem,INa", "mem,IK",
        "mem,IL", "mem,an", "mem,bn", "mem,am", "mem,bm", "mem,ah", "mem,bh",
      ]
    ), ("plot cell INa", ["INa"]), ("table cell IK", ["IK"]),
    ("connect al", ["alpha1"]), ("connect alpha1 -", ["->"]),
    ("connect alpha1 -> b", ["beta"]), ("connect alpha1->b", ["alpha1->beta"]),
    ("connect alpha1 -> cell.", ["cell.input", "cell.mem", "cell.m", "cell.h", "cell.n"]),
    ("connect alpha1 -> beta.m", ["beta.mem"]), ("connect alpha1 -> beta w", ["weight"]),
    ("set beta tau=u", ["uniform("]), ("set beta mem=", ["uniform(", "normal("]),
    ("create lif q n=3 tau=2,3,4; set q ta", ["tau"]), ("create lif m n=5 tau=n", ["normal("]),
    ("set beta step=u", []),
    ("set alpha1_beta w", ["weight"]), ("set session ba", ["backend"]),
    ("set session backend=n", ["native"]),
    ("connect alpha1 -> beta probability=0.1 p", []), ("grad alpha1 loss tau spikes=5 t", []),
    ("feed alpha1 pulse 1 at=5 f", ["for"]), ("feed alpha1 pulse 1 at=5 a", []),
    ("compare alpha1 be", ["beta"]), ("compare alpha1 beta m", ["mem_before", "mem"]),
    ("expect rate be", ["beta"]), ("expect beta.spikes ", []),
    (
      "expect beta.spikes == beta.t",
      ["beta.time", "beta.threshold", "beta.tau"]
    ), ("expect beta.i", ["beta.interval", "beta.interval_rate", "beta.input["]),
    ("sweep alpha1 tau=1..20 log 8 measure=m", ["mean_mem", "min_mem", "max_mem"]),
    ("sweep alpha1 tau=1..20 log 8 measure=t", []), ("sweep alpha1 tau=1..20 log 8 ta", []),
    ("sweep alpha1 tau=", []), ("sweep alpha1[1] ta", ["tau"]),
    ("find r", ["rheobase"]), ("find ta", ["tau"]), ("find tau al", ["alpha1"]),
    ("find tau alpha1 ", ["where", "for", "settle"]), ("find tau alpha1 where r", ["rate"]),
    ("find tau alpha1 where m", ["mean_mem", "min_mem", "max_mem"]),
    ("find tau alpha1 where rate ", ["for", "settle"]),
    ("find tau alpha1 where rate==50Hz i", ["in"]), ("find tau alpha1 where rate == i", []),
    ("find hopf cell i", ["in"]), ("find rheobase cell i", []),
    ("list; un", ["unfeed", "until", "undo"]), ("create lif new; run ne", ["new"]),
    ("create lif new; list; feed n", ["new", "noise", "normal("]),
    ("create hh new n=9; set new gK=36", ["36mS/cm^2"]),
    ("define mine = LIF; create m", ["MorrisLecar", "MihalasNiebur", "mine"]),
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

// Within a definition: at the prompt the lines above it are known.
@Suite struct DefinitionCompletionTests {
  private static let above = """
    define Tired "LIF that tires"
      inherits LIF
      param jump = 0.2 >= 0 "how much a spike raises the threshold"
      state fatigue = 0 "raised threshold"
    """

  // What is typed, with the lines above; words that fit, and words that do not.
  @Test(arguments: [
    ("define x = ", ["LIF", "Base"], ["tau"]), ("define x = LIF w", ["with"], []),
    ("define x = LIF with ", ["tau", "threshold"], ["integral", "mem"]),
    ("define x = LIF with tau = 2, ", ["threshold"], ["tau"]),
    ("define x = LIF with tau = 2 ", ["integral", "spike"], ["threshold", "end"]),
    ("define x = LIF spike { ", ["mem", "spike", "let"], ["end", "tau"]),
    ("define x = LIF spike { spike = ", ["act", "mem", "threshold"], ["let", "integral"]),
    ("define x = LIF spike { spike = act(mem - th", ["threshold"], ["mem"]),
    ("define x\n", ["inherits", "param", "integral", "end"], ["mem", "create"]),
    ("define x\n  inherits LIF\n  event kick ", ["when", "at", "every"], ["mem"]),
    ("define x\n  inherits LIF\n  event kick when ", ["mem", "tau", "previous"], ["every"]),
    ("define x\n  inherits LIF\n  at ", ["tau", "exp"], ["mem", "let"]),
    ("define x\n  inherits LIF\n  every tau ", ["from", "until"], ["mem"]),
    (
      "define x\n  inherits LIF\n  event kick when mem > 1\n    ", ["mem", "let", "spike"], ["tau"]
    ),
    ("define x\n  inherits L", ["LIF", "LIAF"], ["HH", "list"]),
    ("define x\n  act ", ["Atan"], ["mem"]), ("define x\n  method e", ["euler"], []),
    ("\(above)\n  with ", ["tau"], ["jump"]), ("\(above)\n  int", ["integral"], []),
    ("\(above)\n  state x = j", ["jump"], []),
    ("\(above)\n  spike\n    ", ["mem", "fatigue", "end"], ["jump", "create"]),
    ("\(above)\n  spike\n    spike = act(mem - ", ["threshold", "fatigue", "jump"], ["with"]),
    ("\(above)\n  spike\n    spike = act(mem)\n    f", ["fatigue"], ["feed", "find"]),
    ("\(above)\n  param x = 0 \"ta", [], ["tau", "tanh"]), ("\(above)\n  # ta", [], ["tau"]),
    ("\(above)\n  integral\n    mem += ta", ["tau", "tanh"], ["mem"]),
    ("\(above)\n  integral\n    mem += if mem ", ["and", "then"], ["mem", "else", "tau"]),
    ("\(above)\n  integral\n    mem += if mem > 0 then tau ", ["else"], ["mem", "then"]),
  ])
  func offersWordsOfTheLanguage(typed: String, fitting: [String], others: [String]) {
    let lines = typed.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let line = lines[lines.count - 1]
    let completion = Completion(
      line, cursor: line.utf8.count, after: lines.dropLast().joined(separator: "\n"),
      session: Session(), host: Host())
    let words = Set(completion.candidates.map(\.text))
    #expect(words.isSuperset(of: fitting), "lacks \(Set(fitting).subtracting(words))")
    #expect(words.isDisjoint(with: others), "has \(words.intersection(others))")
    let word = line.reversed().prefix { $0.isLetter }.count
    #expect(completion.start == line.utf8.count - word)
  }

  // A line of a definition is no command.
  @Test func noHintOfAVerb() {
    let hint = Hint("    reset ", after: "define x\n  integral", session: Session(), host: Host())
    #expect(hint.text == "")
  }
}
