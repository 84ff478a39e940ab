import Equations
import OrderedCollections
import RealModule
import Shell
import Simulation
import TestSupport
import Testing

/// Connections whose synapses differ: in probability, weight and delay, by formulas, by chance and by files.
@Suite struct SynapseValueTests {
  private func shell() throws -> ShellHarness {
    var shell = ShellHarness(files: [
      "w.csv": "w (pA),x\n1000,1\n2000,2\n3000,3\n",
      "delays.csv": "source,target,delay (ms)\n1,2,3\n3,3,1\n1,1,2\n",
    ])
    try shell.run("create refractorylif r n=3; create refractorylif s n=6")
    return shell
  }

  private func synapses(_ connection: Connection) -> [[Double]] {
    (0..<connection.weights.sources).flatMap { source in
      connection.weights.row(source).map { synapse in
        [
          Double(source + 1), Double(connection.weights.columns[synapse] + 1),
          connection.weights.weight(synapse),
          connection.delays.isEmpty ? Double(connection.delay) : connection.delays[synapse],
        ]
      }
    }
  }

  @Test(
    arguments: [
      ("r -> r to=mod(i,N)+1 weight=2nA*i", [[1, 2, 2, 1], [2, 3, 4, 1], [3, 1, 6, 1]]),
      ("r -> r to=mod(i,N)+1 weight=1,2,3nA", [[1, 2, 1, 1], [2, 3, 2, 1], [3, 1, 3, 1]]),
      ("r -> r to=mod(i,N)+1 weight=1nA..5nA", [[1, 2, 1, 1], [2, 3, 3, 1], [3, 1, 5, 1]]),
      ("r -> r to=mod(i,N)+1 weight=w.csv:w", [[1, 2, 1, 1], [2, 3, 2, 1], [3, 1, 3, 1]]),
      ("r -> r to=mod(i,N)+1 delay=1ms*j", [[1, 2, 1, 20], [2, 3, 1, 30], [3, 1, 1, 10]]),
      ("r -> r to=mod(i,N)+1 delay=j+0.2", [[1, 2, 1, 2], [2, 3, 1, 3], [3, 1, 1, 1]]),
      ("r -> r pairs=delays.csv weight=2nA", [[1, 1, 2, 20], [1, 2, 2, 30], [3, 3, 2, 10]]),
      // The synapses of a source are ordered by their delays, and take their weights along.
      (
        "r[1] -> s[1..3] delay=4-j weight=10nA*j", [[1, 3, 30, 1], [1, 2, 20, 2], [1, 1, 10, 3]]
      ),
      (
        "s[1..2] -> s probability=\"if distance == 1 then 1 else 0\"",
        [[1, 2, 1, 1], [2, 1, 1, 1], [2, 3, 1, 1]]
      ),
      (
        "s[1..2] -> s on=ring probability=\"if distance == 1 then 1 else 0\"",
        [[1, 2, 1, 1], [1, 6, 1, 1], [2, 1, 1, 1], [2, 3, 1, 1]]
      ),
      (
        "r -> r on=ring self=true probability=heaviside(j-i) weight=distance",
        [[1, 1, 0, 1], [1, 2, 1, 1], [1, 3, 1, 1], [2, 2, 0, 1], [2, 3, 1, 1], [3, 3, 0, 1]]
      ),
      // Three neurons along the same line as six: 1.5, 3.5 and 5.5.
      (
        "r -> s[1] weight=distance", [[1, 1, 0.5, 0], [2, 1, 2.5, 0], [3, 1, 4.5, 0]]
      ),
      (
        "r -> s[1] weight=distance on=ring", [[1, 1, 0.5, 0], [2, 1, 2.5, 0], [3, 1, 1.5, 0]]
      ),
    ] as [(String, [[Double]])])
  func makesTheseSynapses(_ typed: String, _ expected: [[Double]]) throws {
    var shell = try shell()
    try shell.run("connect \(typed) name=c; undo")
    #expect(shell.workbench.session.network.connections["c"] == nil)
    try shell.run("connect \(typed) name=c")
    let made = try #require(shell.workbench.session.network.connections["c"])
    #expect(synapses(made) == expected)
    try shell.run("feed r const 30nA; feed s const 30nA; run 5ms; save x.json")
    let before = shell.workbench.session
    try shell.run("run 5ms")
    let after = shell.workbench.session.network
    try shell.run("load x.json")
    #expect(shell.workbench.session.isSame(as: before))
    try shell.run("run 5ms")
    #expect(shell.workbench.session.network == after)
  }

