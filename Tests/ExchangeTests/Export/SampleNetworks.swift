import Equations
import Exchange
import Neurons
import OrderedCollections
import Simulation
import Testing

/// Three populations, each connected with the next, and the last with the first.
enum SampleNetworks {
  /// Their connections' delays by name: delays of none, of one step and of several.
  static let delays = ["now": [0, 0, 2], "next": [1, 1, 1], "later": [3, 1, 4]]

  /// A network.
  ///
  /// - Parameters:
  ///   - delays: from a to b, from b to c, and back to a, in steps; what is not there is no connection.
  ///   - isFed: whether currents flow into the first.
  ///   - ports: where connections end.
  ///   - model: what the nodes are.
  static func network(
    delays: [Int], isFed: Bool = true, port: Connection.Port = .input("input"),
    model: NeuronModel? = nil, weight: Double = 0.4
  ) throws -> Network {
    var network = Network()
    let nowhere = SourceRange(0, 0)
    for (node, size) in [("a", 4), ("b", 3), ("c", 2)] {
      let model = try model ?? #require(ModelLibrary.builtIn["LIF"])
      network.nodes[node] = try Node(name: node, model: model, population: size, at: nowhere)
    }
    let size = model.map { Driven.amplitude(of: $0.name) } ?? 1.1
    for neuron in 0..<4 where isFed {
      network.nodes["a"]?.feed(
        Signal(.constant(size * (1 + 0.27 * Double(neuron)))), neurons: neuron..<neuron + 1,
        isAdded: false)
    }
    for (ends, delay) in zip([("a", "b"), ("b", "c"), ("c", "a")], delays) {
      let (source, target) = ends
      let weights = try SparseWeights(
        .all(includesSelf: true), sources: network.nodes[source]?.population ?? 0,
        targets: network.nodes[target]?.population ?? 0, isWithin: false, weight: weight,
        deviation: weight / 2, random: Driven.random, stream: 7)
      network.connections[source + target] = Connection(
        name: source + target, from: source, to: target, port: port,
        pattern: .all(includesSelf: true), delay: delay, weights: weights)
    }
    return network
  }

  /// They as formats are told of them, and such as act on states.
  static func all() throws -> OrderedDictionary<String, ExportedNetwork> {
    var result: OrderedDictionary<String, ExportedNetwork> = [:]
    func add(_ name: String, _ network: Network, steps: Int = 60) throws {
      result[name] = try ExportedNetwork(
        ["a", "b", "c"], of: network, steps: steps, random: Driven.random)
    }
    for (name, delays) in delays { try add(name, network(delays: delays)) }
    try add("forward", network(delays: [0, 3]))
    for (name, delays) in delays {
      try add("\(name)State", network(delays: delays, port: .state("mem")))
    }
    let held = try #require(ModelLibrary.builtIn["RefractoryLIF"])
    // Synapses with equations, of currents and of conductances that see the membrane.
    for (name, synapse) in ["currents": "ExpSynapse", "conductances": "ExpConductance"] {
      for (when, delays) in delays {
        let steps = 900
        var network = try self.network(
          delays: delays, model: held, weight: 2)
        for key in network.connections.keys {
          let target = network.connections[key]?.target ?? ""
          network.connections[key]?.synapse = try Node(
            name: key, model: #require(ModelLibrary.builtIn[synapse]),
            population: network.nodes[target]?.population ?? 0, at: SourceRange(0, 0))
          network.connections[key]?.scale = name == "currents" ? 0.5 : 1e-3
        }
        try add("\(name)-\(when)", network, steps: steps)
      }
    }
    // mem takes nothing while it is held.
    try add(
      "held", network(delays: [1, 12, 2], port: .state("mem"), model: held, weight: 6), steps: 900)
    return result
  }
}
