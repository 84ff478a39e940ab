import Equations
import Exchange
import Foundation
import Neurons
import OrderedCollections
import Simulation
import Testing

@Suite struct NIRTests {
  private func text(_ model: String, _ change: (inout Node) throws -> Void = { _ in }) throws
    -> String
  {
    let nowhere = SourceRange(0, 0)
    var node = try Node(
      name: "n",
      model: #require(ModelLibrary.builtIn[model] ?? (try? ModelLibrary.builtIn.read(model))),
      population: 2, at: nowhere)
    try change(&node)
    let neuron = try ExportedNeuron(node, steps: 4, random: Driven.random)
    return try #require(ExportFormat.named("nir")).text(of: ExportedNetwork(neuron))
  }

  // The equation's numbers are those of NIR's neuron: tau v' = v_leak - v + r I.
  @Test(arguments: [
    ("LIF", "nir.LIF(tau=np.repeat(np.array([2], dtype=float), [2]), r=", "v_threshold=", "[1]"),
    ("IF", "nir.IF(r=", "v_threshold=", "[0.5]"),
  ])
  func discreteNeuronsAreThoseOfNIR(model: String, begin: String, key: String, value: String) throws
  {
    let text = try text(model)
    #expect(text.contains(begin) && text.contains("\(key)np.repeat(np.array(\(value)"))
    #expect(text.contains("v_reset=np.repeat(np.array([0]"))
  }

  @Test func timesAreInSeconds() throws {
    let text = try text(
      """
      define Leaky
        inherits Membrane
        param tau = 20ms > 0
        param R = 10MOhm
        param Vr = -65mV
        param threshold = -50mV
        input input in nA
        integral
          let drive = R * input
          d mem/dt = (-70mV - mem + drive) / tau
        spike
          spike when mem > threshold
          reset mem = Vr
      """)
    for part in [
      "tau=np.repeat(np.array([0.02]", "r=np.repeat(np.array([10]",
      "v_leak=np.repeat(np.array([-70]",
      "v_threshold=np.repeat(np.array([-50]", "v_reset=np.repeat(np.array([-65]",
    ] { #expect(text.contains(part), "\(part)") }
  }

  // Everything else is refused with what it does.
  @Test(arguments: [
    ("RefractoryLIF", "does more in a step"), ("HH", "does more in a step"),
    ("QIF", "is not linear"), ("Poisson", "does more in a step"),
    (
      "define A\ninherits Base\nintegral\n  mem += input - mem\nspike\n  spike = act(mem - threshold)\n  mem -= spike",
      "is not reset to a value"
    ),
    ("define A\ninherits Base\nintegral\n  mem += input + mem", "grows or drifts"),
    (
      "define A\ninherits Base\nintegral\n  mem += input\nspike\n  spike = act(2 * mem - threshold)\n  mem = mem * (1 - spike)",
      "fires in a way of its own"
    ),
  ])
  func othersAreRefused(model: String, reason: String) throws {
    #expect {
      _ = try text(model)
    } throws: { ($0 as? ExportRefusal)?.reason.contains(reason) == true }
    #expect {
      _ = try text("LIF") { node in
        node.feed(Signal(.constant(1)), neurons: 0..<1, isAdded: false)
      }
    } throws: { ($0 as? ExportRefusal)?.reason.contains("no part of a graph") == true }
  }

  @Test(.enabled(if: Peer.python(with: "nir") != nil)) func nirReadsTheGraph() throws {
    let python = try #require(Peer.python(with: "nir"))
    let network = try #require(try SampleNetworks.all()["later"])
    let quiet = try ExportedNetwork(
      ["a", "b", "c"], of: SampleNetworks.network(delays: [3, 1, 4], isFed: false), steps: 60,
      random: Driven.random)
    #expect(network.neurons.count == quiet.neurons.count)
    let format = try #require(ExportFormat.named("nir"))
    try Peer.withFolder { folder in
      let text = try format.text(of: quiet)
      try text.write(to: folder.appending(path: "a.py"), atomically: true, encoding: .utf8)
      let reader = """
        import nir, runpy, sys
        sys.argv = ['a.py', 'a.nir']
        runpy.run_path('a.py', run_name='__main__')
        graph = nir.read('a.nir')
        for name, node in sorted(graph.nodes.items()):
            print(name, type(node).__name__, *(node.weight.shape if hasattr(node, 'weight') else ()))
        print(graph.nodes['ab'].weight.sum().round(9), len(graph.edges))
        """
      let said = try Peer.run(python, ["-c", reader], in: folder)
      let sum = quiet.connections.first { $0.name == "ab" }.map { connection in
        connection.weights.columns.indices.reduce(0.0) { $0 + connection.weights.weight($1) }
      }
      let lines = said.split(separator: "\n").map(String.init)
      #expect(
        lines.prefix(5) == [
          "a LIF", "a_input Input", "a_output Output", "ab Linear 3 4", "ab_delay Delay",
        ],
        "\(said.suffix(500))")
      let told = lines.last?.split(separator: " ").compactMap { Double($0) } ?? []
      #expect(told.count == 2 && abs(told[0] - (sum ?? 0)) < 1e-8 && told[1] == 15, "\(told)")
    }
  }
}
