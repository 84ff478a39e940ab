import Equations
import Shell
import Synchronization
import TerminalText
import Testing

@Suite struct WatchTests {
  private static let nodes =
    "create lif n tau=10; feed n const 1.3; create lif p n=5; feed p const 1.5"

  /// What a command does on a screen that shows so many frames.
  private func watch(
    _ text: String, frames most: Int = .max
  ) throws -> (shell: ShellHarness, report: Report, frames: [String]) {
    var shell = ShellHarness()
    try shell.run(Self.nodes)
    let shown = Screen()
    let printer = shell.printer
    shell.host.screen.animate = { next in
      for _ in 0..<most {
        guard let frame = next(.init(columns: 80, rows: 24)) else { return }
        shown.add(printer.text(of: frame.report) ?? "")
      }
    }
    let report = try shell.workbench.perform(text, host: shell.host)
    return (shell, report, shown.frames)
  }

  @Test(arguments: [
    ("watch n 30", 30), ("watch p 30 every=7", 5), ("watch n 30 style=braille height=6", 30),
    ("watch n 400", 200),
  ])
  func aScreenAndAPipeEndTheSame(command: String, count: Int) throws {
    let (shell, report, frames) = try watch(command)
    #expect(frames.count == count)
    var other = ShellHarness()
    try other.run(Self.nodes)
    #expect(try other.run(command) == shell.printer.text(of: report))
    var same = shell
    same.host.screen.animate = nil
    #expect(
      try same.run("table \(command.split(separator: " ")[1])")
        == other.run("table \(command.split(separator: " ")[1])"))
  }

  @Test func aFrameFitsTheScreenAndShowsTheLatestSteps() throws {
    let (_, _, frames) = try watch("watch n 150 every=1")
    for frame in frames {
      let lines = frame.split(separator: "\n")
      #expect(lines.count < 24 && lines.allSatisfy { $0.count <= 80 })
    }
    #expect(frames[149].hasPrefix("n at step 150; Ctrl-C stops\nmem of n\n"))
    #expect(frames[149].contains("100") && !frames[149].contains(" 50 "))
  }

  @Test func stoppingKeepsWhatWasDone() throws {
    var (shell, report, frames) = try watch("watch n 100", frames: 7)
    #expect(frames.count == 7)
    #expect(report.problem?.kind == .interrupted)
    #expect(
      report.problem?.diagnostic.message
        == "stopped by Ctrl-C after step 7 of 'n'; its state is kept")
    #expect(shell.printer.text(of: report)?.hasPrefix("mem of n") == true)
    try shell.run("expect n.time == 7")
    // Stopped before the first frame nothing was done.
    (shell, report, _) = try watch("watch n 100", frames: 0)
    #expect(report.problem?.kind == .interrupted)
    try shell.run("expect n.time == 0")
  }

  @Test func aRunThatBreaksOffIsTold() throws {
    var shell = ShellHarness()
    try shell.run("define X = IF integral { mem = 1 / (3 - input) }; create X x; feed x 0 1 2 3 4")
    shell.host.screen.animate = { next in while next(.init(columns: 80, rows: 24)) != nil {} }
    let report = try shell.workbench.perform("watch x 5 every=1", host: shell.host)
    #expect(report.problem?.kind == .failure)
    #expect(report.problem?.diagnostic.message.contains("before step 4") == true)
    try shell.run("expect x.time == 3")
  }

  // What keys did is in the journal and in a recording as the commands that do the same.
  @Test func keysChangeWhatIsWatched() throws {
    var shell = ShellHarness()
    try shell.run(Self.nodes + "; record r.nsh")
    let shown = Screen()
    let printer = shell.printer
    shell.host.screen.hasKeys = true
    let pressed: [Int: [Key]] = [
      3: [.arrow(.right), .arrow(.right), .arrow(.up)],
      5: [.arrow(.up), .arrow(.left), .arrow(.left), .arrow(.down)],
      6: [.tab()], 8: [.character("-"), .character("x"), .enter],
    ]
    shell.host.screen.animate = { next in
      for frame in 0... {
        let moment = Host.Screen.Moment(columns: 80, rows: 24, keys: pressed[frame] ?? [])
        guard let frame = next(moment) else { return }
        shown.add(printer.text(of: frame.report) ?? "")
      }
    }
    let session = shell.workbench.session
    let report = try shell.workbench.perform("watch n 20 every=2", host: shell.host)
    #expect(report.problem == nil && shown.frames.count == 10)
    #expect(shown.frames[2].contains("[input 1.3]") && shown.frames[3].contains("[tau 11 (10)]"))
    #expect(shown.frames[5].contains("mem of n") && !shown.frames[6].contains("mem of n"))
    #expect(shown.frames[8].contains("'input' cannot be '-x'"))
    var same = ShellHarness()
    try same.run(
      Self.nodes
        + "; run n 6; set n tau=11; run n 4; set n tau=12; feed n const 1.2; run n 10")
    #expect(same.workbench.session.fingerprint == shell.workbench.session.fingerprint)
    // A journal comes to the same, and undo takes all of it back.
    let entry = JournalEntry(
      statement: "watch n 20 every=2", answers: HostAnswers(), report: report,
      session: shell.workbench.session)
    var restored = ShellHarness()
    try restored.run(Self.nodes)
    try restored.workbench.restore([entry])
    #expect(restored.workbench.session.fingerprint == shell.workbench.session.fingerprint)
    try shell.run("record off")
    let text = try #require(String(contents: try shell.host.files.read("r.nsh").get()))
    #expect(
      text.contains("# watch n 20 every=2, which is:\nrun n 6\nset n tau=11\n"))
    #expect(Replay(try SessionFile(text), path: "r", host: Host()).failures == [])
    try shell.run("undo")
    #expect(shell.workbench.session.isSame(as: session))
  }

  @Test func escEndsIt() throws {
    var shell = ShellHarness()
    try shell.run(Self.nodes)
    shell.host.screen.hasKeys = true
    shell.host.screen.animate = { next in
      _ = next(.init(columns: 80, rows: 24))
      _ = next(.init(columns: 80, rows: 24, keys: [.escape]))
    }
    let report = try shell.workbench.perform("watch n 100", host: shell.host)
    #expect(report.problem == nil)
    try shell.run("expect n.time == 1")
  }
}

/// Frames that were shown.
private final class Screen: Sendable {
  private let shown = Mutex<[String]>([])

  var frames: [String] { shown.withLock { $0 } }

  func add(_ frame: String) { shown.withLock { $0.append(frame) } }
}
