import Foundation
import Testing

@Suite struct ExportCommandTests {
  private func export(_ arguments: [String]) throws -> Program.Result {
    try Program.run(["export"] + arguments, input: Data())
  }

  @Test func whatASessionMakesGoesOut() throws {
    let folder = try TemporaryFolder()
    let session = "\(folder.path)/a.nsh"
    try Data("create lif n tau=3\nfeed n const 1.5\n".utf8).write(to: URL(filePath: session))
    let told = try export(["-f", session, "-c", "set n threshold=0.8", "n", "as=torch"])
    #expect(told.status == 0 && told.errors == "")
    #expect(told.output.contains("threshold=0.8") && told.output.contains("tau=3.0"))
    let file = "\(folder.path)/n 1.py"
    let written = try export(["-f", session, "-o", file, "n", "as=torch", "steps=7"])
    #expect(written.output == "wrote \(file)\n" && written.status == 0, "\(written.errors)")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("tau=3.0") && text.contains("range(7)"))
    #expect(try export(["-o", file, "lif", "as=torch"]).status == 1)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    #expect(try export(["--force", "-o", file, "lif", "as=latex"]).status == 0)
  }

  @Test(arguments: [
    (["lif", "as=torc"], "did you mean 'torch'", 1), (["lif"], "as=", 1), ([], "Missing", 2),
    (["-c", "create lif n; bad", "n", "as=torch"], "bad", 1),
  ])
  func whatIsWrongIsSaid(arguments: [String], message: String, status: Int) throws {
    let told = try export(arguments)
    #expect(told.status == Int32(status) && told.output == "", "\(told.output.prefix(300))")
    #expect(told.errors.contains(message), "\(told.errors)")
  }
}
