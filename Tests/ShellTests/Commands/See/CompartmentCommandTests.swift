import Equations
import OrderedCollections
import Testing

@testable import Shell

/// Compartments at the prompt.
@Suite struct CompartmentCommandTests {
  private static let cable = """
    define Cable
      inherits Membrane
      param tau = 10ms > 0
      param g[3] = 2, 3, 4
      state mem[3] = x * 12mV
      state w = 0mV
      integral
        let leak = mem / tau
        d mem/dt = diffusion(mem, g) / tau - leak + input * 1mV / tau
        d w/dt = (mem[2] - w) / tau
      spike
        spike when mem[3] crosses 5mV
    end

    """

  private func shell(_ text: String) throws -> ShellHarness {
    var shell = ShellHarness()
    try shell.run(Self.cable + text)
    return shell
  }

  // What is set without a number is set in all.
  @Test func valuesAreSetInOneSomeAndAll() throws {
    var shell = try shell("create Cable c g[2]=7 mem[1..2]=3mV")
    #expect(try shell.run("show c.g") == "2..7")
    #expect(try shell.run("show c.mem") == "3..10 mV")
    #expect(try shell.run("show c.g[2]") == "7")
    try shell.run("set c g=5; set c g[2..3]=6; set c mem=1mV")
    #expect(try shell.run("show c.g[1]") == "5" && shell.run("show c.g[3]") == "6")
    #expect(try shell.run("show c.mem") == "1 mV")
    try shell.run("undo; undo; undo")
    #expect(try shell.run("show c.g") == "2..7")
  }

  @Test func quantitiesAreNamedByNumbers() throws {
    var shell = try shell("create Cable c; feed c const 30; run c 20")
    let table = try shell.run("table c mem[2..3],leak[2] last=1")
    #expect(table.contains("mem[2] (mV)  mem[3] (mV)  leak[2] (mV/ms)"))
    // Without a name what the neuron has one of, and the first compartment.
    let whole = try shell.run("table c last=1")
    #expect(whole.contains("input  mem_before (mV)  mem (mV)  spike"))
    #expect(!whole.contains("mem[2]"))
    try shell.run("expect c.mem[2] > 0mV; expect c.mem[1] == c.mem; expect c.leak[3] > 0mV/ms")
    try shell.run("expect c.mem[3][20] == c.mem[3]; expect c.mem[3][1] > c.mem[3][20]")
    try shell.run("until c.mem[3] < 6mV; expect c.mem[3] < 6mV")
    #expect(try shell.run("plot c mem[1..3] height=8").contains("c.mem[3]"))
    #expect(try shell.run("hist c mem[2]").contains("mem[2]"))
  }

  // A number picks the first as it does any other, where the plain name is that of all or of the first.
  @Test func theFirstIsNamedByItsNumberToo() throws {
    var shell = try shell("create Cable c; feed c const 30; run c 20")
    #expect(try shell.run("show c.mem[1]") == shell.run("show c.mem[1..1]"))
    #expect(try shell.run("show c.mem[1]") != shell.run("show c.mem"))
    #expect(try shell.run("show c.leak[1]").hasSuffix(" mV/ms"))
    for (typed, plain) in [
      ("grad c mem[1] input[1] steps=9", "grad c mem input steps=9"),
      ("grad c spikes g[1],tau steps=9", "grad c spikes g[1],tau steps=9"),
      ("phase c mem[1],mem[2]", "phase c mem,mem[2]"),
      ("phase c mem[2],mem[3] mem[1]=3mV", "phase c mem[2],mem[3] mem=3mV"),
      ("hist c mem[1]", "hist c mem"),
      ("sweep c input[1]=1,2 measure=max_mem[1] for=9", "sweep c input=1,2 measure=max_mem for=9"),
      ("fi c 1..30 3 input=input[1] for=9", "fi c 1..30 3 for=9"),
      ("plot c mem[1] height=6", "plot c mem height=6"), ("table c mem[1]", "table c mem"),
    ] { #expect(try shell.run(typed) == shell.run(plain), "\(typed)") }
    try shell.run("create Cable d; run d 20; compare c d mem[1]; drop d")
    #expect(shell.refusal("show c.mem«[4]»") != nil)
  }

  // A row for each compartment, of which the map has one too.
  @Test func aMapHasEveryCompartment() throws {
    var shell = try shell("create Cable c; feed c const 30; run c 4")
    #expect(try shell.run("plot c over x height=6").contains("mem (mV) over time and x"))
    try shell.run("plot c leak over x --csv map.csv")
    let rows = shell.text(of: "map.csv").split(separator: "\n")
    #expect(rows[0] == "time (ms),x,leak (mV/ms)")
    #expect(rows.count == 1 + 3 * 4)
    #expect(rows[1].hasPrefix("0.1,0.16666") && rows[12].hasPrefix("0.4,0.8333"))
  }

  @Test func currentsFlowIntoCompartments() throws {
    var shell = try shell(
      "create Cable c; feed c const 3; feed c.input[2..3] const 30; feed c.input[2] + const 1; run c 9"
    )
    try shell.run("expect c.input[1] == 3; expect c.input[2] == 31; expect c.input[3] == 30")
    try shell.run("unfeed c.input[2..3]; run c 1; expect c.input[2] == 0; expect c.input[1] == 3")
  }

  @Test(arguments: [
    "set c g«[4]»=1", "set c «w[2]»=1mV", "plot c mem«[0]»", "plot c mem«[2..4]»",
    "feed c.input«[9]» const 1", "plot c «w» over x", "expect c.mem[«4»] > 0mV",
    "sweep c «g»=1,2", "table c «w[2]»",
  ])
  func whatIsNotThereIsRefused(line: String) throws {
    var shell = try shell("create Cable c; run c 5")
    #expect(shell.refusal(line) != nil)
  }

  // A saved session has every compartment, and goes on as the first did.
  @Test func sessionsAreSavedAndGoOn() throws {
    var shell = try shell(
      "create Cable c n=2 g[2]=7; feed c.input[2] const 30; run c 20; save s.session")
    try shell.run("run c 20")
    let later = try shell.run("table c mem[1..3] w last=3")
    try shell.run("load s.session; run c 20")
    #expect(try shell.run("table c mem[1..3] w last=3") == later)
    try shell.run("back c 20; run c 20")
    #expect(try shell.run("table c mem[1..3] w last=3") == later)
  }

  // What is shown can be typed.
  @Test func whatIsShownIsTheModel() throws {
    var shell = try shell("create Cable c")
    let text = try shell.run("show Cable")
    #expect(text.contains("  param g[3] = 2, 3, 4\n"))
    #expect(text.contains("  state mem[3] = x * 12mV \"membrane potential\"\n"))
    #expect(text.contains("  method rosenbrock\n"))
    let again = text.prefix(upTo: try #require(text.firstRange(of: "\ninherited")?.lowerBound))
      .replacing("neuron Cable", with: "define Again")
    try shell.run(again + "\nend\ncreate Again a; run a c 50; expect a.mem[3] == c.mem[3]")
  }
}
