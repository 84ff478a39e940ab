import Equations
import Foundation
import OrderedCollections
import Shell
import Simulation
import Testing

/// Gap junctions that are too strong for the length of a step.
@Suite struct GapStabilityTests {
  // Stable up to dt (gL + 2 weight) / C = 2.
  private static let passive = """
    define Passive
      inherits Membrane
      param C = 2uF/cm^2; param gL = 0.5mS/cm^2; param threshold = 1V
      input input in uA/cm^2
      state mem = 0mV
      method euler
      integral { d mem/dt = (input - gL * mem) / C }
    end
    """

  private func weight(in diagnostic: Diagnostic?) throws -> Double {
    let match = try #require(diagnostic?.expected?.firstMatch(of: /at most ([0-9.e-]+)/))
    return try #require(Double(match.1))
  }

  // Whether a difference of potentials is larger after many steps than before.
  private func grows(_ commands: String) throws -> Bool {
    var shell = ShellHarness()
    try shell.run(Self.passive + "\n" + commands)
    try shell.run("set a mem=1mV; set b mem=-1mV; run a 2000")
    return abs(shell.workbench.session.nodes["a"]?.states["mem"]?[0] ?? .nan) > 1
  }

  @Test(arguments: [0.1, 0.5, 2]) func eulersBoundIsThatOfTheBook(dt: Double) throws {
    var shell = ShellHarness()
    try shell.run(Self.passive + "\ncreate Passive a dt=\(dt)ms; create Passive b dt=\(dt)ms")
    let error = shell.refusal("connect a -> b synapse=gap weight=«1S/cm^2»")
    #expect(error?.message.hasPrefix("through 'a_b' potentials would jump to and fro") == true)
    let bound = (2 * 2 / dt - 0.5) / 2
    let told = try weight(in: error)
    #expect(told <= bound && told > bound * (1 - 1e-5))
    // What is told is taken and stable; a little more is neither.
    let nodes = "create Passive a dt=\(dt)ms; create Passive b dt=\(dt)ms; connect a -> b"
    #expect(try !grows("\(nodes) synapse=gap weight=\(told)mS/cm^2"))
    #expect(throws: Diagnostic.self) {
      try grows("\(nodes) synapse=gap weight=\(bound * 1.001)mS/cm^2")
    }
  }

  // The issue's: 19 spikes each, of cells without any input.
  @Test func passiveCellsDoNotFire() throws {
    var shell = ShellHarness()
    try shell.run("create refractorylif a mem=-60mV; create refractorylif b")
    let error = shell.refusal("connect a -> b synapse=gap weight=«100uS»")
    // Exact for a constant input: A = exp(-dt/tau), B = R (1 - A), and A - 2 B w = -1.
    let decay = exp(-0.1 / 20)
    let bound = (1 + decay) / (2 * 10 * (1 - decay))
    let told = try weight(in: error)
    #expect(told <= bound * (1 + 1e-6) && told > bound * (1 - 1e-5))
    try shell.run("connect a -> b synapse=gap weight=\(told)uS; run a 100ms")
    try shell.run("expect a.spikes == 0; expect b.spikes == 0")
  }

  @Test func weightsStepsAndParametersAreLookedAt() throws {
    var shell = ShellHarness()
    let nodes = "create Passive a dt=0.1ms; create Passive b dt=0.1ms"
    try shell.run(Self.passive + "\n\(nodes); connect a -> b synapse=gap weight=10mS/cm^2")
    #expect(shell.refusal("set a_b weight=«1S/cm^2»") != nil)
    #expect(shell.refusal("set a dt=«10ms»") != nil)
    #expect(shell.refusal("set a C=«0.1uF/cm^2»") != nil)
    try shell.run("set a_b weight=12mS/cm^2; set a C=1uF/cm^2")
  }

  @Test(arguments: [
    "connect a -> b synapse=gap weight=«-100uS/cm^2»",
    "connect a -> b synapse=gap weight=«uniform(-1,-0.5)»",
    "connect p -> q synapse=gap weight=1 deviation=«50»",
    "connect p -> p synapse=gap weight=«normal(0,1)»",
    "connect a -> b synapse=gap; set a_b weight=«-0.1»",
    "connect p -> q synapse=gap; set q_p weight=«(i-j)*0.01»",
    "connect p -> p synapse=gap weight=0.01; set p_p weight=«-1»",
  ])
  func noConductanceIsNegative(typed: String) throws {
    var shell = ShellHarness()
    try shell.run(
      Self.passive + "\ncreate Passive a dt=0.01ms; create Passive b dt=0.01ms;"
        + " create Passive p n=3 dt=0.01ms; create Passive q n=3 dt=0.01ms")
    let error = shell.refusal(typed)
    #expect(
      error?.message.hasPrefix("the conductance of a gap junction cannot be -") == true,
      "\(error?.message ?? "accepted")")
    #expect(error?.expected == "a weight >= 0")
  }

  // What is made as one is changed and dropped as one, from either side.
  @Test(arguments: ["p_q", "q_p"]) func bothDirectionsAreOne(name: String) throws {
    var shell = ShellHarness()
    try shell.run(
      Self.passive + "\ncreate Passive p n=3 dt=0.01ms; create Passive q n=2 dt=0.01ms;"
        + " connect p -> q synapse=gap weight=0.1; connect p -> q synapse=gap weight=0.7 name=other"
    )
    let before = shell.workbench.session
    let other = name == "p_q" ? "q_p" : "p_q"
    let said = try shell.run("set \(name) weight=0.1*i+0.01*j")
    #expect(said.contains("\(name) and \(other): weight"), "\(said)")
    let weights = ["p_q", "q_p"].compactMap {
      shell.workbench.session.network.connections[$0]?.weights
    }
    #expect(weights[0] == weights[1].reversed() && weights[0].values.count == 6)
    #expect(shell.workbench.session.network.connections["other"]?.weights.mean == 0.7)
    try shell.run("undo")
    #expect(shell.workbench.session.isSame(as: before))
    #expect(try shell.run("drop \(name)").contains("dropped: \(name), \(other)"))
    #expect(shell.workbench.session.network.connections.count == 2)
    try shell.run("set other weight=0.3; drop other; expect p.time == 0")
    #expect(shell.workbench.session.network.connections.isEmpty)
    try shell.run("undo; undo; undo")
    #expect(shell.workbench.session.isSame(as: before))
  }

  // The limit is that of both: half of what one direction alone could bear.
  @Test func theLimitIsThatOfBothDirections() throws {
    var shell = ShellHarness()
    let nodes = "create Passive a dt=0.1ms; create Passive b dt=0.1ms"
    try shell.run(Self.passive + "\n\(nodes); connect a -> b synapse=gap weight=1mS/cm^2")
    let told = try weight(in: shell.refusal("set b_a weight=«1S/cm^2»"))
    let bound = (2 * 2 / 0.1 - 0.5) / 2
    #expect(told <= bound && told > bound * (1 - 1e-5))
  }

  // Of ten that are joined all with all, a difference decays by ten weights; circles around the sums of
  // nine would allow for eighteen.
  @Test func aPopulationHasTheBoundOfItsOwn() throws {
    var shell = ShellHarness()
    try shell.run(Self.passive + "\ncreate Passive p n=10 dt=0.1ms")
    let told = try weight(in: shell.refusal("connect p -> p synapse=gap weight=«1S/cm^2»"))
    // dt (gL + 10 weight) / C = 2.
    let bound = (2 * 2 / 0.1 - 0.5) / 10
    #expect(told <= bound * (1 + 1e-6) && told > bound * (1 - 1e-4))
  }

  // Of an older file they stay as they are.
  @Test func aJunctionThatWasThereMayBeMadeBetter() throws {
    var shell = ShellHarness()
    let files = MemoryFiles()
    shell.host.files = files.access
    try shell.run("create refractorylif a; create refractorylif b")
    try shell.run("connect a -> b synapse=gap weight=1uS; save s")
    let text = String(decoding: files["s"] ?? [], as: UTF8.self)
    // 1 and 100 as the bytes of doubles.
    let strong = text.replacing(
      "\"weights\":\"AAAAAAAA8D8=", with: "\"weights\":\"AAAAAAAAWUA=")
    #expect(strong != text)
    #expect(shell.host.files.write("s", Array(strong.utf8), true) == nil)
    try shell.run("load s; set a tau=19ms; set a_b weight=50uS")
  }
}
