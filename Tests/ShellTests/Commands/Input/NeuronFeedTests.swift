import Equations
import Neurons
import OrderedCollections
import Shell
import Simulation
import TestSupport
import Testing

/// Constant currents of which each neuron has its own.
@Suite struct NeuronFeedTests {
  private func shell() throws -> ShellHarness {
    var shell = ShellHarness(files: ["i.csv": "I (nA),x\n1,1\n0.002e3,2\n3,3\n"])
    try shell.run("create refractorylif p n=3")
    return shell
  }

  private func currents(_ shell: ShellHarness) throws -> [Double] {
    let node = try #require(shell.workbench.session.nodes["p"])
    return (0..<node.population).map { node.presentInputs(neuron: $0, random: .init(seed: 0))[0] }
  }

  @Test(
    arguments: [
      ("p 5nA..15nA", [5, 10, 15]), ("p const 5..15nA", [5, 10, 15]), ("p 1,2,3nA", [1, 2, 3]),
      ("p const 2nA*i/N*3", [2, 4, 6]), ("p const i.csv:I", [1, 2, 3]), ("p i.csv:2", [1, 2, 3]),
      ("p[2..3] const 1nA*i", [0, 2, 3]), ("p.input 5nA..15nA", [5, 10, 15]),
      ("p + 1,2,3nA", [1, 2, 3]), ("1,2,3nA", [1, 2, 3]),
      ("uniform(2nA,2nA)", [2, 2, 2]), ("p const normal(2nA,0nA)", [2, 2, 2]),
    ] as [(String, [Double])])
  func everyNeuronHasItsOwn(_ typed: String, _ expected: [Double]) throws {
    var shell = try shell()
    #expect(try shell.run("feed \(typed)").contains("const"))
    #expect(try currents(shell) == expected)
    #expect(shell.workbench.session.nodes["p"]?.feeds.count == 1)
    try shell.run("save x.json; undo")
    #expect(try currents(shell) == [0, 0, 0])
    try shell.run("load x.json")
    #expect(try currents(shell) == expected)
    // It is what feeding one neuron after another gives, to the last bit.
    try shell.run("run p 40ms")
    var other = try self.shell()
    for neuron in 1...3 { try other.run("feed p[\(neuron)] const \(expected[neuron - 1])nA") }
    try other.run("run p 40ms")
    let nodes = [shell, other].compactMap { $0.workbench.session.nodes["p"] }
    #expect(nodes[0].states == nodes[1].states && nodes[0].recording == nodes[1].recording)
    try shell.run("feed p[2] + const 1nA")
    try shell.run("unfeed p[1]; reset p; run p 2ms; show p; set p dt=0.05ms; run p 1ms")
    #expect(try currents(shell) == [0, expected[1] + 1, expected[2]])
  }

  @Test func drawsFromTheSeed() throws {
    var shell = ShellHarness()
    try shell.run("seed 4; create lif p n=10000; feed p normal(2,0.5)")
    let drawn = try currents(shell)
    let mean = drawn.reduce(0, +) / 10_000
    #expect(abs(mean - 2) < 0.02 && Set(drawn).count == 10_000)
    try shell.run("undo; feed p uniform(0,1)")
    #expect(try currents(shell).allSatisfy { 0..<1 ~= $0 })
    try shell.run("undo; feed p const normal(2,0.5)")
    #expect(try currents(shell) == drawn)
    try shell.run("seed 5; feed p normal(2,0.5)")
    #expect(try currents(shell) != drawn)
  }

  @Test func oneNeuronIsSweptWithItsCurrent() throws {
    var (shell, other) = (try shell(), try shell())
    try shell.run("feed p 5nA..25nA")
    try other.run("feed p[3] const 25nA")
    let sweep = "sweep p[3] tau=20ms..40ms 2 measure=spikes for=500"
    let expected = try other.run(sweep)
    #expect(try shell.run(sweep) == expected)
  }

  @Test(arguments: [
    ("feed p «1,2nA»", "'current' has 2 values for 3 neurons"),
    ("feed p «1mV*i»", "'current' wants a current, got a voltage"),
    ("feed p const 1nA*«k»*i", "unknown name 'k'"),
    ("feed p uniform(2nA,«1nA»)", "'uniform' cannot have 1nA here"),
    ("feed p const i.csv:«y»", "unknown column 'y'"),
    ("feed p[1..2] const «i.csv:I»", "'current' has 3 values for 2 neurons"),
    ("feed p 1nA..2nA «3nA»", "unexpected '3nA'"),
  ])
  func saysWhatIsWrong(_ typed: String, _ message: String) throws {
    var shell = try shell()
    #expect(shell.refusal(typed)?.message == message)
  }
}
