import Equations
import Shell
import Synchronization
import Testing

/// Reports that Ctrl-C stops, as it does runs.
@Suite struct StoppedReportTests {
  @Test(arguments: [
    "raster p", "rate p", "rate p bin=3", "hist p isi", "hist p mem", "stats p", "describe p",
    "describe p[2]", "raster q", "stats q",
  ])
  func reportsStop(typed: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=5; feed p const 1.5; run p 60")
    try shell.run("create refractorylif q n=3 spikes=exact; feed q const 3nA; run q 60ms")
    let before = shell.workbench.session
    shell.host.isInterrupted = { true }
    let error = #expect(throws: Diagnostic.self) { try shell.run(typed) }
    #expect(error?.message == "stopped by Ctrl-C")
    #expect(shell.workbench.session.isSame(as: before))
    shell.host.isInterrupted = { false }
    #expect(try !shell.run(typed).isEmpty)
  }

  // Long before they have gone through everything.
  @Test(arguments: ["raster p", "rate p", "hist p isi", "stats p", "describe p"])
  func reportsStopOnTheWay(typed: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=2000 record=spikes; feed p const 1.5; run p 2000")
    let looks = Mutex(0)
    shell.host.isInterrupted = {
      looks.withLock { looks in
        looks += 1
        return looks >= 3
      }
    }
    let error = #expect(throws: Diagnostic.self) { try shell.run(typed) }
    #expect(error?.message == "stopped by Ctrl-C")
    #expect(looks.withLock(\.self) < 6)
  }

  // What is printed cannot be stopped, so that it is not endless.
  @Test(arguments: [
    ("n", "grad n spikes input steps=«1000000»", "at most 100000 steps"),
    ("p n=50", "grad p spikes input steps=«20000»", "at most 16666 steps"),
  ])
  func longTablesAreRefused(node: String, typed: String, expected: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif \(node)")
    #expect(shell.refusal(typed)?.expected == expected)
  }
}
