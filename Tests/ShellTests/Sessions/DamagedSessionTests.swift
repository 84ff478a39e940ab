import Shell
import Testing

/// Saved sessions with one number that another program could have put there.
@Suite struct DamagedSessionTests {
  // Inputs of several kinds, and a connection that learns, delays and has a synapse.
  private static let saved: String = {
    var shell = ShellHarness()
    _ = try? shell.run(
      """
      create lif n; feed n pulse 1 2 3; create lif p n=3; feed p noise 1 0.2; create lif q
      feed p[2..3] encode rate 0.9 0.6; feed p + encode population-time 0.5 low=0 high=2
      connect p -> q weight=0.5 delay=2; learn p_q stdp; connect n -> q synapse=ExpSynapse
      module m: p q; run 4; save s.session
      """)
    guard case .success(let bytes) = shell.host.files.read("s.session") else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }()

  @Test(arguments: ["-1", "2", "1e308", "9223372036854775807", "-9223372036854775808"])
  func noNumberBringsItDown(extreme: String) throws {
    let places = Self.saved.ranges(of: /[:,\[]-?[0-9][0-9.e+\-]*(?=[,\]}])/)
    #expect(places.count > 60)
    for place in places {
      var text = Self.saved
      text.replaceSubrange(text.index(after: place.lowerBound)..<place.upperBound, with: extreme)
      var shell = ShellHarness()
      shell.host.files = MemoryFiles(["s": text]).access
      // Refused, or a session that runs, or stops with an error, as any other does.
      do { try shell.run("load s") } catch { continue }
      _ = try? shell.run("run n 3")
      _ = try? shell.run("run m 3; list; list connections; plot p; save t --force")
    }
  }
}
