import Equations
import Shell
import Testing

@Suite struct CommandReaderTests {
  @Test(
    arguments: [
      ("a; b ;c", ["a", "b ", "c"]),
      ("a # b; c", ["a # b; c"]),
      ("# nothing", []),
      ("", []),
      (" ; ;", []),
      ("say \"a;b\"; c", ["say \"a;b\"", "c"]),
      ("a#b", ["a#b"]),
      (
        "define x = LIF integral { mem = 1; u = 2 }; run",
        ["define x = LIF integral { mem = 1; u = 2 }", "run"]
      ),
      ("define x; inherits LIF; end; run", ["define x; inherits LIF; end", "run"]),
    ] as [(String, [String])])
  func splits(line: String, statements: [String]) {
    var reader = CommandReader()
    #expect(reader.take(line).map(\.text) == statements)
    #expect(!reader.isIncomplete)
  }

  @Test func goesOnUntilTheStatementIsComplete() {
    var reader = CommandReader()
    #expect(reader.take("run n \\").isEmpty && reader.isIncomplete)
    #expect(reader.take("  5").map(\.text) == ["run n \\\n  5"])
    #expect(reader.take("define x = LIF integral {").isEmpty && reader.isIncomplete)
    #expect(reader.take("mem = 1 }").map(\.line) == [3])
    #expect(reader.take("define x").isEmpty)
    #expect(reader.take("  inherits LIF # end").isEmpty)
    let complete = reader.take("end; run")
    #expect(complete.map(\.line) == [5, 7])
    #expect(complete.map(\.column) == [0, 5])
    #expect(reader.take("define y").isEmpty)
    #expect(reader.finish().map(\.text) == ["define y"])
    #expect(!reader.isIncomplete)
  }

  @Test func positionsCountLinesAndColumnsFromOne() {
    let statement = CommandText(text: "define x\n  inherits y", line: 3, column: 2)
    #expect(statement.position(of: 0) == (3, 3))
    #expect(statement.position(of: 9) == (4, 1))
    #expect(statement.position(of: 11) == (4, 3))
  }

  @Test func aLineOfManyStatementsIsReadInLinearTime() {
    var reader = CommandReader()
    let line = String(repeating: "a;", count: 200_000)
    #expect(reader.take(line).count == 200_000)
  }
}
