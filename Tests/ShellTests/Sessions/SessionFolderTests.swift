import Equations
import Shell
import Testing

@Suite struct SessionFolderTests {
  // A path as a session file in `lessons/one` writes it, and the text that it finds there.
  @Test(arguments: [
    ("data.csv", "1"), ("deep/data.csv", "2"), ("deep/../data.csv", "1"),
    ("../data.csv", nil), ("/data.csv", nil), ("deep/../../data.csv", nil),
    ("..", nil), ("/", nil),
  ])
  func pathsBeginAtTheFolderAndStayBelowIt(path: String, content: String?) {
    let files = MemoryFiles([
      "lessons/one/data.csv": "1", "lessons/one/deep/data.csv": "2", "lessons/data.csv": "3",
      "/data.csv": "4", "data.csv": "5",
    ])
    let seen = files.access.seen(from: "lessons/one", isTrusted: false)
    // Files in memory have no `..`; where the real path leads is asked of the system otherwise.
    let plain = path.replacing("deep/../data", with: "data")
    let text = (try? seen.read(plain).get()).map { String(decoding: $0, as: UTF8.self) }
    #expect(text == content)
    #expect((seen.write(path, [], true) == nil) == (content != nil))
    let trusted = files.access.seen(from: "lessons/one", isTrusted: true)
    #expect((try? trusted.read("/data.csv").get()) == [UInt8(ascii: "4")])
  }

  @Test func whatIsSourcedStaysInItsOwnFolder() throws {
    var shell = ShellHarness(files: [
      "a/main.nsh": "create if n; source b/more.nsh; feed n csv in.csv; run n 1",
      "a/b/more.nsh": "feed n csv in.csv; run n 1", "a/in.csv": "0.25", "a/b/in.csv": "0.125",
      "a/out.nsh": "source ../in.nsh", "in.nsh": "create lif m",
      "a/save.nsh": "save kept.session; create lif k", "a/b/up.nsh": "save ../kept.session",
    ])
    try shell.run("source a/main.nsh; expect n.mem == 0.375")
    #expect(throws: (any Error).self) { try shell.run("source a/out.nsh") }
    do {
      try shell.run("source a/b/up.nsh")
    } catch {
      #expect(
        error.message == "a/b/up.nsh:1:6: cannot write '../kept.session': it is outside the folder"
          + " of its session file, which only --trust allows")
    }
    try shell.run("source a/save.nsh; load a/kept.session")
    // So does what is sourced by what is sourced: it stays in the inner folder, not in the outer one.
    for (inner, path) in [
      ("save ../kept.session --force", "../kept.session"), ("feed m csv ../in.csv", "../in.csv"),
      ("source ../save.nsh", "../save.nsh"),
    ] {
      var shell = ShellHarness(files: [
        "a/main.nsh": "create if m; source b/inner.nsh", "a/b/inner.nsh": inner, "a/in.csv": "0.25",
        "a/kept.session": "", "a/save.nsh": "create lif k", "a/b/in.csv": "0.5",
      ])
      do {
        try shell.run("source a/main.nsh")
        Issue.record("'\(inner)' left its folder")
      } catch {
        #expect(error.message.contains("b/inner.nsh:1:"))
        #expect(error.message.contains("'\(path)': it is outside the folder of its session file"))
      }
    }
    shell.host.trustsFiles = true
    try shell.run("source a/b/up.nsh")
  }
}
