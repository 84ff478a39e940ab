import Equations
import Shell
import TestSupport
import Testing

@Suite struct ErrorTests {
  // What is typed after `create lif n; feed n const 1.5; run n`, with marks around the place; part
  // of the sentence; and the nearest valid word.
  @Test(
    arguments: [
      ("«crate» lif m", "unknown verb 'crate'", "create"),
      ("define «X»\n inherits LIF\n input drive\nend", "'X' inherits from 'LIF' does not fit", nil),
      ("«xyzzy»", "unknown verb 'xyzzy'", nil),
      ("«clear» n", "unknown verb 'clear'", nil),
      ("«n» = 3", "unknown verb", nil),
      ("«run=3»", "followed by '='", nil),
      ("create«»", "'create' needs more", nil),
      ("create «lfi» m", "unknown neuron 'lfi'", "LIF"),
      ("create «base» m", "only serves to be inherited", nil),
      ("create lif «n»", "already a node", nil),
      ("create lif «3m»", "cannot name a node", nil),
      ("create lif «const»", "cannot name a node", nil),
      ("create lif m «x»", "unexpected 'x'", nil),
      ("create lif m «treshold»=1", "unknown parameter 'treshold'", "threshold"),
      ("create lif m tau=«»", "'tau' has no value", nil),
      ("create lif m tau=«0»", "'tau' cannot be 0", nil),
      ("create lif m threshold=«abc»", "'threshold' cannot be 'abc'", nil),
      ("create lif m threshold=«NaN»", "'threshold' cannot be 'NaN'", nil),
      ("create lif m threshold=«inf»", "'threshold' cannot be 'inf'", nil),
      ("create lif m threshold=«1e999»", "'threshold' cannot be '1e999'", nil),
      ("create lif m tau=«2ms»", "'tau' wants a pure number, got a time", nil),
      ("create lif m step=«2.5»", "'step' cannot be 2.5", nil),
      ("create lif m n=«0»", "'n' cannot be 0", nil),
      ("create lif m n=«1e12»", "'n' cannot be 1e12", nil),
      ("create lif «m» n=10000000", "10000000 neurons beside 1 are too many", nil),
      ("source «loop.nsh»", "files source each other too deeply", nil),
      ("until«»", "'until' needs more", nil),
      ("until n.mem == «sqrt()»", "'sqrt' got 0 arguments", nil),
      ("expect n.mem == «min(1)»", "'min' got 1 argument", nil),
      ("expect n.mem == 1 +- «-1»", "a tolerance cannot be -1", nil),
      ("expect n.mem != 1 +- «-5»%", "a tolerance cannot be -5", nil),
      ("expect n.mem == 1 +- «0/0»", "a tolerance cannot be nan", nil),
      ("until n.mem > 1 +- «-1»", "a tolerance cannot be -1", nil),
      ("until n.spikes == 3 +- «1 - n.time»", "a tolerance cannot be -3", nil),
      ("expect n.mem == 1 +- «abs()»", "'abs' got 0 arguments", nil),
      ("time «time» run n", "'time' stands twice", nil),
      ("theory «brunel» eta=1e308", "the network's input is no finite number", nil),
      ("theory «brunel» g=1e308", "the network's input is no finite number", nil),
      ("theory «brunel» J=1e308", "the network's input is no finite number", nil),
      ("theory «brunel» theta=1e308", "the network's input is no finite number", nil),
      ("theory «brunel» t_ref=1e-320", "the network's input is no finite number", nil),
      ("until n.«spiks» == 3", "unknown quantity 'spiks'", "spike"),
      ("until «m».spikes == 3", "unknown node 'm'", nil),
      ("until «1 == 2»", "no node is in this comparison", nil),
      ("until n.spikes == 3 for=«0»", "'for' cannot be 0", nil),
      ("until for=3 «n.spikes»", "unexpected 'n.spikes'", nil),
      ("create lif m tau=1 «tau=2»", "set twice", nil),
      ("create lif m precision=«quadruple»", "unknown precision", nil),
      ("set n record=«spikess»", "unknown quantity", "spikes"),
      ("set n «tau»", "'tau' has no '=' and value", "tau="),
      ("set «m» tau=3", "unknown node 'm'", nil),
      ("set n tau=«0»", "'tau' cannot be 0", nil),
      ("set n threshold=2 tau=«-1»", "'tau' cannot be -1", nil),
      ("set n act=«sigmoyd»", "unknown surrogate", "Sigmoid"),
      ("set n mem_detach=«ture»", "cannot be 'ture'", "true"),
      ("set«»", "'set' needs more", nil),
      ("feed n«»", "'feed' needs more", nil),
      ("feed n «cosnt» 1", "unknown waveform", "const"),
      ("feed «cosnt» 1", "unknown node or waveform", "const"),
      ("feed n const«»", "'feed' needs more", nil),
      ("feed n const «x»", "'current' cannot be 'x'", nil),
      ("feed n pulse 1 at=«0»", "'at' cannot be 0", nil),
      ("feed n pulse 1 «att»=3", "unknown option 'att'", "at"),
      ("feed n 1 2 «x»", "a current cannot be 'x'", nil),
      ("feed n csv «gone.csv»", "cannot read 'gone.csv'", "good.csv"),
      ("feed n csv «words.csv»", "row 2 of 'words.csv'", nil),
      ("feed n csv «quote.csv»", "column 1 of row 2 of 'quote.csv' opens a quote", nil),
      ("feed n csv good.csv column=«c»", "unknown column 'c'", nil),
      ("feed n csv «zero.csv»", "not a text file", nil),
      ("feed n«[2]» const 1", "picks no neurons", nil),
      ("run «m»", "unknown node 'm'", nil),
      ("run n «-1»", "'steps' cannot be -1", nil),
      ("run n «1.5»", "'steps' cannot be 1.5", nil),
      ("run n «1000000000000»", "'steps' cannot be", nil),
      ("run «n» 1000000000", "cannot record", nil),
      ("show «nn»", "unknown node or neuron", "n"),
      ("show n.«tua»", "unknown parameter 'tua'", "tau"),
      ("drop «lif»", "built-in neuron", nil),
      ("list «modles»", "unknown list", "models"),
      ("list «neurons»", "unknown list", "models"),
      ("list «synapses»", "unknown list", "connections"),
      ("help «fede»", "unknown topic", "feed"),
      ("plot n height=«x»", "'height' cannot be 'x'", nil),
      ("plot n «hight»=9", "unknown option 'hight'", "height"),
      ("table n from=«9»", "no step from 9 to 4", nil),
      ("plot n from=«3 to=2»", "no step from 3 to 2", nil),
      ("plot n «--png» n.png", "unexpected '--png'", "--svg"),
      ("plot n «--forse»", "unexpected '--forse'", "--force"),
      ("run n «--force»", "unexpected '--force'", nil),
      ("create hh h n=«0.5»", "'n' cannot be 0.5", nil),
      ("show n«[2]».mem", "picks no neurons of 'n'", nil),
      ("connect n -> n «weigth»=3", "unknown option 'weigth'", "weight"),
      ("connect n -> n «tau»=3", "there is no synapse to take 'tau'", nil),
      ("connect n -> «n» weight=3", "'n' is one neuron, and none is connected with itself", nil),
      ("connect n -> «n» probability=0.5", "none is connected with itself", nil),
      ("expect«»", "'expect' needs more", nil),
      ("expect n.spikes «3»", "unexpected '3'", nil),
      ("expect n.«spiks» == 3", "unknown quantity 'spiks'", "spike"),
      ("expect «m».spikes == 3", "unknown node 'm'", nil),
      ("expect «n» == 3", "is a node, not a number", nil),
      ("expect n.mem[«9»] == 3", "nothing is recorded", nil),
      ("undo «0»", "'count' cannot be 0", nil),
      ("load «good.csv»", "cannot load", nil),
      ("load «gone»", "cannot read", nil),
      ("save «good.csv»", "cannot write", nil),
      ("define X = «LFI»", "unknown neuron 'LFI'", "LIF"),
      ("define X = LIF integral { mem += «inptu» }", "unknown name 'inptu'", "input"),
      ("define «LIF» = IF", "built-in neuron", nil),
      ("define X = LIF with tau = 5, «tau» = 6", "'tau' is set twice", nil),
      ("define X = LIF integral { mem +=«»", "the text ends too early", nil),
      ("define X = LIF integral { mem +=«\n»}", "the line ends too early", nil),
      ("expect n.spikes ==«»", "the text ends too early", nil),
      ("«define» X\n inherits LIF", "this 'define' has no 'end'", nil),
      ("set n tau=«\"3»", "quotes is not closed", nil),
      ("quit «now»", "unexpected 'now'", nil),
      ("run n «\\»", "a line is to follow '\\'", nil),
      ("run n 3«\\»", "a line is to follow '\\'", nil),
      ("load gone«\\»; run m", "a line is to follow '\\'", nil),
    ] as [(String, String, String?)])
  func saysWhatAndWhere(typed: String, message: String, suggestion: String?) throws {
    var shell = ShellHarness(files: [
      "good.csv": "a,b\n1,2\n", "words.csv": "1\nx\n", "zero.csv": "1\0\n",
      "quote.csv": "1\n\"2\n",
      "loop.nsh": "set n tau=9\nsource loop.nsh\n",
    ])
    try shell.run("create lif n; feed n const 1.5; run n")
    let error = shell.refusal(typed)
    #expect(error?.message.contains(message) == true)
    #expect(error?.suggestion == suggestion)
  }

