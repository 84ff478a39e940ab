import Equations
import OrderedCollections
import Simulation
import Synchronization
import TerminalText
import Testing

@testable import Shell

@Suite struct TuneTests {
  private static let node = "create lif n tau=10; feed n const 1.3; run n 60"

  // Somebody who presses some keys, and what he saw.
  private func tune(
    _ text: String, _ nodes: String = node, keys: [Key], columns: Int = 80, rows: Int = 24
  ) throws -> (shell: ShellHarness, report: Report, frames: [String]) {
    var shell = ShellHarness()
    try shell.run(nodes)
    let frames = Mutex<[String]>([])
    let printer = ReportText(width: columns)
    shell.host.screen.hasKeys = true
    shell.host.screen.animate = { next in
      for key in [nil] + keys.map(Optional.some) {
        let moment = Host.Screen.Moment(
          columns: columns, rows: rows, keys: key.map { [$0] } ?? [])
        guard let frame = next(moment) else { return }
        frames.withLock { $0.append(printer.text(of: frame.report) ?? "") }
      }
    }
    let report = try shell.workbench.perform(text, host: shell.host)
    return (shell, report, frames.withLock { $0 })
  }

  @Test func enterMakesOneSet() throws {
    let keys: [Key] = [
      .arrow(.up), .arrow(.up), .arrow(.down, isShifted: true), .arrow(.right), .character("1"),
      .character("."), .character("5"), .character("9"), .backspace, .enter, .enter,
    ]
    let (shell, _, frames) = try tune("tune n tau,input", keys: keys)
    #expect(frames[0].hasPrefix("[tau 10]  input 1.3\ntrace, Tab: f-I;"))
    #expect(frames[1].hasPrefix("[tau 11 (10)]  input 1.3\n"))
    #expect(frames[3].hasPrefix("[tau 11.9 (10)]  input 1.3\n"))
    #expect(frames[8].hasPrefix("tau 11.9 (10)  [input 1.59_]\n"))
    #expect(frames[10].hasPrefix("tau 11.9 (10)  [input 1.5 (1.3)]\n"))
    // The first run stays behind it.
    #expect(frames[1].contains("4 spikes before") && !frames[0].contains("11 ("))
    var same = ShellHarness()
    try same.run(Self.node + "; set n tau=11.9; feed n const 1.5")
    #expect(shell.workbench.session.isSame(as: same.workbench.session))
    var back = shell
    #expect(try back.run("undo") == "undone: set n tau=11.9; feed n const 1.5")
    var before = ShellHarness()
    try before.run(Self.node)
    #expect(back.workbench.session.isSame(as: before.workbench.session))
  }

  @Test func thePhasePlaneKeepsTheTrajectoryOfTheStart() throws {
    let node = "create izhikevich n; feed n const 10; run n 400"
    let (_, _, frames) = try tune(
      "tune n input", node, keys: [.tab(isShifted: false), .arrow(.up)])
    #expect(frames[1].contains("phase plane, Tab:") && !frames[1].contains(". before"))
    #expect(frames[2].contains(" (10)]") && frames[2].contains(". before"))
  }

  @Test(
    arguments: [[.escape], [], [.arrow(.up), .character("7"), .escape, .escape], [.enter]]
      as [[Key]])
  func allIsAsItWas(keys: [Key]) throws {
    let (shell, report, _) = try tune("tune n", keys: keys)
    #expect(shell.printer.text(of: report) == "n is as it was")
    var before = ShellHarness()
    try before.run(Self.node)
    #expect(shell.workbench.session.isSame(as: before.workbench.session))
    #expect(shell.workbench.changes == before.workbench.changes)
  }

  @Test func itIsJournaledAndRecordedAsItsSet() throws {
    var (shell, report, _) = try tune(
      "tune n tau", Self.node + "; record r.nsh", keys: [.arrow(.down), .enter])
    let entry = JournalEntry(
      statement: "tune n tau", answers: HostAnswers(), report: report,
      session: shell.workbench.session)
    #expect(entry.equivalent == "set n tau=9")
    var restored = ShellHarness()
    try restored.run(Self.node)
    try restored.workbench.restore([entry])
    #expect(restored.workbench.session.isSame(as: shell.workbench.session))
    try shell.run("record off")
    let text = try #require(String(contents: try shell.host.files.read("r.nsh").get()))
    #expect(text.hasSuffix("# tune n tau, which is:\nset n tau=9\n"))
  }

