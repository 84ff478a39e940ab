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
}
