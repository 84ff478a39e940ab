import Equations
import Shell
import Testing

@Suite struct UnitTests {
  private static let cell = """
    define Cell
      inherits Membrane
      param tau = 10ms > 0
      param R = 10MOhm
      param EL = -65mV
      input I in nA
      state mem = EL
      integral
        d mem/dt = (EL - mem + R * I) / tau
    end
    create Cell n
    """

  // What is told of a feed has the unit beside the current, so that it can be typed again.
  @Test(arguments: [
    ("const 10", "const 10 uA/cm^2"), ("1 2 3", "1 2 3 uA/cm^2"),
    ("pulse 10 at=101 for=200", "pulse 10 uA/cm^2 at=1ms for=2ms"),
    ("ramp 0 10 over=40ms", "ramp 0 10 uA/cm^2 over=40ms"),
    ("sine 3 period=20 offset=1", "sine 3 uA/cm^2 period=0.2ms offset=1 uA/cm^2 phase=0"),
    ("noise 3 1", "noise 3 1 uA/cm^2"),
    ("poisson 50Hz weight=2", "poisson 0.0005 weight=2 uA/cm^2"),
    ("encode rate 0.5 weight=3", "encode rate 0.5 weight=3 uA/cm^2"),
  ])
  func aFeedIsToldWithItsUnit(typed: String, told: String) throws {
    var shell = ShellHarness()
    let note = try shell.run("create hh n; feed n \(typed)").split(separator: "\n")[1]
    #expect(note == "n gets \(told)")
    #expect(try shell.run("show n").contains("input: \(told) into n from step 1"))
  }

  @Test func anEncodingIsToldWithItsThreshold() throws {
    var shell = ShellHarness()
    let told = "encode population 0.5 weight=2 low=0 high=1 threshold=0.7"
    let note = try shell.run("create if p n=3; feed p \(told); run p; save s; load s")
    #expect(note.contains("p gets \(told)"))
    #expect(try shell.run("show p").contains("input: \(told) into p"))
    #expect(try shell.run("help feed").contains("threshold=0.99"))
  }

  @Test(arguments: [
    ("set n tau=20ms", "n: tau 20 ms"), ("set n tau=0.02s; show n.tau", "20 ms"),
    ("set n tau=20; show n.tau", "20 ms"), ("set n R=0.01GOhm; show n.R", "10 MOhm"),
    ("set n mem=-0.07V; show n.mem", "-70 mV"), ("feed n const 2000pA", "n gets const 2 nA"),
    ("feed n 1 0.5uA -3pA", "n gets 1 500 -0.003 nA"),
    (
      "feed n pulse 1nA at=10ms for=5ms every=0.02s", "n gets pulse 1 nA at=10ms for=5ms every=20ms"
    ),
    ("feed n sine 1 period=20ms", "n gets sine 1 nA period=20ms offset=0 nA phase=0"),
    ("feed n poisson 50Hz weight=2nA", "n gets poisson 0.005 weight=2 nA"),
    ("run n 10ms", "n: 100 steps to step 100, 10 ms, 0 spikes, mem -65 mV"),
    ("run n 10ms; expect n.time == 0.01s", "as expected: n.time is 10 ms"),
    ("expect n.mem == -65mV", "as expected: n.mem is -65 mV"),
    ("expect n.mem == -0.065V +- 1uV", "as expected: n.mem is -65 mV"),
    ("expect n.mem == -65", "as expected: n.mem is -65 mV"),
    ("expect n.R * 2nA == 20mV", "as expected: n.R * 2nA is 20 mV"),
    ("run n 100ms; expect rate n == 0Hz", "as expected: n.rate is 0 Hz"),
    // A space between a number and its unit, as the SI writes it.
    ("run n 10 ms", "n: 100 steps to step 100, 10 ms, 0 spikes, mem -65 mV"),
    ("set n tau = 20 ms R = 5 MOhm; show n.R", "5 MOhm"),
    ("feed n 1 0.5 uA -3 pA", "n gets 1 500 -0.003 nA"),
    (
      "feed n pulse 1 nA at=10 ms for=5 ms every=0.02 s",
      "n gets pulse 1 nA at=10ms for=5ms every=20ms"
    ),
    ("create HH h; feed h const 10 uA/cm^2", "h gets const 10 uA/cm^2"),
    ("expect n.mem == -65 mV", "as expected: n.mem is -65 mV"),
    ("fi n 0..5 nA step 2.5 nA for=50 ms", "no current of these makes it fire"),
  ])
  func unitsAreConverted(typed: String, last: String) throws {
    var shell = ShellHarness()
    try shell.run(Self.cell)
    #expect(try shell.run(typed).split(separator: "\n").last.map(String.init) == last)
  }

