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
    #expect(
      shell.workbench.session.network.connections["r_r"]?.weights.values.doubles == [1, 2, 3])
    #expect(try shell.run("show r_r").contains("pairs chosen one by one"))
  }

  @Test func aSpikeGoesAroundARing() throws {
    var shell = ShellHarness()
    try shell.run(
      "create lif p n=4; connect p -> p to=mod(i,N)+1 weight=2; feed p[1] 3; run p 8")
    let spikes = try #require(shell.workbench.session.nodes["p"]).recording
    #expect((0..<4).map { spikes.spikeSteps(neuron: $0) } == [[1, 5], [2, 6], [3, 7], [4, 8]])
  }

  @Test(arguments: [
    ("r -> r to=mod(i,N)+1", [[1, 2], [1, 3], [2, 1], [2, 3], [3, 1], [3, 2]]),
    (
      "s -> s to=mod(i,2)+1",
      [[1, 2], [2, 1], [2, 3], [2, 5], [3, 2], [4, 1], [1, 4], [5, 2]]
    ),
    ("s[1] -> s[2..3]", [[1, 2], [1, 3], [2, 1], [3, 1]]),
    ("r -> r pairs=pairs.csv", [[1, 2], [1, 3], [2, 1], [3, 1]]),
  ])
  func gapJunctionsJoinThemBothWays(_ typed: String, _ expected: [[Int]]) throws {
    var shell = ShellHarness(files: ["pairs.csv": "source,target\n3,1\n1,2\n1,3\n"])
    try shell.run(
      "create lif r n=3; create lif s n=5; connect \(typed) synapse=gap weight=0.01 name=c")
    let made = try #require(shell.workbench.session.network.connections["c"])
    #expect(Set(pairs(made)) == Set(expected) && pairs(made).count == expected.count)
  }

  @Test func gapJunctionsOfTwoNodesAreTheSameFromEitherSide() throws {
    var shell = ShellHarness()
    func weights(_ name: String) throws -> [[Int]: Double] {
      let made = try #require(shell.workbench.session.network.connections[name])
      let weights = made.weights
      let values = (0..<weights.sources).flatMap { source in
        weights.row(source).map { ($0, source) }
      }
      .map { ([$1, Int(weights.columns[$0])], weights.weight($0)) }
      return Dictionary(uniqueKeysWithValues: values)
    }
    for typed in [
      "p -> q probability=0.2 weight=0.001", "p -> q weight=uniform(0.001,0.002)",
      "p -> q pairs=g.csv", "p[2..9] -> q[4..7] weight=0.001 deviation=0.0001",
      "p -> q to=max(1,i-10) weight=0.001",
    ] {
      shell = ShellHarness(files: ["g.csv": "source,target,weight\n1,3,0.01\n2,1,0.02\n"])
      try shell.run("create lif p n=40; create lif q n=30; connect \(typed) synapse=gap; run p 20")
      let (forth, back) = (try weights("p_q"), try weights("q_p"))
      #expect(!forth.isEmpty && forth.count == back.count)
      for (pair, weight) in forth { #expect(back[[pair[1], pair[0]]] == weight) }
    }
    // Within one population as well, whatever draws the pairs.
    try shell.run("connect p -> p synapse=gap probability=0.1 weight=normal(0.001,0.0001)")
    let within = try weights("p_p")
    for (pair, weight) in within { #expect(within[[pair[1], pair[0]]] == weight) }
    #expect(within.count > 100 && Set(within.values).count == within.count / 2)
    try shell.run("set p_p weight=uniform(0.001,0.002)")
    let set = try weights("p_p")
    for (pair, weight) in set { #expect(set[[pair[1], pair[0]]] == weight) }
    #expect(set != within)
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
    #expect(abs(weights.mean - 3) < 5 * 0.5 / 44)
    // As numbers of 24 bits, two of so many may happen to be the same.
    #expect(Set(weights.values).count > weights.count - 4)
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
    ("r -> r pairs=«far.csv»", "'far.csv' names neuron 4 of 'r'"),
    ("r -> r pairs=pairs.csv weight=«1nA»", "'weight' cannot stand beside the file's column"),
    ("r -> r pairs=pairs.csv delay=«1ms»", "'delay' cannot stand beside the file's column"),
    ("r -> r.mem pairs=«pairs.csv»", "'weight' wants a voltage, got a current"),
    ("r[1..2] -> s pattern=«one-to-one»", "2 neurons cannot meet 5 one to one"),
    ("r -> r synapse=gap to=«i»", "neuron 1 would be joined with itself"),
    ("r -> r synapse=gap pairs=«plain.csv»", "neuron 3 would be joined with itself"),
    ("r -> r to=i «pairs=plain.csv»", "'pairs' cannot stand beside 'to'"),
  ])
  func saysWhatIsWrong(_ typed: String, _ message: String) throws {
    var shell = try shell()
    #expect(shell.refusal("connect \(typed)")?.message == message)
  }
}
