import Equations
import Foundation
import Shell
import Simulation
import Testing

@Suite struct TrainingTests {
  private static let network =
    "create relay x n=2; create lif hidden n=6; create lif out n=2;"
    + " connect x -> hidden weight=0.5 deviation=1; connect hidden -> out weight=0 deviation=1;"
    + " module net: x hidden out"
  private static let exclusiveOr = "\"0,0,1 0,2,2 2,0,2 2,2,1\""

  // What no single layer can say.
  @Test func learnsExclusiveOr() throws {
    var shell = ShellHarness()
    try shell.run(Self.network)
    let before = try shell.run("grad net loss out.tau classes=\(Self.exclusiveOr) steps=10")
    #expect(before.contains("3 of 4 right"))
    let news = try shell.run(
      "fit net x_hidden.weight,hidden_out.weight to classes=\(Self.exclusiveOr) steps=10"
        + " iterations=200")
    #expect(news.contains("12 of x_hidden.weight, 12 of hidden_out.weight; loss 0.551592 -> "))
    #expect(news.contains("4 of 4 right after 200 iterations"))
    // What was learnt is in the session: a run fires as the loss saw it.
    for (first, second, right) in [(0, 0, 1), (0, 2, 2), (2, 0, 2), (2, 2, 1)] {
      try shell.run(
        "reset net; feed x[1] const \(first); feed x[2] const \(second); run net 10;"
          + " expect out[\(right)].spikes \(right == 1 ? ">=" : ">") out[\(3 - right)].spikes")
    }
    try shell.run("undo 16")
    #expect(
      try shell.run("grad net loss out.tau classes=\(Self.exclusiveOr) steps=10") == before)
  }

  // Another word for the same.
  @Test func learnsByGradientAsFitDoes() throws {
    let task = "classes=\(Self.exclusiveOr) steps=10 iterations=9"
    for rest in ["", " batch=3", " rate=0.1 batch=1"] {
      var (one, other) = (ShellHarness(), ShellHarness())
      try one.run(Self.network)
      try other.run(Self.network)
      let start = other.workbench.session
      let news = try one.run("fit net x_hidden.weight,hidden_out.weight to \(task)\(rest)")
      #expect(
        try other.run("learn x_hidden,hidden_out by gradient to \(task)\(rest)") == news)
      #expect(one.workbench.session.network == other.workbench.session.network)
      #expect(other.workbench.session.network != start.network)
      try other.run("undo")
      #expect(other.workbench.session.network == start.network)
    }
  }

  // Of a connection in no module it follows from the connections which nodes are meant.
  @Test func learnsInWhatIsConnected() throws {
    var shell = ShellHarness()
    try shell.run(
      "create relay x n=2; create lif out n=2; connect x -> out weight=0.3 deviation=1;"
        + " connect out -> out weight=0")
    let news = try shell.run("learn x_out by gradient to classes=\"0,2,1 2,0,2\" iterations=60")
    #expect(news.contains("4 of x_out.weight") && news.contains("2 of 2 right"), "\(news)")
    try shell.run("create relay y n=2; connect y -> out weight=1")
    let refusal = shell.refusal("learn «x_out» by gradient to classes=\"0,2,1 2,0,2\"")
    #expect(refusal?.message.hasPrefix("which node is fed") == true)
    let rule = try shell.run("learn x_out,y_out hebb rate=0.1")
    #expect(rule.contains("x_out: hebb") && rule.contains("y_out: hebb"))
  }

  // Batches are drawn by the seed alone.
  @Test(arguments: [1, 2, 3, 7])
  func batchesAreTheSameForAnyNumberOfThreads(workers: Int) throws {
    func learnt(_ workers: Int?, seed: Int) throws -> (news: String, session: Session) {
      var shell = ShellHarness()
      shell.host.workers = workers
      try shell.run("seed 5; \(Self.network); seed \(seed)")
      let news = try shell.run(
        "fit net x_hidden.weight,hidden_out.weight to classes=\(Self.exclusiveOr) steps=10"
          + " iterations=40 batch=1")
      return (news, shell.workbench.session)
    }
    let expected = try learnt(nil, seed: 5)
    let found = try learnt(workers, seed: 5)
    #expect(found.news == expected.news && found.session.network == expected.session.network)
    let losses = expected.news.matches(of: /loss ([0-9.e-]+) -> ([0-9.e-]+)/)
      .compactMap { match in Double(match.1).flatMap { a in Double(match.2).map { (a, $0) } } }
    #expect(losses.count == 1 && losses[0].1 < losses[0].0, "\(expected.news)")
    #expect(try learnt(workers, seed: 6).session.network != expected.session.network)
  }

  @Test func followsWantedRates() throws {
    var shell = ShellHarness(files: ["rates.csv": "a,b,one,two\n1,2,0.5,0.25\n2,1,0.25,0.5\n"])
    try shell.run(Self.network)
    let rows = try shell.run(
      "fit net x_hidden.weight,hidden_out.weight,hidden.tau to rates=rates.csv steps=8"
        + " iterations=300; grad net loss hidden.tau rates=rates.csv steps=8")
    let losses = rows.matches(of: /loss ([0-9.e-]+)/).compactMap { Double($0.1) }
    #expect(losses.count == 2 && losses[1] < losses[0] / 4, "\(rows)")
  }

  @Test(arguments: [
    ("fit net x_hidden.weight to classes=«three.csv»", "'three.csv' has 4 columns"),
    ("fit net x_hidden.weight to classes=«class.csv»", "class 3 of sample 2 in 'class.csv'"),
    ("fit net x_hidden.«tau» to classes=three.csv", "unknown quantity of a connection"),
    ("fit net «x_h».weight to classes=three.csv", "unknown node or connection"),
    ("fit net x_hidden.weight to classes=fine.csv rate=«0»", "'rate' cannot be 0"),
    ("fit «other» out.tau to classes=fine.csv", "'alone' is not connected with 'out'"),
    ("grad net loss «tua» classes=fine.csv", "unknown parameter 'tua'"),
    ("fit out out.tau to spikes=2 batch=«3»", "there are no samples to go by"),
    ("fit net x_hidden.weight to classes=fine.csv batch=«0»", "'batch' cannot be 0"),
    ("learn «x_h» by gradient to classes=fine.csv", "unknown connection 'x_h'"),
    ("learn x_hidden,«out» by gradient to classes=fine.csv", "unknown connection 'out'"),
    ("learn «x_hidden,x_hidden» by gradient to classes=fine.csv", "a parameter is named twice"),
    ("learn x_hidden by «gradiant» to classes=fine.csv", "unknown way to learn 'gradiant'"),
    ("learn x_hidden by gradient «two» classes=fine.csv", "there is no target"),
    ("learn x_hidden by gradient to classes=fine.csv «btach»=3", "unknown option 'btach'"),
    ("learn x_hidden by gradient to classes=«three.csv»", "'three.csv' has 4 columns"),
    ("learn x_hidden «hebbb»", "unknown rule 'hebbb'"),
    ("fit «net» x_hidden.weight to spikes=2", "'x_hidden' tires as it is used"),
    ("grad «loop» spikes tau", "'hidden' is in a loop"),
  ])
  func saysWhatDoesNotFit(typed: String, message: String) throws {
    var shell = ShellHarness(files: [
      "three.csv": "0,0,0,1\n", "class.csv": "0,0,1\n0,1,3\n", "fine.csv": "0,0,1\n",
    ])
    try shell.run(Self.network + "; create lif alone; module other: alone out")
    if typed.contains("loop") {
      try shell.run("connect hidden -> hidden; set hidden layer_by_layer=true; module loop: hidden")
    }
    if message.contains("tires") { try shell.run("learn x_hidden tsodyks use=0.5") }
    #expect(shell.refusal(typed)?.message.hasPrefix(message) == true, "\(typed)")
  }

  @Test func completesWeights() {
    var shell = ShellHarness()
    _ = try? shell.run(Self.network)
    let line = "fit net tau,"
    let candidates = Completion(
      line, cursor: line.utf8.count, session: shell.workbench.session, host: shell.host
    ).candidates.map(\.text)
    #expect(candidates.contains("tau,x_hidden.weight"))
    for (line, word) in [
      ("learn x_hidden,", "x_hidden,hidden_out"), ("learn x_hidden ", "by"),
      ("learn x_hidden by ", "gradient"), ("learn x_hidden by gradient ", "to"),
      ("learn x_hidden by gradient to ", "classes"), ("learn x_hidden by gradient to b", "batch"),
    ] {
      let found = Completion(
        line, cursor: line.utf8.count, session: shell.workbench.session, host: shell.host
      ).candidates.map(\.text)
      #expect(found.contains(word), "\(line): \(found)")
    }
  }

  // The irises of Fisher 1936, whose measurements scikit-learn carries; `.ci/run` fetches them.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: Self.irises.path)))
  func tellsIrises() throws {
    let text = try String(contentsOf: Self.irises, encoding: .utf8)
    let rows = text.split(separator: "\n").dropFirst()
    #expect(rows.count == 150)
    var shell = ShellHarness(files: ["iris.csv": rows.joined(separator: "\n")])
    try shell.run(
      "create relay x n=4; create lif h n=10 act=Atan; create lif out n=3 act=Atan;"
        + " connect x -> h weight=0.3 deviation=0.3; connect h -> out weight=0.3 deviation=0.5;"
        + " module net: x h out")
    let news = try shell.run(
      "fit net x_h.weight,h_out.weight to classes=iris.csv steps=10 iterations=100")
    let right = news.firstMatch(of: /([0-9]+) of 150 right/).flatMap { Int($0.1) }
    #expect((right ?? 0) >= 140, "\(news)")
  }

  private static let irises = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../.build/peers/sklearn/datasets/data/iris.csv").standardizedFileURL
}
