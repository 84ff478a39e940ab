import Neurons
import OrderedCollections
import Simulation
import Testing

@testable import Shell

@Suite struct FingerprintTests {
  // A session that differs from another one in what later steps follow from, and in nothing else:
  // what both begin with, and how the one and the other go on.
  @Test(
    arguments: [
      ("", "feed p[1] const 1", "feed p[2] const 1"),
      ("", "feed p const 1", "feed p[1..2] const 1"),
      ("", "feed p 1 2 3", "feed p 1 2 4"),
      ("", "feed p noise 0 1; feed p + noise 0 1", "feed p + noise 0 1; feed p noise 0 1"),
      ("create threecomp m", "feed m.basal_input const 0", "feed m.apical_input const 0"),
      ("", "feed p const 0; run p 2", "run p 2; feed p const 0"),
      ("create psn w step=2", "set w weight[1,2]=0.1", "set w weight[2,1]=0.1"),
      ("create psn w step=2", "set w weight=0.1", "set w weight=0.2"),
      ("", "connect n -> p delay=1", "connect n -> p delay=2"),
      ("", "connect n -> p", "connect n -> p.mem"),
      ("", "connect n -> p weight=1", "connect n -> p weight=2"),
      ("", "connect p -> p delay=1", "connect p -> p delay=1 self=true"),
      ("", "connect n -> p synapse=gap weight=0.1", "connect n -> p weight=0.1 delay=1"),
      ("", "connect n -> p synapse=ExpSynapse tau=2", "connect n -> p synapse=ExpSynapse tau=3"),
      ("connect n -> p", "learn n_p stdp", "learn n_p stdp tau_after=9"),
      ("connect n -> p", "learn n_p stdp max=2", "learn n_p stdp max=3"),
      ("connect n -> p", "learn n_p hebb", "learn n_p bcm"),
      ("connect n -> p", "learn n_p tsodyks use=0.5", "learn n_p tsodyks use=0.6"),
      ("connect n -> p; learn n_p rewarded", "set n_p reward=1", "set n_p reward=2"),
      ("", "module g: n p", "module g: p n"),
      ("fork n one", "set one tau=3", "fork n two; drop one; set two tau=3"),
    ])
  func whateverFollowsIsInIt(start: String, one: String, other: String) throws {
    let fingerprints = try [one, other, one].map { statement in
      var shell = ShellHarness()
      try shell.run("create lif n; create lif p n=3; \(start); \(statement)")
      return shell.workbench.session.fingerprint
    }
    #expect(fingerprints[0] != fingerprints[1])
    #expect(fingerprints[0] == fingerprints[2])
  }

  // Feeds that differ in one part; no part is left out, which there may be more of some day.
  @Test func aFeedCountsByAllItsParts() {
    let waveforms: [Signal.Waveform] = [
      .list([1]), .list([1, 1]), .list([]), .constant(1), .constant(2),
      .pulse(amplitude: 1, onset: 1, duration: 1, period: nil),
      .pulse(amplitude: 2, onset: 1, duration: 1, period: nil),
      .pulse(amplitude: 1, onset: 2, duration: 1, period: nil),
      .pulse(amplitude: 1, onset: 1, duration: 2, period: nil),
      .pulse(amplitude: 1, onset: 1, duration: 1, period: 1),
      .ramp(first: 1, last: 1, duration: 1), .ramp(first: 2, last: 1, duration: 1),
      .ramp(first: 1, last: 2, duration: 1), .ramp(first: 1, last: 1, duration: 2),
      .sine(amplitude: 1, period: 1, offset: 1, phase: 1),
      .sine(amplitude: 2, period: 1, offset: 1, phase: 1),
      .sine(amplitude: 1, period: 2, offset: 1, phase: 1),
      .sine(amplitude: 1, period: 1, offset: 2, phase: 1),
      .sine(amplitude: 1, period: 1, offset: 1, phase: 2), .noise(mean: 1, deviation: 1),
      .noise(mean: 2, deviation: 1), .noise(mean: 1, deviation: 2), .poisson(rate: 1, weight: 1),
      .poisson(rate: 2, weight: 1), .poisson(rate: 1, weight: 2),
      .pieces(Signal.Pieces(edges: [0, 1], currents: [1])),
      .pieces(Signal.Pieces(edges: [0, 2], currents: [1])),
      .pieces(Signal.Pieces(edges: [0, 1], currents: [2])),
      .encoded(Encoding(.rate, [0.5], window: 4, neurons: 0..<1)),
      .encoded(Encoding(.rate, [0.5], window: 5, neurons: 0..<1)),
    ]
    let signals =
      waveforms.map { Signal($0) } + [
        Signal(.constant(1), start: 1), Signal(.constant(1), stream: 1),
      ]
    let feeds =
      signals.map { Feed($0, neurons: 0..<2, input: "a") } + [
        Feed(signals[3], neurons: 1..<2, input: "a"), Feed(signals[3], neurons: 0..<3, input: "a"),
        Feed(signals[3], neurons: 0..<2, input: "b"),
      ]
    let hashes = feeds.map { feed in
      var hash = StableHash()
      hash.add(feed)
      return hash.value
    }
    #expect(Set(hashes).count == feeds.count)
    func parts(_ value: Any) -> [String] {
      Mirror(reflecting: value).children.map { $0.label ?? "" }
    }
    #expect(parts(feeds[0]) == ["signal", "neurons", "input"])
    #expect(parts(signals[0]) == ["waveform", "start", "stream"])
    #expect(parts(Signal.Pieces(edges: [0, 1], currents: [1])) == ["edges", "currents"])
  }

  // What is on its way or was learnt, which takes a run to make, and what no command changes alone.
  @Test(arguments: 0..<5) func whateverIsOnItsWayIsInIt(change: Int) throws {
    var shell = ShellHarness()
    try shell.run("create relay n; feed n const 1; create lif p n=3; connect n -> p delay=3")
    try shell.run("learn n_p stdp; learn n_p tsodyks; run 6")
    var session = shell.workbench.session
    let before = session.fingerprint
    var connection = try #require(session.network.connections["n_p"])
    var (learning, fatigue) = (try #require(connection.learning), connection.fatigue)
    var pending = connection.pending
    #expect(!fatigue.isEmpty && !pending.isEmpty)
    switch change {
    case 0: connection.scale = 2
    case 1: learning = PlasticityState(before: [0.5], after: learning.now.after, eligibility: [])
    case 2: fatigue[0] = .rested
    case 3: pending[0].stepsLeft += 1
    default: pending[0].values[0] += 1
    }
    let fits = connection.restore(learning: learning, fatigue: fatigue, pending: pending)
    #expect(fits)
    session.network.connections["n_p"] = connection
    #expect(session.fingerprint != before)
  }
}
