import Testing

@testable import Shell

@Suite struct TopicTests {
  // The name before what is said in short, and that before what is said at length.
  @Test(
    arguments: [
      ("run", 4), ("ru", 3), ("un", 2), ("pass", 1), ("ctrl-c", 0), ("zzz", nil),
    ] as [(String, Int?)])
  func topicsAreRankedByWhereAWordStands(word: String, rank: Int?) throws {
    let run = try #require(Topic.all(in: Session()).first { $0.name == "run" })
    #expect(run.rank(of: word) == rank)
  }

  @Test(arguments: ["step", "noise", "spike", "refractory"])
  func aproposHasThemInThisOrder(word: String) throws {
    var shell = ShellHarness()
    shell.printer.mode = .csv
    let rows = try shell.run("apropos \(word)").split(separator: "\n").dropFirst()
    let topics = Topic.all(in: Session())
    let ranks = try rows.map { row in
      let fields = row.split(separator: ",")
      let topic = try #require(topics.first { $0.name == fields[0] && $0.kind == fields[1] })
      return try #require(topic.rank(of: word))
    }
    #expect(ranks == ranks.sorted(by: >))
    #expect(Set(ranks).count >= 3)
  }
}
