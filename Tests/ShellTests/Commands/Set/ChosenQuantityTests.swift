import Equations
import OrderedCollections
import Shell
import Simulation
import TestSupport
import Testing

/// `record=mem,INa`: what is kept of a run by name.
@Suite struct ChosenQuantityTests {
  private static let setup = """
    seed 3; create hh h n=3; create poisson l n=5 rate=400Hz dt=0.01ms
    feed h const 8..12; connect l -> h weight=30uA/cm^2 delay=0.1ms
    """

  @Test func keepsTheseAlone() throws {
    var (all, chosen) = (ShellHarness(), ShellHarness())
    try all.run(Self.setup + "\nrun h 300")
    try chosen.run(Self.setup + "\nset h record=mem,INa\nrun h 300")
    for command in [
      "table h mem INa", "table h[2] INa from=7 to=30", "expect h[1].INa[7] < 0uA/cm^2; hist h INa",
      "raster h", "describe h[1]",
    ] {
      let expected = try all.run(command)
      #expect(try chosen.run(command) == expected, "\(command)")
    }
    let (whole, part) = (
      try #require(all.workbench.session.nodes["h"]),
      try #require(chosen.workbench.session.nodes["h"])
    )
    #expect(whole.states == part.states)
    #expect(part.recording.size < whole.recording.size * 2 / 5)
    #expect(part.recording.segments.allSatisfy { $0.columns.count { !$0.isEmpty } == 2 })
    #expect(try chosen.run("show h.record") == "mem,INa")
    #expect(try chosen.run("show h").contains("mem,INa"))
    #expect(try chosen.run("plot h[1] mem; plot h[1] INa").contains("INa"))
  }

  @Test func goesThroughPiecesSavesAndOtherChoices() throws {
    var (all, chosen) = (ShellHarness(), ShellHarness())
    let pieces = [
      "run h 40", "set h gNa=100mS/cm^2; step h; run h 20", "set h mem=-60mV; run h 30",
      "set h precision=float; run h 50",
    ]
    try all.run(Self.setup)
    try chosen.run(Self.setup)
    for (index, piece) in pieces.enumerated() {
      try all.run(piece)
      try chosen.run("set h record=\(["INa", "mem,INa,IK", "all", "INa,m"][index]); \(piece)")
      try chosen.run("save \(index).json; drop h; load \(index).json")
    }
    // Each step by what was kept of it: in the third stretch it is computed.
    let expected = try all.run("table h INa")
    #expect(try chosen.run("table h INa") == expected)
    let error = #expect(throws: Diagnostic.self) { try chosen.run("table h mem") }
    #expect(error?.message == "mem of 'h' is not recorded at all of these steps")
    #expect(error?.expected == "steps from 41 to 91, at which mem is kept")
    try chosen.run("set h record=all")
    #expect(try chosen.run("show h.record") == "all")
    #expect(chosen.workbench.session.nodes["h"]?.recordedQuantities.isEmpty == true)
  }

  @Test func oneStepAtATimeIsTheSame() throws {
    var (whole, steps) = (ShellHarness(), ShellHarness())
    let setup = "create hh h record=INa,h; feed h const 10"
    try whole.run("\(setup); run h 20")
    try steps.run("\(setup); " + String(repeating: "step h; ", count: 20) + "show h.mem")
    let expected = try whole.run("table h INa h")
    #expect(try steps.run("table h INa h") == expected)
    let nodes = [whole, steps].compactMap { $0.workbench.session.nodes["h"] }
    #expect(nodes[0].states == nodes[1].states)
    try whole.run("undo; set h method=adaptive; run h 20; table h INa")
  }

  @Test func compartmentsAreNamedWithTheirNumbers() throws {
    var shell = ShellHarness()
    try shell.run(
      """
      define Cable
        inherits Membrane
        state mem[4] = -65mV
        integral
          let IL = (mem + 65mV) / 1ms
          d mem/dt = (input * 1mV + diffusion(mem, 1)) / 1ms - IL
      end
      create Cable c record=mem[2..3],IL[4]; feed c const 1; run c 5ms
      """)
    #expect(try shell.run("show c.record") == "mem[2],mem[3],IL[4]")
    try shell.run("table c mem[2] mem[3] IL[4]; set c record=mem; run c 2ms; table c mem[4] last=5")
  }

  @Test(arguments: [
    ("set h record=mem,«INaa»", "unknown quantity 'INaa'", "INa"),
    ("set h record=«al»", "unknown quantity 'al'", "all"),
    ("set h record=mem,«spikes»", "'spikes' stands for itself", nil),
    ("set h record=mem,«»", "a name is missing", nil),
    ("set h[1] «record»=mem", "'record' belongs to the whole of 'h'", nil),
    ("plot «h[1]» IK", "IK of 'h' is not recorded", nil),
    ("table h mem INa n", "n of 'h' is not recorded", nil),
    ("set p «record=h»", "", nil),
  ])
  func saysWhatIsWrong(_ typed: String, _ message: String, _ suggestion: String?) throws {
    var shell = ShellHarness()
    try shell.run(Self.setup + "\nset h record=mem,INa\nrun h 10; create psn p step=4")
    let session = shell.workbench.session
    let error = #expect(throws: Diagnostic.self) { try shell.run(MarkedText(typed).text) }
    if !message.isEmpty { #expect(error?.message == message) }
    if typed.contains("«"), !message.isEmpty { #expect(error?.range == MarkedText(typed).range) }
    if let suggestion { #expect(error?.suggestion == suggestion) }
    if message.hasSuffix("is not recorded") {
      #expect(error?.expected?.hasPrefix("'set h record=mem,INa,") == true)
    }
    #expect(shell.workbench.session == session)
  }

  @Test func completesTheNames() throws {
    var shell = ShellHarness()
    try shell.run(Self.setup)
    func candidates(_ line: String) -> [String] {
      Completion(
        line, cursor: line.utf8.count, session: shell.workbench.session, host: Host()
      ).candidates.map(\.text)
    }
    #expect(candidates("set h record=IN").contains { $0.hasSuffix("INa") })
    #expect(candidates("set h record=mem,IN").contains { $0.hasSuffix("mem,INa") })
    #expect(candidates("set h record=s").contains { $0.hasSuffix("spikes") })
  }
}
