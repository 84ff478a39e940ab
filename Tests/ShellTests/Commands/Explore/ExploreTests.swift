import Equations
import OrderedCollections
import Shell
import Synchronization
import TestSupport
import Testing

@Suite struct ExploreTests {
  // What is typed, and a line that it prints.
  @Test(arguments: [
    // The closed form has 11 steps for the interval at 1.5, and 4 steps at 3.
    ("create lif n tau=10; fi n 0..3 step 1.5", "0.0909091"),
    ("create lif n tau=10; fi n 0..3 step 1.5", "rheobase between 0 and 1.5"),
    ("create lif n; fi n 0..0.5 3", "no current of these makes it fire"),
    ("create lif n; fi n 1.5,3", "it fires at every current from 1.5 on"),
    ("create lif n; feed n const 1.5; sweep n tau=2,10 measure=first_spike", " 10           11"),
    ("create lif n; feed n const 1.5; sweep n tau=2,10 measure=interval", " 10        11"),
    ("create lif n; feed n const 0.5; sweep n tau=1..20 log 3 measure=mean_mem for=500", "20"),
    ("create if n; sweep n input=0.1,0.3 measure=spikes for=12 settle=0", "  0.3       6"),
    ("create lif n; find rheobase n for=5", "rheobase of n: input 1.03226, the smallest"),
    ("create lif n tau=10; find input n where interval==11 for=100", "input 1."),
    ("create lif n; find input n where max_mem==0.5 in 0..1 3 for=100 settle=0", "input 0.5: "),
    ("create eif n dt=0.1; find rheobase n for=300ms", "given all time: 12 mV, from d mem/dt = 0"),
    ("create lif n; feed n const 1.3; find equilibrium n", ""),
    ("create lif n tau=10; theory n input=1.3", "interval     14          14          0%"),
    ("create lif n tau=10; theory n input=0.3", "interval     none    none        agree"),
    // Further than steps are counted, and as far as they are.
    ("create lif n tau=1e17; theory n input=2", "interval     none    none        agree"),
    ("create lif n tau=1e15; theory n input=2", "interval     69314718055994"),
    ("create refractorylif n; feed n noise 1 1; find rheobase n", "given all time: 2 nA, from d"),
    // The neuron comes to it only in the limit, and there is no rate to be off by a share of.
    ("create lif n; theory n input=1", "rate         0        0.0185185  differ"),
    ("create lif n; theory n input=1", "it gets there is by rounding"),
    ("create lif n; fi n 0.5..1.5 step 0.25", "at input 1 mem comes to the threshold only in"),
    ("create lif n; find rheobase n", "at input 1 mem comes to the threshold only in the limit"),
    (
      "create lif n; feed n const 1; run n 60; why n",
      "mem went from 0.9999999999999999 to 1, which is the threshold 1"
    ),
    ("create lif n; feed n const 1; run n 60; why n", "  at input 1 mem comes to the threshold"),
    ("create if n threshold=1; theory n input=0.3", "first spike    4           4     0%"),
    ("create refractorylif n; theory n input=3nA for=100ms", "it fires for input above 2 nA"),
    ("theory brunel g=5 eta=2", "  37.9497  21.0252     7.68291  0.675329  yes"),
    ("create lif n; feed n const 1.5; run n 9; why n", "past the threshold 1"),
    ("create lif n; feed n const 1.5; run n 9; why n at=7", "0.25 below the threshold 1"),
    ("create lif n; run n 9; why n", "  nothing flowed in"),
    ("create lif n; feed n const 0.9; run n 9; why n", "it does not fire either"),
    ("create lif n tau=20; feed n const 1.1; run n 9; why n", "  going on, it fires at step 47"),
    ("create lif n; feed n const 1.5; run n 40; describe n", "n fires tonically: 20 spikes"),
    ("create lif n; run n 40; describe n", "n is silent: no spike in 40 steps"),
    ("create izhikevich n; feed n const 10mV; run n 300ms; describe n", "n adapts: 7 spikes"),
    (
      "create izhikevich n c=-50mV d=2mV; feed n const 10mV; run n 200ms; describe n",
      "n bursts: 19 spikes"
    ),
    ("create fitzhughnagumo n dt=0.5; feed n const 0.5; dtcheck n for=100", "within one step"),
    (
      "create refractorylif p n=3; feed p const 3nA..4nA; dtcheck p for=100ms",
      "spikes move by up to 0.23 ms, 2.3 steps"
    ),
    // Sources fire in both at the same times.
    (
      "create poisson s n=4 rate=100; create refractorylif n; connect s -> n.mem weight=6mV;"
        + " dtcheck n for=500ms",
      "s                   182         184             1  0.09 ms"
    ),
    ("create refractorylif p n=3; dtcheck p for=20ms", "no spikes, with both"),
    // What flows for a step carries the same charge.
    (
      "create refractorylif a; create refractorylif b; connect a -> b weight=400nA; feed a const 3nA;"
        + " feed b const 1nA; dtcheck b for=500ms",
      "b                    24          24             0  1.63 ms"
    ),
  ])
  func prints(typed: String, line: String) throws {
    var shell = ShellHarness()
    do {
      let output = try shell.run(typed)
      #expect(
        output.split(separator: "\n").contains { $0.contains(line) }, "\(output)")
    } catch {
      // The one that is no neuron in continuous time.
      #expect(line.isEmpty && error.message.contains("no differential equation"))
    }
  }

  // What is sought is a constant current, whatever flows in now.
  @Test(
    arguments: ["refractorylif", "theta", "qif", "eif"],
    [
      "noise 1 1", "pulse 1 at=5 for=3", "sine 1 period=20", "ramp 0 1 over=50", "poisson 0.1",
      "0.5 0.8",
    ])
  func rheobaseIsThatOfAConstantInput(model: String, wave: String) throws {
    func found(_ wave: String) throws -> String {
      var shell = ShellHarness()
      return try shell.run("create \(model) n; feed n \(wave)\nfind rheobase n for=200")
        .split(separator: "\n").dropFirst(2).joined(separator: "\n")
    }
    #expect(try found(wave) == found("const 0"))
  }

  // The same neuron written as an equation in time, whose rheobase is where d mem/dt is 0.
  @Test func firingByRoundingIsToldInContinuousTimeAsWell() throws {
    var shell = ShellHarness()
    try shell.run(
      """
      define Leaky "LIF in time"
        inherits Membrane
        param tau = 2 > 0 "time constant"
        param threshold = 1 "where it fires"
        param dt = 1 > 0 "step"
        state mem = 0 "membrane potential"
        method euler
        integral
          d mem/dt = (input - mem) / tau
        spike
          spike when mem >= threshold
          reset mem = 0
      end
      create leaky n; feed n const 1; run n 60
      """)
    #expect(try shell.run("why n").contains("\n  at input 1 mem comes to the threshold only in"))
    let curve = try shell.run("fi n 0.5..1.5 step 0.25 settle=0 for=400")
    #expect(curve.contains("\nat input 1 mem comes to the threshold only in the limit"))
    #expect(!(try shell.run("fi n 0.6..1.6 step 0.25 settle=0 for=400")).contains("by rounding"))
  }

  // Where no rounding is at work nothing is said of it.
  @Test(arguments: [
    "lif n; fi n 0.5..1.5 step 0.3", "lif n tau=1; fi n 0.5..1.5 step 0.25",
    "lif n; find rheobase n for=5", "if n; feed n const 0.5; run n 2; why n",
    "lif n; feed n const 1.5; run n 9; why n", "lif n; feed n 0.5 1.5; run n 2; why n",
  ])
  func aCleanRheobaseIsNotSaidToBeRounded(typed: String) throws {
    var shell = ShellHarness()
    #expect(!(try shell.run("create \(typed)")).contains("by rounding"))
  }

  // What is printed makes it fire, and what is a little smaller does not.
  @Test(arguments: [
    ("lif n tau=10", 200), ("lif n tau=3", 50), ("if n threshold=0.7", 40), ("lif n tau=7", 33),
  ])
  func theRheobaseThatIsPrintedFires(neuron: String, steps: Int) throws {
    var shell = ShellHarness()
    let found = try shell.run("create \(neuron); find rheobase n for=\(steps)")
    let words = found.split { " ,\n".contains($0) }
    let index = try #require(words.lastIndex(of: "input"))
    let value = try #require(Double(words[index + 1]))
    try shell.run("feed n const \(words[index + 1]); run n \(steps); expect n.spikes > 0")
    try shell.run(
      "reset n; feed n const \(value * (1 - 2e-5)); run n \(steps); expect n.spikes == 0")
  }

  // With six digits rounded to the nearest, these fire once more or less.
  @Test(arguments: [
    (5, "threshold", 3), (5, "input", 5), (7, "input", 3), (10, "threshold", 3), (10, "input", 4),
    (13, "threshold", 5), (10, "tau", 4),
  ])
  func theValueThatIsPrintedDoesIt(tau: Int, name: String, spikes: Int) throws {
    var shell = ShellHarness()
    let found = try shell.run(
      "create lif n tau=\(tau); feed n const 1.5; find \(name) n where spikes==\(spikes) for=60"
        + " settle=0")
    let line = try #require(found.split(separator: "\n").last)
    #expect(line.hasSuffix(": spikes \(spikes)"), "\(line)")
    let value = line.dropFirst(name.count + 1).prefix { $0 != ":" }
    try shell.run(name == "input" ? "feed n const \(value)" : "set n \(name)=\(value)")
    try shell.run("run n 60; expect n.spikes == \(spikes)")
  }

  // A neuron that runs off for too large a dt is told from one that does so for its input.
  @Test(arguments: [
    ("create fitzhughnagumo n dt=3; feed n const 0.5; run n 100", "a dt below 3, such as"),
    ("create hh n dt=0.5ms; feed n const 10; run n 20ms", "'set n dt=0.05ms' after 'reset n'"),
    (
      "create lif n tau=0.1 threshold=1e308; feed n const -1; run n 5000",
      "other parameters or input"
    ),
  ])
  func whatRunsOffIsToldToTakeShorterSteps(typed: String, expected: String) throws {
    var shell = ShellHarness()
    do {
      try shell.run(typed)
      Issue.record("it did not run off")
    } catch {
      #expect(error.expected?.contains(expected) == true, "\(error.expected ?? "")")
      #expect(error.expected?.contains("dt") == expected.contains("dt"))
    }
  }

  // As long as it is finite, it could be taken for spikes.
  @Test(arguments: [
    ("create hh n dt=1ms; feed n const 10; run n 2ms", true),
    ("create hh n; feed n const 10; run n 2ms", false),
    ("create adex n; feed n const 800pA; run n 20ms", false),
    ("create lif n; set n mem=5000; run n 1", false),
  ])
  func aPotentialThatNoMembraneHasIsTold(typed: String, isTold: Bool) throws {
    var shell = ShellHarness()
    #expect(try shell.run(typed).contains("none that a membrane has: try a dt below") == isTold)
  }

  // The points of a sweep are what the node itself would do.
  @Test func everyCombinationIsWhatTheNodeDoes() throws {
    var shell = ShellHarness()
    shell.printer.mode = .csv
    let rows = try shell.run(
      "create lif n; sweep n tau=1.5..9 5 input=0.5..3 5 measure=spikes for=50 settle=10"
    ).split(separator: "\n").dropFirst()
    #expect(rows.count == 25)
    for row in rows {
      let parts = row.split(separator: ",")
      let steps = try shell.run(
        "set n tau=\(parts[0]); feed n const \(parts[1]); reset n; run n 50; table n")
      let spikes = steps.split(separator: "\n").dropFirst(11).count { !$0.hasSuffix(",0") }
      #expect(Int(parts[2]) == spikes)
    }
  }

  @Test func exploringLeavesTheSessionAsItIs() throws {
    var shell = ShellHarness()
    try shell.run("create refractorylif n; feed n const 3nA; run n 30ms")
    let before = shell.workbench.session
    try shell.run(
      "fi n 1nA..3nA 3 for=50ms; sweep n tau=5ms,10ms for=50ms; theory n for=50ms; why n;"
        + " describe n; dtcheck n; find rheobase n for=20ms; find equilibrium n")
    #expect(shell.workbench.session.isSame(as: before))
  }

  @Test func whatFiresAnotherNumberOfSpikesMovesByNone() throws {
    var shell = ShellHarness()
    shell.printer.mode = .csv
    let table = try shell.run(
      "create poisson s rate=1000; create refractorylif n; connect s -> n.mem weight=1mV;"
        + " dtcheck n for=100ms")
    #expect(table.split(separator: "\n").suffix(2) == ["s,92,97,1,", "n,1,2,1,"])
  }

  @Test(arguments: [
    "fi n 0..5 50 for=100", "sweep n tau=1..9 9 input=0..5 9 for=1000",
    "find rheobase n", "theory n",
  ])
  func ctrlCKeepsWhatIsDone(typed: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n const 1.5")
    shell.host.isInterrupted = { true }
    let isOver = Mutex(false)
    shell.host.screen.progress = { done, all, _ in isOver.withLock { $0 = done >= all } }
    do {
      let report = try shell.workbench.perform(typed, host: shell.host)
      #expect(report.problem?.kind == .interrupted)
    } catch { #expect(error.message.contains("stopped by Ctrl-C")) }
    #expect(isOver.withLock { $0 })
  }

  // What is typed after `create lif n; create refractorylif r; create lif p n=3`, with marks around
  // the place, and part of the sentence.
  @Test(arguments: [
    ("fi n«»", "'fi' needs more"), ("fi n «5..1»", "begins at 5 and ends at 1"),
    ("fi n 0..5 step «0»", "a step of 0 does not fit"), ("fi n «x»", "the input cannot be 'x'"),
    ("fi n 0..5 «log»", "'log' needs a count"), ("fi n «0»..5 log 4", "cannot begin at 0"),
    ("fi n 0..5 step 1 «2»", "unexpected '2'"), ("fi n «1mV»..2", "wants a pure number"),
    ("fi n 0..5 input=«x»", "unknown input 'x'"), ("fi n 0..5 for=«0»", "'for' cannot be 0"),
    ("fi «p» 0..5", "more than one neuron"), ("fi n 0..5 «fro»=3", "unknown option 'fro'"),
    ("fi n 0..5 for=10 settle=«10»", "'settle' cannot be 10"),
    ("sweep n «tua»=1..2", "unknown parameter or input 'tua'"),
    ("sweep n tau=«0..2»", "'tau' cannot be 0"), ("sweep n «dt»=1..2", "unknown parameter"),
    ("sweep n tau=1..2 measure=«rat»", "unknown measure 'rat'"),
    ("sweep n tau=1..2 threshold=1..2 «input»=1..2", "one too many"),
    ("sweep n tau=1,«1»", "do not ascend"), ("sweep n tau=1..2 «1.5»", "a count cannot be 1.5"),
    ("sweep n «tau»=1..1000 1000 input=0..5 2000", "are too many"),
    ("sweep r tau=«1mV»..2mV", "wants a time"), ("find«»", "'find' needs more"),
    ("find «x» n", "unknown quantity 'x'"), ("find tau n«»", "'find' needs more"),
    ("find tau n where «rate»", "is no condition"),
    ("find tau n where rate==«x»", "the value cannot be 'x'"),
    ("find tau n where rate==«5mV»", "wants"), ("find hopf «n»", "no differential equation"),
    ("find tau n where spikes==«7» for=20", "does not pass 7"),
    ("find rheobase «m»", "unknown node 'm'"),
    ("find rheobase n where «rate»==5", "takes no condition"),
    ("theory «p»", "more than one neuron"), ("theory brunel «x»=3", "unknown value 'x'"),
    ("theory brunel tau=«0»", "'tau' cannot be 0"), ("theory brunel tau=«3mV»", "wants a time"),
    ("create HH h; theory «h»", "nothing is known in closed form"),
    ("feed n noise 1 1; theory «n»", "changes in time"),
    ("why «n»", "has not run yet"), ("run n; why n at=«9»", "'at' cannot be 9"),
    ("describe «n»", "has not run yet"), ("dtcheck «n»", "dt does not enter"),
    ("create noiselif y; dtcheck «y»", "step by step"),
  ])
  func mistakesAreTold(typed: String, sentence: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n; create refractorylif r; create lif p n=3")
    let error = shell.refusal(typed)
    #expect(error?.sentence.contains(sentence) == true)
    #expect(error?.expected?.isEmpty == false)
  }

  // A second has more of such time steps than there are integers; stopped at once, it says so.
  @Test(arguments: ["hh n", "fitzhughnagumo n"]) func timeStepsMayBeTiny(node: String) throws {
    var shell = ShellHarness()
    try shell.run("create \(node); set n dt=1e-300")
    shell.host.isInterrupted = { true }
    _ = try? shell.run("fi n 0..1 2")
    #expect(try shell.run("show n.dt").contains("e-300"))
  }

  // As help has it: a single spike has no interval, and is one by the time.
  @Test func rateOfASingleSpikeIsByTheTime() throws {
    var shell = ShellHarness()
    try shell.run("create hh n")
    shell.printer.mode = .csv
    func last(_ measure: String) throws -> String? {
      try shell.run("sweep n input=5,6 measure=\(measure) for=10ms settle=0").split(separator: "\n")
        .last.map(String.init)
    }
    #expect(try last("spikes") == "6,1")
    #expect(try last("rate") == "6,100")
    #expect(try last("interval_rate") == "6,100")
    #expect(try last("interval") == "6,")
    #expect(try shell.run("fi n 5,6 for=10ms settle=0").hasSuffix("6,100"))
    shell.printer.mode = .table
    let help = try shell.run("help sweep").split { $0.isWhitespace }.joined(separator: " ")
    #expect(
      help.contains("Where there are fewer than two spikes, or the pause behind them is longer"))
  }

  // Issue 14: a burst and then silence is no rate of 195.7 Hz.
  @Test func aBurstAndThenSilenceIsNoRate() throws {
    var shell = ShellHarness()
    try shell.run(
      "create adex x C=200pF gL=10nS EL=-58mV VT=-50mV DT=2mV a=2nS tauw=120ms b=50pA Vr=-46mV")
    let table = try shell.run("fi x 80..90 step 10")
    #expect(table.hasPrefix("input (pA)  interval_rate (Hz)\n        80             2.5"))
  }

  @Test func theTwoRatesHaveTheirNames() throws {
    var shell = ShellHarness()
    try shell.run("create hh h; feed h const 10uA/cm^2; run h 50ms")
    let text = try shell.run("describe h")
    #expect(text.contains("4 spikes in 50 ms, rate 80 Hz, interval_rate 67.8733 Hz\n"))
    #expect(try shell.run("sweep h input=10,12 for=50ms").contains("interval_rate (Hz)"))
    let curve = try shell.run("create lif n; fi n 0..2 3")
    #expect(curve.contains("input  interval_rate (spikes/step)"))
  }

  // Issue 14: equations whose time has no unit have one clock, which is that of plots and rates.
  @Test func timeWithoutUnitIsInSteps() throws {
    var shell = ShellHarness()
    try shell.run("create fitzhughnagumo n dt=0.1; feed n const 0.5")
    let hopf = try shell.run("find hopf n")
    #expect(hopf.contains("turns (1/step)\n") && hopf.contains("0.00438483\n"), "\(hopf)")
    #expect(hopf.hasSuffix("each is 0.1 in the time of the equations (dt)"))
    let rest = try shell.run("find equilibrium n")
    #expect(rest.contains("growth (1/step)  turns (1/step)\n") && rest.contains("0.00304856"))
    #expect(try shell.run("fi n 0.4..0.5 2 for=4000").contains("interval_rate (spikes/step)"))
    #expect(try !shell.run("create hh h; find hopf h").contains("steps"))
  }

  @Test func theoryOfEquationsWithoutUnitIsInSteps() throws {
    var shell = ShellHarness()
    try shell.run(
      """
      define Leaky "an equation without units"
        inherits Membrane
        param tau = 10 > 0 "time constant"
        param threshold = 1 "where it fires"
        param dt = 0.01 > 0 "length of a time step"
        state mem = 0 "membrane potential"
        integral
          d mem/dt = (input - mem) / tau
        spike
          spike when mem >= threshold
          reset mem = 0
      end
      """)
    let text = try shell.run("create leaky n; theory n input=1.5 for=20000")
    // 10 log 3 in steps of 0.01.
    #expect(text.contains("interval     1098.61         1099"), "\(text)")
    #expect(text.hasSuffix("each is 0.01 in the time of the equations (dt)"), "\(text)")
  }

  @Test(arguments: [
    (
      "create lif d tau=0.3; theory «d»", "the closed form of 'LIF' does not hold for tau 0.3",
      "tau of"
    ),
    ("create if d threshold=-1; theory «d»", "'IF' does not hold for threshold -1", "above 0"),
    ("create izhikevich n; find hopf «n»", "'Izhikevich' moves mem step by step", "CTIzhikevich"),
  ])
  func saysWhyThereIsNoTheory(typed: String, message: String, expected: String) throws {
    var shell = ShellHarness()
    let refused = shell.refusal(typed)
    let error = try #require(refused)
    #expect(
      error.message.contains(message) && error.expected?.contains(expected) == true)
  }

  @Test func whatIsNearZeroIsZero() throws {
    var shell = ShellHarness()
    #expect(
      try shell.run("create qif q; find saddle-node q").split(separator: "\n").last?
        .split(separator: " ") == ["0", "0"])
  }

  @Test func aNeuronWhoseInputStoppedIsNotPhasic() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n pulse 1.5 at=1 for=20; run n 100")
    #expect(
      try shell.run("describe n").hasPrefix(
        "n fires tonically while its input lasts, to step 20: 10 spikes in 100 steps, rate 0.1 a"))
    // One that stops by itself is phasic, and one of which the input is not known may be.
    try shell.run("create lif s record=spikes; feed s pulse 1.5 at=1 for=20; run s 100")
    #expect(try shell.run("describe s").hasPrefix("s is phasic"))
  }
}
