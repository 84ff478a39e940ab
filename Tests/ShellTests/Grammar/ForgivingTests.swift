import Equations
import Shell
import Testing

// What people type who know other programs, or who leave something out: it does what is meant, or
// says what to type.
@Suite struct ForgivingTests {
  /// What `then` prints after a text was typed, of which everything else was accepted.
  private func answer(_ typed: String, _ then: String) throws -> String {
    var shell = ShellHarness()
    try shell.run(typed)
    return try shell.run(then)
  }

  // What is typed, how it reads in full, and what makes a difference between sessions.
  @Test(arguments: [
    ("create lif n; set n tau 5", "create lif n; set n tau=5"),
    ("create lif n; set tau 5", "create lif n; set tau=5"),
    ("create lif n; set n tau 5 threshold 2", "create lif n; set n tau=5 threshold=2"),
    ("create lif n; set n act atan", "create lif n; set n act=atan"),
    ("create lif n tau 10", "create lif n tau=10"),
    ("create hh n gK 36 mS/cm^2", "create hh n gK=36mS/cm^2"),
    ("create lif n; run n 100 steps", "create lif n; run n 100"),
    ("create lif n; run n 1 step", "create lif n; run n 1"),
    ("create hh n; run n 100 steps", "create hh n; run n 1ms"),
    ("create lif a; create lif b; run a b 7", "create lif a; create lif b; run a 7; run b 7"),
    ("create lif n; feed n pulse 2 at 5 for 3", "create lif n; feed n pulse 2 at=5 for=3"),
    ("create hh n; feed n pulse 2 at=10 steps", "create hh n; feed n pulse 2 at=10"),
    ("create LIFNode n", "create lif n"),
    ("create lif n act_fun=AtanGrad", "create lif n act=Atan"),
    ("create lif n; set n v_threshold=0.5", "create lif n; set n threshold=0.5"),
    ("create lif n; n.tau = 3", "create lif n; set n tau=3"),
    ("neurosh> create lif n\nn step=0 mem=0> run n \\\n...> 4", "create lif n; run n 4"),
    (
      "create relay a; create lif b; connect a -> b name=ab; learn ab stdp max 2",
      "create relay a; create lif b; connect a -> b name=ab; learn ab stdp max=2"
    ),
  ])
  func isReadAs(typed: String, whole: String) throws {
    var (one, other) = (ShellHarness(), ShellHarness())
    try one.run(typed)
    try other.run(whole)
    #expect(one.workbench.session.isSame(as: other.workbench.session))
  }

  // What is asked after three populations ran, and the same in full.
  @Test(arguments: [
    ("plot n last 5", "plot n last=5"), ("plot n 5..10", "plot n from=5 to=10"),
    ("plot n 5..10 height 6", "plot n from=5 to=10 height=6"),
    ("table n 5..10", "table n from=5 to=10"), ("table h 1..2ms", "table h from=10 to=20"),
    ("table h last=1ms", "table h last=10"), ("stats e i", "module m: e i; stats m"),
    ("raster e i", "module m: e i; raster m"), ("rate e i", "module m: e i; rate m"),
    ("sweep n tau 1..5 3 for 50", "sweep n tau=1..5 3 for=50"),
    ("find tau n where spikes==5 for 40 steps", "find tau n where spikes==5 for=40"),
    ("grad h mem gL steps=1ms", "grad h mem gL steps=10"), ("n.mem", "show n.mem"),
    ("help LIF", "show lif"),
  ])
  func answersAs(typed: String, whole: String) throws {
    let setting = """
      create lif n; feed n const 1.5; create hh h dt=0.1; feed h const 10
      create lif e n=5; create lif i n=3; feed e const 1.2; feed i const 1.5; run * 20
      """
    var shell = ShellHarness()
    shell.printer.isQuiet = true
    try shell.run(setting)
    #expect(try shell.run(typed) == shell.run(whole))
  }

  // What is typed, and what its answer says besides what it did before.
  @Test(arguments: [
    ("create lif n; feed n 1.5", "n gets 1.5 for 1 step; 'feed n const 1.5' stays"),
    ("create hh n; feed n pulse 10 at=5ms for=1ms", "at=5ms for=1ms"),
    ("create hh n; feed n pulse 10 at=3 for=20", "at=0.02ms for=0.2ms"),
    ("create hh n; feed n ramp 0 3 over=2000", "over=20ms"),
    ("create lif n; set n dt=0.5", "dt does not enter the equations of LIF"),
    ("create lif n; set n act=atan", "alpha is now 2, which comes with it"),
    ("create refractorylif n; set n EL=-60mV", "mem stays where it was; 'reset n' begins anew"),
    ("help tau", "the time constant of the membrane"), ("help threshold", "lesson 03-"),
    ("help surrogate", "lesson 16-"), ("help layer_by_layer", "lesson 17-"),
    ("help integral", "lesson 18-"), ("help reset", "Return mem and every state to the start"),
    ("help reset", "lesson 03-"), ("help v_reset", "after the reset command"),
  ])
  func says(typed: String, words: String) throws {
    var shell = ShellHarness()
    #expect(try shell.run(typed).contains(words))
  }

  // What cannot be meant, and what to type instead.
  @Test(arguments: [
    ("«exit»", "'quit', or Ctrl-D"), ("«clear»", "Ctrl-L empties the screen"),
    ("set n tau «0»", "a number > 0"), ("set n «tau»", "PARAMETER=VALUE"),
    ("feed n «5 steps»", "a number without a unit, such as 5"),
    ("create lif m «10»", "create MODEL"), ("table n «9..12»", "steps from 1 to 4"),
  ])
  func saysWhatToType(typed: String, expected: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n; run n 4")
    #expect(shell.refusal(typed)?.expected?.contains(expected) == true)
  }

  @Test func whatIsMeantByNamesStandsFirst() throws {
    var shell = ShellHarness()
    shell.printer.mode = .csv
    let rows = try shell.run("apropos noise").split(separator: "\n").map(String.init)
    #expect(rows[1].hasPrefix("noise,waveform"))
    let verbs = try #require(rows.firstIndex { $0.hasPrefix("back,verb") })
    let names = try #require(rows.lastIndex { $0.lowercased().hasPrefix("noise") })
    #expect(names < verbs, "what has the word only in its details comes last")
  }
}
