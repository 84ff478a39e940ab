import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What becomes of devices, pipes, links and folders that something is written to.
@Suite struct WriteTargetTests {
  private static let spiking = "create lif n; feed n const 1.5; run n; "
  private static let rows = """
    step,mem_before,mem,spike,input
    1,0.75,0.75,0,1.5
    2,1.125,0,1,1.5
    3,0.75,0.75,0,1.5
    4,1.125,0,1,1.5

    """
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func kind(_ name: String) -> mode_t {
    var status = stat()
    return lstat(path(name), &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
  }

  /// Runs the program while another one reads from a pipe of the folder.
  private func read(
    from pipe: String, while arguments: String...
  ) throws -> (text: String, errors: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      ["-c", "cat \"$0\" > \"$1\" & shift; \"$@\"; status=$?; wait; exit $status"]
      + [path(pipe), path("read"), Program.path] + arguments
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = try String(contentsOfFile: path("read"), encoding: .utf8)
    return (text, String(decoding: complained, as: UTF8.self), process.terminationStatus)
  }

  @Test(arguments: ["", " --force"]) func pipesAreWrittenInto(force: String) throws {
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    let rows = try read(
      from: "pipe", while: "-c", Self.spiking + "plot n --csv \(path("pipe"))\(force)")
    #expect(rows.text == Self.rows)
    #expect(rows.errors == "" && rows.status == 0)
    let part = try read(
      from: "pipe", while: "sweep", "-c", "create lif n", "-o", path("pipe"), "n", "tau=1..3", "3")
    #expect(part.text.hasPrefix("# neurosh sweep") && part.status == 0)
    #expect(kind("pipe") == S_IFIFO)
  }

  @Test func aRecordingEndsWithTheReaderOfItsPipe() throws {
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    let recorded = try read(
      from: "pipe", while: "-c", "record \(path("pipe")) --force; create lif n")
    #expect(recorded.text.hasPrefix("#!/usr/bin/env neurosh\n"))
    #expect(recorded.status == 0)
    #expect(kind("pipe") == S_IFIFO)
  }

  @Test func aPipeThatNobodyReadsEndsWithControlC() throws {
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    let terminal = try PseudoTerminal(home: folder.path).upTo("neurosh> ")
    try terminal.type("save \(path("pipe")) --force\n", seeing: "--force\r\n")
    usleep(200_000)
    try terminal.type("\u{3}", seeing: "interrupted", "neurosh> ")
    terminal.send("quit\n")
    #expect(try terminal.expectExit() == 0)
  }

  @Test func devicesAreWrittenIntoAndStay() throws {
    // The numbers of /dev/null and /dev/full, which only root may give to a file.
    guard mknod(path("null"), S_IFCHR | 0o600, 1 << 8 | 3) == 0,
      mknod(path("full"), S_IFCHR | 0o600, 1 << 8 | 7) == 0,
      mknod(path("disk"), S_IFBLK | 0o600, 7 << 8 | 200) == 0
    else { return }
    let null = path("null")
    let kept = try Program.run(
      "-c", Self.spiking + "plot n --csv \(null) --force; save \(null); record \(null); run n")
    #expect(kept.errors == "" && kept.status == 0)
    let full = try Program.run("-c", "save \(path("full")) --force")
    #expect(full.errors.contains("no space left on device") && full.output == "")
    #expect(full.status == 1)
    let disk = try Program.run("-c", "save \(path("disk")) --force")
    #expect(disk.errors.contains("it is a block device") && disk.status == 1)
    #expect(kind("null") == S_IFCHR && kind("full") == S_IFCHR && kind("disk") == S_IFBLK)
  }

  @Test(arguments: ["/dev/stdout", "link"]) func outputIsWrittenInto(name: String) throws {
    try link("link", to: "/proc/self/fd/1")
    let target = name == "link" ? path(name) : name
    let plots = Self.spiking + "plot n --csv \(target); plot n --csv \(target)"
    #expect(try Program.run("-q", "-c", plots).output == Self.rows + Self.rows)
    // A regular file as the output is written on, not again from its beginning.
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "exec \"$0\" -q -c \"$1\" > \"$2\"", Program.path, plots, path("rows"),
    ]
    try process.run()
    process.waitUntilExit()
    #expect(try String(contentsOfFile: path("rows"), encoding: .utf8) == Self.rows + Self.rows)
    #expect(kind("link") == S_IFLNK)
  }

  @Test func linksToNothingAreFollowed() throws {
    try link("link", to: "new.session")
    try link("far", to: "missing/new.session")
    #expect(try Program.run("-c", "save \(path("link")) --force").status == 0)
    #expect(kind("link") == S_IFLNK && kind("new.session") == S_IFREG)
    let far = try Program.run("-c", "save \(path("far")) --force")
    #expect(far.errors.contains("there is no folder '\(path("missing"))'"))
    #expect(kind("far") == S_IFLNK)
  }

  @Test func sessionFilesDoNotFollowLinksOutOfTheirFolder() throws {
    let other = try TemporaryFolder()
    try link("out", to: "/proc/self/fd/1")
    try link("new", to: other.path + "/new")
    try link("deep", to: other.path + "/missing/folder")
    try link("inside", to: "here")
    for name in ["out", "new", "deep", "deep/x", "~/x", "/dev/stdout"] {
      let result = try Program.run(folder.write("s.nsh", "save \(name) --force"))
      #expect(result.errors.contains("which only --trust allows"), "\(name)")
      #expect(result.output == "" && result.status == 1)
    }
    #expect(try Program.run(folder.write("s.nsh", "save inside")).status == 0)
    #expect(kind("here") == S_IFREG)
    let missing = try Program.run(folder.write("s.nsh", "save missing/x"))
    #expect(missing.errors.contains("there is no folder '\(path("missing"))'"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: other.path) == [])
  }

  @Test func sweepsRefuseBeforeTheyBegin() throws {
    for (target, reason) in [
      (folder.path, "it is a folder"), (path("missing/x"), "there is no folder"),
      (folder.write("old", ""), "there is such a file already"),
    ] {
      let result = try Program.run("sweep", "-c", "nonsense", "-o", target, "n", "tau=1..3")
      #expect(result.errors.contains(reason) && !result.errors.contains("nonsense"))
      #expect(result.status == 1)
    }
  }

  @Test func tildeIsTheHomeFolder() throws {
    let home = ["HOME": folder.path]
    let result = try Program.run(
      ["-c", "create lif n; save ~/s.session; load \"~/s.session\"; show n.tau"], input: Data(),
      environment: home)
    #expect(result.errors == "" && result.output.hasSuffix("2\n"))
    #expect(kind("s.session") == S_IFREG)
    // What a session file below the home folder writes there is in its own folder.
    let below = try Program.run(
      [folder.write("s.nsh", "load ~/s.session; show n.tau")], input: Data(), environment: home)
    #expect(below.errors == "" && below.output.hasSuffix("2\n"))
  }
}
