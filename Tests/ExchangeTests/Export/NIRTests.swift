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

  private static let leaky = """
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
    """

  @Test func timesAreInSeconds() throws {
    let text = try text(Self.leaky)
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
  }

  // What a graph does not say stands beside it.
  @Test func currentsAndTheBeginStandBesideTheGraph() throws {
    let text = try text("LIF") { node in
      node.feed(Signal(.constant(1)), neurons: 0..<1, isAdded: false)
    }
    #expect(text.contains("steps = 4") && text.contains("dt = 1  # in steps"))
    #expect(text.contains("currents = {\n    'n': np.array([1, 0], dtype=float),\n}"))
    #expect(text.contains("mem = {\n    'n': np.repeat(np.array([0], dtype=float), [2]),\n}"))
    let pulsed = try self.text("LIF") { node in
      node.feed(
        Signal(.pulse(amplitude: 1, onset: 1, duration: 1, period: nil)), neurons: 0..<2,
        isAdded: false)
    }
    #expect(
      pulsed.contains("np.repeat(np.array([1, 0], dtype=float), [1, 3]).reshape(-1, 1),"))
  }

  // Its package reads the graph, and what it defines of a neuron gives our spikes and mem.
  @Test(.enabled(if: Peer.python(with: "nir") != nil)) func agreesWithNIR() throws {
    let python = try #require(Peer.python(with: "nir"))
    let format = try #require(ExportFormat.named("nir"))
    let peer = try #require(format.peer)
    var networks: OrderedDictionary<String, ExportedNetwork> = [:]
    for name in ModelLibrary.builtIn.names {
      guard ModelLibrary.builtIn[name]?.integral != nil else { continue }
      let network = ExportedNetwork(try Driven(name).exported)
      if (try? format.text(of: network)) != nil { networks[name] = network }
    }
    for name in ["now", "next", "later", "forward"] {
      networks[name] = try SampleNetworks.all()[name]
    }
    var library = ModelLibrary.builtIn
    var leaky = try Node(
      name: "leaky", model: library.define(Self.leaky), population: 3, at: SourceRange(0, 0))
    leaky.feed(Signal(.constant(2.5)), neurons: 0..<2, isAdded: false)
    leaky.feed(Signal(.noise(mean: 2, deviation: 1)), neurons: 1..<3, isAdded: true)
    networks["leaky"] = ExportedNetwork(
      try ExportedNeuron(leaky, steps: 900, random: Driven.random))
    #expect(networks.count >= 11)
    var digests: [String] = []
    for (name, network) in networks {
      let text = try format.text(of: network)
      let (said, told) = try Peer.withFolder { folder in
        try text.write(to: folder.appending(path: "a.py"), atomically: true, encoding: .utf8)
        let said = try Peer.run(python, peer.arguments("a.py", "out", network), in: folder)
        return (said, try? String(contentsOf: folder.appending(path: "out"), encoding: .utf8))
      }
      let alike = peer.method(network).map(network.solved) ?? network
      let own = try #require(alike.ownTable { false })
      let other = try #require(peer.read(told ?? "", network), "\(name): \(said.suffix(400))")
      let apart = try #require(ExportDifference(own, other), "\(name)")
      let share = apart.membrane / (apart.scale > 0 ? apart.scale : 1)
      let count = own.prefix(own.count / 2).joined().count { $0 != 0 }
      #expect(apart.spikes == 0 && share <= 1e-9 && count > 0, "\(name): \(apart)")
      digests.append(Verified.line(name, text, spikes: count, apart: share))
    }
    try Verified.write(digests, of: "nir")
  }

  // NIR is not brought for every run: what is written is what was compared.
  @Test func isAsItWasCompared() throws {
    let format = try #require(ExportFormat.named("nir"))
    let seen = try Verified.check("nir") { name in
      try format.text(of: ExportedNetwork(Driven(name).exported))
    }
    #expect(seen >= 6)
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
