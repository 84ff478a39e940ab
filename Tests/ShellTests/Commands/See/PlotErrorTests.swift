import Equations
import Shell
import Testing

@Suite struct PlotErrorTests {
  // What is typed after two nodes have run, with marks around the place; part of the sentence; and
  // the nearest valid word.
  @Test(
    arguments: [
      ("plot n «mom»", "unknown node or quantity 'mom'", "mem"),
      ("plot n «gost»", "unknown node or quantity 'gost'", "ghost"),
      ("plot p«[9]»", "picks no neurons", nil),
      ("plot «n» ghost", "no earlier run", nil),
      ("plot n style=«brail»", "unknown style 'brail'", "braille"),
      ("plot n height=«3»", "'height' cannot be 3", nil),
      ("plot n «--svg»", "'--svg' has no value", nil),
      ("plot n «--svg» --csv a", "'--svg' has no value", nil),
      ("plot n --svg a «--svg» b", "'--svg' is set twice", nil),
      ("plot n --svg «old»", "cannot write 'old'", nil),
      ("plot n «--svgg»", "unexpected '--svgg'", "--svg"),
      ("plot n «h»", "another time step", nil),
      ("raster «q»", "'q' has not run yet", nil),
      ("raster «*»", "other steps than the nodes before it", nil),
      ("raster «m»", "unknown node 'm'", nil),
      ("hist n «mom»", "unknown quantity 'mom'", "mem"),
      ("hist «s» mem", "mem of 's' is not recorded", nil),
      ("rate n bin=«0»", "'bin' cannot be 0", nil),
      ("rate n bin=«2ms»", "'bin' wants a pure number, got a time", nil),
      ("compare n«»", "'compare' needs more", nil),
      ("compare n «m»", "unknown node 'm'", nil),
      ("compare n «p»", "more than one neuron", nil),
      ("compare n «h»", "other units or another time step", nil),
      ("compare n p[1] «mom»", "unknown quantity of 'n' 'mom'", "mem"),
      ("compare «*» n", "more than one neuron", nil),
      ("phase f mem«»", "'phase' needs more", nil),
      ("phase f mem,«v»", "unknown state 'v'", nil),
      ("phase f mem,«mem»", "'mem' is on both axes", nil),
      ("phase f mem,w,«w»", "one state too many", nil),
      ("phase f mem,w mem=«3»", "'mem' cannot be '3'", nil),
      ("phase f mem,w mem=«2..1»", "cannot begin at 2 and end at 1", nil),
      ("phase f mem,w mem=1..«x»", "'mem' cannot be 'x'", nil),
      ("phase f mem,w «inptu»=1", "unknown option 'inptu'", "input"),
      ("phase h mem,m mem=«1nA»..2mV", "'mem' wants a voltage, got a current", nil),
      ("phase «p» mem,u", "a phase plane is of one neuron", nil),
      ("phase h «spike»,m", "unknown state 'spike'", nil),
      ("stats «q»", "'q' has not run yet", nil),
      ("watch «*»", "only one node can be watched", nil),
      ("watch «p[1]»", "part of a population", nil),
      ("watch n «0»", "'steps' cannot be 0", nil),
      ("watch n every=«0»", "'every' cannot be 0", nil),
    ] as [(String, String, String?)])
  func saysWhatAndWhere(typed: String, message: String, suggestion: String?) throws {
    var shell = ShellHarness(files: ["old": ""])
    try shell.run("create lif n; create lif p n=3; feed n const 1.5; run 9; create lif q")
    try shell.run("create hh h; run h 9; create fitzhughnagumo f; run f 9")
    try shell.run("create lif s record=spikes; run s 9")
    let error = shell.refusal(typed)
    #expect(error?.message.contains(message) == true)
    #expect(error?.suggestion == suggestion)
  }

  @Test(arguments: ["plot", "raster", "hist", "rate", "stats", "watch", "phase mem,w"])
  func nodesAreNeededFirst(verb: String) {
    var shell = ShellHarness()
    #expect {
      try shell.run(verb)
    } throws: {
      ($0 as? Diagnostic)?.expected == "'create lif n' first"
    }
  }

  // What is typed, and the words that fit.
  @Test(arguments: [
    ("plot n st", ["style"]), ("plot n style=", ["ascii", "braille"]),
    ("plot n me", ["mem_before", "mem"]), ("plot n gh", ["ghost"]),
    ("plot n --", ["--svg", "--csv", "--json", "--npz", "--npy", "--force"]),
    ("plot n --svg o", ["old"]),
    ("plot n --svg a --s", []), ("hist n is", ["isi"]), ("raster la", ["last"]),
    ("phase f w", ["w"]), ("rate n bi", ["bin"]), ("watch n ev", ["every"]),
    ("compare n p", ["p"]),
  ])
  func completions(typed: String, expected: [String]) throws {
    var shell = ShellHarness(files: ["old": ""])
    try shell.run("create lif n; create lif p n=3; create fitzhughnagumo f")
    let completion = Completion(
      typed, cursor: typed.utf8.count, session: shell.workbench.session, host: shell.host)
    #expect(completion.candidates.map(\.text) == expected)
  }
}
