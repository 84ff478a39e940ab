import Equations
import OrderedCollections
import Simulation
import Testing

@testable import Shell

/// Spikes between steps, and steps of their own length, at the prompt.
@Suite struct ExactSpikeTests {
  @Test func timesAreShownAndKeptInFiles() throws {
    var shell = ShellHarness()
    _ = try shell.run("create RefractoryLIF n t_ref=0ms spikes=exact; feed n const 2.5nA")
    let news = try shell.run("run n 100ms")
    #expect(news.contains("3 spikes (at 32.1888 ms, 59.9146 ms, 87.6405 ms)"))
    #expect(try shell.run("describe n").contains("all intervals are 27.7259 ms"))
    #expect(try shell.run("show n.spikes") == "3")
    #expect(try shell.run("show n").contains("'help exact'"))
    #expect(try shell.run("help exact").contains("the reset acts then"))
    _ = try shell.run("save \"s.json\"")
    var other = ShellHarness()
    other.host = shell.host
    _ = try other.run("load \"s.json\"")
    #expect(try other.run("describe n").contains("the first is at 32.1888 ms"))
    _ = try other.run("expect n.interval == 27.7258872ms +- 1e-7")
    // What goes on goes on exactly.
    #expect(try other.run("run n 20ms").contains("1 spike (at 115.366 ms)"))
  }

  @Test func stepsOfTheirOwnLengthAreChosenAndUndone() throws {
    var shell = ShellHarness()
    _ = try shell.run("create HH h method=stiff tolerance=1e-8; feed h const 10; run h 50ms")
    _ = try shell.run("expect h.spikes == 4; expect h.first_spike == 1.90123ms +- 1e-5")
    let shown = try shell.run("show h")
    #expect(shown.contains("tolerance") && shown.contains("stiff"))
    _ = try shell.run("set h method=rk4 spikes=grid; undo; run h 1ms")
    #expect(try shell.run("show h.method") == "stiff")
  }

