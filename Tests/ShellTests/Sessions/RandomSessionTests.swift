import Equations
import Foundation
import Neurons
import OrderedCollections
import Simulation
import TestSupport
import Testing

@testable import Shell

/// Random sessions of whole commands, most of which can be done.
///
/// `NEUROSH_SESSIONS=5000 swift test --filter RandomSessionTests` tries that many of each.
@Suite struct RandomSessionTests {
  private static let count =
    ProcessInfo.processInfo.environment["NEUROSH_SESSIONS"].flatMap { Int($0) } ?? 60

  // After each command a saved session is the same when it is loaded, and goes on alike.
  @Test(arguments: 0..<count)
  func whatIsSavedIsLoadedAndGoesOn(seed: Int) throws {
    var script = RandomScript(seed: UInt64(seed))
    var shell = ShellHarness()
    try shell.run(RandomScript.beginning)
    var done = [RandomScript.beginning]
    for _ in 0..<25 {
      let command = script.command(in: shell.workbench.session)
      guard (try? shell.run(command)) != nil else { continue }
      done.append(command)
      let session = shell.workbench.session
      let loaded: Session
      do { loaded = try Session(savedBytes: session.savedParts().flatMap(\.self)) } catch {
        Issue.record("\(error) after: \(done.joined(separator: "; "))")
        return
      }
      let isSame = loaded == session && loaded.fingerprint == session.fingerprint
      let goesOn = Self.goneOn(loaded) == Self.goneOn(session)
      #expect(isSame && goesOn, "after: \(done.joined(separator: "; "))")
      guard isSame, goesOn else { return }
    }
  }

  // Whatever went on before a recording and in it, the recording does the same again.
  @Test(arguments: 0..<count)
  func whatIsRecordedIsReplayed(seed: Int) throws {
    var script = RandomScript(seed: UInt64(seed) + 1_000_000)
    var shell = ShellHarness()
    try shell.run(RandomScript.beginning)
    let beginning = Int.random(in: 0..<12, using: &script.generator)
    for index in 0..<24 {
      if index == beginning { try shell.run("record r.nsh") }
      _ = try? shell.run(script.command(in: shell.workbench.session))
    }
    try shell.run("record off")
    let text = String(decoding: try shell.host.files.read("r.nsh").get(), as: UTF8.self)
    let replay = Replay(try SessionFile(text), path: "r.nsh", host: Host())
    #expect(replay.failures == [], "in:\n\(text)")
  }

  private static func goneOn(_ session: Session) -> UInt64 {
    var workbench = Workbench(session, sourceDepth: 0)
    for command in ["run 3", "mark later", "fork later", "reset", "run 2"] {
      _ = try? workbench.perform(command, host: Host())
    }
    return workbench.session.fingerprint
  }
}

/// What might be typed next.
private struct RandomScript {
  static let beginning = """
    define A = LIF with tau = 3; define B = A; define S = AlphaSynapse; create Relay a; create B b; \
    connect a -> b weight=2; feed a const 1; module m: a
    """

  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private mutating func one(_ words: [String]) -> String {
    words.randomElement(using: &generator) ?? ""
  }

  /// A command about what there is, or might be.
  mutating func command(in session: Session) -> String {
    let node = one(Array(session.nodes.keys) + ["a"])
    let other = one(Array(session.nodes.keys) + ["b"])
    let connection = one(Array(session.network.connections.keys) + ["a_b"])
    let model = one(Array(session.models.userDefined.map(\.name)) + ["LIF", "IF", "ALIF", "Relay"])
    let new = one(["a", "b", "c", "d", "a_b", "b_c", "m", "a_fork"])
    let number = one(["0", "0.3", "1", "1.5", "3", "-0.1", "1e308", "5e-324"])
    return one([
      "define \(one(["A", "B", "C"])) = \(model) with tau = \(one(["2", "3", "5"]))",
      "define \(one(["A", "B", "C"])) = \(model)",
      "define S = \(one(["ExpSynapse", "AlphaSynapse", "S"]))",
      "define D\n  inherits \(model)\n  param q = \(number)\n  state w = 1/q\nend",
      "create \(model) \(new)", "create \(model) \(new) n=3", "create \(model)",
      "create noisylif \(new)", "create psn \(new) step=2 weight[1,2]=0.5",
      "connect \(node) -> \(other) weight=\(number) name=\(new)",
      "connect \(node) -> \(other) weight=2 deviation=\(number) delay=2",
      "connect \(node) -> \(other) synapse=\(one(["ExpSynapse", "AlphaSynapse", "S", "gap"]))",
      "connect \(node) -> \(other) weight=3 synapse=S delay=1 self=true",
      "learn \(connection) stdp potentiation=\(number) max=2", "learn \(connection) none",
      "learn \(connection) rewarded potentiation=\(number) depression=\(number) reward=1",
      "learn \(connection) \(one(["hebb", "bcm", "tsodyks"]))",
      "set \(connection) weight=\(number)", "set \(connection) reward=\(number)",
      "module \(new): \(node)", "module \(new): \(node) \(other)",
      "fork \(node)", "fork \(node) \(new)", "fork \(one(["x", "y"]))",
      "drop \(one([node, connection, new, "A", "B", "C", "S", "*"]))",
      "undo", "undo 3", "redo", "redo 2", "mark \(one(["x", "y"]))",
      "restore \(one(["x", "y"]))", "seed \(one(["1", "7"]))",
      "feed \(node) const \(number)", "feed \(node) noise 1 0.5", "feed \(node) \(number),1,2",
      "feed \(node) poisson 0.5 weight=\(number)", "feed \(node) none",
      "set \(node) tau=\(number)", "set \(node) mem=\(number)", "set \(node) w=\(number)",
      "set \(node) precision=float", "set \(node) record=\(one(["all", "spikes", "none"]))",
      "set \(node) act=gate", "run", "run 7", "run \(node) 4", "forward \(node)", "back 2",
      "reset \(node)", "until \(node).spikes == \(one(["1", "99"])) for=6",
      "until \(node).mem > 0.5 for=3", "expect \(node).time >= 2",
    ])
  }
}
