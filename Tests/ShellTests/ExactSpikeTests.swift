import Equations
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

  @Test func endlessFiringIsAnErrorThatSaysSo() throws {
    var shell = ShellHarness()
    _ = try shell.run("create QIF q Vr=20 spikes=exact; reset q; feed q const 1")
    let refusal = shell.refusal("run «q» 1s")
    #expect(refusal?.message.contains("fires again and again at the same time") == true)
  }
}
