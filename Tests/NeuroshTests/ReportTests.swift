import Foundation
import Testing

/// `neurosh report`: what is written, and what is refused.
@Suite struct ReportTests {
  private static let session = """
    # Spikes
    create lif n; feed n const 1.5
    #? How many? = n.spikes
    #! Every second step has one.
    run n
    plot n

    """
  private let folder: TemporaryFolder
  private let file: String

  init() throws {
    folder = try TemporaryFolder()
    file = folder.write("s.nsh", Self.session)
  }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func text(_ name: String) -> String? {
    try? String(contentsOfFile: path(name), encoding: .utf8)
  }

  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  @Test(arguments: ["a.html", "a.HTM", "a.md", "a.markdown"])
  func aSessionBecomesOneFile(name: String) throws {
    let made = try Program.run("report", file, "-o", path(name))
    #expect(made.output == "" && made.errors == "" && made.status == 0)
    let text = try #require(self.text(name))
    #expect(text.hasPrefix(name.lowercased().contains("htm") ? "<!DOCTYPE html>" : "# Spikes\n"))
    #expect(!text.contains("Every second step"))
    let answered = try Program.run("report", "--answers", "--force", "-o", path(name), file)
    #expect(answered.errors == "" && answered.status == 0)
    #expect(self.text(name)?.contains("Every second step") == true)
    #expect(names == [name, "s.nsh"])
  }

  @Test func aLessonIsFoundByItsNumber() throws {
    let made = try Program.run(
      ["report", "2", "-o", path("a.html")], input: Data(),
      environment: ["NEUROSH_LESSONS": Program.sessions])
    #expect(made.errors == "" && made.status == 0)
    #expect(text("a.html")?.contains("<h1>Leak and tau</h1>") == true)
  }

  @Test(arguments: [
    ("a.html", "there is such a file already; expected another name, or --force to replace it", 1),
    ("none/a.html", "there is no folder", 1), ("a.doc", "expected one in .html, .md or .pdf", 2),
    ("html", "expected one in .html, .md or .pdf", 2),
  ])
  func whatCannotBeWrittenIsSaidBeforeAnyWork(name: String, reason: String, status: Int32) throws {
    folder.write("a.html", "mine")
    folder.write("s.nsh", "save made.json\n")
    let refused = try Program.run("report", file, "-o", path(name))
    #expect(refused.errors.contains(reason), "\(refused.errors)")
    #expect(refused.status == status && refused.output == "")
    #expect(text("a.html") == "mine" && names == ["a.html", "s.nsh"])
  }

  @Test func aFileThatIsNoSessionIsRefused() throws {
    let missing = try Program.run("report", path("none.nsh"), "-o", path("a.html"))
    #expect(missing.errors.hasPrefix("neurosh: ") && missing.status == 1)
    folder.write("s.nsh", "#? a = 1 +\nlist\n")
    let wrong = try Program.run("report", file, "-o", path("a.html"))
    #expect(wrong.errors.contains("s.nsh:1:") && wrong.errors.contains("^") && wrong.status == 1)
    #expect(names == ["s.nsh"])
  }

  @Test func aCommandThatFailsIsInTheHandoutAndInTheStatus() throws {
    folder.write("s.nsh", "create lif n\nset n tua=3\nlist\n")
    let made = try Program.run("report", file, "-o", path("a.html"))
    #expect(made.errors.contains("s.nsh:2:7: error: unknown parameter 'tua'") && made.status == 1)
    #expect(text("a.html")?.contains("error: unknown parameter 'tua'; did you mean 'tau'?") == true)
  }

  @Test func aPDFNeedsAProgram() throws {
    let refused = try Program.run(
      ["report", file, "-o", path("a.pdf")], input: Data(), environment: ["PATH": folder.path])
    #expect(
      refused.errors == """
        neurosh: a .pdf is made by 'weasyprint' or 'chromium', and neither is in PATH; \
        expected one of them, or a name in .html, which every browser prints

        """)
    #expect(refused.status == 1 && names == ["s.nsh"])
  }

  // A program of that name stands in for the real one: what it gets, and what becomes of what it makes.
  @Test(arguments: [
    ("cp \"$1\" \"$2\"", "made no PDF", 1), ("exit 3", "made no PDF", 1),
    ("{ printf %%PDF-; cat \"$1\"; } > \"$2\"", "", 0),
  ])
  func aPDFIsWhatTheProgramMakes(work: String, reason: String, status: Int32) throws {
    let programs = try TemporaryFolder()
    programs.write("weasyprint", "#!/bin/sh\nPATH=/usr/bin:/bin\n\(work)\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: "\(programs.path)/weasyprint")
    let temporary = try TemporaryFolder()
    let made = try Program.run(
      ["report", file, "-o", path("a.pdf")], input: Data(),
      environment: ["PATH": programs.path, "TMPDIR": temporary.path])
    #expect(reason.isEmpty ? made.errors == "" : made.errors.contains(reason), "\(made.errors)")
    #expect(made.status == status)
    #expect(text("a.pdf")?.hasPrefix("%PDF-<!DOCTYPE html>") ?? false == (status == 0))
    #expect(names == (status == 0 ? ["a.pdf", "s.nsh"] : ["s.nsh"]))
    let left = try FileManager.default.contentsOfDirectory(atPath: temporary.path)
    #expect(left == [])
  }

  @Test func controlCLeavesNothing() throws {
    folder.write("s.nsh", "create lif p n=1000 record=none; feed p const 1.5\nrun p 90000000\n")
    let terminal = try PseudoTerminal(home: folder.path, ["report", file, "-o", path("a.html")])
    try terminal.expect("%, ")
    terminal.send("\u{3}")
    #expect(try terminal.expectExit() == 130)
    #expect(!names.contains("a.html"))
  }

  @Test func helpManualAndCompletionKnowIt() throws {
    let help = try Program.run("--help").output
    #expect(help.contains("neurosh report") && help.contains("Write a session or a lesson"))
    #expect(try Program.run("--man").output.contains("neurosh report"))
    for shell in ["bash", "zsh", "fish"] {
      let script = try Program.run("--generate-completion-script", shell).output
      #expect(script.contains("report") && script.contains("answers"), "\(shell)")
    }
  }
}
