import Equations
import OrderedCollections
import Simulation

/// The connections of a network as Brian2's synapses.
///
/// What is on its way for no step at all acts in the step of its spike: then all that the groups do
/// lies in one slot of Brian2's schedule, one group behind the other.
struct Brian2Synapses {
  /// The lines that make them.
  private(set) var lines: [String] = []
  /// The variables that hold them.
  private(set) var variables: [String] = []

  /// Describes connections.
  ///
  /// - Parameters:
  ///   - network: the nodes and their connections.
  ///   - groups: the nodes as groups.
  ///   - names: the names of the script.
  /// - Throws: `ExportRefusal` for a connection that does more than add what arrives to an input or a
  ///   state.
  init(
    _ network: ExportedNetwork, _ groups: [Brian2Group], _ names: inout NameTable
  ) throws(ExportRefusal) {
    let areImmediate = network.connections.contains { $0.latency == 0 }
    for connection in network.connections {
      guard let source = groups.first(where: { $0.neuron.node.name == connection.source }),
        let target = groups.first(where: { $0.neuron.node.name == connection.target })
      else { continue }
      try connection.checkIsPlain(for: "brian2", hasEquations: true)
      let variable = names.make(connection.name)
      variables.append(variable)
      // A group that has had its turn gets it in the next step.
      let isLate = !areImmediate || target.place <= source.place
      let delay = connection.delay - (isLate ? 1 : 0)
      guard delay <= 0 || source.spikesAreOne else {
        throw ExportRefusal(
          "brian2: spikes of '\(connection.source)' have sizes, which are lost on their way through"
            + " '\(connection.name)'")
      }
      let spike = source.spikesAreOne ? "" : " * spike_pre"
      // What synapses with equations give is scaled behind them.
      let isScaled = connection.scale != 1 && connection.synapse == nil
      let scale = isScaled ? " * \(connection.scale.canonicalText)" : ""
      guard let arrival = target.arrivals[connection.name] else { continue }
      let port = arrival.variable
      let unit = try target.terms.declared(arrival.unit)
      lines.append(
        "\(variable) = b2.Synapses(\(source.variable), \(target.variable), 'weight : \(unit)',"
          + " on_pre='\(port)_post += weight\(scale)\(spike)', dt=dt)")
      let weights = connection.weights
      guard weights.count <= mostSynapses else {
        throw ExportRefusal(
          "'\(connection.name)' has \(weights.count) synapses; a file takes at most \(mostSynapses)"
        )
      }
      let rows = (0..<weights.sources).flatMap { source in
        weights.row(source).map { _ in Double(source) }
      }
      lines.append(
        "\(variable).connect(i=\(PieceList(rows).numpy).astype(int),"
          + " j=\(PieceList(weights.columns.map(Double.init)).numpy).astype(int))")
      let values = weights.columns.indices.map { weights.weight($0) }
      let list = target.terms.inPython(PieceList(values).numpy, arrival.unit)
      lines.append("\(variable).weight = \(list)")
      if delay > 0 { lines.append("\(variable).delay = \(delay) * dt") }
      if areImmediate {
        lines.append(
          "\(variable).pre.when, \(variable).pre.order = 'groups', \(10 * source.place + 4)")
      }
      lines.append("")
    }
    guard areImmediate else { return }
    lines += [
      "# One group behind the other, so that spikes arrive within their step.",
      "slots = {'start': 0, 'groups': 2, 'thresholds': 3, 'resets': 5}",
      "for place, group in enumerate([\(groups.map(\.variable).joined(separator: ", "))]):",
      "    for part in group.contained_objects:",
      "        part.when, part.order = 'groups', 10 * place + slots[part.when]", "",
    ]
  }
}

extension Connection {
  /// Checks that what arrives is added to an input or a state, each spike with the same weight.
  ///
  /// - Parameters:
  ///   - format: which format has no more.
  ///   - hasEquations: whether it has equations of synapses.
  /// - Throws: `ExportRefusal` that names what it does besides.
  func checkIsPlain(for format: String, hasEquations: Bool = false) throws(ExportRefusal) {
    let more: String? =
      if carried == .membrane {
        "joins membranes, as a gap junction"
      } else if synapse != nil, !hasEquations {
        "has equations of its own"
      } else if plasticity != nil { "learns" } else if shortTerm != nil {
        "tires with use"
      } else if !delays.isEmpty {
        "has delays that differ between its synapses"
      } else if !pending.isEmpty { "has spikes on their way" } else { nil }
    if let more { throw ExportRefusal("\(format): the connection '\(name)' \(more)") }
  }
}

private let mostSynapses = 200_000