  @Test(
    arguments: [
      ("set n tau=«3mV»", "'tau' wants a time, got a voltage"),
      ("set n R=«3ms»", "'R' wants a resistance, got a time"),
      ("feed n const «2mV»", "'current' wants a current, got a voltage"),
      ("feed n const 2nA; feed n pulse 1nA at=«3nA»", "'at' wants a time, got a current"),
      ("run n «3mV»", "'steps' wants a time, got a voltage"),
      ("set n tau=«3 mV»", "'tau' wants a time, got a voltage"),
      ("run n «3 mV»", "'steps' wants a time, got a voltage"),
      ("feed n const «nA»", "'current' cannot be 'nA'"),
      ("set n tau=«ms»", "'tau' cannot be 'ms'"), ("run n 3 «xs»", "unexpected 'xs'"),
      ("run n «0.04ms»", "'steps' is less than a step of 'n'"),
      ("set n tau=«3xs»", "'tau' cannot be '3xs'"),
      ("expect n.mem == «3ms»", "the right side wants a voltage, got a time"),
      (
        "define X = Cell integral { d mem/dt = «(EL - mem) / tau / tau» }",
        "'d mem/dt' wants a rate of change of voltage, got a quantity in mV/ms^2"
      ),
      ("define X = Cell with tau = «3mV»", "'tau' wants a time, got a voltage"),
      (
        "define X = Cell integral { d mem/dt = (EL - mem + «tau») / tau }",
        "'tau' is a time, but 'EL - mem' is a voltage"
      ),
      (
        "define X = Cell integral { let x = exp(«mem») }",
        "'exp' wants a pure number, got a voltage"
      ),
      ("define X = Cell integral { mem = «tau» }", "'mem' wants a voltage, got a time"),
      (
        "define X = Cell integral { mem = if tau > «EL» then mem else mem }",
        "'EL' is a voltage, but 'tau' is a time"
      ),
      (
        "define X = LIF integral { mem += input + «3mV» }",
        "'3mV' is a voltage, but 'input' is a pure number"
      ),
    ])
  func mistakesInUnitsAreTold(typed: String, message: String) throws {
    var shell = ShellHarness()
    try shell.run(Self.cell)
    #expect(shell.refusal(typed)?.message == message)
  }

  // LIF has neither units nor dt: what to write instead is said.
  @Test(arguments: [
    ("until n.mem > «1nA»", "'n.mem' has no unit, but '1nA' is a current", "such as 1"),
    ("expect n.mem == «2mV»", "'n.mem' has no unit, but '2mV' is a voltage", "such as 2"),
    (
      "run n «5ms»", "'steps' wants a pure number, got a time: time has no unit in LIF",
      "a number of steps, such as 5"
    ),
    ("set n tau=«5ms»", "'tau' wants a pure number, got a time", "without a unit, such as 5"),
  ])
  func aModelWithoutUnitsSaysSo(typed: String, message: String, expected: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n")
    let error = shell.refusal(typed)
    #expect(error?.message == message)
    #expect(error?.expected?.hasSuffix(expected) == true)
  }

  @Test(arguments: [
    ("mem=-65mV", "n: mem -65 mV"), ("mem=-65 mV", "n: mem -65 mV"), ("mem=-65", "n: mem -65 mV"),
    ("a=0.03/ms d=2*3mV", "n: a 0.03 1/ms, d 6 mV"), ("act=atan", "n: act atan"),
    ("mem=uniform(-70mV,-60mV)", "n: mem uniform(-70mV,-60mV)"),
  ])
  func settingsAreSaidInOneForm(typed: String, said: String) throws {
    var shell = ShellHarness()
    try shell.run("create izhikevich n")
    #expect(try shell.run("set n \(typed)") == said)
  }

  @Test func columnsAndPlotsCarryUnits() throws {
    var shell = ShellHarness()
    try shell.run(Self.cell)
    try shell.run("feed n const 1nA; run n 1ms")
    #expect(
      try shell.run("table n last=1").hasPrefix(
        "step  time (ms)  I (nA)  mem_before (mV)  mem (mV)  spike"))
    let plot = try shell.run("plot n")
    #expect(plot.contains("mem (mV) of n") && plot.contains("time (ms)"))
  }

  @Test func aNodeMayHaveTheNameOfAUnit() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; create lif s")
    // As before: what has a meaning without a unit keeps it.
    #expect(try shell.run("set tau=3 s") == "s: tau 3")
    let before = shell.workbench.session
    #expect(throws: Diagnostic.self) { try shell.run("set n tau=3 s") }
    #expect(shell.workbench.session.isSame(as: before))
  }

  @Test func aUnitOfOneLetterMayStandBehindABlankInAComparison() throws {
    var shell = ShellHarness()
    try shell.run(
      "create hh V; expect V.mem < 1 V; expect V.time < 1 s; until V.mem > -1 V for=1ms")
    #expect(throws: Diagnostic.self) { try shell.run("expect V.mem < 1 n") }
  }
}
