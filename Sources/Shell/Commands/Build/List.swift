import Equations
import Neurons
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let list = Command(
    "list", .build, "List the nodes, or what there is to choose from.",
    details: """
      * marks the node that commands mean where they name none. 'recent mem' is mem over the last
      few spikes in four levels, from the lowest _ to the highest ', with | for a spike.
      """,
    examples: [
      "create lif n; create if m; list", "list models", "list surrogates", "list encoders",
    ],
    Argument<Listed?>.place(
      .word("list", otherWords: Listed.otherWords), "what to list; nodes where left out"
    ).or(.nodes)
  ) { (context: inout Context, listed: Listed) throws(Diagnostic) in
    switch listed {
    case .nodes: Report(context.session.nodeList)
    case .connections: Report(context.session.connectionList)
    case .modules: Report(context.session.moduleList)
    case .models: context.session.modelList
    case .surrogates:
      Report(
        .table(
          ["surrogate", "alpha", "meaning"],
          Surrogate.allCases.map {
            [.text($0.rawValue), .number($0.defaultAlpha), .text($0.note)]
          }))
    case .encoders:
      Report(
        .table(
          ["encoder", "what it tells of x", "source"],
          NeuralCode.allCases.map { [.text($0.rawValue), .text($0.note), .text($0.source)] }))
    case .waveforms:
      Report(
        .table(["waveform", "meaning"], Wave.all.map { [.text($0.usage), .text($0.summary)] }))
    case .marks: Report(context.session.markList)
    }
  }
}

private enum Listed: String, CaseIterable, Sendable {
  case nodes, models, modules, connections, surrogates, encoders, waveforms, marks

  /// What else people call them.
  static let otherWords: [String: Listed] = [
    "neurons": .models, "synapses": .connections, "populations": .nodes, "inputs": .waveforms,
    "signals": .waveforms, "codes": .encoders, "activations": .surrogates, "layers": .modules,
  ]
}

extension Session {
  fileprivate var nodeList: Report.Item {
    guard !nodes.isEmpty else { return .note("no nodes; 'create lif n' makes one") }
    let rows: [[Table.Cell]] = nodes.values.map { node in
      [
        .text(node.name), .text(node.model.name),
        .count(node.population), .count(node.time), node.cell(node.mem, unit: node.membraneUnit),
        .count(node.recording.spikeCount(after: 0)), .text(node.sparkline),
      ]
    }
    return .table(
      Table(
        ["node", "neuron", "size", "step", "mem", "spikes", "recent mem"], rows,
        marked: current.flatMap { nodes.index(forKey: $0) }))
  }

  fileprivate var markList: Report.Item {
    guard !marks.isEmpty else { return .note("no marks; 'mark here' makes one") }
    return .table(["mark", "nodes"], marks.map { [.text($0.key), .text($0.value.markSummary)] })
  }

  fileprivate var connectionList: Report.Item {
    let connections = network.connections.values
    guard !connections.isEmpty else { return .note("no connections; 'connect a -> b' makes one") }
    return .table(
      ["connection", "from", "to", "synapses", "weight", "delay", "through", "learning"],
      connections.map { connection in
        let through = connection.carried == .membrane ? "gap" : connection.synapse?.model.name
        return [
          .text(connection.name), .text(connection.source),
          .text("\(connection.target).\(connection.port.name)"),
          .count(connection.weights.count),
          .measured(connection.weights.mean, unit: weightUnit(of: connection).text),
          delayCell(of: connection), .text(through ?? "-"), .text(connection.ruleNames),
        ]
      })
  }

  // A bare number counts steps, as where a delay is typed.
  private func delayCell(of connection: Connection) -> Table.Cell {
    guard connection.delays.isEmpty else { return .text(delayText(of: connection)) }
    let steps = delay(of: connection)
    guard let node = nodes[connection.target], let unit = node.timeUnit else {
      return .measured(steps, unit: "")
    }
    return .measured(steps.times(node.stepLength), unit: unit.text)
  }

  fileprivate var moduleList: Report.Item {
    guard !modules.isEmpty else { return .note("no modules; 'module m: a b' makes one") }
    return .table(
      ["module", "members", "nodes"],
      modules.map { name, names in
        [.text(name), .text(names.joined(separator: ", ")), .count(members(of: name).count)]
      })
  }

  fileprivate var modelList: Report {
    let isOwn = { (model: NeuronModel) in !models.isBuiltIn(model.name) }
    let isContinuous = { (model: NeuronModel) in model.family.contains("Membrane") }
    let isSynapse = { (model: NeuronModel) in model.family.contains("Synapse") }
    let groups: [(title: String, models: [NeuronModel])] = [
      ("in time steps:", models.all.filter { !isOwn($0) && !isContinuous($0) && !isSynapse($0) }),
      ("in continuous time:", models.all.filter { !isOwn($0) && isContinuous($0) }),
      ("synapses, for connect:", models.all.filter { !isOwn($0) && isSynapse($0) }),
      ("yours:", models.all.filter(isOwn)),
    ]
    var report = Report()
    for group in groups where !group.models.isEmpty {
      report.add(.note(group.title))
      report.add(
        .table(
          ["neuron", "builds on", "meaning"],
          group.models.map { [.text($0.name), .text($0.parent ?? ""), .text($0.summary)] }))
    }
    return report
  }
}