  @Test func chanceFollowsAFormula() throws {
    var shell = ShellHarness()
    try shell.run(
      "create lif p n=300; connect p -> p probability=0.5*exp(-distance/20) on=ring; show p_p")
    let made = try #require(shell.workbench.session.network.connections["p_p"])
    var (expected, variance) = (0.0, 0.0)
    for distance in 1..<300 {
      let share = 0.5 * Double.exp(-Double(min(distance, 300 - distance)) / 20)
      expected += 300 * share
      variance += 300 * share * (1 - share)
    }
    #expect(abs(Double(made.weights.count) - expected) < 5 * variance.squareRoot())
    #expect(made.layout == .ring)
    // A weight that is set later knows the ring as well.
    try shell.run("set p_p weight=distance")
    let weights = try #require(shell.workbench.session.network.connections["p_p"]).weights
    #expect((weights.values.max() ?? 0) <= 150)
    for source in [0, 299] {
      for synapse in weights.row(source) {
        let apart = abs(source - Int(weights.columns[synapse]))
        #expect(weights.values[synapse] == Double(min(apart, 300 - apart)))
      }
    }
  }

  @Test func drawnWeightsAndDelaysFollowFromTheSeed() throws {
    var shell = try shell()
    let line = "connect s -> s weight=normal(2nA,0.5nA) delay=uniform(1ms,5ms)"
    #expect(
      try shell.run(line).firstMatch(of: /30 synapses, weight .*\.\..* nA, delay .*\.\..* ms/)
        != nil)
    let first = try #require(shell.workbench.session.network.connections["s_s"])
    #expect(Set(first.weights.values).count == 30 && Set(first.delays).count > 10)
    #expect(first.delays.allSatisfy { 10...50 ~= $0 && $0 == $0.rounded() })
    #expect(first.delay == Int(first.delays.min() ?? 0))
    try shell.run("undo; create lif other; \(line)")
    #expect(shell.workbench.session.network.connections["s_s"] == first)
    try shell.run("undo; seed 5; \(line)")
    #expect(shell.workbench.session.network.connections["s_s"] != first)
    #expect(try shell.run("list connections").contains("ms"))
  }

  @Test(arguments: [
    ("r -> r probability=«2*distance»", "'probability' would be 2 from neuron 1 to 2"),
    ("r -> r probability=«distance-2»", "'probability' would be -1 from neuron 1 to 2"),
    ("r -> r probability=exp(-«dist»*i)", "unknown name 'dist'"),
    ("r -> r on=«circle»", "unknown arrangement 'circle'"),
    ("r -> r weight=«1ms*i»", "'weight' wants a current, got a time"),
    ("r -> r weight=«1nA/(i-j)» self=true", "'weight' would be inf from neuron 1 to 1"),
    ("r -> r weight=«1,2nA»", "'weight' has 2 values for 6 synapses"),
    ("r -> r weight=uniform(2nA,«1nA»)", "'uniform' cannot have 1nA here"),
    ("r -> r weight=normal(2nA,1nA) deviation=«1nA»", "'deviation' goes with one weight for all"),
    ("r -> r delay=«1nA*i»", "'delay' wants a time, got a current"),
    ("r -> r delay=«normal(1ms,5ms)»", ""),
    ("r -> r delay=«i-1»", "a delay would be 0 ms, 0 steps"),
    ("r -> r delay=«uniform(1ms,5»", "'uniform(1ms,5' is not written to its end"),
    ("r -> r synapse=gap weight=0.001 delay=«uniform(1,5)»", "gap junctions have one delay"),
    ("r -> r weight=w.csv:«y»", "unknown column 'y'"),
  ])
  func saysWhatIsWrong(_ typed: String, _ message: String) throws {
    var shell = try shell()
    let refusal = shell.refusal("connect \(typed)")
    #expect(message.isEmpty ? refusal != nil : refusal?.message == message)
  }

  @Test func weightsOfAConnectionAreSetLikeThoseOfNeurons() throws {
    var shell = try shell()
    try shell.run("connect r -> r to=mod(i,N)+1")
    for (value, expected) in [
      ("1,2,3nA", [1, 2, 3]), ("1nA..3nA", [1, 2, 3]), ("2nA*j", [4, 6, 2]),
      ("w.csv:w", [1, 2, 3]),
      ("distance", [1, 1, 2]), ("4nA", [4]),
    ] as [(String, [Double])] {
      try shell.run("set r_r weight=\(value)")
      let weights = try #require(shell.workbench.session.network.connections["r_r"]).weights
      #expect(weights.values.doubles == expected, "\(value)")
      #expect(try shell.run("list connections").contains("nA"))
      try shell.run("undo")
    }
    #expect(
      shell.refusal("set r_r weight=«1,2nA»")?.message == "'weight' has 2 values for 3 synapses")
    #expect(
      shell.refusal("set r_r weight=«i*1ms»")?.message == "'weight' wants a current, got a time")
  }
}
