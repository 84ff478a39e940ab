import Equations
import Exchange
import Neurons
import Simulation
import Testing

@Suite struct ExportConstructTests {
  @Test func aFormatHasTheNameOfItsProgramToo() {
    #expect(ExportFormat.named("XPPAUT")?.name == "ode" && ExportFormat.named("xpp") == nil)
  }

  // Every construct is said by some format, so that its model is a sound one.
  @Test(arguments: ExportConstruct.all.map(\.name))
  func someFormatKnowsIt(name: String) throws {
    let construct = try #require(ExportConstruct.all.first { $0.name == name })
    let formats = ExportFormat.all.filter(construct.isKnown)
    if name.hasPrefix("matrices") {
      #expect(Set(formats.map(\.name)) == ["latex", "markdown"])
    } else {
      #expect(!formats.isEmpty)
    }
  }

  @Test(arguments: [
    ("beta", "brian2", false), ("beta", "torch", true), ("delays", "brian2", true),
    ("delays", "torch", true), ("delays", "snntorch", false),
    ("connections that act on states", "brian2", true),
    ("connections that act on states", "nir", false), ("synapses with equations", "brian2", true),
    ("synapses with equations", "torch", false), ("several inputs", "braincog", false),
    ("several inputs", "spikingjelly", true), ("equations by rk4", "step", true),
    ("populations, each neuron with its parameters", "ode", false),
    ("populations, each neuron with its parameters", "nir", true),
    ("currents that change", "nir", true),
  ])
  func formatsDifferInWhatTheySay(construct: String, format: String, isKnown: Bool) throws {
    let construct = try #require(ExportConstruct.all.first { $0.name == construct })
    #expect(try construct.isKnown(to: #require(ExportFormat.named(format))) == isKnown)
  }

  // Nothing is left out without a word: each refusal names what it is about.
  @Test func refusalsNameTheConstruct() throws {
    let model = try ModelLibrary.builtIn.read(
      "define P\ninherits Base\nmatrix w = 1\nintegral\n  mem = window(w, input)")
    let node = try Node(name: "n", model: model, at: SourceRange(0, 0))
    let neuron = try ExportedNeuron(node, steps: 4, random: RandomSource(seed: 1))
    for format in ExportFormat.all where !["latex", "markdown"].contains(format.name) {
      #expect {
        try format.text(of: ExportedNetwork(neuron))
      } throws: { error in
        (error as? ExportRefusal)?.reason.contains("'window(w, input)' in line 5") == true
      }
    }
  }

  // What a model's own text holds cannot leave its comment.
  @Test(arguments: ExportFormat.all.map(\.name))
  func textsStayComments(name: String) throws {
    let model = try ModelLibrary.builtIn.read(
      "define P \"x --> \"\ninherits IF\r\nparam lambda = 1 \"é -- % #\"\nintegral\n mem += input * lambda"
    )
    let node = try Node(name: "class", model: model, at: SourceRange(0, 0))
    let neuron = try ExportedNeuron(node, steps: 4, random: RandomSource(seed: 1))
    let text = try #require(ExportFormat.named(name)).text(of: ExportedNetwork(neuron))
    #expect(!text.contains("\r"))
    let opening = text.split(separator: "\n").prefix { !$0.contains("lambda") }
    let mark = ["latex": "%", "markdown": "", "neuroml": "", "nmodl": ":"][name] ?? "#"
    #expect(opening.dropFirst().allSatisfy { $0.hasPrefix(mark) })
    let (end, title) = (text.firstRange(of: "-->"), text.firstRange(of: "-->\n\n##"))
    #expect(name != "markdown" || end?.lowerBound == title?.lowerBound)
    let target = text.firstRange(of: "-->\n\n<Target")
    #expect(name != "neuroml" || (target != nil && end?.lowerBound == target?.lowerBound))
  }

  // A current that stays is one number, however long it runs; noise is as many as there are steps.
  @Test func longCurrentsStayShort() throws {
    let nowhere = SourceRange(0, 0)
    let model = try #require(ModelLibrary.builtIn["LIF"])
    var node = try Node(name: "n", model: model, population: 3, at: nowhere)
    node.feed(Signal(.constant(1.25)), neurons: 0..<2, isAdded: false)
    func text() throws -> String {
      let neuron = try ExportedNeuron(node, steps: 9_000_000, random: RandomSource(seed: 1))
      return try #require(ExportFormat.named("brian2")).text(of: ExportedNetwork(neuron))
    }
    #expect(try text().contains("np.repeat(np.array([1.25, 0], dtype=float), [2, 1])"))
    node.feed(Signal(.noise(mean: 0, deviation: 1)), neurons: 0..<2, isAdded: true)
    #expect {
      _ = try text()
    } throws: { error in
      (error as? ExportRefusal)?.reason.contains("9000000 steps times 3 neurons") == true
    }
  }
}
