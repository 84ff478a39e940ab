import Equations
import Neurons
import OrderedCollections
import Shell
import Simulation
import Testing

@Suite struct CommandTests {
  @Test(arguments: [
    ("create lif n threshold=1 tau=2 step=4", "n: LIF, threshold 1, tau 2, step 4"),
    ("create lif", "lif1: LIF, threshold 1, tau 2, step 4"),
    ("create lif; create lif", "lif2: LIF, threshold 1, tau 2, step 4"),
    ("create braincog.lif", "braincog_lif1: braincog.LIF, threshold 0.5, tau 2, step 4"),
    ("create lif p n=1000", "p: LIF, 1000 neurons, threshold 1, tau 2, step 4"),
    ("create LIF n tau = 3", "n: LIF, threshold 1, tau 3, step 4"),
    ("create lif n; set tau=3", "n: tau 3"),
    // What is said is the value, in the unit of its place where none was typed.
    ("create lif n; set n tau=2*3", "n: tau 6"), ("create hh n; set n mem=-65", "n: mem -65 mV"),
    (
      "create lif n; set n act=atan alpha=2 mem_detach=true",
      "n: act atan, alpha 2, mem_detach true"
    ),
    ("create lif p n=2; set p mem=uniform(0,1)", "p: mem uniform(0,1)"),
    ("create hh a; create hh b; connect a -> b; set a_b weight=2*1.5", "a_b: weight 3 uA/cm^2"),
    ("create lif n; set n.tau=3; show n.tau", "3"),
    ("create lif n; set n act=atan alpha=3; show n.act; show n.alpha", "3"),
    ("create lif n alpha=9; set n act=atan; show n.alpha", "2"),
    ("create lif p n=10; set p[1..5] tau=4; show p.tau", "2..4"),
    ("create lif p n=10; set p[3] tau=4; expect p[3].tau == 4", "as expected: p[3].tau is 4"),
    ("create lif n; set n mem=0.5; show n.mem", "0.5"),
    ("create lif p n=3; set p[2] mem=0.5; show p[2].mem; show p.mem", "0..0.5"),
    ("create lif p n=3; set p[2] mem=0.5; show p[2].mem", "0.5"),
    ("create lif p n=3; set p[3] tau=7; show p[1..2].tau", "2"),
    ("create lif n; set n layer_by_layer=true; show n.layer_by_layer", "1"),
    ("create plif n tau=5; show n.w", "-1.38629"),
    ("create refractorylif n EL=-80mV; show n.mem", "-80 mV"),
    ("create refractorylif n EL=-80mV mem=-75mV; show n.mem", "-75 mV"),
    ("create lif n; feed n 0.5 0.8 1.2", "n gets 0.5 0.8 1.2"),
    ("create lif n; feed const 1.5", "n gets const 1.5"),
    ("create lif n; feed n noise mean=1 sd=0.5", "n gets noise 1 0.5"),
    ("create lif n; feed n csv drive.csv", "n gets 1 2 3"),
    ("create lif n; feed n csv drive.csv column=slow", "n gets 10 20 30"),
    ("create lif n; feed n csv plain.csv column=2", "n gets 4 5"),
    (
      "create lif n step=4; feed n const 1.5; run n",
      "n: 4 steps to step 4, 2 spikes (at 2, 4), mem 0"
    ),
    (
      "create lif n; feed n const 1.5; run 3; run n 1", "n: 1 step to step 4, 1 spike (at 4), mem 0"
    ),
    ("create lif n; feed n const 1.5; step; step", "n: 1 step to step 2, 1 spike (at 2), mem 0"),
    ("create lif p n=3; feed p const 1.5; run p", "p: 4 steps to step 4, 6 spikes of 3 neurons"),
    ("create lif n; run n 0", "n: 0 steps to step 0, 0 spikes, mem 0"),
    ("create lif n; run n; reset n; expect n.time == 0", "as expected: n.time is 0"),
    ("seed 42; seed", "seed 42"),
    ("create lif n; undo; list", "no nodes; 'create lif n' makes one"),
    ("undo", "nothing to undo"),
    ("redo", "nothing to redo"),
    ("create lif n; set n tau=3; undo 2", "undone: set n tau=3; create lif n"),
    ("history", "nothing was typed at a prompt"),
    ("help sigmoid", "sigmoid(x): 1 / (1 + exp(-x))"),
    ("define fast = LIF with tau = 1.2; create fast f", "f: fast, threshold 1, tau 1.2, step 4"),
    ("create lif a; create lif b; drop *; list", "no nodes; 'create lif n' makes one"),
  ])
  func prints(typed: String, last: String) throws {
    var shell = ShellHarness(files: [
      "drive.csv": "fast,slow\r\n1,10\r\n2,20\r\n3,30\r\n", "plain.csv": "1,4\n2,5\n",
    ])
    let output = try shell.run(typed)
    #expect(output.split(separator: "\n").last.map(String.init) == last)
  }

