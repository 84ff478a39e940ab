import Shell
import Testing

@Suite struct RateTests {
  // How long a bin is, which the axes do not show.
  @Test(arguments: [
    ("create lif p n=5; feed p const 1.5; run p 60; rate p bin=3", "rate of p, in bins of 3 steps"),
    ("create lif p n=5; feed p const 1.5; run p 6; rate p", "rate of p, in bins of 1 step"),
    (
      "create hh p n=5; feed p const 10uA/cm^2; run p 20ms; rate p bin=2ms",
      "rate (Hz) of p, in bins of 2 ms"
    ),
  ])
  func aRateSaysItsBins(typed: String, title: String) throws {
    var shell = ShellHarness()
    shell.printer.isQuiet = true
    #expect(try shell.run(typed).hasPrefix(title + "\n"))
  }

  @Test func populationRate() throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=4; feed p[1..2] const 1.5; run p 12")
    shell.printer.mode = .json
    let printed = try shell.run("rate p bin=4")
    #expect(
      printed == "{\"plot\":[{\"name\":\"p\",\"step\":[2.5,6.5,10.5],\"rate\":[0.25,0.25,0.25]}]}")
    #expect(try shell.run("rate p[1] bin=5").contains("\"rate\":[0.4,0.6,0.5]"))
  }

  // The last bin is cut off where the run ends, and stands in the middle of what is there.
  @Test(arguments: [
    ("run n 10ms", "rate n bin=3ms", ["1.55", "4.55", "7.55", "9.55"]),
    ("run n 10ms", "rate n bin=4ms from=3ms", ["4.95", "8.5"]),
    ("run n 10ms", "rate n bin=5ms", ["2.55", "7.55"]),
    ("run n 0.5ms", "rate n bin=2", ["0.15", "0.35", "0.5"]),
  ])
  func aBinStandsWhereItLiesInTheRun(run: String, typed: String, times: [String]) throws {
    var shell = ShellHarness()
    try shell.run("create refractorylif n; feed n const 3nA; \(run)")
    shell.printer.mode = .csv
    let rows = try shell.run(typed).split(separator: "\n").dropFirst()
    #expect(rows.map { $0.prefix { $0 != "," } } == times.map { $0[...] })
  }

  // No rate is negative, so that no axis is.
  @Test func theRateOfASilentNeuronStandsOnTheAxis() throws {
    var shell = ShellHarness()
    try shell.run(
      "create lif n; create lif q; feed q const 1.5; run 100; create RefractoryLIF r; run r 100ms")
    for name in ["n", "r"] {
      let lines = try shell.run("rate \(name)").split(separator: "\n")
      #expect(lines.contains { $0.hasPrefix("0.0 +*") }, "\(lines)")
      #expect(!lines.contains { $0.hasPrefix("-") })
    }
    try shell.run("rate n --svg n.svg; rate q --svg q.svg")
    #expect(!shell.text(of: "n.svg").contains(">-"))
    #expect(shell.text(of: "n.svg").contains(">0.0<") && shell.text(of: "q.svg").contains(">0.0<"))
    let curve = try shell.run("fi n 0..0.5 3 for=20")
    #expect(curve.contains("\n0.0 +*") && !curve.contains("\n-"), "\(curve)")
    #expect(try shell.run("raster n").contains(" 0 |") && shell.run("raster n").contains(" 1 |"))
    // Beside one that fires it does not stretch the axis.
    #expect(try shell.run("module m: q n; rate m bin=50").contains("0.5 +*"))
    #expect(try !shell.run("rate m bin=50").contains("1.0 +"))
  }

  // Issue 14: only the bins differed, which the program had chosen itself.
  @Test func populationsThatFireUnequallyShareTheirBins() throws {
    var shell = ShellHarness()
    try shell.run("create adex e n=80; create adex i n=20; feed e const 500pA; feed i const 300pA")
    try shell.run("module net: e i; run net 200ms")
    let text = try shell.run("rate net height=6")
    #expect(text.hasPrefix("rate (Hz), in bins of 20 ms   * e   o i\n"))
    #expect(try shell.run("rate i height=6").contains("in bins of 20 ms"))
    #expect(try shell.run("rate e height=6").contains("in bins of 5 ms"))
  }

  // One spike more or less in a bin is to be a small change, where there are spikes enough; without
  // them there are at least 6 bins, with many at most 60.
  @Test(arguments: [
    ("create lif n tau=10; feed n const 1.5; run n 1000", 10),
    ("create lif n tau=10; feed n const 1.5; run n 100", 10),
    ("create lif n; feed n const 1.5; run n 5000", 50),
    ("create lif n; run n 12", 6), ("create lif n; run n 3", 3),
    ("create lif n n=200; feed n noise 1 1; run n 200", 40),
  ])
  func aBinOfARateHasSpikesEnough(before: String, bins: Int) throws {
    var shell = ShellHarness()
    try shell.run(before)
    shell.printer.mode = .csv
    #expect(try shell.run("rate n").split(separator: "\n").count == bins + 1)
  }

  // Round values from 0 on.
  @Test func ticksOfARateAreRound() throws {
    var shell = ShellHarness()
    try shell.run("create lif n tau=10; feed n const 1.5; run n 3000")
    let rows = try shell.run("rate n height=6").split(separator: "\n")
    #expect(
      rows.dropLast(2).compactMap { $0.split(separator: " ").first }.filter { !$0.hasPrefix("|") }
        == [
          "rate", "0.10", "0.05", "0.00",
        ])
  }
}
