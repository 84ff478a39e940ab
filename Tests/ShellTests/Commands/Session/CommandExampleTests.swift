import Shell
import TerminalText
import Testing

@Suite struct CommandExampleTests {
  // Help and lists keep to the width, but for examples, equations and words that are longer.
  @Test(arguments: [40, 60, 80])
  func helpFitsTheWidth(width: Int) throws {
    var shell = ShellHarness()
    shell.host.screen.width = width
    shell.printer.width = width
    let verbs = Command.all.map { "help \($0.name)" }
    let lists = ["waveforms", "encoders", "surrogates"] + (width > 40 ? ["models"] : [])
    for typed in ["help", "apropos spike"] + lists.map({ "list \($0)" }) + verbs {
      let text = try shell.run(typed)
      let help = text[..<(text.firstRange(of: "\nexample")?.lowerBound ?? text.endIndex)]
      for line in help.split(separator: "\n") where line.count > width {
        let longest = line.split(separator: " ").map(\.count).max() ?? 0
        #expect(longest + 20 > width, "\(typed), \(line)")
      }
    }
  }

  // A table keeps its columns where a row is wider than the screen, and a text that goes on in the
  // next line of the source does so in the same paragraph.
  @Test(arguments: [40, 60, 80, 100, 200])
  func tablesOfHelpKeepTheirColumns(width: Int) throws {
    var shell = ShellHarness()
    shell.host.screen.width = width
    shell.printer.width = width
    let lines = try shell.run("help stats").split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.hasPrefix("  spikes     of all neurons") })
    let end = try #require(lines.firstIndex { $0.hasPrefix("example") })
    let table = lines[start..<end]
    let terms = ["spikes", "rate", "ISI", "CV", "synchrony"]
    let rows = table.filter { !$0.hasPrefix("   ") }
    #expect(rows.map { String($0.dropFirst(2).prefix { $0 != " " }) } == terms)
    for line in table {
      #expect(line.count <= width)
      #expect(line.dropFirst(11).first == " " && line.dropFirst(13).first != " ", "\(line)")
    }
    // Every line but the last of a row is full: the next word has no room.
    for (line, next) in zip(table, table.dropFirst()) where next.hasPrefix("   ") {
      let word = next.split(separator: " ")[0]
      #expect(line.count + 1 + word.count > width, "\(line)")
    }
  }

  @Test func explanationsOfTermsAreParagraphs() throws {
    var shell = ShellHarness()
    shell.host.screen.width = 60
    let help = try shell.run("help theory")
    #expect(help.contains("\n      reset to threshold, plus the refractory period: LIF,\n"))
    #expect(help.contains("\n  NoisyLIF\n      rate by Siegert"))
  }

  @Test(arguments: Command.all.flatMap { command in command.examples.map { (command.name, $0) } })
  func exampleWorks(verb: String, example: String) throws {
    var shell = ShellHarness(files: [
      "sessions/01-first-spike.nsh": "create lif n\nfeed n const 1.5\nrun n\n",
      "fhn.ode": "v'=v-v^3/3-w+i\nw'=.08*(v+.7-.8*w)\npar i=.5\nset still {i=0}\n",
    ])
    shell.printer.mode = .json
    // Another program in which nothing happens.
    shell.host.programs = { _, _, _, _ in .success(String(repeating: "0 0\n", count: 20)) }
    // Somebody is there who presses Return.
    shell.host.screen.hasKeys = true
    shell.host.screen.animate = { next in
      var keys: [Key] = [.enter]
      while next(.init(columns: 80, rows: 24, keys: keys)) != nil { keys = [] }
    }
    let lines = try shell.run(example).split(separator: "\n")
    #expect(example.contains(verb))
    // Behind `mode` the answers may be for people.
    let schema = try AnswerSchema()
    #expect(lines.allSatisfy { schema.allows($0) })
  }

  @Test(arguments: Command.all.map(\.name))
  func commandSaysWhatItDoes(verb: String) throws {
    let command = try #require(Command.all.first { $0.name == verb })
    var shell = ShellHarness()
    let help = try shell.run("help \(command.name)")
    #expect(help.hasPrefix(command.summary))
    // It may be split over lines.
    #expect(help.split { $0.isWhitespace }.joined(separator: " ").contains(command.usage))
    #expect(!command.examples.isEmpty)
    #expect(command.summary.count <= 76, "the overview has to fit 80 columns")
  }

  // What is typed line by line is one block: the first line alone does not work without the others.
  @Test(arguments: Command.all.flatMap(\.examples))
  func exampleIsOneBlock(example: String) {
    var reader = CommandReader()
    let lines = example.split(separator: "\n").map(String.init)
    for line in lines.dropLast() {
      _ = reader.take(line)
      #expect(reader.isIncomplete, "'\(line)' stands alone")
    }
    #expect(!reader.take(lines[lines.count - 1]).isEmpty && !reader.isIncomplete)
  }

  @Test(arguments: ["act", "detach", "window", "causal"])
  func functionsOfNeuronsAreExplained(name: String) throws {
    var shell = ShellHarness()
    #expect(try shell.run("help \(name)").hasPrefix("\(name)("))
  }
}
