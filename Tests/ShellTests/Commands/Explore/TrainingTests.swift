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
