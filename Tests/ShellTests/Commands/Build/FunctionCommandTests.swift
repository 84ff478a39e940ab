import Equations
import Shell
import Testing

@Suite struct FunctionCommandTests {
  private static let text = """
    define Gated "opens with mem"
      inherits LIF
      function open(v, half) = 1 / (1 + exp(half - v)) "an activation curve"
      state w = open(0, 0.5)
      integral
        w = open(mem, 0.5)
        mem += (input - mem * w) / tau
    end
    """

  // What is shown can be typed, and is the same neuron.
  @Test func showPrintsFunctions() throws {
    var shell = ShellHarness()
    try shell.run(Self.text)
    let shown = try shell.run("show gated")
    #expect(
      shown.contains(
        "  function open(v, half) = 1 / (1 + exp(half - v)) \"an activation curve\"\n"))
    let typed = shown.split(separator: "\n\n")[0].replacing("neuron Gated", with: "define Gated")
    try shell.run("define Child\n  inherits Gated\nend")
    #expect(try shell.run("show child").contains("\"an activation curve\"  # as in Gated"))
    try shell.run("create gated a; feed a const 1.5; run a 30")
    try shell.run(typed.prefix { $0 != "\n" } + typed.drop { $0 != "\n" } + "\nend")
    try shell.run("create gated b; feed b const 1.5; run b 30; expect a.mem == b.mem")
  }

  @Test(arguments: ["refractory 3ms", "refractory 2ms + 1ms holding nothing"])
  func showPrintsHowLongItIsRefractory(line: String) throws {
    var shell = ShellHarness()
    let text = "define X\n  inherits RefractoryLIF\n  \(line)\nend"
    #expect(try shell.run(text + "\nshow x").contains("\n  \(line)\n"))
  }

  @Test func aSavedSessionHasThem() throws {
    var shell = ShellHarness()
    try shell.run(Self.text + "\ncreate gated a; feed a const 1.5; run a 30; save x")
    let before = try shell.run("show a; table a")
    try shell.run("load x")
    #expect(try shell.run("show a; table a") == before)
    try shell.run("run a 5; undo; create gated b; expect b.w == a.w +- 10")
  }

  @Test(arguments: [
    ("define X\n  inherits Gated\n  integral\n    mem += op", "open"),
    ("define X\n  function steep(v) = exp(v)\n  integral\n    mem += st", "steep"),
    ("define X\n  function steep(slope) = 2 * sl", "slope"),
    ("define X\n  func", "function"), ("help funct", "function"),
  ])
  func tabKnowsThem(typed: String, word: String) throws {
    var shell = ShellHarness()
    try shell.run(Self.text)
    let lines = typed.split(separator: "\n").map(String.init)
    let line = try #require(lines.last)
    let completion = Completion(
      line, cursor: line.utf8.count, after: lines.dropLast().joined(separator: "\n"),
      session: shell.workbench.session, host: shell.host)
    #expect(completion.candidates.map(\.text).contains(word))
  }
}
