import Shell
import Testing

@Suite struct HintTests {
  // What is typed, and what is said to come next.
  @Test(arguments: [
    ("", ""), ("fe", ""), ("nonsense x", ""), ("nonsense ", ""),
    ("undo", " [COUNT]"), ("undo ", "[COUNT]"), ("undo 3 ", ""), ("seed ", "[NUMBER]"),
    ("time undo ", "[COUNT]"), ("list; undo ", "[COUNT]"),
    ("create ", "MODEL [NAME] [n=COUNT] [times=TIMES] [PARAMETER=VALUE ...]"),
    ("create lif n ", "[n=COUNT] [times=TIMES] [PARAMETER=VALUE ...]"),
    ("create lif n n=3 ", "[times=TIMES] [PARAMETER=VALUE ...]"),
    ("create hh a gK=", "a number in mS/cm^2"), ("create lif n act=", "Atan"),
    ("run ", "[TARGET ...] [STEPS] or a time in ms"), ("run axon ", "[STEPS] or a time in ms"),
    ("run n ", "[STEPS]"), ("run axon 5", "ms"), ("run n 5", ""), ("run 5 ", ""),
    ("feed n ", "[+] CURRENT ... | WAVEFORM ..."),
    ("feed axon ", "[+] CURRENT in uA/cm^2 ... | WAVEFORM ..."),
    ("feed axon 3 ", "[CURRENT in uA/cm^2 ...]"), ("feed axon 3", "uA/cm^2"),
    ("feed axon const ", "CURRENT in uA/cm^2"), ("feed axon const 10", "uA/cm^2"),
    ("feed axon const 10 ", ""), ("feed const ", "CURRENT in uA/cm^2"),
    ("feed axon pulse 10 ", "[at=1 in ms] [for=1 in ms] [every=0 in ms]"),
    ("feed axon pulse 10 at=2ms ", "[for=1 in ms] [every=0 in ms]"),
    ("feed axon pulse 10 for=3", "ms"), ("feed axon poisson ", "RATE in Hz [weight=1 in uA/cm^2]"),
    ("set axon gK=", "a number in mS/cm^2, now 36"), ("set axon gK=4", "mS/cm^2"),
    ("set axon.gK=4", "mS/cm^2"), ("set n tau=", "a number > 0, now 2"), ("set n tau=3", ""),
    ("set p[1] tau=", "a number > 0, now 2"), ("set axon mem=", "a number in mV, now -64.9964"),
    // Another node is named than the current one, or will be there by then, or is unknown.
    ("feed n pulse 1 ", "[at=1] [for=1] [every=0]"),
    ("create izhikevich q; feed q ", "[+] CURRENT in mV ... | WAVEFORM ..."),
    ("create izhikevich q; feed q 3", "mV"), ("create izhikevich q n=3; set q a=3", "1/ms"),
    ("feed q ", "[+] CURRENT ... | WAVEFORM ..."), ("feed q 3", ""),
    ("save x ", "[--force]"), ("save x --force ", ""),
  ])
  func saysWhatCanFollow(typed: String, hint: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n; create lif p n=5; create hh axon")
    let said = Hint(typed, session: shell.workbench.session, host: shell.host).text
    if typed.hasSuffix("act=") {
      #expect(said.contains(hint))
    } else {
      #expect(said == hint)
    }
  }

  @Test(arguments: Command.all.map(\.name))
  func everyVerbHasOne(verb: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif n; create lif p n=5; connect n -> p")
    let session = shell.workbench.session
    let host = shell.host
    // Whatever stands on the line; and nobody is told of what is not there.
    for line in [
      "\(verb)", "\(verb) ", "\(verb) n ", "\(verb) n 1", "\(verb) =", "\(verb) a b=c \"",
    ] {
      let hint = Hint(line, session: session, host: host).text
      #expect(!hint.contains("\n") && !hint.contains("  "))
    }
  }
}
