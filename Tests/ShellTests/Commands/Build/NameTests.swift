import Equations
import OrderedCollections
import Shell
import Simulation
import Testing

/// Nodes, connections and modules share their names, whichever command makes them.
@Suite struct NameTests {
  // c1 and a_fork are a connection, m and b_fork a module, n is a node; all are taken.
  @Test(
    arguments: [
      "create lif «NAME»", "fork a «NAME»", "connect a -> b name=«NAME»", "fork «a»", "fork «b»",
      "fork «x»",
    ], ["c1", "m", "n"])
  func aTakenNameIsRefused(command: String, name: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif a; create lif b; mark x; create lif n; module b_fork: a")
    try shell.run("connect a -> b name=c1; connect b -> a delay=1 name=a_fork; module m: a b")
    try shell.run("connect a -> b name=a_x")
    let refusal = shell.refusal(command.replacing("NAME", with: name))
    #expect(refusal?.message.hasPrefix("there is already a ") == true)
  }

  @Test(arguments: ["c1", "n"])
  func aModuleTakesNoOtherName(name: String) throws {
    var shell = ShellHarness()
    try shell.run("create lif a; create lif n; connect a -> n name=c1")
    let refusal = shell.refusal("module «\(name)»: a")
    #expect(refusal?.message.hasPrefix("there is already a ") == true)
  }

  // Names that are given by themselves pass over those that are taken.
  @Test func defaultNamesAreFree() throws {
    var shell = ShellHarness()
    try shell.run("create lif a; create lif b; module lif1: a; connect a -> b name=lif2")
    try shell.run("module a_b: a; create lif; connect a -> b; save s; load s")
    #expect(shell.workbench.session.nodes.keys.contains("lif3"))
    #expect(shell.workbench.session.network.connections.keys.contains("a_b2"))
  }
}
