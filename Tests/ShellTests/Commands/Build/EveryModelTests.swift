import Equations
import Neurons
import OrderedCollections
import Shell
import Simulation
import Testing

@Suite struct EveryModelTests {
  // Input in the model's own unit that leaves no model at rest, nor drives it out of bounds.
  private static let currents: [String: Double] = [
    "AdEx": 500, "HH": 10, "RefractoryLIF": 3, "EIF": 20, "Izhikevich": 10, "Izhikevich.net": 10,
    "MorrisLecar": 100, "MihalasNiebur": 1.5, "aEIF": 5, "CTIzhikevich": 200, "NoisyLIF": 5,
    "SimHH": 20, "braincog.HH": 10,
  ]

  @Test(arguments: ModelLibrary.builtIn.all.filter { $0.integral != nil }.map(\.name))
  func modelIsReachableRunsResetsAndSurvivesSaving(name: String) throws {
    var shell = ShellHarness()
    let current = Self.currents[name] ?? 0.8
    try shell.run("create \(name) n; show \(name); show n")
    for input in shell.workbench.session.nodes["n"]?.model.inputs.keys ?? [] {
      try shell.run("feed n.\(input) const \(current)")
    }
    try shell.run("run n 300; expect n.mem != -1e300")
    let first = try #require(shell.workbench.session.nodes["n"])
    #expect(first.recording.steps == 300)
    #expect(
      first.recording.samples(of: "mem_before", neuron: 0, steps: 1...300).contains { $0 != 0 }
        || name.contains("ReLU"))
    // reset, and the same input gives the same run where reset returns to the start.
    try shell.run("reset n; run n 300; reset n; run n 300")
    let second = try #require(shell.workbench.session.nodes["n"])
    let again = ShellHarness.replayed(shell, "reset n; run n 300")
    #expect(again?.recording == second.recording)
    try shell.run("plot n; table n last=3; save s.session; drop n; load s.session")
    let isSame = shell.workbench.session.nodes["n"] == second
    #expect(isSame)
    try shell.run("run n 10")
  }

  @Test func everyModelIsListed() throws {
    var shell = ShellHarness()
    let list = try shell.run("list models")
    for model in ModelLibrary.builtIn.all { #expect(list.contains("\n\(model.name) ")) }
  }

  // At most ten lines after the name: the example of a model added by a user.
  @Test func adExTypedAtThePromptGivesTheShippedSpikes() throws {
    var shell = ShellHarness()
    try shell.run(
      """
      define Typed
        inherits Membrane
        param C = 200pF; param gL = 10nS; param EL = -70mV; param VT = -50mV; param DT = 2mV
        param a = 2nS; param tauw = 30ms; param b = 0pA; param Vr = -58mV; param dt = 0.01ms
        input I in pA; state mem = EL; state w = 0pA
        integral { let v = min(mem, threshold)
          d mem/dt = (-gL * (v - EL) + gL * DT * exp((v - VT) / DT) - w + I) / C
          d w/dt = (a * (v - EL) - w) / tauw }
        spike { spike when mem >= threshold; reset mem = Vr; reset w += b }
      end
      create Typed mine; create AdEx shipped
      feed mine const 0.5nA; feed shipped const 500pA
      run 100ms
      """)
    let nodes = shell.workbench.session.nodes
    let spikes = try #require(nodes["mine"]).recording.spikeSteps(neuron: 0)
    #expect(spikes.count > 5)
    #expect(nodes["shipped"]?.recording.spikeSteps(neuron: 0) == spikes)
    #expect(
      nodes["shipped"]?.recording.samples(of: "mem", neuron: 0, steps: 1...10_000)
        == nodes["mine"]?.recording.samples(of: "mem", neuron: 0, steps: 1...10_000))
  }
}

extension ShellHarness {
  /// The node n after more commands, in a copy.
  static func replayed(_ shell: ShellHarness, _ text: String) -> Node? {
    var copy = shell
    _ = try? copy.run(text)
    return copy.workbench.session.nodes["n"]
  }
}
