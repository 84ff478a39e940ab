import Equations
import Neurons
import OrderedCollections
import Simulation

/// Something that a model can say, and that a format can say or not: found out by writing a model that
/// says it.
public struct ExportConstruct: Sendable {
  /// What it is, in a few words.
  public let name: String
  private let network: @Sendable () throws -> ExportedNetwork

  /// Whether a format can say it.
  ///
  /// - Parameter format: the format.
  public func isKnown(to format: ExportFormat) -> Bool {
    (try? format.text(of: network())) != nil
  }

  /// All of them, in the order in which help lists them.
  public static let all: [ExportConstruct] =
    [
      (
        "steps as they are written, if, functions",
        "mem = if input > f(mem) then input else mem / 2"
      ),
      ("equations by euler", "method euler | d mem/dt = input - mem"),
      ("equations by exponential-euler", "method exponential-euler | d mem/dt = input - mem"),
      ("equations by rk4", "method rk4 | d mem/dt = input - mem"),
      ("refractory time", "refractory 3 | mem += input"),
      ("events under a condition", "event when mem > 3: x += 1 | mem += input"),
      ("events at times", "every 5 from 2: x += 1 | mem += input"),
      ("crosses, previous", "mem += if previous(x) < 1 and mem crosses 2 then input else 1"),
      ("uniform, normal", "mem += input + uniform() + normal()"),
      ("white noise xi", "method euler | d mem/dt = input - mem + xi()"),
      ("beta", "mem += input + beta(2, 6)"),
      ("several inputs", "input input | input other | mem += input + other"),
      ("matrices of a forward pass", "matrix w = 1 | mem = window(w, input)"),
    ].map { name, text in
      ExportConstruct(name: name) { ExportedNetwork(try probe(text)) }
    } + [
      ExportConstruct(name: "currents that change") {
        ExportedNetwork(
          try probe("mem += input", of: "IF") { node in
            node.feed(
              Signal(.pulse(amplitude: 1, onset: 3, duration: 2, period: nil)),
              neurons: 0..<1, isAdded: false)
          })
      },
      ExportConstruct(name: "populations, each neuron with its parameters") {
        ExportedNetwork(
          try probe("mem += input / threshold", of: "IF", count: 2) { node in
            try node.set(Name("threshold", nowhere), to: [1, 2], neurons: 0..<2, at: nowhere)
          })
      },
      ExportConstruct(name: "modules with connections") { try connected(delay: 0) },
      ExportConstruct(name: "delays") { try connected(delay: 4) },
      ExportConstruct(name: "connections that act on states") {
        try connected(delay: 1, port: .state("mem"))
      },
      ExportConstruct(name: "synapses with equations") {
        try connected(delay: 1, synapse: "ExpSynapse")
      },
    ]

  // A model whose integral is what stands behind the last `|`.
  private static func probe(
    _ text: String, of base: String = "Base", count: Int = 1,
    change: (inout Node) throws -> Void = { _ in }
  ) throws -> ExportedNeuron {
    let parts = text.split(separator: " | ").map(String.init)
    let head = ["define Probe", "inherits \(base)", "state x = 0", "function f(v) = v / 2"]
    let lines = head + parts.dropLast() + ["integral", "  \(parts.last ?? "")"]
    let model = try ModelLibrary.builtIn.read(lines.joined(separator: "\n"))
    var node = try Node(name: "n", model: model, population: count, at: nowhere)
    try change(&node)
    return try ExportedNeuron(node, steps: 10, random: RandomSource(seed: 1))
  }

  private static func connected(
    delay: Int, port: Connection.Port = .input("input"), synapse: String? = nil
  ) throws -> ExportedNetwork {
    var network = Network()
    for name in ["a", "b"] {
      let model = try ModelLibrary.builtIn.read("define Probe = IF")
      network.nodes[name] = try Node(name: name, model: model, at: nowhere)
    }
    let weights = try SparseWeights(
      .oneToOne, sources: 1, targets: 1, isWithin: false, weight: 1,
      random: RandomSource(seed: 1), stream: 1)
    network.connections["ab"] = Connection(
      name: "ab", from: "a", to: "b", port: port, pattern: .oneToOne, delay: delay,
      weights: weights)
    network.connections["ab"]?.synapse = try synapse.flatMap { ModelLibrary.builtIn[$0] }.map {
      try Node(name: "ab", model: $0, at: nowhere)
    }
    return try ExportedNetwork(["a", "b"], of: network, steps: 10, random: RandomSource(seed: 1))
  }
}

private let nowhere = SourceRange(0, 0)
