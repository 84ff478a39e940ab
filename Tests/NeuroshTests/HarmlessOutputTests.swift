import Foundation
import Testing

/// What came from outside acts on no terminal, wherever it is shown.
@Suite(.serialized) struct HarmlessOutputTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  // A title, a cleared screen in C0 and in C1, a line written over, and a turned reading order.
  private static let evil =
    "\u{1B}]0x\u{7}\u{1B}[2J\u{9B}2J\u{7F}\u{202E}\u{2066}\u{200B}\u{2028}e"
  private static let shown =
    "\\u{1b}]0x\\u{7}\\u{1b}[2J\\u{9b}2J\\u{7f}\\u{202e}\\u{2066}\\u{200b}\\u{2028}e"

  private func expectHarmless(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let acting = text.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar != "\n"
      case .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    #expect(acting.isEmpty, "\(acting.map(\.value))", sourceLocation: sourceLocation)
  }

  // Runs without a terminal, from a file.
  private func printed(_ arguments: String..., lesson text: String? = nil) throws -> String {
    var arguments = arguments
    if let text { arguments.append(folder.write("l.nsh", text)) }
    let result = try Program.run(arguments, input: Data("\(Self.evil)\n".utf8))
    let all = result.output + result.errors
    expectHarmless(all)
    return all
  }

  @Test func aLessonAndItsErrors() throws {
    let evil = Self.evil
    let text = "# prose \(evil)\n#? why \(evil)?\ncreate lif n\n#> other \(evil)\ncreate \(evil)\n"
    for arguments in [["lesson"], ["check"], ["-i"], ["-k"], ["-k", "--mode", "json"]] {
      let file = folder.write("l.nsh", text)
      let result = try Program.run(arguments + [file], input: Data("\(evil)\n".utf8))
      let all = result.output + result.errors
      expectHarmless(all)
      #expect(all.contains(arguments.last == "json" ? "\\u001b]0x" : Self.shown))
    }
  }

  @Test func descriptionsOfModels() throws {
    let evil = Self.evil
    let text = """
      define Evil "what \(evil)"
        inherits LIF
        source "paper \(evil)"
        param threshold = 1 "note \(evil)"
      end
      show Evil
      list models
      help Evil
      """
    #expect(try printed("-k", lesson: text).contains("what \(Self.shown)"))
    #expect(try printed("-k", "--mode", "csv", lesson: text).contains("what \(Self.shown)"))
  }

  @Test func namesOfNodesInPlotsAndTables() throws {
    let text = """
      create lif \u{202E}a\u{200B}b n=3; feed \u{202E}a\u{200B}b const 1.5; run \u{202E}a\u{200B}b 9
      plot \u{202E}a\u{200B}b; raster \u{202E}a\u{200B}b; hist \u{202E}a\u{200B}b; list
      table \u{202E}a\u{200B}b; rate \u{202E}a\u{200B}b; show \u{202E}a\u{200B}b
      """
    for mode in ["table", "csv", "json"] {
      let all = try printed("-k", "--mode", mode, lesson: text)
      #expect(
        mode == "csv" || all.contains(mode == "json" ? "\\u202ea\\u200bb" : "\\u{202e}a\\u{200b}b"))
    }
  }

  @Test func namesOfFilesAndHeadersOfData() throws {
    let name = "a\u{1B}[2J\nb\u{202E}.csv"
    let path = folder.write(name, "time,\(Self.evil)\n1,2\n")
    let feed = "create lif n; feed n csv \"\(path)\"; feed n csv \"\(path)\" column=zz"
    #expect(try printed("-k", "-c", feed).contains("\\u{1b}[2J"))
    for arguments in [
      [path], ["check", path], ["lesson", path], ["check", path + "x"], ["merge", path],
    ] {
      let result = try Program.run(arguments, input: Data())
      expectHarmless(result.output + result.errors)
      // A lesson shows its errors without its name.
      let isNamed = (result.errors + result.output).contains("a\\u{1b}[2J")
      #expect(isNamed || arguments[0] == "lesson", "\(arguments)")
    }
  }

  @Test func errorsOfUse() throws {
    #expect(try printed("--\(Self.evil)").contains(Self.shown))
    #expect(try printed("--mode", Self.evil).contains(Self.shown))
    #expect(try printed("sweep", "--shard", Self.evil, "n").contains(Self.shown))
  }

  // What is seen at a prompt, without the escape codes that are the program's own.
  private func expectHarmlessScreen(_ text: String) {
    for part in ["\u{1B}]", "\u{1B}[2J", "\u{9B}", "\u{202E}", "\u{2066}", "\u{200B}", "\u{2028}"] {
      #expect(text.utf8.firstRange(of: part.utf8) == nil, "\(part.unicodeScalars.map(\.value))")
    }
  }

  @Test func theOfferOfAJournal() throws {
    let first = try PseudoTerminal(home: folder.path, ["--no-rc"]).upTo("neurosh> ")
    // Escape, typed after Ctrl-V, stands in the line.
    try first.type("create lif n # \u{16}\u{1B}]0;x\u{16}\u{7}\n", seeing: "mem=0> ")
    first.signal(SIGKILL)
    #expect(try first.expectExit() == 128 + SIGKILL)
    let second = try PseudoTerminal(home: folder.path, ["--no-rc"])
    let offer = try second.expect("restore it? [Y/n] ")
    expectHarmlessScreen(offer)
    #expect(offer.contains("\\u{1b}]0;x\\u{7}"))
    try second.type("\n", seeing: "restored ")
  }

  @Test func historyAndCompletions() throws {
    let state = folder.path + "/.local/state/neurosh"
    try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
    folder.write(".local/state/neurosh/history", "seed 7 # \(Self.evil)\n")
    folder.write("bad\u{1B}]0;x\u{7}\u{202E}.csv", "1\n")
    folder.write("bade.csv", "1\n")
    let terminal = try PseudoTerminal(home: folder.path, ["--no-rc"], columns: 160).upTo(
      "neurosh> ")
    // The hint, the line itself and the table of lines.
    terminal.send("se")
    var seen = terminal.rest(within: 0.4)
    #expect(seen.contains(Self.shown))
    seen += try terminal.type("\u{1B}[A\n", seeing: "seed 7\r\n", "> ")
    seen += try terminal.type("history\n", seeing: "1  seed 7 # \(Self.shown)", "> ")
    seen += try terminal.type("create lif n\n", seeing: "mem=0> ")
    // Of two files only one can be typed.
    seen += try terminal.type("feed n csv ~/ba\t", seeing: "de.csv ")
    seen += try terminal.type("\u{3}", seeing: "mem=0> ")
    // Typed, such characters are no part of the line.
    seen += try terminal.type("seed 8\u{202E}\u{200B}\u{9B}\n", seeing: "seed 8\r\n", "> ")
    expectHarmlessScreen(seen)
  }

  @Test func aTerminalByItsName() throws {
    let evil =
      "define Evil\n  inherits LIF\n  # \u{202E}\u{9B}2J\nend\ncreate Evil n\nsave /dev/tty --force\n"
    let file = folder.write("e.nsh", evil)
    let terminal = try PseudoTerminal(home: folder.path, ["--trust", file])
    let all = try terminal.expect("\\u{202e}")
    #expect(try terminal.expectExit() == 0)
    expectHarmlessScreen(all + terminal.rest())
  }
}
