import Equations
import Shell
import TestSupport
import Testing

@Suite struct ExportTests {
  @Test func writesANodeWithItsValues() throws {
    let files = MemoryFiles()
    var shell = ShellHarness()
    shell.host.files = files.access
    try shell.run("create lif n tau=3; feed n const 1.25; run n 7; export n as=brian2 n.py")
    let text = String(decoding: files["n.py"] ?? [], as: UTF8.self)
    #expect(text.contains("'tau': 3") && text.contains("'input': 1.25"))
    #expect(text.contains("steps = 7") && text.contains("#   integral"))
    // Without a file it is printed; a file in the way stays.
    #expect(try shell.run("export n as=Brian2 steps=9").contains("steps = 9"))
    #expect(throws: Diagnostic.self) { try shell.run("export n as=brian2 n.py") }
    try shell.run("set n tau=4; export n as=brian2 n.py --force")
    #expect(String(decoding: files["n.py"] ?? [], as: UTF8.self).contains("'tau': 4"))
  }

  @Test(arguments: [
    ("export «nn» as=brian2", "unknown node or neuron 'nn'"),
    ("export n as=«brain2»", "unknown format 'brain2'"),
    ("export n«»", "as=brian2"),
    ("export «base» as=brian2", "no integral"),
    ("export «psn» as=brian2", "forward pass"),
    ("export «b» as=brian2", "'b' gets spikes from 'a'"),
    ("export n as=brian2 steps=«0»", "'steps' cannot be 0"),
    ("verify n with=«latex»", "unknown format 'latex'"),
    ("«verify» n with=brian2", "starts another program"),
  ])
  func saysWhatIsWrong(typed: String, message: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif a; create lif b; connect a -> b; create lif n")
    let marked = MarkedText(typed)
    do throws(Diagnostic) {
      try shell.run(marked.text)
      Issue.record("'\(marked.text)' did something")
    } catch {
      #expect("\(error.message) expected \(error.expected ?? "")".contains(message))
      #expect(marked.range == error.range || typed.contains("«»"), "\(error)")
    }
  }

  @Test func comparesWithWhatAProgramTells() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; feed n const 1.5")
    let own = ["0 0.75", "1 0", "0 0.75"]
    func told(_ rows: [String]) throws -> String {
      shell.host.programs = { program, file, text, arguments in
        #expect(program == "python3" && arguments("in", "out") == ["in", "out"])
        #expect(file == "neuron.py" && text.contains("import brian2"))
        return .success(rows.joined(separator: "\n"))
      }
      return try shell.run("verify n with=brian2 steps=3")
    }
    #expect(try told(own).contains("the same spikes; mem differs by at most 0 "))
    #expect(
      try told(["0 0.75", "0 1", "1 0.75"])
        .contains(
          "2 steps of neurons with other spikes, the first at step 2; mem differs by at most 1"))
    #expect(throws: Diagnostic.self) { try told(["0 0.75"]) }
    #expect(throws: Diagnostic.self) { try told(["nonsense"]) }
    shell.host.programs = { _, _, _, _ in .failure(FileFailure("it is not there")) }
    #expect(throws: Diagnostic.self) { try shell.run("verify n with=brian2 steps=3") }
  }

  // A session file starts no program, whoever sources it.
  @Test func aSessionFileStartsNothing() throws {
    var shell = ShellHarness(files: ["other.nsh": "create lif n\nverify n with=brian2 steps=1\n"])
    shell.host.programs = { _, _, _, _ in .success("0 0") }
    #expect(throws: Diagnostic.self) { try shell.run("source other.nsh") }
    shell.host.trustsFiles = true
    #expect(try shell.run("source other.nsh").contains("the same spikes"))
  }
}
