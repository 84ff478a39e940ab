import Equations
import Foundation
import Shell
import Testing

@Suite struct SavedSessionTests {
  // What version 0.1 wrote: numbers of 32 bits, a model that was defined anew since, a fork, columns
  // by neuron, entries of a matrix, feeds of several kinds, spikes alone, and a synapse that learns.
  private static let text = #"""
    {"backend":"auto","connections":[{"carried":"spikes","columns":"AAAAAAAAAAA=","delay":2,"fat\#
    igue":[],"limits":[0,1.7976931348623157e+308],"name":"n_twin","pattern":{"all":{"includesSel\#
    f":false}},"pending":[],"plasticity":{"stdp":{"_0":{"depression":0.00525,"isNearest":false,"\#
    potentiation":0.005,"tauAfter":20,"tauBefore":20}}},"port":{"input":{"_0":"input"}},"rows":"\#
    AAAAAAAA8D8=","scale":1,"source":"n","sources":1,"target":"twin","targets":1,"traces":["AAAA\#
    AAAAAAA=","AAAAAAAAAAA=",""],"weights":"AAAAAAAA4D8="}],"current":"p","format":"neurosh \#
    session","models":["define X = LIF with tau = 7"],"modules":[],"nodes":[{"feeds":[{"input":"\#
    input","neurons":[0,1],"signal":{"start":0,"stream":1559627922,"waveform":{"list":{"_0":[1.5\#
    ,0,2]}}}}],"firstStates":["AAAAAAAAAAA=","AAAAAAAAAAA="],"model":"X","modelText":"define X =\#
     LIF with tau = 5","name":"n","population":1,"precision":"float","record":"all","segments":[\#
    {"columns":["AAAAAAAA+D8AAAAAAAAAAAAAAAAAAABA","AAAAQDMz0z8AAAAAUrjOPwAAAACq8eI\/","AAAAQDMz\#
    0z8AAAAAUrjOPwAAAACq8eI\/",""],"spikeCounts":"","spikes":["","",""],"steps":3}],"settings":{\#
    "alpha":"AAAAAAAACEA="},"states":["AAAAAKrx4j8=","AAAAAAAAAAA="],"surrogate":"Gate","time":3\#
    },{"feeds":[{"input":"input","neurons":[0,3],"signal":{"start":0,"stream":435088764,"wavefor\#
    m":{"constant":{"_0":10}}}},{"input":"input","neurons":[1,3],"signal":{"start":0,"stream":45\#
    1866383,"waveform":{"noise":{"deviation":0.2,"mean":1}}}}],"firstStates":["AAAAAABAUMAAAAAAA\#
    EBQwAAAAAAAQFDA","AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","AAAAAAAAKsAAAAAAAAAqwAAAAAAAACrA"],"mod\#
    el":"Izhikevich","name":"p","population":3,"precision":"double","record":"spikes","segments"\#
    :[{"columns":["","","","",""],"spikeCounts":"","spikes":["","",""],"steps":3}],"settings":{"\#
    a":"mpmZmZmZqT8=","b":"mpmZmZmZyT8zMzMzMzPTP5qZmZmZmck\/"},"states":["ltIznbLuTcDEQ5YvrJpNwC\#
    Do7O8WkE3A","AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","qXGIU+TyKcBRnq04M2UqwAyaJrMS8SnA"],"surrogat\#
    e":"Atan","time":3},{"feeds":[],"firstStates":["AAAAAAAAAAA=","AAAAAAAAAAA="],"model":"PSN",\#
    "name":"w","population":1,"precision":"double","record":"all","segments":[{"columns":["AAAAA\#
    AAAAAAAAAAAAAAAAAAAAAAAAAAA","AAAAAAAA8L8AAAAAAADwvwAAAAAAAPC\/","AAAAAAAA8L8AAAAAAADwvwAAAA\#
    AAAPC\/",""],"spikeCounts":"","spikes":["","",""],"steps":3}],"settings":{"step":"AAAAAAAAAE\#
    A="},"states":["AAAAAAAA8L8=","AAAAAAAAAAA="],"surrogate":"Sigmoid","time":3,"windowSettings\#
    ":{"weight":"AAAAAAAA4D8AAAAAAADgPwAAAAAAANA\/AAAAAAAA4D8="}},{"feeds":[{"input":"input","ne\#
    urons":[0,1],"signal":{"start":0,"stream":1559627922,"waveform":{"list":{"_0":[1.5,0,2]}}}}]\#
    ,"firstStates":["AAAAAAAAAAA=","AAAAAAAAAAA="],"model":"X","modelText":"define X = LIF with \#
    tau = 5","name":"twin","noiseStream":109103173,"population":1,"precision":"float","record":"\#
    all","segments":[{"columns":["AAAAAAAA+D8AAAAAAAAAAAAAAAAAAABA","AAAAQDMz0z8AAAAAUrjOPwAAAAC\#
    q8eI\/","AAAAQDMz0z8AAAAAUrjOPwAAAACq8eI\/",""],"spikeCounts":"","spikes":["","",""],"steps"\#
    :3}],"settings":{"alpha":"AAAAAAAACEA="},"states":["AAAAAKrx4j8=","AAAAAAAAAAA="],"surrogate\#
    ":"Gate","time":3}],"recordingMemory":800,"seed":1,"version":1}
    """#

  @Test func aFileOfTheFirstVersionIsReadAndWrittenAsItWas() throws {
    var shell = ShellHarness(files: ["old.session": Self.text + "\n"])
    try shell.run("load old.session; save new.session")
    let bytes = try shell.host.files.read("new.session").get()
    #expect(String(decoding: bytes, as: UTF8.self) == Self.text + "\n")
    try shell.run("expect n.mem == twin.mem; expect n.time == 3; expect n.tau == 5; run 5")
  }

  // Longer than the pieces that are written at a time, with a last piece of odd length.
  @Test func longColumnsAreWrittenAsOne() throws {
    var shell = ShellHarness()
    try shell.run(
      "create noisylif p n=101 mu=25; run p 1001; create lif q n=60000; run q 1; save long.session")
    let before = shell.workbench.session
    let bytes = try shell.host.files.read("long.session").get()
    // As JSONEncoder writes it, whatever stood in it.
    let decoded = try JSONSerialization.jsonObject(with: Data(bytes))
    let again = try JSONSerialization.data(withJSONObject: decoded, options: .sortedKeys)
    #expect(again.count + 1 == bytes.count)
    try shell.run("drop *; load long.session")
    #expect(shell.workbench.session.isSame(as: before))
  }

  // A file may hold what no command sets: it is then not taken.
  @Test(
    arguments: [
      ("\"settings\":{\"a\"", "\"settings\":{\"z\""),
      ("\"windowSettings\":{\"weight\"", "\"windowSettings\":{\"width\""),
      ("\"neurons\":[1,3]", "\"neurons\":[1,4]"), ("\"input\":\"input\"", "\"input\":\"put\""),
      ("\"time\":3", "\"time\":-3"), ("\"start\":0", "\"start\":4"),
    ])
  func partsThatDoNotFitAreRefused(part: String, other: String) throws {
    #expect(Self.text.contains(part))
    let damaged = Self.text.replacing(part, with: other, maxReplacements: 1)
    var shell = ShellHarness(files: ["old.session": damaged])
    #expect(throws: (any Error).self) { try shell.run("load old.session") }
  }

  // Characters that nobody sees, or that turn the reading order, are in no name: two could look alike.
  @Test(
    arguments: ["a\u{202E}b", "a\u{9B}2J", "a\u{200B}", "\u{2066}a", "a b", "2a", ""],
    ["node", "connection", "module", "mark"])
  func namesThatCannotBeAreRefused(name: String, kind: String) throws {
    let files = MemoryFiles()
    var shell = ShellHarness()
    shell.host.files = files.access
    try shell.run("create lif n; create lif m; connect n -> m name=c; module g: n m; mark k")
    try shell.run("save s")
    let own = ["node": "m", "connection": "c", "module": "g", "mark": "k"][kind] ?? ""
    let text = String(decoding: files["s"] ?? [], as: UTF8.self)
    let other = text.replacing("\"name\":\"\(own)\"", with: "\"name\":\"\(name)\"")
    #expect(other != text)
    #expect(shell.host.files.write("t", Array(other.utf8), true) == nil)
    let error = shell.refusal("load «t»")
    let shown = name.unicodeScalars.map {
      $0.value < 0x80 ? String($0) : "\\u{\(String($0.value, radix: 16))}"
    }.joined()
    #expect(error?.message.contains("it has a \(kind) '\(shown)', which cannot be") == true)
  }

  @Test(arguments: ["create lif a\u{202E}b", "create lif n; mark a\u{200B}"])
  func norAreTheyMade(typed: String) {
    var shell = ShellHarness()
    #expect(throws: Diagnostic.self) { try shell.run(typed) }
  }

  // A node, a synapse and a neuron of the user's are what they were, whatever has their names now.
  @Test(
    arguments: [
      "define A = LIF with tau=3; define B = A; create B b; define A = LIF with tau=9",
      "define A = LIF with tau=3; define B = A; define A = LIF with tau=9; create B b; drop A",
      "define A = LIF with tau=3; define B = A; create B b; drop B; drop A",
      "define A = LIF with tau=3; define B = A; define A = B; create A b",
      "define A = LIF with tau=3; define B = A; define A = B; create A b; drop A; drop B",
      "define A = LIF with tau=3; define A = A; define B = A; create B b; define A = IF",
      "define A\n inherits LIF\n param q = 3\nend; define B = A with tau = 3, q = 2; create B b; define A = IF",
      "define A = LIF with tau=3; define B = A; create B b; mark x; define A = IF; drop b; restore x",
      """
      define S = ExpSynapse; define T = S; define S = LIF; create relay a; create lif b tau=3; \
        connect a -> b synapse=T; feed a const 1
      """,
      "create lif b tau=3; create ExpSynapse s; set s act=gate",
    ])
  func whatIsSavedIsWhatItWasWhateverBecameOfTheLibrary(commands: String) throws {
    var shell = ShellHarness()
    try shell.run(commands + "; save s")
    let before = shell.workbench.session
    try shell.run("load s; expect b.tau == 3")
    #expect(shell.workbench.session.isSame(as: before))
    #expect(shell.workbench.session.fingerprint == before.fingerprint)
  }

  @Test func aRedefinitionSaysWhatStaysAsItWas() throws {
    var shell = ShellHarness()
    try shell.run("define A = ExpSynapse; define B = A; create lif n; create lif m")
    try shell.run("connect n -> m synapse=B name=nm; create B b")
    #expect(
      try shell.run("define A = LIF") == """
        A: builds on LIF
        as before, with the earlier A: B, b, nm
        """)
    #expect(
      try shell.run("define C = A; define B = A") == """
        C: builds on A
        B: builds on A
        as before, with the earlier B: b, nm
        """)
    #expect(try shell.run("define C = A") == "C: builds on A")
  }

  // What could not be gone on from is refused where it arises, and not when the file is read.
  @Test(
    arguments: [
      ("connect a -> b weight=1e308 deviation=«1e308»", "some weights would be infinite"),
      ("create refractorylif r; connect r -> r self=true weight=«1e305A»", "'weight' cannot be"),
      ("create X «x»", "'w' of 'x' would begin at inf"),
      ("create X y q=1; set y q=0; reset «y»", "'w' of 'y' would begin at inf"),
    ])
  func nothingInfiniteComesAbout(typed: String, why: String) throws {
    var shell = ShellHarness()
    try shell.run("define X\n inherits LIF\n param q = 0\n state w = 1/q\nend")
    try shell.run("create relay a; create if b")
    let refusal = shell.refusal(typed)
    #expect(refusal?.message.hasPrefix(why) == true)
  }

  // Learning and synapses stop before the step that would leave something infinite or undefined.
  @Test(
    arguments: [
      (
        "learn ab rewarded potentiation=1e308 depression=1e308",
        "'ab' stopped before step 2: what waits for a reward is not a finite number"
      ),
      (
        "feed a const 1e308; learn ab stdp potentiation=0 depression=0",
        "'ab' stopped before step 2: the trace of spikes before"
      ),
      (
        "feed a const 1e308; set ab weight=0.9; connect a -> b synapse=AlphaSynapse name=c",
        "'c' stopped before step 1: rise of AlphaSynapse is not a finite number"
      ),
    ])
  func whatIsSavedAfterAStopIsLoaded(commands: String, why: String) throws {
    var shell = ShellHarness()
    try shell.run("create relay a; create ReLU b; connect a -> b weight=1 name=ab; feed a const 1")
    try shell.run(commands)
    let report = try shell.workbench.perform("run 9", host: shell.host)
    #expect(report.problem?.diagnostic.message.hasPrefix(why) == true)
    let before = shell.workbench.session
    try shell.run("save s; load s")
    #expect(shell.workbench.session.isSame(as: before))
  }
}