  @Test(arguments: [
    (40, 12), (60, 20), (80, 24), (120, 40), (240, 60),
  ])
  func everyViewFitsTheScreen(columns: Int, rows: Int) throws {
    let nodes = "create fitzhughnagumo n; feed n const 0.5; run n 2000"
    let (_, _, frames) = try tune(
      "tune n input,a", nodes,
      keys: [.tab(), .tab(), .tab(), .tab(), .tab(isShifted: true), .arrow(.up)],
      columns: columns, rows: rows)
    let titles = frames.map { $0.split(separator: "\n")[1].prefix { $0 != "," } }
    #expect(
      titles == ["trace", "phase plane", "f-I", "raster", "trace", "raster", "raster"])
    for frame in frames {
      let lines = frame.split(separator: "\n", omittingEmptySubsequences: false)
      // The least plot is 6 rows high.
      #expect(lines.count < max(rows, 20), "\(titles)")
      #expect(lines.allSatisfy { $0.count <= columns })
    }
  }

  @Test func limitsHoldAndAreTold() throws {
    let (shell, _, frames) = try tune(
      "tune n tau", keys: ["-", "3"].map { .character($0) } + [.enter, .escape])
    #expect(frames[3].contains("'tau' cannot be"))
    #expect(frames[3].hasPrefix("[tau 10]"))
    try #require(frames.count == 4)
    var same = shell
    try same.run("expect n.tau == 10")
  }

  // A step is 1, 2 or 5 times a power of ten, and values stay on steps.
  @Test(arguments: [
    (10.0, true, false, 11.0), (10, false, false, 9), (9, true, false, 9.5),
    (1.3, true, false, 1.4),
    (0.3, false, false, 0.28), (-65, true, false, -60), (-65, false, true, -65.5),
    (0, true, false, 0.1),
    (0, false, true, -0.01), (120, true, false, 130), (7, true, true, 7.05),
    (1e-5, true, false, 1.1e-5),
  ])
  func aKeyTurnsByAStep(start: Double, isUp: Bool, isFine: Bool, next: Double) throws {
    var shell = ShellHarness()
    try shell.run("create if n threshold=1; feed n const \(start)")
    let node = try #require(shell.workbench.session.nodes["n"])
    var knob = try node.knob(Name("input", SourceRange(0, 5)))
    knob.turn(isUp: isUp, isFine: isFine)
    #expect(knob.value == next)
  }

  // From one end to the other and back, through 0.
  @Test func stepsLeadBack() throws {
    var shell = ShellHarness()
    try shell.run("create if n; feed n const 1.5")
    var knob = try #require(shell.workbench.session.nodes["n"]).knob(
      Name("input", SourceRange(0, 5)))
    for _ in 0..<30 { knob.turn(isUp: false, isFine: false) }
    #expect(knob.value == -1.5)
    for _ in 0..<30 { knob.turn(isUp: true, isFine: false) }
    #expect(knob.value == 1.5)
  }

  @Test(arguments: [
    "create lif n; tune n «tua»", "create lif n; feed n ramp 0 1; tune n «input»",
    "create lif p n=2; set p[1] tau=3; tune p «tau»", "create lif p n=2; tune «p[1]»",
    "create lif n; tune n tau for=«0»",
  ])
  func whatCannotBeTunedIsRefused(typed: String) {
    var shell = ShellHarness()
    shell.host.screen.hasKeys = true
    shell.host.screen.animate = { _ in Issue.record("nothing is to be shown") }
    #expect(shell.refusal(typed) != nil)
  }

  @Test(arguments: ["tune", "watch"])
  func wholeNodesAreAskedForByTheVerb(verb: String) {
    var shell = ShellHarness()
    #expect(shell.refusal("create lif p n=2; \(verb) «p[1]»")?.expected == "'\(verb) p'")
  }

  @Test func withoutKeysItIsRefused() {
    var shell = ShellHarness(files: ["t.nsh": "create lif n\ntune n\n"])
    #expect(
      shell.refusal("create lif n; «tune» n tau")?.message
        == "'tune' listens to keys, and there are none here")
    shell.host.screen.hasKeys = true
    shell.host.screen.animate = { _ in Issue.record("nothing is to be shown") }
    #expect(throws: Diagnostic.self) { try shell.run("source t.nsh") }
  }
}
