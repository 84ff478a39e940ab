import Shell
import Testing

@Suite struct PhaseTests {
  @Test func phasePlane() throws {
    var shell = ShellHarness()
    try shell.run("create fitzhughnagumo n dt=0.5; feed n const 0.5; run n 100")
    let text = try shell.run("phase n mem,w height=12 mem=-2.5..2.5 w=-1..2")
    #expect(
      text == """
        w over mem of n   * trajectory   : mem nullcline   = w nullcline   > direction
        O unstable fixed point
         2 +    :                                           ===
           |   >::     <       <       <       <       < ====  <       <       <
           |     :::                ....*........*....*..*.*.*.*
           |       :*.*.......*.....               ===    ::::::******
         1 +   >    ** <       <       <       <===  ::::::    >    ::***      <
           |         **:                    ==== ::::                   :**
           |           ***               ====::::                         ***
         0 +   >       > ****: <      ====:::  >       >     ....*......*..*:* <
           |                *********O**.*.*..*...*......*...            ...**:
           |                   =====    ..*.....*........*...........*...     :::
           |   >       >    ====  *...*.       >       >       >       >       >::
        -1 +               ==                                                    :
           +-------+--------------+--------------+-------------+--------------+-------
                  -2             -1              0             1              2
                                               mem
        fixed point at mem -0.804848, w -0.13106: unstable focus
        for input 0.5
        """)
  }

  // A reset is a jump, not a way: where one goes on, another part of the trajectory begins. The peak
  // before it ends at the threshold, far below the overshoot of the step.
  @Test func phaseBreaksOffAtSpikesAndThreshold() throws {
    let files = MemoryFiles()
    var shell = ShellHarness()
    shell.host.files = files.access
    try shell.run("create adex n b=60pA dt=0.1ms; feed n const 800pA; run n 60ms")
    try shell.run("phase n mem,w --csv p.csv; plot n --csv n.csv")
    let parts = String(decoding: files["p.csv"] ?? [], as: UTF8.self)
      .split(separator: "\n").filter { $0.hasPrefix("n") }.dropFirst()
    // Eight spikes have nine parts between them.
    try shell.run("expect n.spikes == 8")
    #expect(Set(parts.compactMap { $0.split(separator: ",").first }).count == 9)
    let mem = parts.compactMap { Double($0.split(separator: ",")[1]) }
    #expect(mem.max() == 0)
    // So it does in the file of the trace.
    let rows = String(decoding: files["n.csv"] ?? [], as: UTF8.self).split(separator: "\n")
    #expect(rows[0] == "time (ms),mem_before (mV),mem (mV),spike,input (pA)")
    #expect(rows.dropFirst().compactMap { Double($0.split(separator: ",")[1]) }.max() == 0)
    #expect(rows.dropFirst().compactMap { Double($0.split(separator: ",")[2]) }.max() ?? 0 < 0)
  }

  @Test func fixedPointsAreInTheFile() throws {
    var shell = ShellHarness()
    try shell.run("create fitzhughnagumo n; feed n const 0.5; run n 9")
    shell.printer.mode = .csv
    let rows = try shell.run("phase n mem,w mem=-3..3 w=-3..3").split(separator: "\n")
    let point = rows.filter { $0.contains("fixed point") }
    #expect(point.count == 1 && point[0].hasPrefix("unstable fixed point,-0.80"))
    #expect(point[0].hasSuffix(",,"), "it has no change")
    #expect(rows.count { $0.hasPrefix("n,") } == 9)
  }
}
