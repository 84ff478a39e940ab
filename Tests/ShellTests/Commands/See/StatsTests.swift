import Shell
import Testing

@Suite struct StatsTests {
  // What is typed, and the last row of the table that follows.
  @Test(arguments: [
    ("create lif n; feed n const 1.5; run n 100", "n,1,100,50,0.5,2,0,"),
    ("create lif n; run n 10", "n,1,10,0,0,,,"),
    ("create lif n; feed n 3 0 3 0 0 3; run n 6", "n,1,6,3,0.5,2.5,0.2,"),
    ("create lif p n=4; feed p const 1.5; run p 10", "p,4,10,20,0.5,2,0,1"),
    ("create hh n; feed n const 10; run n 50ms", "n,1,5000,4,80,14.733333333333333,"),
  ])
  func statistics(typed: String, row: String) throws {
    var shell = ShellHarness()
    try shell.run(typed)
    shell.printer.mode = .csv
    let table = try shell.run("stats").split(separator: "\n")
    #expect(table.last?.hasPrefix(row) == true, "\(table)")
  }

  // Of sources mem stays as it is, though not to the last bit of its mean.
  @Test(arguments: ["poisson s n=2000 rate=400Hz", "poisson s n=3 rate=70Hz"])
  func nothingIsSynchronousWhereNothingMoves(node: String) throws {
    var shell = ShellHarness()
    try shell.run("seed 1; create \(node); run s 30")
    shell.printer.mode = .csv
    #expect(try shell.run("stats s").hasSuffix(","))
  }

  @Test func statisticsOfNodesWithDifferentUnits() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n const 1.5; run n 10; create hh m; run m 1ms")
    let table = try shell.run("stats *")
    #expect(table.contains("0 Hz") && !table.contains("(Hz)"))
    #expect(try shell.run("stats m").contains("rate (Hz)"))
  }
}
