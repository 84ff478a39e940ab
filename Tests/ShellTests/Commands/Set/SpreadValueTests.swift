import Equations
import OrderedCollections
import Shell
import Simulation
import TestSupport
import Testing

/// Populations whose neurons differ.
@Suite struct SpreadValueTests {
  private static let file = "tau (ms),plain,rate (quux)\n5,1,1\n0.01e3,2,2\n20,3,3\n"

  private func shell() -> ShellHarness {
    ShellHarness(files: ["a.csv": Self.file, "one.csv": "7\n8\n9\n"])
  }

  @Test(
    arguments: [
      ("tau=5ms..20ms", "tau 5..20 ms", [5, 12.5, 20]),
      ("tau=5..20ms", "tau 5..20 ms", [5, 12.5, 20]),
      ("tau=20..5 ms", "tau 5..20 ms", [20, 12.5, 5]), ("tau=7ms..7ms", "tau 7 ms", [7, 7, 7]),
      ("tau=5,10,20ms", "tau 5..20 ms", [5, 10, 20]),
      ("tau=5,0.01s,20ms", "tau 5..20 ms", [5, 10, 20]),
      ("tau=10ms*i", "tau 10..30 ms", [10, 20, 30]), ("tau=i", "tau 1..3 ms", [1, 2, 3]),
      ("tau=(6 + i/N*3)*1ms", "tau 7..9 ms", [7, 8, 9]),
      ("tau=max(i,2)*0.001s", "tau 2..3 ms", [2, 2, 3]),
      ("tau=\"N * 1ms + i * 1ms\"", "tau 4..6 ms", [4, 5, 6]),
      ("tau=a.csv:tau", "tau 5..20 ms", [5, 10, 20]), ("tau=a.csv", "tau 5..20 ms", [5, 10, 20]),
      ("tau=a.csv:2", "tau 1..3 ms", [1, 2, 3]), ("tau=one.csv", "tau 7..9 ms", [7, 8, 9]),
      ("mem=-70mV..-60mV", "mem -70..-60 mV", [-70, -65, -60]),
    ] as [(String, String, [Double])])
  func everyNeuronHasItsOwn(_ setting: String, _ news: String, _ values: [Double]) throws {
    var shell = shell()
    #expect(try shell.run("create refractorylif p n=3; set p \(setting)").hasSuffix("p: " + news))
    let name = String(setting.prefix { $0 != "=" })
    func column(_ shell: ShellHarness) -> [Double]? {
      let node = shell.workbench.session.nodes["p"]
      return node?.parameters[name] ?? node?.states[name]
    }
    for (found, value) in zip(try #require(column(shell)), values) {
      #expect(abs(found - value) <= 1e-12 * abs(value))
    }
    let set = column(shell)
    try shell.run("save x.json; undo; load x.json")
    #expect(column(shell) == set)
    try shell.run("drop p; create refractorylif p n=3 \(setting)")
    #expect(column(shell) == set)
    try shell.run("undo")
    #expect(column(shell) == nil)
  }

  @Test func someNeuronsKeepTheirNumbers() throws {
    var shell = shell()
    try shell.run("create lif p n=4; set p[3..4] tau=i; set p[1..2] tau=8..9; set p.mem=i/N")
    #expect(shell.workbench.session.nodes["p"]?.parameters["tau"] == [8, 9, 3, 4])
    #expect(shell.workbench.session.nodes["p"]?.states["mem"] == [0.25, 0.5, 0.75, 1])
  }

  // All neurons of a node have one clock, whatever names some of them.
  @Test(arguments: [
    "create refractorylif p n=3; set p[1] «dt»=0.2ms", "create lif p n=3; set p[2..3] «step»=8",
    "create lif p n=3; set p[1] «layer_by_layer»=true", "create lif p n=3; set p[3].«step»=8",
    "create hh p n=2 method=adaptive; set p[2] «tolerance»=1e-4",
    "create psn p n=2 step=4; set p[2] «weight[1,4]»=0.5",
  ])
  func whatIsOneForAllIsNotSetOfSome(typed: String) throws {
    var shell = shell()
    let name = MarkedText(typed).text
    let range = MarkedText(typed).range
    let word = String(decoding: Array(name.utf8)[range.lower..<range.upper], as: UTF8.self)
    let error = shell.refusal(typed)
    #expect(error?.message == "'\(word)' is one for all neurons")
    #expect(error?.expected?.hasPrefix("'set p \(word)=") == true)
  }

  @Test func whatIsOneForAllIsSetOfAll() throws {
    var shell = shell()
    try shell.run("create refractorylif p n=3; set p[1..3] dt=0.2ms; set p dt=0.4ms; run p 4ms")
    try shell.run("expect p.dt == 0.4ms; expect p[3].time == 4ms")
  }

  @Test(arguments: [
    ("tau=«5,10ms»", "'tau' has 2 values for 3 neurons"),
    ("tau=(5 + «k»*i)*1ms", "unknown name 'k'"),
    ("tau=«5mV*i»", "'tau' wants a time, got a voltage"),
    ("mem=\"10mV * i + «1ms»\"", "'1ms' is a time, but '10mV * i' is a voltage"),
    ("tau=«1ms/(i-2)»", "'tau' would be inf for neuron 2"),
    ("tau=i*«»", "the text ends too early"), ("tau=i«%»", "unexpected '%'"),
    ("tau=«normal()*1ms*i»", "'normal()*1ms*i' is not written to its end"),
    ("tau=«2ms+normal()*1ms*i»", "a formula of 'i' draws no random numbers"),
    ("tau=5,«x»,7", "'tau' cannot be 'x'"), ("tau=5..«x»", "'tau' cannot be 'x'"),
    ("tau=«-5..5»", "'tau' cannot be -5"), ("tau=«5mV»..9mV", "'tau' wants a time, got a voltage"),
    ("«dt»=1..2", "'dt' is one for all neurons"), ("«step»=i", "'step' is one for all neurons"),
    ("tau=«b.csv»:tau", "cannot read 'b.csv': no such file or directory"),
    ("tau=a.csv:«tua»", "unknown column 'tua'"), ("mem=«a.csv»", "unknown column 'mem'"),
    ("tau=«a.csv»:rate", "'rate (quux)' of 'a.csv' is in no unit"),
    ("tau=uniform(1, «2»", "unexpected '2'"),
  ])
  func saysWhatIsWrong(_ setting: String, _ message: String) throws {
    var shell = shell()
    try shell.run("create refractorylif p n=3")
    #expect(shell.refusal("set p \(setting)")?.message == message)
  }
}
