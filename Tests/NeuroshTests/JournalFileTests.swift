import Foundation
import Testing

/// What becomes of a journal that is damaged, or that is read while Ctrl-C is pressed.
@Suite(.serialized) struct JournalFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  // Wide enough for the path of a journal.
  private func start() throws -> PseudoTerminal {
    try PseudoTerminal(home: folder.path, columns: 240)
  }

  // Leaves a journal with three entries behind.
  private func kill() throws {
    let terminal = try start().upTo("neurosh> ")
    try terminal.type("create lif n\n", seeing: "n step=0 mem=0> ")
    try terminal.type("seed 7\n", seeing: "n step=0 mem=0> ")
    try terminal.type("run n 2\n", seeing: "n step=2 mem=0> ")
    terminal.signal(SIGKILL)
    _ = try terminal.expectExit()
  }

  private var files: [String: Data] {
    let path = folder.path + "/.local/state/neurosh/journals"
    return Dictionary(
      uniqueKeysWithValues: folder.journals.map {
        ($0, FileManager.default.contents(atPath: "\(path)/\($0)") ?? Data())
      })
  }

  private func damage(_ change: (inout [Data]) -> Void) throws -> (name: String, bytes: Data) {
    let (name, bytes) = try #require(files.first)
    var lines = bytes.split(separator: UInt8(ascii: "\n")).map { Data($0) }
    change(&lines)
    let damaged = Data(lines.map { $0 + [UInt8(ascii: "\n")] }.joined())
    folder.write(".local/state/neurosh/journals/" + name, damaged)
    return (name, damaged)
  }

  // How often; the environment may ask for more.
  private static let interrupts =
    ProcessInfo.processInfo.environment["NEUROSH_KILLS"].flatMap { Int($0) } ?? 30

  @Test func controlCDuringAStartLosesNothing() throws {
    try kill()
    let before = files
    for _ in 0..<Self.interrupts {
      let terminal = try start()
      usleep(UInt32.random(in: 0...60_000))
      terminal.signal(SIGINT)
      usleep(UInt32.random(in: 0...20_000))
      terminal.signal(SIGKILL)
      _ = try terminal.expectExit()
      try #require(files == before)
    }
    let terminal = try start().upTo("restore it? [Y/n] ")
    try terminal.type("\n", seeing: "restored 3 commands\r\n", "n step=2 mem=0> ")
  }

  @Test func whatStandsBeforeADamagedByteIsOfferedAndAllIsKept() throws {
    try kill()
    let (name, bytes) = try damage { $0[2][40] ^= 1 }
    var terminal = try start().upTo("after 2 commands, the last: seed 7")
    try terminal.expect("an entry that is damaged")
    try terminal.expect("restore it? [Y/n] ")
    terminal.signal(SIGINT)
    try terminal.expect("it will be offered again")
    terminal.signal(SIGKILL)
    _ = try terminal.expectExit()
    #expect(files == [name: bytes])
    terminal = try start().upTo("restore it? [Y/n] ")
    try terminal.type("\n", seeing: "restored 2 commands", ".damaged", "n step=0 mem=0> ")
    #expect(files[name + ".damaged"] == bytes)
    // What is done from now on stands behind the good entries.
    try terminal.type("run n 5\n", seeing: "n step=5 mem=0> ")
    terminal.signal(SIGKILL)
    _ = try terminal.expectExit()
    terminal = try start().upTo("after 3 commands, the last: run n 5")
    try terminal.expect("restore it? [Y/n] ")
    try terminal.type("\n", seeing: "restored 3 commands\r\n", "n step=5 mem=0> ")
  }

  @Test func oneThatIsDamagedFromTheBeginningIsPutAside() throws {
    try kill()
    let (name, bytes) = try damage { $0[0][30] = 0 }
    let terminal = try start().upTo("it begins with an entry that is damaged")
    try terminal.expect("neurosh> ")
    #expect(files == [name + ".damaged": bytes])
  }

  @Test func oneOfANewerVersionStaysAsItIs() throws {
    try kill()
    let (name, bytes) = try damage { lines in
      // FNV-1a of the version and the text.
      let hash = [3, 120].reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01B3
      }
      lines[0] = Data("3 \(String(hash, radix: 16)) x".utf8)
    }
    let terminal = try start().upTo("it begins with an entry of a newer version of neurosh")
    try terminal.expect("neurosh> ")
    try terminal.type("create lif m\n", seeing: "m step=0 mem=0> ")
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
    #expect(files == [name: bytes])
  }

  @Test func whatGivesAnotherResultNowIsKept() throws {
    try kill()
    // An entry as an earlier program wrote it: the JSON alone.
    let (name, bytes) = try damage { lines in
      let json = String(decoding: lines[1].drop { $0 != UInt8(ascii: "{") }, as: UTF8.self)
      lines[1] = Data(json.replacing("seed 7", with: "seed 8").utf8)
    }
    let terminal = try start().upTo("restore it? [Y/n] ")
    try terminal.type("\n", seeing: "restored 1 of 3 commands", "n step=0 mem=0> ")
    #expect(files[name + ".damaged"] == bytes)
  }

  @Test(arguments: [nil, "", "here"]) func withoutAHomeNothingIsKept(home: String?) throws {
    let script = "cd '\(folder.path)'; " + (home.map { "HOME='\($0)'" } ?? "unset HOME")
    let terminal = try PseudoTerminal(
      home: folder.path, ["-c", script + "; exec \(Program.path)"], program: "/bin/bash"
    ).upTo("warning: what you do is not kept for a restart")
    try terminal.expect("neurosh> ")
    try terminal.type(
      "set session backend=native; create lif n; run n 30\n", seeing: "n step=30 mem=0> ")
    try terminal.type("seed 3\n", seeing: "seed 3\r\n", "n step=30 mem=0> ")
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
