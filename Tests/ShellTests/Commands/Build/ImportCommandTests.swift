import Equations
import OrderedCollections
import Shell
import Testing

@Suite struct ImportCommandTests {
  private let files = [
    "iaf.ode": "# integrate and fire\nv'=-v+i\npar i=1.2\nglobal 1 v-1 {v=-.5}\nset off {i=0}\n",
    "bad.ode": "x'=-x\ny'=delay(x,2)\n",
    "lif.py": """
    class Leaky(BaseNode):
        def __init__(self, threshold=1., tau=4.):
            super().__init__(threshold=threshold)
            self.tau = tau
        def integral(self, inputs):
            self.mem = self.mem + (inputs - self.mem) / self.tau
    """,
  ]

  @Test func aFileBecomesAModelAndANode() throws {
    var shell = ShellHarness(files: files)
    let text = try shell.run("import iaf.ode")
    #expect(text.contains("d mem/dt = -mem + i"))
    #expect(text.contains("'v' of the file is 'mem' here"))
    #expect(text.contains("run iaf1 400"))
    #expect(try shell.run("run iaf1 400").contains("9 spikes"))
    // What came in is a session like any other: it is saved, taken back and made again.
    try shell.run("undo 2")
    #expect(throws: Diagnostic.self) { try shell.run("show iaf1") }
    try shell.run("import iaf.ode as=Cell set=off; run cell1 400; expect cell1.spikes == 0")
    let undone = shell.workbench.session.nodes.keys
    #expect(Array(undone) == ["cell1"])
  }

  @Test func aClassOfPythonIsDifferentiatedAsOurOwn() throws {
    var shell = ShellHarness(files: files)
    try shell.run("import lif.py as=Leaky; create lif own tau=4 threshold=1")
    let commands = "feed leaky1 const 2; feed own const 2; run leaky1 9; run own 9"
    try shell.run(commands)
    #expect(try shell.run("show leaky1.mem") == shell.run("show own.mem"))
    #expect(try shell.run("grad leaky1 mem tau").contains("tau"))
    #expect(try shell.run("plot leaky1").contains("mem"))
    #expect(try shell.run("export leaky1 as=braincog").contains("class LeakyNode(BaseNode):"))
  }

  @Test(arguments: [
    ("import bad.ode", "bad.ode:2:4: our language has no counterpart of a delayed variable"),
    ("import none.ode", "no such file"),
    ("import iaf.mod", "does not say by its ending"),
    ("import iaf.ode set=of", "did you mean 'off'"),
    ("import iaf.ode as=lif", "'lif' is a built-in neuron"),
    ("import iaf.ode tau=3", "a file says 'tau' itself"),
    ("import iaf.ode \"dv/dt = 1 : 1\"", "unexpected"),
    ("import brian2", "no equations behind it"),
    ("import brian2 \"dv/dt = (El - v)/tau : volt\" tau=10ms", "'El' has no value"),
  ])
  func whatCannotComeInIsOneErrorAndChangesNothing(line: String, message: String) throws {
    var shell = ShellHarness(files: files)
    let before = shell.workbench.session
    let error = #expect(throws: Diagnostic.self) { try shell.run(line) }
    #expect(error?.sentence.contains(message) == true, "\(error?.sentence ?? "")")
    #expect(shell.workbench.session == before)
    #expect((error?.range.upper ?? .max) <= line.utf8.count + 1)
  }
}