  // What an adaptive method has begun behind the present goes on where a session is loaded.
  @Test(arguments: ["adaptive", "stiff"])
  func aLoadedSessionGoesOnToTheBit(method: String) throws {
    var shell = ShellHarness()
    _ = try shell.run("create HH h n=3 method=\(method); feed h 8..12; run h 7.31ms")
    let session = shell.workbench.session
    #expect(session.nodes["h"]?.state.courses.contains { !$0.isEmpty } == true)
    _ = try shell.run("save \"s.json\"")
    var other = ShellHarness()
    other.host = shell.host
    _ = try other.run("load \"s.json\"")
    #expect(other.workbench.session.nodes["h"] == session.nodes["h"])
    _ = try shell.run("run h 20ms")
    _ = try other.run("run h 20ms")
    #expect(
      other.workbench.session.nodes["h"]?.state == shell.workbench.session.nodes["h"]?.state)
  }

  // The same of neurons and synapses that are solved together.
  @Test(arguments: ["adaptive", "stiff", "rk4"])
  func aLoadedSessionGoesOnWithItsSynapsesToTheBit(method: String) throws {
    var shell = ShellHarness()
    _ = try shell.run(
      """
      create QIF p method=\(method) spikes=exact dt=1ms; feed p const 3
      create QIF q n=2 method=\(method) spikes=exact dt=1ms; connect p -> q synapse=AlphaSynapse weight=0.6
      """)
    // Where all stand at a whole step of their own there would be nothing to keep.
    var wentOn = 0
    for _ in 0..<20 {
      _ = try shell.run("run p q 3; save \"s.json\" --force")
      var other = ShellHarness()
      other.host = shell.host
      _ = try other.run("load \"s.json\"; run p q 3")
      if shell.text(of: "s.json").contains("jointCourses") { wentOn += 1 }
      var same = shell
      _ = try same.run("run p q 3")
      let (loaded, kept) = (other.workbench.session, same.workbench.session)
      #expect(loaded.nodes["q"]?.states == kept.nodes["q"]?.states)
      #expect(
        loaded.network.connections["p_q"]?.synapse?.states
          == kept.network.connections["p_q"]?.synapse?.states)
    }
    #expect(wentOn > 0)
  }

  @Test func aDamagedStepOfNeuronsAndSynapsesIsRefused() throws {
    var shell = ShellHarness()
    _ = try shell.run(
      """
      create RefractoryLIF p method=adaptive; feed p const 2.5nA
      create RefractoryLIF q method=adaptive; connect p -> q synapse=ExpConductance weight=0.1
      run p q 15.55ms; save "s.json"
      """)
    let text = shell.text(of: "s.json")
    let damaged = text.replacing(#/"jointCourses":\[".*?"/#) { _ in #""jointCourses":["AAAA""# }
    #expect(damaged != text)
    shell.host.files = MemoryFiles(["s.json": damaged]).access
    let before = shell.workbench.session
    #expect(throws: (any Error).self) { try shell.run("load \"s.json\"") }
    #expect(shell.workbench.session.nodes == before.nodes)
  }

  @Test func modelsSayThatTheirSpikesAreExact() throws {
    var shell = ShellHarness()
    _ = try shell.run(
      """
      define Sharp
        inherits RefractoryLIF
        spikes exact
        param t_ref = 0ms >= 0
        param dt = 1ms > 0
      end
      create sharp n; feed n const 2.5nA
      """)
    #expect(try shell.run("run n 50ms").contains("1 spike (at 32.1888 ms)"))
    #expect(try shell.run("show n.spikes") == "1")
    #expect(try shell.run("set n spikes=grid; reset n; run n 50ms").contains("1 spike (at 33)"))
    #expect(try shell.run("create sharp m method=exact; show m.method").hasSuffix("exact"))
  }

  // Noise has the same course in shorter steps, so that what differs is what dt does.
  @Test(arguments: [
    "create noisylif n", "create refractorylif n; feed n ou 2.2nA 0.5nA 10ms",
    "create refractorylif n; feed n white 2.5nA 0.5*nA^2*ms",
    "create refractorylif n spikes=exact; feed n noise 2.5nA 1nA",
  ])
  func noiseHasTheSameCourseInShorterSteps(typed: String) throws {
    var shell = ShellHarness()
    _ = try shell.run("seed 4; \(typed)")
    let text = try shell.run("dtcheck n for=4s")
    let rows = text.split(separator: "\n").map { $0.split(separator: " ") }
    let spikes = try #require(rows.first { $0.first == "spikes" })
    let (coarse, fine) = (Double(spikes[1]) ?? 0, Double(spikes[2]) ?? 0)
    #expect(coarse > 20 && abs(coarse - fine) <= 2, "\(text)")
    let first = try #require(rows.first { $0.first == "first" }).suffix(2).compactMap { Double($0) }
    #expect(first.count == 2 && abs(first[0] - first[1]) < 1, "\(text)")
  }

  // Once for a model and dt, and without a trace in what runs.
  @Test func aRunSaysWhereItsStepsAreTooLong() throws {
    let news = "with half of dt"
    let typed = "create refractorylif n dt=1ms t_ref=0ms; feed n const 2.5nA; run n 200ms"
    var shell = ShellHarness()
    #expect(try shell.run(typed).contains(news))
    #expect(try !shell.run("reset n; run n 200ms").contains(news))
    #expect(try shell.run("reset n; set n dt=2ms; run n 200ms").contains(news))
    var hushed = ShellHarness()
    #expect(try !hushed.run("set session warnings=off; \(typed)").contains(news))
    #expect(try hushed.run("show session").contains("warnings"))
    var told = ShellHarness()
    _ = try told.run(typed)
    let (one, other) = (told.workbench.session.nodes["n"], hushed.workbench.session.nodes["n"])
    #expect(one?.states == other?.states && one?.recording == other?.recording)
    // Short enough, exact, of its author's steps, or drawn.
    for typed in [
      "create refractorylif a; feed a const 2.5nA; run a 200ms",
      "create refractorylif b dt=1ms spikes=exact; feed b const 2.5nA; run b 200ms",
      "create izhikevich c; feed c const 10mV; run c 300ms",
      "create noisylif d dt=1ms; run d 500ms", "create lif e; feed e const 1.5; run e 100",
      "create refractorylif f dt=1ms; feed f noise 2.5 0.1; run f 200ms",
    ] {
      #expect(try !shell.run(typed).contains(news), "\(typed)")
    }
  }

  @Test func currentsOfNoiseAreToldAndKeepWithDt() throws {
    var shell = ShellHarness()
    _ = try shell.run("create refractorylif n")
    #expect(
      try shell.run("feed n ou 1nA 0.5nA 10ms").contains("ou 1 0.5 nA tau=10ms"))
    #expect(try shell.run("feed n white 1nA 0.5*nA^2*ms").contains("white 1 0.5 ms*nA^2"))
    #expect(try shell.run("set n dt=0.01ms; show n").contains("white 1 0.5 ms*nA^2"))
    for typed in [
      "feed n ou 1nA 0.5nA «0ms»", "feed n ou 1nA «-1nA» 5ms", "feed n white 1nA «2nA»",
    ] {
      let error = shell.refusal(typed)
      #expect(error?.expected?.isEmpty == false, "\(typed)")
    }
  }

  @Test func arrivalsKeepTheirTimes() throws {
    var shell = ShellHarness()
    _ = try shell.run(
      """
      create spikes s times=3.3137ms,11.0837ms
      create RefractoryLIF n EL=0mV mem=0mV threshold=5mV Vr=0mV tau=10ms spikes=exact
      connect s -> n.mem weight=6mV delay=1.237ms
      run 20ms
      """)
    let text = try shell.run("describe n")
    #expect(text.contains("the first is at 4.5507 ms, the last at 12.3207 ms"), "\(text)")
  }

  @Test(arguments: [
    (
      "create lif q; set q spikes=«exact»",
      "it has no differential equation and moves in steps"
    ),
    ("create lif q; set q method=«adaptive»", "it has no differential equation"),
    ("create HH h method=stiff; set h spikes=«grid»", "method stiff takes steps of its own"),
    ("create HH h; set h tolerance=«0»", "'tolerance' cannot be 0"),
    ("create HH h; set h tolerance=«2»", "'tolerance' cannot be 2"),
    ("create HH h spikes=exact; set h precision=«float»", "with 64 bits"),
    ("create HH h; set h method=«stif»", "unknown method 'stif'"),
    ("create poisson p; set p spikes=«exact»", "differential"),
  ])
  func whatCannotBeIsSaid(typed: String, reason: String) throws {
    var shell = ShellHarness()
    let refusal = shell.refusal(typed)
    #expect(refusal?.sentence.contains(reason) == true, "\(refusal?.sentence ?? "accepted")")
  }

  // Only a method with steps of its own has a tolerance.
  @Test func tooLongAStepIsToBeShorter() throws {
    var shell = ShellHarness()
    try shell.run("create hh a dt=5000ms spikes=exact; feed a const 10")
    let error = shell.refusal("«run» 10")
    #expect(error?.message.contains("too much happens within a step of 5000 ms") == true)
    #expect(error?.expected?.hasPrefix("a dt below 5000 ms") == true)
    try shell.run("reset a; set a dt=0.01ms; run 1ms")
  }

  // A hundred runs up to a spike in one step.
  @Test func aStepOfASecondIsAsGoodAsAThousand() throws {
    for dt in ["1000ms", "1ms"] {
      var shell = ShellHarness()
      try shell.run("create adex n spikes=exact dt=\(dt); feed n const 500pA; run n 2000ms")
      try shell.run("expect n.spikes == 208; expect n.last_spike == 1995.823474ms +- 1e-5")
    }
  }

  @Test func endlessFiringIsAnErrorThatSaysSo() throws {
    var shell = ShellHarness()
    _ = try shell.run("create QIF q Vr=20 spikes=exact; reset q; feed q const 1")
    let refusal = shell.refusal("run «q» 1s")
    #expect(refusal?.message.contains("fires again and again at the same time") == true)
  }
}
