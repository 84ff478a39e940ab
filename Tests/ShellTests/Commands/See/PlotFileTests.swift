import Equations
import OrderedCollections
import Plots
import Shell
import Simulation
import Testing

@Suite struct PlotFileTests {
  // Every file is one table: as many fields in each row, and each column once.
  @Test(arguments: [
    ("create lif n; feed n const 1.5; run n 9", "plot n input spike", "step,input,spike", 9),
    (
      "create lif n; feed n const 1.5; run n 9", "plot n spike mem",
      "step,spike,mem_before,mem,input", 9
    ),
    // Of different units, which are two plots.
    (
      "create hh n; feed n const 9; run n 20", "plot n mem m",
      "time (ms),mem_before (mV),mem (mV),spike,input (uA/cm^2),m", 20
    ),
    (
      "create lif p n=2; feed p const 1.5; run p 9", "plot p mem input",
      "name,step,mem_before,mem,input,spike", 18
    ),
    (
      "create lif a; create lif b; feed a const 1.5; run 9", "plot a b",
      "name,step,mem_before,mem,spike,input", 18
    ),
    (
      "create lif n; feed n const 1.5; run n 9; reset n; run n 4", "plot n ghost",
      "name,step,mem_before,mem,spike,input", 13
    ),
    // 121 x 81 points of the flow, 9 of the trajectory, and the fixed point.
    (
      "create fitzhughnagumo n; feed n const 0.5; run n 9", "phase n mem,w mem=-3..3 w=-3..3",
      "name,mem,w,d mem,d w", 9811
    ),
    ("create lif a; create lif b n=2; feed * const 1.5; run 9", "raster *", "name,step,neuron", 12),
  ])
  func filesAreOneTable(before: String, drawn: String, header: String, rows: Int) throws {
    let files = MemoryFiles()
    var shell = ShellHarness()
    shell.host.files = files.access
    try shell.run(before)
    try shell.run("\(drawn) --csv a.csv")
    let text = String(decoding: files["a.csv"] ?? [], as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines[0] == header)
    #expect(lines.count == rows + 1)
    let columns = lines[0].split(separator: ",")
    #expect(Set(columns).count == columns.count)
    #expect(lines.allSatisfy { line in line.count { $0 == "," } == columns.count - 1 })
    // The same on the screen.
    shell.printer.mode = .csv
    #expect(try shell.run(drawn) + "\n" == text)
  }

