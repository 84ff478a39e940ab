import Equations
import Shell
import Testing

/// Lines with many words take no longer than so many words need, and cannot exhaust the stack.
@Suite struct LongLineTests {
  @Test(.timeLimit(.minutes(1))) func aHundredThousandCurrents() throws {
    var shell = ShellHarness()
    let currents = Array(repeating: "0.5", count: 100_000).joined(separator: " ")
    let text = try shell.run("create lif n; feed n \(currents)")
    #expect(text.contains("(100000 currents)"))
  }

  @Test(.timeLimit(.minutes(1))) func fiftyThousandSettings() throws {
    var shell = ShellHarness()
    try shell.run("create lif n")
    let settings = (0..<50_000).map { "a\($0)=1" }.joined(separator: " ")
    #expect(throws: Diagnostic.self) { try shell.run("set n \(settings)") }
  }

  @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func timeOfTimes(isAtPrompt: Bool) {
    var shell = ShellHarness()
    shell.host.allowsShortVerbs = isAtPrompt
    let line = String(repeating: "time ", count: 4000) + "list"
    #expect(throws: Diagnostic.self) { try shell.run(line) }
  }
}
