import Equations
import Neurons
import Shell
import Testing

/// What `show` prints of a neuron with events is its text, which can be typed.
@Suite struct ShowEventTests {
  private static let text = """
    define E
      inherits Membrane
      param onset = 1ms
      event low when previous(mem) > mem and (mem < -70mV or t > 1s) { mem += 1mV; let x = 2; mem *= x }
      at onset, 2ms: mem += 5mV
      event pulse every 0.3ms from 1ms until 2 * onset
        mem += 2mV
      event at 3ms mem -= 1mV
      integral { d mem/dt = (-65mV - mem) / 10ms }
    end
    """

  private func parts(_ model: NeuronModel) -> [[String]] {
    model.events.map { event in
      [event.written.name?.text ?? "", event.written.heading]
        + event.written.block.statements.map(\.text)
    }
  }

  @Test func whatIsPrintedIsTheSameNeuron() throws {
    var shell = ShellHarness()
    try shell.run(Self.text)
    let model = try #require(shell.workbench.session.models["E"])
    #expect(
      parts(model).map { $0[1] } == [
        "event low when previous(mem) > mem and (mem < -70mV or t > 1s)", "at onset, 2ms",
        "event pulse every 0.3ms from 1ms until 2 * onset", "at 3ms",
      ])
    let printed = try shell.run("show E").split(separator: "\n\n")[0]
    let again = try ModelLibrary.builtIn.read(String(printed))
    #expect(parts(again) == parts(model))
  }

  @Test func aChildSaysWhereItsEventsComeFrom() throws {
    var shell = ShellHarness()
    let printed = try shell.run(Self.text + "\ndefine F\n  inherits E\nend\nshow F")
    #expect(printed.contains("  at onset, 2ms  # as in E"))
  }

  // A closed form knows nothing of what an event does.
  @Test func theoryIsNotAskedWhereThereAreEvents() throws {
    var shell = ShellHarness()
    try shell.run("create lif n; theory n input=2")
    try shell.run("define Kicked = LIF at 3 mem += 1; create kicked k")
    let error = shell.refusal("theory «k» input=2")
    #expect(error?.message == "nothing is known in closed form of 'Kicked'")
  }
}
