import Equations
import OrderedCollections
import Shell
import TestSupport
import Testing

@Suite struct WorkbenchTests {
  private static let statements = [
    "create lif a", "create if", "create plif p n=3", "set a tau=3", "set p[2] tau=4", "drop a",
    "feed a const 1.5", "feed p noise 1 0.5", "run", "step 3", "reset", "seed 5", "list",
    "define X = LIF with tau = 7", "create X x", "drop X", "table p", "nonsense", "set a tau=0",
    "mark here", "mark x", "restore here", "back 2", "fork a twin", "fork here",
  ]

  @Test(arguments: 0..<40 as Range<UInt64>)
  func undoTakesEveryCommandBackAndRedoDoesItAgain(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var shell = ShellHarness()
    var sessions = [shell.workbench.session]
    for _ in 0..<25 {
      let statement = Self.statements.randomElement(using: &generator) ?? "list"
      _ = try? shell.run(statement)
      if shell.workbench.session != sessions.last { sessions.append(shell.workbench.session) }
    }
    for session in sessions.dropLast().reversed() {
      _ = try? shell.run("undo")
      #expect(shell.workbench.session.isSame(as: session))
    }
    for session in sessions.dropFirst() {
      _ = try? shell.run("redo")
      #expect(shell.workbench.session.isSame(as: session))
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func theSameCommandsGiveTheSameSession(seed: UInt64) {
    var shells = [ShellHarness(), ShellHarness()]
    for index in shells.indices {
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<25 {
        _ = try? shells[index].run(Self.statements.randomElement(using: &generator) ?? "list")
      }
    }
    #expect(shells[0].workbench.session.isSame(as: shells[1].workbench.session))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func saveAndLoadGiveBackEveryBit(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var shell = ShellHarness()
    for _ in 0..<30 {
      _ = try? shell.run(Self.statements.randomElement(using: &generator) ?? "list")
    }
    let before = shell.workbench.session
    try shell.run("save s.session; create lif extra; seed 99; load s.session")
    let after = shell.workbench.session
    #expect(after.nodes.keys == before.nodes.keys)
    #expect(after.isSame(as: before))
    // The next steps are the same as well.
    var other = ShellHarness()
    other.workbench = shell.workbench
    _ = try? shell.run("undo 2; run 5")
    _ = try? other.run("run 5")
  }

  @Test func aHeavyPastIsForgottenOldestFirst() throws {
    var shell = ShellHarness()
    shell.workbench = Workbench(heaviestPast: 3_000)
    // Each run records 400 numbers, which reset lets go of but undo keeps.
    try shell.run("create lif p")
    for _ in 0..<14 { try shell.run("run p 100; reset p") }
    let undone = try shell.run("undo 1000")
    #expect(undone.hasPrefix("undone: reset p; run p 100"))
    #expect(!undone.contains("create lif p"))
    #expect((10...20).contains(undone.split(separator: ";").count))
  }

  @Test func oddNumbersSurviveSaving() throws {
    var shell = ShellHarness()
    try shell.run(
      "create if n threshold=1e300; feed n 0.1 -0 5e-324 1e-310 1e299 0.30000000000000004")
    try shell.run(
      "run n 6; set n precision=float act=gate; set n tau=3".replacing("; set n tau=3", with: ""))
    let before = shell.workbench.session
    try shell.run("save s.session; drop n; load s.session")
    #expect(shell.workbench.session.isSame(as: before))
  }

  @Test func aDamagedFileIsRefusedWhateverIsWrong() throws {
    var shell = ShellHarness()
    try shell.run("create lif n n=2; feed n const 1; run n; define X = LIF; save s.session")
    guard case .success(let bytes) = shell.host.files.read("s.session") else {
      Issue.record("nothing was saved")
      return
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let damages: [(String, String)] = [
      ("\"population\":2", "\"population\":3"), ("\"population\":2", "\"population\":-1"),
      ("\"population\":2", "\"population\":99999999999"), ("\"time\":4", "\"time\":5"),
      ("\"steps\":4", "\"steps\":9223372036854775807"), ("\"version\":1", "\"version\":2"),
      ("\"model\":\"LIF\"", "\"model\":\"XYZ\""), ("\"name\":\"n\"", "\"name\":\"a b\""),
      ("\"start\":0", "\"start\":-9223372036854775808"), ("AAAA", "!!!!"), ("AAAA", "AAA"),
      ("\"format\":\"neurosh session\"", "\"format\":\"other\""), ("{", "["),
      ("define X = LIF", "define X = XYZ"),
    ]
    let before = shell.workbench.session
    for (part, damage) in damages {
      #expect(text.contains(part), "\(part)")
      let damaged = text.replacing(part, with: damage, maxReplacements: 1)
      shell.host.files = MemoryFiles(["d": damaged]).access
      #expect(throws: Diagnostic.self, "\(damage)") { try shell.run("load d") }
      #expect(shell.workbench.session.isSame(as: before))
    }
    for length in stride(from: 0, to: text.utf8.count - 1, by: 37) {
      shell.host.files = MemoryFiles(["d": String(text.prefix(length))]).access
      #expect(throws: Diagnostic.self) { try shell.run("load d") }
    }
  }
}
