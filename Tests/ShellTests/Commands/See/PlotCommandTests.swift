import Equations
import Plots
import Shell
import Testing

@Suite struct PlotCommandTests {
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

  @Test func rasterOfTwoPopulations() throws {
    var shell = ShellHarness()
    try shell.run(
      "create lif a n=3; create lif b n=2 tau=4; feed a[2..3] const 1.5; feed b const 2")
    try shell.run("run 24")
    let text = try shell.run("raster")
    #expect(
      text == """
        a, b: 40 spikes of 5 neurons
            3 +   |    |    |     |    |     |    |    |     |    |     |    | a
            2 +   |    |    |     |    |     |    |    |     |    |     |    |
            1 +
              |- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
            2 +     |       |        |       |       |       |       |       | b
            1 +     |       |        |       |       |       |       |       |
              +-----------+------------+-------------+------------+-----------
                          5           10            15           20            step
        0.667 |   :::  :::   ::   ::   :::  :::   ::   ::   :::  :::   ::   ::
              |   :::  :::   ::   ::   :::  :::   ::   ::   :::  :::   ::   :: rate a
            0 |   :::  :::   ::   ::   :::  :::   ::   ::   :::  :::   ::   ::
            1 |      ::      ::     :::     :::     :::     :::     :::     ::
              |      ::      ::     :::     :::     :::     :::     :::     :: rate b
            0 |      ::      ::     :::     :::     :::     :::     :::     ::
        """)
  }

  @Test func histogramOfIntervals() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n 1.5 1.5 1.5 1.5 0 0 0 1.5 1.5 1.5; run n 10")
    let text = try shell.run("hist n height=6")
    #expect(
      text == """
        ISI (step) of n
         1 +#################                                     #################
           |#################                                     #################
           |#################                                     #################
           |#################                                     #################
           |#################                                     #################
           |#################                                     #################
           ++-----------------+-----------------+-----------------+-----------------
            2                 3                 4                 5
                                    ISI (step), in bins of 1
        2 intervals from 2 to 5, mean 3.5, sd 1.5, CV 0.428571
        """)
    let values = try shell.run("hist mem height=6 last=4")
    #expect(
      values == """
        mem of n
         2 +#################                                     #################
           |#################                                     #################
           |#################                                     #################
         1 +#################                                     #################
           |#################                                     #################
           |#################                                     #################
           ++-----------------+-----------------+-----------------+-----------------
           0.0               0.2               0.4               0.6
                                      mem, in bins of 0.2
        4 values from 0 to 0.75, mean 0.375, sd 0.375
        """)
  }

  @Test func comparison() throws {
    var shell = ShellHarness()
    try shell.run("create lif a; create lif b tau=4; feed a const 1.5; feed b const 1.5; run 12")
    let text = try shell.run("compare a b height=6")
    #expect(
      text == """
        mem   * a   o b
           *       |          |          |          |           |          | 6 spikes
           o                  |                     |                      | 3 spikes
            |     .*         .*         .*         .*          .*         .*
        1.0 +- ... | -..o.....o- - - -.. | - ..o....o- - - -...-|- ..o.....o threshold 1
            |*.  ..o..  *.    |     *. ..o...  *.   |     *.  ..o..  *.    |
        0.5 +o...  |  ..      |   ..o..  |   ..     |   ..o...  |  ..      |
            |      |..        | ...      | ..       | ...       |..        |
        0.0 +      |          |.         |.         |.          |          |
            +------+----------+----------+----------+-----------+----------+
                   2          4          6          8          10         12 step
        1.5 |--------------------------------------------------------------- input
        6 and 3 spikes, 3 at the same step
        mem differs most at step 2: 1.125 and 0.65625
        """)
    #expect(try shell.run("compare a a").hasSuffix("mem is the same at every step"))
    try shell.run("run a 5")
    #expect(try shell.run("compare a b spike").contains("of a") == false)
  }

  @Test func phasePlane() throws {
    var shell = ShellHarness()
    try shell.run("create fitzhughnagumo n dt=0.5; feed n const 0.5; run n 100")
    let text = try shell.run("phase n mem,w height=12 mem=-2.5..2.5 w=-1..2")
    #expect(
      text == """
        w over mem of n
        * trajectory   : mem nullcline   = w nullcline   O unstable
         2 +    :                                           ===
           |   >::     <       <       <       <       < ====  <       <       <
           |     :::                ****************************
           |       :****************               ===    ::::::******
         1 +   >    ** <       <       <       <===  ::::::    >    ::***      <
           |         **:                    ==== ::::                   :**
           |           ***               ====::::                         ***
         0 +   >       > ****: <      ====:::  >       >     ***************:* <
           |                *********O***********************            *****:
           |                   =====    *********************************     :::
           |   >       >    ====  ******       >       >       >       >       >::
        -1 +               ==                                                    :
           +-------+--------------+--------------+-------------+--------------+-------
                  -2             -1              0             1              2
                                               mem
        fixed point at mem -0.804848, w -0.13106: unstable focus
        for input 0.5
        """)
  }

  @Test func anEarlierRunBehindThePresentOne() throws {
    var shell = ShellHarness()
    try shell.run("create lif n tau=6; feed n const 1.5; run n 16; reset n; set n tau=3; run n 16")
    let text = try shell.run("plot n ghost height=6")
    #expect(
      text == """
        mem of n   . before
           *         |          |           |           |          |     5 spikes
           .                        |                          |         2 spikes before
            |                      ..                         ..
        1.0 +- - - -** - - ....**..-.- - - **- - - - - **..... . -** - - threshold 1
            |   ****.|.....**** |   .  **** |  ....**** |     **** |
        0.5 +***.... |   **     |   ***    .|.. ***     |  *** .   |  .*
            |...     | **       | **.  .... | **        |**    .  .|.**
        0.0 +        |*         |*  ...     |*          |      ... |*
            +----+-------+------+-------+-------+-------+------+-------+
                 2       4      6       8      10      12     14      16 step
        1.5 |----------------------------------------------------------- input
        """)
    // A node made anew has the old one behind it; undo takes the present run away.
    try shell.run("drop n; create lif n tau=2; feed n const 1.5; run n 16")
    #expect(try shell.run("plot n ghost").contains("8 spikes\n"))
    #expect(try shell.run("plot n ghost").contains("5 spikes before\n"))
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
    // Beside one that fires it does not stretch the axis.
    #expect(try shell.run("module m: q n; rate m bin=50").contains("0.5 +*"))
    #expect(try !shell.run("rate m bin=50").contains("1.0 +"))
  }

  @Test func listShowsWhatMemDidOfLate() throws {
    var shell = ShellHarness()
    try shell.run("create lif n tau=4; feed n const 1.5; run n 12; create if m")
    let text = try shell.run("list")
    #expect(
      text == """
          node  neuron  size  step  mem  spikes  recent mem
          n     LIF        1    12    0       3  _.-|_.-|_.-|
        * m     IF         1     0    0       0
        """)
  }

  // MARK: - Numbers

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

  @Test func statisticsOfNodesWithDifferentUnits() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n const 1.5; run n 10; create hh m; run m 1ms")
    let table = try shell.run("stats *")
    #expect(table.contains("0 Hz") && !table.contains("(Hz)"))
    #expect(try shell.run("stats m").contains("rate (Hz)"))
  }

  @Test func nodesThatHaveNotRunAreLeftOut() throws {
    var shell = ShellHarness()
    try shell.run("create lif a; create lif b; create lif c; feed b const 1.5; run a 9; run b 9")
    #expect(try shell.run("raster").hasPrefix("a, b: 4 spikes of 2 neurons\n"))
    #expect(try shell.run("stats").split(separator: "\n").count == 3)
    #expect(throws: Diagnostic.self) { try shell.run("raster c") }
  }

  // MARK: - Other quantities

  @Test func quantitiesOfOneUnitShareAPlot() throws {
    var shell = ShellHarness()
    try shell.run("create izhikevich n; feed n const 10; run n 100; create hh m; run m 2ms")
    let one = try shell.run("plot n mem u height=6")
    #expect(one.hasPrefix("mem, u (mV)   * n.mem   o n.u\n"))
    #expect(try shell.run("plot n mem,u height=6") == one)
    // mem is in mV and h is a pure number.
    let two = try shell.run("plot m mem h height=6")
    #expect(two.contains("mem (mV) of m.mem") && two.contains("\nh of m.h\n"))
    #expect(try shell.run("plot m h").hasPrefix("h of m\n"))
    #expect(try shell.run("plot u n").hasPrefix("u (mV) of n\n"))
  }

  @Test func braille() throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=9; feed p const 1.5; run p 30")
    for command in ["plot p[1]", "raster p", "hist p isi", "rate p", "compare p[1] p[2]"] {
      let plain = try shell.run(command)
      #expect(plain.utf8.allSatisfy { $0 < 128 })
      let fine = try shell.run(command + " style=braille")
      #expect(fine.unicodeScalars.contains { 0x2800...0x28FF ~= $0.value })
      #expect(fine.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test(arguments: [24, 22, 40])
  func plotsFitTheScreen(rows: Int) throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=50; feed p noise mean=1 sd=1; run p 300")
    try shell.run("create fitzhughnagumo f; feed f const 0.5; run f 90")
    shell.host.screen.rows = rows
    for command in [
      "plot p[1]", "plot p[1..2]", "raster p", "hist p", "rate p", "compare p[1] p[2]",
      "phase f mem,w mem=-3..3 w=-2..2", "plot f mem style=braille",
    ] {
      let lines = try shell.run(command).count { $0 == "\n" } + 1
      // One line for what was typed, and one for the prompt.
      #expect(lines == rows - 2, "\(command)")
    }
    shell.host.screen.rows = 5
    #expect(try shell.run("plot p[1]") == shell.run("plot p[1] height=6"))
    shell.host.screen.rows = nil
    #expect(try shell.run("plot p[1]") == shell.run("plot p[1] height=16"))
  }

  // A reset is a jump, not a way: where one goes on, another part of the trajectory begins. The peak
  // before it ends at the threshold, far below the overshoot of the step.
  @Test func phaseBreaksOffAtSpikesAndThreshold() throws {
    let files = MemoryFiles()
    var shell = ShellHarness()
    shell.host.files = files.access
    try shell.run("create adex n b=60pA dt=0.1ms; feed n const 800pA; run n 60ms")
    try shell.run("phase n mem,w --csv p.csv; plot n --csv n.csv")
    let parts = String(decoding: files["p.csv"] ?? [], as: UTF8.self)
      .split(separator: "\n").filter { $0.hasPrefix("n") }.dropFirst()
    // Eight spikes have nine parts between them.
    try shell.run("expect n.spikes == 8")
    #expect(Set(parts.compactMap { $0.split(separator: ",").first }).count == 9)
    let mem = parts.compactMap { Double($0.split(separator: ",")[1]) }
    #expect(mem.max() == 0)
    // The file of the trace keeps the overshoot.
    let rows = String(decoding: files["n.csv"] ?? [], as: UTF8.self).split(separator: "\n")
    #expect(rows[0] == "time,mem_before,mem,spike,input")
    #expect(rows.dropFirst().compactMap { Double($0.split(separator: ",")[1]) }.max() ?? 0 > 1000)
    #expect(rows.dropFirst().compactMap { Double($0.split(separator: ",")[2]) }.max() ?? 0 < 0)
  }

  @Test(arguments: [
    // A threshold in the spike block, in another unit, and in a step's own.
    ("inherits Membrane\n integral\n mem += input\n spike\n spike when mem >= -0.05V", "-50 mV"),
    (
      "inherits Membrane\n param top = -45mV\n integral\n mem += input\n spike\n"
        + " spike when mem > top - 2mV and spike < 1", "-47 mV"
    ),
    ("inherits Base\n integral\n mem += input\n spike\n spike = act(mem - 0.7)", "0.7"),
    // None: it moves, or mem plays no part.
    (
      "inherits Base\n state top = 1\n integral\n mem += input\n spike\n"
        + " spike = act(mem - top)", nil
    ),
    ("inherits Base\n integral\n mem += input\n spike\n spike = act(input - 1)", nil),
  ])
  func thresholdIsWhereItFires(model: String, threshold: String?) throws {
    var shell = ShellHarness()
    try shell.run("define Cell\n \(model.replacing("mem += input", with: "mem += 0*mem"))\nend")
    let made = try shell.run("create Cell c")
    let plot = try shell.run("run c 20; plot c")
    if let threshold {
      #expect(made.contains("threshold \(threshold),"), "\(made)")
      #expect(plot.contains("threshold \(threshold.prefix { $0 != " " })"), "\(plot)")
    } else {
      #expect(!made.contains("threshold"), "\(made)")
      #expect(!plot.contains("threshold"), "\(plot)")
    }
  }

  // Spikes and input of one neuron are shown once, whatever is drawn of it, in every plot.
  @Test func quantitiesOfOneNeuronShareSpikesAndInput() throws {
    var shell = ShellHarness()
    try shell.run("create hh a dt=0.05ms; feed a const 10; run a 10ms; create lif n")
    // Behind another quantity, n is the gate and not the node.
    let text = try shell.run("plot a mem m h n height=6")
    #expect(text.contains("m, h, n   * a.m   o a.h   x a.n"))
    #expect(text.count(of: "1 spike") == 2 && text.count(of: " input") == 2)
    try shell.run("drop *; create lif p n=2; feed p[1] const 1.2; feed p[2] const 1.5; run p 20")
    let both = try shell.run("plot p mem input height=6")
    #expect(both.count(of: " spikes") == 2 && both.count(of: " input p[") == 2, "\(both)")
  }

  @Test func aNodeComesBeforeAStateOfItsName() throws {
    var shell = ShellHarness()
    try shell.run("create hh a; create lif n; feed n const 1.5; run 10")
    #expect(try shell.run("plot n").hasPrefix("mem of n\n"))
    try shell.run("drop *; create hh n; run n 10")
    #expect(try shell.run("plot n").hasPrefix("mem (mV) of n\n"))
    #expect(try shell.run("plot n n").hasPrefix("n of n\n"))
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

  // MARK: - Files

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
      "time,mem_before,mem,spike,input,m", 20
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

  @Test func fixedPointsAreInTheFile() throws {
    var shell = ShellHarness()
    try shell.run("create fitzhughnagumo n; feed n const 0.5; run n 9")
    shell.printer.mode = .csv
    let rows = try shell.run("phase n mem,w mem=-3..3 w=-3..3").split(separator: "\n")
    let point = rows.filter { $0.contains("fixed point") }
    #expect(point.count == 1 && point[0].hasPrefix("unstable fixed point,-0.80"))
    #expect(point[0].hasSuffix(",,"), "it has no change")
    #expect(rows.count { $0.hasPrefix("n,") } == 9)
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

extension String {
  /// How often a text occurs in it.
  fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}