  @Test func plotsGoToFiles() throws {
    let files = MemoryFiles(["old.csv": "mine"])
    var shell = ShellHarness()
    shell.host.files = files.access
    try shell.run("create lif n; feed n const 1.5; run n 2")
    let before = shell.workbench.session
    #expect(
      try shell.run("plot n --svg a.svg --csv a.csv --json a.json")
        == "wrote a.svg\nwrote a.csv\nwrote a.json")
    func text(_ path: String) -> String { String(decoding: files[path] ?? [], as: UTF8.self) }
    #expect(
      text("a.csv") == "step,mem_before,mem,spike,input\n1,0.75,0.75,0,1.5\n2,1.125,0,1,1.5\n")
    #expect(text("a.svg").hasPrefix("<svg"))
    shell.printer.mode = .csv
    #expect(try shell.run("plot n") == text("a.csv").dropLast())
    #expect(try shell.run("sweep n tau=1..3 3 for=9").split(separator: "\n").count == 4)
    shell.printer.mode = .json
    #expect(try shell.run("plot n") == "{\"plot\":\(text("a.json").dropLast())}")
    #expect(throws: Diagnostic.self) { try shell.run("plot n --csv old.csv") }
    #expect(text("old.csv") == "mine")
    try shell.run("plot n --csv old.csv --force")
    #expect(text("old.csv") == text("a.csv"))
    #expect(shell.workbench.session.isSame(as: before))
    try shell.run("create lif p n=2; feed p const 1.5; run p 2; raster p --csv r.csv")
    #expect(text("r.csv") == "step,neuron\n2,1\n2,2\n")
    try shell.run("plot p --csv p.csv")
    #expect(
      text("p.csv").hasPrefix("name,step,mem_before,mem,spike,input\np[1],1,0.75,0.75,0,1.5\n"))
  }

  // The file of a raster has the times that are known, and not the steps in which they lie.
  @Test func rastersTellTimesBetweenSteps() throws {
    var shell = ShellHarness()
    try shell.run("create refractorylif n; set n spikes=exact; feed n const 3; run n 60ms")
    try shell.run("raster n --csv r.csv")
    let node = try #require(shell.workbench.session.nodes["n"])
    let times = node.recording.spikeTimes(neuron: 0).map { $0 * node.dt }
    let rows = shell.text(of: "r.csv").split(separator: "\n").dropFirst()
    let written = rows.compactMap { $0.split(separator: ",").first.flatMap { Double($0) } }
    #expect(written.count == times.count && times.count > 1)
    #expect(zip(written, times).allSatisfy { abs($0 - $1) < 1e-11 })
    #expect(times.contains { abs($0 / node.dt - ($0 / node.dt).rounded()) > 0.01 })
  }

  // A time is that many steps as one would write it, in every file.
  @Test(arguments: ["plot n --csv", "raster n --csv", "table n --csv", "hist n isi --csv"])
  func timesAreWrittenAsOneWouldWriteThem(command: String) throws {
    var shell = ShellHarness()
    try shell.run(
      "create refractorylif n dt=0.1ms refractory=0.3ms; feed n const 400; run n 90; \(command) n.csv"
    )
    let rows = shell.text(of: "n.csv").split(separator: "\n")
    let unit = command.contains("hist") ? "ISI (ms)" : "time (ms)"
    let column = rows[0].split(separator: ",").firstIndex(of: Substring(unit))
    let place = try #require(column, "\(rows[0])")
    #expect(rows.count > 3)
    for row in rows.dropFirst() {
      let text = row.split(separator: ",", omittingEmptySubsequences: false)[place]
      #expect(text.count <= 4, "\(row)")
    }
  }

  // One column in three is 0.30000000000000004 and the like where it is computed by a product.
  @Test func multiplesAreTheNearestNumbers() {
    for count in 0...1000 {
      #expect(Double(count).times(0.1) == Double(count) / 10)
      #expect(Double(count).times(0.025) == Double(count) / 40)
    }
    let odd = 1.0 / 3
    #expect(7.0.times(odd) == 7 * odd && 2.5.times(0.1) == 0.25 && 1e300.times(0.1) == 1e299)
    #expect(Double.nan.times(0.1).isNaN && 3.0.times(.infinity) == .infinity)
  }

  @Test func filesOfNumbersHaveAllNeurons() throws {
    var shell = ShellHarness()
    let news = try shell.run("create lif p n=20; run p 3; plot p --csv p.csv --json p.json")
    #expect(!news.contains("more neurons"))
    guard case .success(let bytes) = shell.host.files.read("p.csv") else {
      Issue.record("there is no file")
      return
    }
    #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 61)
    #expect(try shell.run("plot p --svg p.svg").contains("12 more neurons"))
    // What nobody could wait for is refused, or stopped.
    try shell.run("create lif q n=1000001 record=none; run q 10; create lif r n=2000; run r 5")
    #expect {
      try shell.run("plot q --csv q.csv")
    } throws: {
      ($0 as? Diagnostic)?.message == "these are 10000010 rows"
    }
    shell.host.isInterrupted = { true }
    #expect {
      try shell.run("plot r --csv r.csv")
    } throws: {
      ($0 as? Diagnostic)?.message == "stopped by Ctrl-C"
    }
    shell.host.isInterrupted = { false }
    try shell.run("plot r --csv r.csv")
  }
}