  // What is typed after `create lif n; run n`, and what sort of mistake it is, whatever it is called.
  @Test(
    arguments: [
      ("crate lif m", .unknown), ("create lfi m", .unknown), ("set n act=sigmoyd", .unknown),
      ("restore here", .unknown), ("list modles", .unknown), ("help fede", .unknown),
      ("run n --force", .unexpected), ("quit now", .unexpected), ("create lif m x", .unexpected),
      ("create", .incomplete), ("set n tau=", .incomplete), ("plot n --svg", .incomplete),
      ("define X", .incomplete), ("expect", .incomplete), ("run n \\", .incomplete),
      ("set n tau=0", .outOfRange), ("run n -1", .outOfRange), ("undo 0", .outOfRange),
      ("table n from=9", .outOfRange), ("sweep n tau=1..5 20000", .outOfRange),
      ("create lif n", .duplicate), ("create lif m tau=1 tau=2", .duplicate),
      ("time time run n", .duplicate), ("create lif m tau=x", .mismatch),
      ("create lif m tau=2ms", .mismatch), ("set n mem_detach=ture", .mismatch),
    ] as [(String, Diagnostic.Kind)])
  func errorsHaveKinds(typed: String, kind: Diagnostic.Kind) throws {
    var shell = ShellHarness()
    try shell.run("create lif n; run n")
    let error = #expect(throws: Diagnostic.self) {
      try shell.run(typed)
    }
    #expect(error?.kind == kind)
  }

  @Test(
    arguments: [
      ("create lif m step=1e20", "a whole number >= 1, of a size below 2^53"),
      ("create lif m tau=1e400", "a number > 0, of a size below 1.79e308"),
      ("create lif m tau=inf", "a number > 0"),
      ("set session memory=1e30", "a whole number from 1 to 1000000"),
      ("set session seed=7", "'seed 7'"),
      ("create lif m; set n =3", "PARAMETER=VALUE, as in 'set n PARAMETER=3'"),
      ("create lif m; expect m.mem[0] == 0", "'run m' first"),
      ("create adex a; run a 1e-9ms", "at least 0.01ms"),
      ("create hh gK=36 mS", "a conductance density such as 1mS/cm^2"),
      (
        "create lif p n=1000; run p 101; table p",
        "at most 100000: 'from=', 'to=' or 'last=' choose steps, and 'plot p --csv FILE' writes all"
      ),
      ("feed n csv empty.csv", "a row a step"),
      ("create hh h; expect h.mem > 0.05 V", "> 50 mV"),
    ])
  func whatWasExpectedIsNamed(text: String, expected: String) {
    var shell = ShellHarness(files: ["empty.csv": "current\n"])
    #expect {
      try shell.run("create lif n; " + text)
    } throws: {
      ($0 as? Diagnostic)?.expected == expected
    }
  }

  @Test func nodesAreNeededFirst() {
    for verb in [
      "run", "plot", "table", "set tau=3", "feed const 1", "reset", "show", "step", "unfeed",
    ] {
      var shell = ShellHarness()
      #expect {
        try shell.run(verb)
      } throws: {
        ($0 as? Diagnostic)?.expected == "'create lif n' first"
      }
    }
  }

  @Test func verbsAreShortenedAtThePromptOnly() throws {
    var shell = ShellHarness()
    #expect(throws: Diagnostic.self) { try shell.run("cr lif n") }
    shell.host.allowsShortVerbs = true
    try shell.run("cr lif n; fee n const 1; ru n; ta n")
    do { try shell.run("re n") } catch {
      #expect(error.message == "'re' could be 'reset' or 'redo' or 'restore' or 'record'")
    }
  }

  @Test func carettStandsUnderThePlace() {
    let statement = CommandText(text: "set n τ=0 tau=x", line: 7, column: 4)
    let diagnostic = Diagnostic("bad", at: SourceRange(15, 16), expected: "a number")
    #expect(
      diagnostic.text(in: statement, file: "a.nsh", width: 80) == """
        a.nsh:7:20: error: bad
          set n τ=0 tau=x
                        ^
          expected a number
        """)
  }

  @Test func wideCharactersTakeTwoColumns() {
    let text = "define X \"中文\" = «LFI»"
    let marked = MarkedText(text)
    let diagnostic = Diagnostic("bad", at: marked.range)
    let lines = diagnostic.text(
      in: CommandText(text: marked.text, line: 1, column: 0), file: nil, width: 80
    ).split(separator: "\n")
    #expect(lines[2] == "  " + String(repeating: " ", count: 18) + "^^^")
  }

  @Test func programsReadErrorsAsJSON() {
    let statement = CommandText(text: "set n \"t\"=0", line: 7, column: 4)
    let diagnostic = Diagnostic(
      "no \"t\"", at: SourceRange(6, 9), expected: "tau", suggestion: "tau")
    #expect(
      diagnostic.json(in: statement, file: "a.nsh") == #"{"error":"no \"t\"","file":"a.nsh","#
        + #""line":7,"column":11,"expected":"tau","suggestion":"tau"}"#)
  }

  @Test func aLongLineIsCutAroundThePlace() {
    let text = "run " + String(repeating: "x", count: 1_000_000) + " y"
    let diagnostic = Diagnostic("bad", at: SourceRange(500_000, 500_010))
    let lines = diagnostic.text(
      in: CommandText(text: text, line: 1, column: 0), file: nil, width: 60
    )
    .split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.count <= 60 })
    #expect(lines[2].last == "^")
  }

  @Test func whatIsThereIsNoMistypedName() {
    var shell = ShellHarness(files: ["link.csv": "1", "links.csv": "1"])
    shell.host.files.list = { _ in ["link.csv", "links.csv", "data/"] }
    func error(_ text: String, _ failure: FileFailure) -> Diagnostic? {
      shell.host.files.read = { _ in .failure(failure) }
      do {
        try shell.run(text)
        return nil
      } catch { return error }
    }
    let outside = FileFailure("it is outside", expected: "a file in that folder")
    let link = error("load link.csv", outside)
    #expect(link?.suggestion == nil && link?.expected == "a file in that folder")
    #expect(error("load data", outside)?.suggestion == nil)
    #expect(error("load dat", outside)?.suggestion == nil)
    let gone = error("load lnk.csv", FileFailure("no such file or directory"))
    #expect(gone?.suggestion == "link.csv" && gone?.expected == "a file that exists")
  }

  @Test(arguments: [
    ("a.nsh", "a.nsh:2:8: "), ("b.nsh", "b.nsh:1:8: c.nsh:1:16: "),
  ])
  func filesInACircleAreNamedOnce(file: String, places: String) {
    var shell = ShellHarness(files: [
      "a.nsh": "seed 2\nsource a.nsh", "b.nsh": "source c.nsh",
      "c.nsh": "seed 2; source b.nsh",
    ])
    let error = #expect(throws: Diagnostic.self) { try shell.run("source \(file)") }
    #expect(error?.message == places + "files source each other too deeply")
  }

  @Test func writingSaysWhatIsExpected() throws {
    var shell = ShellHarness(files: ["s": ""])
    try shell.run("create lif n; run n")
    let failures = ["save s", "record s", "plot n --csv s"]
    for text in failures {
      let error = #expect(throws: Diagnostic.self) { try shell.run(text) }
      #expect(error?.message == "cannot write 's': there is such a file already")
    }
    shell.host.files.write = { _, _, _ in FileFailure("no", expected: "a yes") }
    shell.host.files.writeParts = { _, _, _ in FileFailure("no", expected: "a yes") }
    for text in failures {
      let error = #expect(throws: Diagnostic.self) { try shell.run(text) }
      #expect(error?.expected == "a yes", "\(text)")
    }
  }

  @Test func sessionIsTaken() {
    var shell = ShellHarness()
    let error = #expect(throws: Diagnostic.self) { try shell.run("create lif session") }
    #expect(error?.expected == "another name; 'set session' is for what all nodes share")
  }
}