  @Test func whatIsCommonToAllIsShown() throws {
    var shell = ShellHarness()
    #expect(try shell.run("show session").contains("compiler  none"))
    shell.host.compiler = NativeCompiler(
      isReady: { _ in false }, load: { _ in nil }, takeComplaint: { nil }, path: "/opt/bin/cc")
    let text = try shell.run("seed 7; set session memory=200; show session")
    for part in ["compiler  /opt/bin/cc", "seed      7", "memory    200 MB"] {
      #expect(text.contains(part), "\(text)")
    }
    #expect(shell.refusal("create lif «session»") != nil)
  }

  @Test func tableShowsTheMembraneBeforeAndAfterTheReset() throws {
    var shell = ShellHarness()
    let typed = "create lif n threshold=1 tau=2 step=4; feed n const 1.5; run n; table n"
    #expect(
      try shell.run(typed).hasSuffix(
        """
        step  input  mem_before   mem  spike
           1    1.5       0.75   0.75      0
           2    1.5       1.125  0         1
           3    1.5       0.75   0.75      0
           4    1.5       1.125  0         1
        """))
  }

  @Test func tablePicksStepsAndNeurons() throws {
    var shell = ShellHarness()
    shell.printer.mode = .csv
    try shell.run("create lif p n=2; feed p[2] const 1.5; run p 3")
    #expect(
      try shell.run("table p[2] from=2 to=3") == """
        step,neuron,input,mem_before,mem,spike
        2,2,1.5,1.125,0,1
        3,2,1.5,0.75,0.75,0
        """)
    #expect(try shell.run("table p last=1").split(separator: "\n").count == 3)
  }

  @Test func modesPrintTheSameNumbers() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n const 0.7; run n 2")
    shell.printer.mode = .csv
    #expect(
      try shell.run("table n") == """
        step,input,mem_before,mem,spike
        1,0.7,0.35,0.35,0
        2,0.7,0.5249999999999999,0.5249999999999999,0
        """)
    shell.printer.mode = .json
    #expect(
      try shell.run("table n last=1") == """
        {"table":[{"step":2,"input":0.7,"mem_before":0.5249999999999999,"mem":0.5249999999999999,"spike":0}]}
        """)
    #expect(try shell.run("set n tau=3") == "{\"note\":\"n: tau 3\"}")
    shell.printer.isQuiet = true
    #expect(try shell.run("set n tau=4") == "")
  }

  @Test func showPrintsEquationsThatCanBeTyped() throws {
    var shell = ShellHarness()
    for model in ["if", "lif", "braincog.lif", "biaslif", "plif", "lifstdp"] {
      let shown = try shell.run("show \(model)")
      let lines = shown.split(separator: "\n").prefix { !$0.hasPrefix("inherited") }
      let typed = lines.joined(separator: "\n").replacing(
        "neuron ", with: "define My", maxReplacements: 1)
      try shell.run(typed.replacing("Mybraincog.LIF", with: "MyBrain") + "\nend")
    }
    #expect(shell.workbench.session.models.userDefined.count == 6)
  }

  @Test func aDefinitionIsUsableAtOnce() throws {
    var shell = ShellHarness()
    try shell.run(
      """
      define Adaptive "LIF that tires"
        inherits LIF
        param jump = 0.2 >= 0 "how much a spike raises the threshold"
        state fatigue = 0 "raised threshold"
        spike
          spike = act(mem - threshold - fatigue)
          mem = mem * (1 - detach(spike))
          fatigue = 0.9 * fatigue + jump * spike
      end
      create adaptive a jump=0.5; feed a const 1.5; run a 10
      expect a.fatigue[2] == 0.5
      expect a.spikes < 5
      """)
  }

  @Test func nodesKeepTheEquationsTheyWereCreatedWith() throws {
    var shell = ShellHarness()
    try shell.run(
      "define X = LIF with tau = 2; create X a; define X = LIF with tau = 9; create X b")
    try shell.run("expect a.tau == 2; expect b.tau == 9; drop X; run a; run b")
  }

  @Test func interruptedRunKeepsItsSteps() throws {
    var shell = ShellHarness()
    try shell.run("create lif n")
    shell.host.isInterrupted = { true }
    let report = try shell.workbench.perform("run n 100000", host: shell.host)
    #expect(report.problem?.kind == .interrupted)
  }

  @Test func aTermThatIsNoNumberStopsTheRun() throws {
    var shell = ShellHarness()
    try shell.run("define X = IF integral { mem = 1 / (2 - input) }; create X n; feed n 0 1 2")
    let report = try shell.workbench.perform("run n 3", host: shell.host)
    let problem = try #require(report.problem)
    #expect(problem.kind == .failure)
    #expect(problem.diagnostic.message.contains("before step 3"))
    #expect(problem.diagnostic.message.contains("1 / (2 - input)"))
    try shell.run("expect n.time == 2")
  }

  @Test func expectationsThatFailAreTold() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n const 1.5; run n")
    for text in [
      "n.spikes == 3", "n.mem > 0", "n.mem_before[2] == 1.126 +- 0.0005", "rate n == 0.4 +- 2%",
    ] {
      let report = try shell.workbench.perform("expect \(text)", host: shell.host)
      #expect(report.problem?.kind == .mismatch)
    }
  }

  // Intervals of 14 steps, of which the last three are no interval any more.
  @Test(arguments: [
    ("n.spikes == 3", "as expected: n.spikes is 3"), ("n.rate == 3 / 45", "n.rate is 0.0666667"),
    ("n.interval_rate == 1 / 14", "n.interval_rate is 0.0714286"),
    ("n.interval == 14", "n.interval is 14"), ("n.cv == 0", "n.cv is 0"),
    ("n.last_spike == 42", "n.last_spike is 42"), ("n.max_mem_before < 1.1", "is 1.0026"),
    ("n.min_mem == 0", "n.min_mem is 0"), ("n.mean_input == 1.3 +- 1e-12", "is 1.3"),
    ("p[2].interval == 2", "p[2].interval is 2"), ("p.rate == 1 / 2 +- 2", "p.rate is 0.488889"),
    ("p.interval == 2", "'p' has 3 neurons"), ("still.cv > 0", "'still' has not fired"),
    ("once.interval > 0", "'once' has fired 1 time"), ("m.spikes == 3", "m.spikes is 3"),
    ("new.interval > 0", "'new' has not run yet"), ("own.cv == 7", "own.cv is 7"),
  ])
  func everyObservableCanBeExpected(typed: String, sentence: String) throws {
    var shell = ShellHarness()
    try shell.run(
      """
      define Own
        inherits LIF
        param cv = 7 "a name that is an observable's as well"
      end
      create lif n tau=10; feed n const 1.3; create lif p n=3; feed p const 1.5; module m: n
      create lif still; create lif once; feed once const 1.3; create own own; run * 45
      """)
    try shell.run("reset once; run once 4; create lif new")
    do {
      #expect(try shell.run("expect \(typed)").contains(sentence))
      let name = typed.prefix { $0 != " " }
      if name != "m.spikes" {
        #expect(sentence.hasSuffix(" " + (try shell.run("show \(name)"))))
      }
    } catch { #expect(error.message.contains(sentence), "\(error.message)") }
  }

  @Test func sourceCountsAsOneCommand() throws {
    var shell = ShellHarness(files: [
      "good.nsh": "create lif n\nfeed n const 1.5; run n", "bad.nsh": "create lif m\nset m tua=3",
      "loop.nsh": "source loop.nsh", "nested.nsh": "source good.nsh\nundo",
    ])
    try shell.run("source good.nsh")
    let before = shell.workbench.session
    for file in ["bad.nsh", "loop.nsh", "gone.nsh"] {
      #expect(throws: Diagnostic.self) { try shell.run("source \(file)") }
      #expect(shell.workbench.session.isSame(as: before))
    }
    do { try shell.run("source bad.nsh") } catch {
      #expect(error.message.hasPrefix("bad.nsh:2:7: unknown parameter 'tua'"))
      #expect(error.suggestion == "tau")
    }
    try shell.run("undo")
    #expect(shell.workbench.session.nodes.isEmpty)
  }
}
