import Equations
import Plots
import Shell
import Testing

@Suite struct PlotCommandTests {
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
        count of ISI (step) of n
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
        count of mem of n
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
        1.0 +- ... | -..o.....o- - - -.. | -...o....o- - - -...-|- ..o.....o threshold 1
            |*. ...o..  *.    |    .*. ..o..  .*.   |    .*. ...o..  *.    |
        0.5 +o..   |  ..      |  ...o..  |  ..      |  ...o..   |  ..      |
            |      |..        |....      |..        |....       |..        |
        0.0 +      |          |.         |          |.          |          |
            +------+----------+----------+----------+-----------+----------+
                   2          4          6          8          10         12 step
        1.5 |--------------------------------------------------------------- input
        6 and 3 spikes, 3 at the same step
        mem differs most at step 2: 1.125 and 0.65625
        """)
    #expect(try shell.run("compare a a").hasSuffix("mem is the same at every step"))
    // What only one of them did is drawn and said: nothing of it is compared.
    try shell.run("fork a c; set c tau=5; run c 40")
    let more = try shell.run("compare a c height=6")
    #expect(more.contains("steps that both took: "), "\(more)")
    #expect(more.contains("mem is the same at every step that both took\nonly c took the 40 steps"))
    #expect(try shell.run("compare c a height=6").contains("\nonly c took the 40 steps after step"))
    try shell.run("run a 5")
    #expect(try shell.run("compare a b spike").contains("of a") == false)
  }

  @Test func anEarlierRunBehindThePresentOne() throws {
    var shell = ShellHarness()
    try shell.run("create lif n tau=6; feed n const 1.5; run n 16; reset n; set n tau=3; run n 16")
    let text = try shell.run("plot n ghost height=6")
    #expect(
      text == """
        mem of n   : before
           *         |          |           |           |          |     5 spikes
           :                        |                          |         2 spikes before
            |                     ..:                        ..:
        1.0 +- - - ..* - - .:...*. -:- - -..*- - - - -..*..:.- : ..* - - threshold 1
            |  ..*...|...:..*.  |   : ..*.  | ..:...*.  |    ..*.  |
        0.5 +*...:.  |  .*.     |  .*.    ..|. .*.      |  *.  :   | ..*
            |:.      |..        |.. : ..:.  |..         |..    : ..|..
        0.0 +        |          |   :.      |           |      :.  |
            +----+-------+------+-------+-------+-------+------+-------+
                 2       4      6       8      10      12     14      16 step
        1.5 |----------------------------------------------------------- input
        """)
    // A node made anew has the old one behind it; undo takes the present run away.
    try shell.run("drop n; create lif n tau=2; feed n const 1.5; run n 16")
    #expect(try shell.run("plot n ghost").contains("8 spikes\n"))
    #expect(try shell.run("plot n ghost").contains("5 spikes before\n"))
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

  @Test func nodesThatHaveNotRunAreLeftOut() throws {
    var shell = ShellHarness()
    try shell.run("create lif a; create lif b; create lif c; feed b const 1.5; run a 9; run b 9")
    #expect(try shell.run("raster").hasPrefix("a, b: 4 spikes of 2 neurons\n"))
    #expect(try shell.run("stats").split(separator: "\n").count == 3)
    #expect(throws: Diagnostic.self) { try shell.run("raster c") }
  }

  @Test func quantitiesOfOneUnitShareAPlot() throws {
    var shell = ShellHarness()
    try shell.run("create izhikevich n; feed n const 10; run n 100; create hh m; run m 2ms")
    let one = try shell.run("plot n mem u height=6")
    #expect(one.hasPrefix("mem, u (mV)   * n.mem   o n.u\n"))
    #expect(try shell.run("plot n mem,u height=6") == one)
    // mem is in mV and h is a pure number.
    let two = try shell.run("plot m mem h height=6")
    #expect(two.hasPrefix("mem (mV) of m\n") && two.contains("\nh of m\n"))
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

  // Eight curves in one frame could not be followed.
  @Test func neuronsHaveAPanelEach() throws {
    var shell = ShellHarness()
    try shell.run("create adex p n=9; feed p const 500pA; set p b=uniform(0pA,90pA); run p 100ms")
    let text = try shell.run("plot p")
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "mem (mV)" && lines.last == "1 more neuron; p[1..8] chooses")
    for neuron in 1...8 { #expect(text.count(of: " p[\(neuron)]: ") == 1) }
    #expect(text.count(of: "time (ms)") == 1 && text.count(of: " input (pA)") == 1)
    // Of one neuron there are panels where units differ.
    let two = try shell.run("plot p[1] mem w")
    #expect(two.hasPrefix("mem (mV) of p[1]\n") && two.contains("\nw (pA) of p[1]\n"))
    #expect(two.count(of: "time (ms)") == 1 && two.count(of: " spikes") == 1)
    // What is compared stays in one frame.
    #expect(try shell.run("compare p[1] p[2]").contains("* p[1]   o p[2]"))
  }

  @Test(arguments: [24, 22, 40, 70])
  func plotsFitTheScreen(rows: Int) throws {
    var shell = ShellHarness()
    try shell.run("create lif p n=80; feed p noise mean=1 sd=1; run p 300")
    try shell.run("create fitzhughnagumo f; feed f const 0.5; run f 90")
    shell.host.screen.rows = rows
    for command in [
      "plot p[1]", "plot p[1..2]", "plot p[1..5]", "plot p[1] mem input", "raster p last=40",
      "hist p",
      "rate p", "compare p[1] p[2]",
      "phase f mem,w mem=-3..3 w=-2..2", "plot f mem style=braille",
    ] {
      let lines = try shell.run(command).count { $0 == "\n" } + 1
      // One line for what was typed, and one for the prompt.
      #expect(lines == rows - 2, "\(command)")
    }
    // Eight neurons need 22 lines.
    shell.host.screen.rows = max(24, rows)
    #expect(try shell.run("plot p").count { $0 == "\n" } == max(24, rows) - 3)
    // The table above a curve takes room as well, where there is enough.
    shell.host.screen.rows = 60
    #expect(try shell.run("fi f 0..1 5 for=90").count { $0 == "\n" } == 57)
    shell.host.screen.rows = 5
    #expect(try shell.run("plot p[1]") == shell.run("plot p[1] height=6"))
    shell.host.screen.rows = nil
    #expect(try shell.run("plot p[1]") == shell.run("plot p[1] height=16"))
    #expect(try shell.run("plot p[1..2]") == shell.run("plot p[1..2] height=16"))
    #expect(try shell.run("plot p[1..8]") == shell.run("plot p[1..8] height=32"))
  }

  @Test func theSessionHasAStyle() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n const 1.5; run n 30")
    let (ascii, braille) = (try shell.run("plot n"), try shell.run("plot n style=braille"))
    #expect(
      try shell.run("set session style=braille")
        == "session: backend auto, 800 MB for recordings, plots in braille")
    #expect(try shell.run("plot n") == braille)
    #expect(try shell.run("plot n style=ascii") == ascii)
    #expect(try shell.run("watch n 30").unicodeScalars.contains { 0x2800...0x28FF ~= $0.value })
    try shell.run("save s; set session style=ascii; load s")
    #expect(shell.workbench.session.plotMarks == .braille)
    try shell.run("set session style=ASCII; save t; set session style=braille; load t")
    #expect(shell.workbench.session.plotMarks == .ascii)
    let refusal = shell.refusal("set session style=«brail»")
    #expect(refusal?.expected == "ascii or braille" && refusal?.suggestion == "braille")
  }

  @Test func inputsHaveTheirUnits() throws {
    var shell = ShellHarness()
    try shell.run("create refractorylif a; create lif b; feed a const 3nA; run a 20ms; run b 20")
    #expect(try shell.run("plot a").hasSuffix(" input (nA)"))
    #expect(try shell.run("plot b").hasSuffix(" input"))
    #expect(try shell.run("plot a --svg a.svg --force") == "wrote a.svg")
    #expect(shell.text(of: "a.svg").contains(">input (nA)<"))
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
    #expect(text.count(of: "1 spike") == 1 && text.count(of: " input") == 1)
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
}

extension String {
  /// How often a text occurs in it.
  fileprivate func count(of text: String) -> Int { ranges(of: text).count }

  // Issue 14: what the last step of an exponential rise comes to is no potential, and a spike that
  // nothing resets is none at which mem was set.
  @Test func aSpikeIsCutOffAtTheThreshold() throws {
    var shell = ShellHarness()
    try shell.run("create adex x; feed x const 500pA; run x 30ms; fork x y; create lif n")
    for command in [
      "why x", "compare x y", "compare x y mem_before", "table x", "hist x mem_before",
      "hist x mem",
      "plot x", "plot x mem_before", "expect x.max_mem_before == 0mV",
      "expect x.mem_before[1423] == 0mV",
      "sweep x b=0pA,1pA measure=max_mem_before for=30ms", "reset x; run x 30ms; plot x ghost",
    ] {
      for mode in [ReportText.Mode.table, .csv, .json] {
        shell.printer.mode = mode
        let text = try shell.run(command)
        #expect(
          text.firstMatch(of: /\d{4}\.\d|e\+?0?[6-9]/) == nil, "\(command) \(text.prefix(300))")
      }
    }
  }

  // In files as well.
  @Test(arguments: ["adex 500pA 0", "eif 60mV -30", "qif 20 10", "izhikevich 10 30"])
  func filesHaveNoOvershoot(model: String) throws {
    let words = model.split(separator: " ")
    let cut = try #require(Double(words[2]))
    var shell = ShellHarness()
    try shell.run("create \(words[0]) x; feed x const \(words[1]); run x 2000")
    try shell.run("plot x --svg x.svg --csv x.csv")
    let rows = shell.text(of: "x.csv").split(separator: "\n").map { $0.split(separator: ",") }
    let column = try #require(rows[0].firstIndex { $0.hasPrefix("mem_before") })
    let values = rows.dropFirst().compactMap { Double($0[column]) }
    #expect(values.count == 2000 && values.max() == cut)
    // The top of the frame in the picture is the threshold.
    let heights = shell.text(of: "x.svg").matches(of: /[ML][-\d.]+ ([-\d.]+)/).compactMap {
      Double($0.output.1)
    }
    #expect((heights.min() ?? 0) > 30)
  }

  @Test func aSpikeWithoutResetSetsNothing() throws {
    var shell = ShellHarness()
    try shell.run("create hh h; feed h const 10uA/cm^2; run h 20ms")
    let text = try shell.run("why h at=10ms")
    #expect(
      text.contains("\n  its last spike, at 1.91 ms, did not reset mem, which was 2.58956 mV\n"))
  }
}
