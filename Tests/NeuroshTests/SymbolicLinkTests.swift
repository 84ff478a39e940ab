import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Links that lead out of the folder that a session file has to stay in.
@Suite(.serialized) struct SymbolicLinkTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["in", "out", "in/real"] {
      try FileManager.default.createDirectory(
        atPath: path(name), withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(
      atPath: path("in/link"), withDestinationPath: path("out"))
  }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder))
  }

  // A folder takes turns with a link while files in it are read and written.
  @Test func noLinkIsFollowedThatCameAfterTheCheck() throws {
    let other = try Program.run("-c", "create if secret; save \(path("out/s.session"))")
    #expect(other.status == 0)
    folder.write(
      "in/main.nsh",
      "create lif n\n"
        + String(
          repeating: "save turn/n.session --force\nload turn/s.session\nplot n --csv turn/n.csv\n",
          count: 400))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["-k", path("in/main.nsh")]
    process.environment = Program.environment(home: folder.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    var turns = 0
    while process.isRunning {
      for name in ["in/real", "in/link"] {
        rename(path(name), path("in/turn"))
        usleep(20)
        rename(path("in/turn"), path(name))
      }
      turns += 1
    }
    #expect(turns > 100)
    #expect(try names("out") == ["s.session"])
    #expect(try names("in/real").allSatisfy { !$0.hasSuffix(".new") })
    // What was saved never has the node in it that is only outside.
    let saved = path("in/real/n.session")
    if FileManager.default.fileExists(atPath: saved) {
      #expect(try Program.run("-c", "load \(saved); show secret").status == 1)
    }
  }

  @Test func blessingAFolderStaysInIt() throws {
    let file = folder.write("out/other.nsh", "create lif n\nshow n.tau\n#> 3\n")
    try FileManager.default.createSymbolicLink(
      atPath: path("in/other.nsh"), withDestinationPath: "../out/other.nsh")
    let before = FileManager.default.contents(atPath: file)
    let refused = try Program.run("check", "--bless", path("in"))
    #expect(refused.status == 1)
    #expect(refused.errors.contains("in/other.nsh: error: cannot be written: it is outside"))
    #expect(FileManager.default.contents(atPath: file) == before)
    // By its name, or where all is trusted, it is what the user means.
    #expect(try Program.run("check", "--bless", "--trust", path("in")).status == 0)
    #expect(FileManager.default.contents(atPath: file) != before)
    folder.write("out/other.nsh", before ?? Data())
    #expect(try Program.run("check", "--bless", path("in/other.nsh")).status == 0)
    #expect(FileManager.default.contents(atPath: file) != before)
  }
}
