import Equations
import OrderedCollections
import Shell
import Simulation
import Testing

/// Connections whose pairs are chosen by a formula, a file, or as parts of populations.
@Suite struct ChosenPairTests {
  private func shell() throws -> ShellHarness {
    var shell = ShellHarness(files: [
      "pairs.csv": "source,target,weight (nA),delay (ms)\n3,1,3,2\n1,2,1,2\n1,3,0.002e3,2\n",
      "plain.csv": "1,2\n3,3\n1,1\n", "delays.csv": "source,target,delay\n1,2,1\n3,3,2\n",
      "other.csv": "tau,x\n1,2\n", "far.csv": "source,target\n1,4\n",
    ])
    try shell.run("create refractorylif r n=3; create refractorylif s n=5")
    return shell
  }

  private func pairs(_ connection: Connection) -> [[Int]] {
    (0..<connection.weights.sources).flatMap { source in
      connection.weights.row(source).map { [source + 1, Int(connection.weights.columns[$0]) + 1] }
    }
  }

  @Test(arguments: [
    ("r -> r to=mod(i,N)+1", [[1, 2], [2, 3], [3, 1]]),
    ("r[1..2] -> r to=i+1", [[1, 2], [2, 3]]),
    ("r -> s to=\"if i < 3 then N else 1\"", [[1, 5], [2, 5], [3, 1]]),
    ("r -> r pairs=pairs.csv", [[1, 2], [1, 3], [3, 1]]),
    ("r -> r pairs=plain.csv weight=2nA", [[1, 2], [1, 1], [3, 3]]),
    ("r[2..3] -> s[4..5]", [[2, 4], [2, 5], [3, 4], [3, 5]]),
    ("s[2..4]->s[4..5]", [[2, 4], [2, 5], [3, 4], [3, 5], [4, 5]]),
    ("s[2..3] -> s[2..3] self=true", [[2, 2], [2, 3], [3, 2], [3, 3]]),
    ("r -> s[3..5] pattern=one-to-one", [[1, 3], [2, 4], [3, 5]]),
    ("r[3] -> s[1].mem deviation=0.1mV", [[3, 1]]),
    ("r[3] -> s[2..3] probability=1", [[3, 2], [3, 3]]),
  ])
  func joinsThesePairs(_ typed: String, _ expected: [[Int]]) throws {
    var shell = try shell()
    try shell.run("connect \(typed) name=c")
    let made = try #require(shell.workbench.session.network.connections["c"])
    #expect(pairs(made) == expected)
    try shell.run("save x.json; undo")
    #expect(shell.workbench.session.network.connections["c"] == nil)
    try shell.run("load x.json")
    #expect(shell.workbench.session.network.connections["c"] == made)
    try shell.run("run 10ms")
  }

  @Test func aFileHasWeightsAndTheDelay() throws {
    var shell = try shell()
    #expect(
      try shell.run("connect r -> r pairs=pairs.csv")
        == "r_r: r -> r.input, 3 synapses, weight 1..3 nA, delay 2 ms")
    #expect(shell.workbench.session.network.connections["r_r"]?.weights.values == [1, 2, 3])
    #expect(try shell.run("show r_r").contains("pairs chosen one by one"))
  }

  @Test func aSpikeGoesAroundARing() throws {
    var shell = ShellHarness()
    try shell.run(
      "create lif p n=4; connect p -> p to=mod(i,N)+1 weight=2; feed p[1] 3; run p 8")
    let spikes = try #require(shell.workbench.session.nodes["p"]).recording
    #expect((0..<4).map { spikes.spikeSteps(neuron: $0) } == [[1, 5], [2, 6], [3, 7], [4, 8]])
  }

  @Test func chanceChoosesAmongSomeNeuronsAndDrawsWeights() throws {
    var shell = ShellHarness()
    try shell.run(
      """
      create lif p n=200; create lif q n=100
      connect p[1..160] -> q[11..60] probability=0.25 weight=3 deviation=0.5
      """)
    let weights = try #require(shell.workbench.session.network.connections["p_q"]).weights
    #expect(abs(weights.count - 2000) < 5 * 39)
    #expect(weights.columns.allSatisfy { 10..<60 ~= $0 } && weights.starts[160] == weights.count)
    #expect(abs(weights.mean - 3) < 5 * 0.5 / 44 && Set(weights.values).count == weights.count)
  }

  @Test(arguments: [
    ("r -> r to=«i+1»", "neuron 3 would end on 4 of 3"),
    ("r -> s to=«i/2»", "neuron 1 would end on 0.5 of 5"),
    ("r -> r to=(i+1)«%»", "unexpected '%'"), ("r -> r to=«k»", "unknown name 'k'"),
    ("r -> r to=«i*1ms»", "'to' wants a pure number, got a time"),
    ("r -> s«[9]»", "'s[9]' picks no neurons of 's'"),
    ("r -> «s[1]» to=i", "'to' says by itself which neurons are meant"),
    ("«r[1]» -> r pairs=plain.csv", "'pairs' says by itself which neurons are meant"),
    ("r -> r pairs=«none.csv»", "cannot read 'none.csv': no such file or directory"),
    ("r -> r pairs=«other.csv»", "'other.csv' has no columns 'source' and 'target'"),
    ("r -> r pairs=«delays.csv»", "row 3 of 'delays.csv' has a delay of its own"),
    ("r -> r pairs=«far.csv»", "'far.csv' names neuron 4 of 'r'"),
    ("r -> r pairs=pairs.csv weight=«1nA»", "'weight' cannot stand beside the file's column"),
    ("r -> r pairs=pairs.csv delay=«1ms»", "'delay' cannot stand beside the file's column"),
    ("r -> r.mem pairs=«pairs.csv»", "'weight' wants a voltage, got a current"),
    ("r[1..2] -> s pattern=«one-to-one»", "2 neurons cannot meet 5 one to one"),
    ("«r[1] -> r[2]» synapse=gap", "gap junctions carry both ways, these pairs only one"),
    ("r -> r to=i «pairs=plain.csv»", "'pairs' cannot stand beside 'to'"),
  ])
  func saysWhatIsWrong(_ typed: String, _ message: String) throws {
    var shell = try shell()
    #expect(shell.refusal("connect \(typed)")?.message == message)
  }
}
