import Equations
import Shell
import Testing

@Suite struct ModuleCommandTests {
  private let net = """
    create lif a; create lif b tau=5; create lif c; module inner: b; module net: a inner
    feed net const 1.5; run net 20
    """

  // A module is what its nodes are one after another.
  @Test(arguments: [
    ("plot net", "plot a b"), ("plot net.*", "plot a b"),
    ("plot net mem_before", "plot a b mem_before"),
    ("plot c net spike", "plot c a b spike"), ("hist net mem", "hist a mem; hist b mem"),
    ("hist net", "hist a; hist b"), ("show net", "show a; show b"), ("show inner.*", "show b"),
    ("watch inner 3", "watch b 3"), ("why inner", "why b"),
  ])
  func standsForItsNodes(module: String, nodes: String) throws {
    var shell = ShellHarness()
    try shell.run(net + "; run c 20")
    var other = shell
    func lines(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { !$0.isEmpty }
    }
    #expect(try lines(shell.run(module)) == lines(other.run(nodes)))
  }

  // 40 levels lead to the nodes in more ways than can be gone.
  @Test(.timeLimit(.minutes(1))) func sharesMembersAtEveryLevel() throws {
    var shell = ShellHarness()
    try shell.run("create lif a; create lif b; module m0: b a; module m1: m0 a")
    for level in 2...40 { try shell.run("module m\(level): m\(level - 1) m\(level - 2)") }
    #expect(shell.workbench.session.members(of: "m40") == ["b", "a"])
  }

  @Test func spikesAreTheSumOverItsNodes() throws {
    var shell = ShellHarness()
    try shell.run(
      net + "; expect net.spikes > b.spikes; expect net.spikes == a.spikes + b.spikes"
        + "; expect inner.spikes == b.spikes")
    try shell.run("reset net; until net.spikes == 2; expect a.time == b.time; expect c.time == 0")
    try shell.run("expect net.spikes >= 2; expect a.time < 20")
  }

  // The place, and the nodes that are expected instead.
  @Test(arguments: [
    "watch «net» 5", "watch «net.*»", "phase «net» mem,spike", "connect «net» -> c",
    "connect c -> «net»", "connect c->«net».mem", "connect «net.*» -> c", "fi «net»", "why «net»",
    "sweep «net» tau=1..3 3", "compare «net» c", "fork «net»", "show «net.tau»",
    "expect «net»[1].mem == 0",
  ])
  func aSingleNodeIsWantedElsewhere(typed: String) throws {
    var shell = ShellHarness()
    try shell.run(net)
    let error = shell.refusal(typed)
    #expect(error?.message == "'net' is a module")
    #expect(error?.expected == "one of its nodes: a, b")
    #expect(error?.suggestion == nil)
  }

  @Test(arguments: [
    ("expect «net.mem» == 0", "a.mem"), ("expect «net» == 0", "a.mem"),
    ("expect «rate net» == 0", "a.rate"), ("until «net.time» > 3", "a.time"),
  ])
  func onlySpikesAreOfAllNodes(typed: String, instead: String) throws {
    var shell = ShellHarness()
    try shell.run(net)
    let error = shell.refusal(typed)
    #expect(error?.message == "'net' is a module")
    #expect(
      error?.expected == "net.spikes, the sum over its nodes, or one of them, such as \(instead)")
  }

  // Completion offers a module only where it can stand.
  @Test(arguments: [
    ("plot n", ["net"]), ("hist n", ["net"]), ("show ne", ["net"]), ("raster n", ["net"]),
    ("expect ne", ["net.spikes"]), ("watch n", []), ("connect ne", []), ("fi n", []),
    ("plot net m", ["mem_before", "mem"]),
  ])
  func completionOffersIt(typed: String, expected: [String]) throws {
    var shell = ShellHarness()
    try shell.run(net)
    let completion = Completion(
      typed, cursor: typed.utf8.count, session: shell.workbench.session, host: shell.host)
    #expect(completion.candidates.map(\.text) == expected)
  }

  @Test func nothingThatWasTypedIsSuggested() {
    #expect(
      Diagnostic.unknown("node", Name("net", SourceRange(0, 3)), among: ["net"]).suggestion == nil)
    #expect(
      Diagnostic.unknown("node", Name("Net", SourceRange(0, 3)), among: ["net"]).suggestion == "net"
    )
  }

  @Test func moreNodesThanCurvesAreCounted() throws {
    var shell = ShellHarness()
    let names = (1...10).map { "n\($0)" }
    try shell.run(names.map { "create lif \($0)" }.joined(separator: "; "))
    try shell.run("module m: \(names.joined(separator: " ")); run m 5")
    #expect(try shell.run("plot m").hasSuffix("\n2 more neurons"))
  }

  @Test func whatBecomesOfModulesIsSaid() throws {
    var shell = ShellHarness()
    try shell.run("create lif a; create lif b; module m: a; module w: m b")
    #expect(try shell.run("module m: b") == "m: b, in place of a")
    #expect(
      try shell.run("undo; module x: m; drop m") == "undone: module m: b\nx: m\ndropped: m, x")
    #expect(try shell.run("drop b") == "dropped: b, w")
  }

  @Test func rowsOfATableSayWhoseTheyAre() throws {
    var shell = ShellHarness()
    shell.printer.mode = .csv
    try shell.run("create lif a; create lif b; module m: a b; feed m const 1.5; run m 2")
    #expect(
      try shell.run("table m") == """
        node,step,input,mem_before,mem,spike
        a,1,1.5,0.75,0.75,0
        a,2,1.5,1.125,0,1
        b,1,1.5,0.75,0.75,0
        b,2,1.5,1.125,0,1
        """)
  }
}
