import Equations
import Neurons
import Simulation

/// Nodes and the connections between them as a module of PyTorch that holds a class for each of them.
///
/// Its forward pass resets first. Where no spike comes back to a node that it has passed, a node runs all
/// steps before the next one does; else all nodes take a step and then the next.
struct TorchModule {
  private let network: ExportedNetwork
  private let base: TorchBase
  private let nodes: [Part]
  private let isLayered: Bool

  // A node with its class.
  private struct Part {
    var neuron: ExportedNeuron
    var name: String
    var type: TorchClass
    var typeName: String
    var spike: String
    /// The lines of its class where nothing else has its name.
    var wish: [String]
    /// The lines of its class; those that have it already come with none.
    var lines: [String]
  }

  /// Describes a module.
  ///
  /// - Parameters:
  ///   - network: the nodes and their connections.
  ///   - base: what the classes of nodes inherit.
  /// - Throws: `ExportRefusal` for what PyTorch does not say.
  init(_ network: ExportedNetwork, _ base: TorchBase) throws(ExportRefusal) {
    (self.network, self.base) = (network, base)
    guard base.module != nil else {
      throw ExportRefusal("a file of \(base.title) has one node without connections to itself")
    }
    var names = NameTable(reserved: TorchTerms.reserved.union(Self.reserved))
    var nodes: [Part] = []
    for neuron in network.neurons {
      let same = nodes.first { $0.neuron.node.surrogate == neuron.node.surrogate }
      let spike = same?.spike ?? names.make("Spike")
      let type = try TorchClass(neuron, base, spike: spike)
      // Nodes whose classes are the same share one.
      let wish = try type.members(as: type.name)
      let known = nodes.first { $0.wish == wish }
      let typeName = known?.typeName ?? names.make(type.name)
      nodes.append(
        Part(
          neuron: neuron, name: names.make(neuron.node.name), type: type, typeName: typeName,
          spike: spike, wish: wish, lines: known == nil ? try type.members(as: typeName) : []))
    }
    self.nodes = nodes
    let order = nodes.map(\.neuron.node.name)
    isLayered = network.connections.allSatisfy { connection in
      guard case .input = connection.port, let source = order.firstIndex(of: connection.source),
        let target = order.firstIndex(of: connection.target)
      else { return false }
      return source < target
    }
    for connection in network.connections { try connection.checkIsPlain(for: base.title) }
  }

  private static let reserved: Set<String> = [
    "Module", "BaseModule", "BaseNode", "steps", "step", "matrix", "arriving", "spikes", "layer",
    "late", "current", "reset", "layer_by_layer", "encode_type", "node", "table", "lines", "row",
    "file", "mem", "membranes", "amount",
  ]

  /// The file.
  ///
  /// - Throws: `ExportRefusal` for what PyTorch does not say.
  func text() throws(ExportRefusal) -> String {
    var lines = nodes.enumerated().flatMap { index, node in
      (index == 0 ? [] : [""]) + node.neuron.heading(base.title)
    }.commented("#")
    lines += ["", "import sys", "", "import torch"] + base.imports + (base.module?.imports ?? [])
    var spikes: Set<String> = []
    for node in nodes where spikes.insert(node.spike).inserted {
      lines += ["", ""] + node.neuron.node.surrogate.torch(named: node.spike)
    }
    let classes = nodes.map(\.lines)
    lines += TorchClass.functions(of: classes.flatMap(\.self))
    for type in classes where !type.isEmpty {
      lines += ["", ""] + type
      if lines.last?.isEmpty == true { lines.removeLast() }
    }
    lines += [
      "", "", "def matrix(rows, columns, weights, shape):",
      "    \"\"\"Weights of synapses, a row a target and a column a source.\"\"\"",
      "    empty = torch.zeros(shape, dtype=weights.dtype)",
      "    return empty.index_put((rows.long(), columns.long()), weights, accumulate=True)",
    ]
    lines += ["", ""] + (try module()) + outcome
    return lines.map { $0 + "\n" }.joined()
  }

  private var parent: String { base.module?.parent ?? "" }

  private func currents(of node: Part) -> [(input: String, name: String)] {
    node.type.inputs.map { ($0, "\(node.name)_\(node.type.terms.names[$0])") }
  }

  private func module() throws(ExportRefusal) -> [String] {
    let isOfBrainCog = base.splitsStep
    var lines = ["class Module(\(parent)):"]
    lines += [
      "    \"\"\"\(nodes.map(\.name).joined(separator: ", ")) with the connections between them.\"\"\"",
      "",
    ]
    if isOfBrainCog {
      lines += [
        "    def __init__(self, step=\(network.steps), encode_type='direct',"
          + (isLayered ? " layer_by_layer=False," : "") + " **kwargs):",
        "        super().__init__(step, encode_type,\(isLayered ? " layer_by_layer," : "") **kwargs)",
      ]
      let options =
        isLayered ? "step=step, layer_by_layer=layer_by_layer" : "step=step, layer_by_layer=False"
      lines += nodes.map { "        self.\($0.name) = \($0.typeName)(\(options))" }
    } else {
      lines += ["    def __init__(self, step=\(network.steps)):", "        super().__init__()"]
      lines.append("        self.step = step")
      lines += nodes.map { "        self.\($0.name) = \($0.typeName)()" }
    }
    for connection in network.connections {
      let weights = connection.weights
      guard weights.count <= mostSynapses, weights.sources * weights.targets <= largestMatrix else {
        throw ExportRefusal(
          "'\(connection.name)' has \(weights.count) synapses between \(weights.sources) and"
            + " \(weights.targets) neurons; a file takes at most \(mostSynapses), in a matrix of"
            + " \(largestMatrix)")
      }
      let sources = (0..<weights.sources).flatMap { source in
        weights.row(source).map { _ in Double(source) }
      }
      let values = weights.columns.indices.map { weights.weight($0) * connection.scale }
      let targets = weights.columns.map(Double.init)
      lines.append(
        "        self.\(weightName(connection)) = torch.nn.Parameter(matrix("
          + "\(PieceList(targets).torch), \(PieceList(sources).torch),"
          + " \(PieceList(values).torch), (\(weights.targets), \(weights.sources))))")
    }
    if !isOfBrainCog {
      lines += [
        "", "    def reset(self):", "        \"\"\"Returns every node to its beginning.\"\"\"",
      ]
      lines += nodes.map { "        self.\($0.name).reset()" }
    }
    return lines + [""] + (isLayered ? layered : stepped)
  }

  private func weightName(_ connection: Connection) -> String {
    "weights_" + connection.name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      + "_\(network.connections.firstIndex { $0.name == connection.name } ?? 0)"
  }

  private var arguments: String {
    (["self"] + nodes.flatMap(currents).map { "\($0.name)=None" }).joined(separator: ", ")
  }

  private func defaults(of node: Part) -> [String] {
    currents(of: node).map { input in
      let zeros = "torch.zeros(self.step, \(node.neuron.node.population))"
      return "        \(input.name) = \(zeros) if \(input.name) is None else \(input.name)"
    }
  }

  // A node after the other, each all steps.
  private var layered: [String] {
    var lines = [
      "    def layer(self, node, *currents):",
      "        \"\"\"All steps of one node, a row a step.\"\"\"",
    ]
    if base.splitsStep {
      lines += ["        if self.layer_by_layer:", "            return node(*currents)"]
    }
    lines += [
      "        return torch.stack([node(*row).expand(row[0].shape) for row in zip(*currents)])", "",
      "    def late(self, spikes, delay):",
      "        \"\"\"What arrives so many steps later.\"\"\"",
      "        return torch.cat([torch.zeros_like(spikes[:delay]), spikes])[:len(spikes)]", "",
      "    def forward(\(arguments)):",
      "        \"\"\"Resets, takes currents with a row a step, and returns the spikes of every node.\"\"\"",
      "        self.reset()", "        spikes = {}",
    ]
    for node in nodes {
      lines += defaults(of: node)
      for (connection, current) in arrivals(at: node) {
        let source = "spikes['\(sourceName(connection))']"
        let late = connection.delay == 0 ? source : "self.late(\(source), \(connection.delay))"
        lines.append("        \(current) = \(current) + \(late) @ self.\(weightName(connection)).T")
      }
      let list = currents(of: node).map(\.name).joined(separator: ", ")
      lines.append("        spikes['\(node.name)'] = self.layer(self.\(node.name), \(list))")
    }
    return lines + ["        return spikes"]
  }

  // All nodes a step, and then the next.
  private var stepped: [String] {
    var lines = [
      "    def arriving(self, spikes, step, weights):",
      "        \"\"\"What the spikes of a step give their targets; nothing before the first one.\"\"\"",
      "        if step < 0:", "            return torch.zeros(weights.shape[0])",
      "        return spikes[step] @ weights.T", "",
      "    def forward(\(arguments)):",
      "        \"\"\"Resets, takes currents with a row a step, and returns the spikes of every node.\"\"\"",
      "        self.reset()",
    ]
    lines += nodes.flatMap(defaults)
    let list = nodes.map { "'\($0.name)': []" }.joined(separator: ", ")
    lines += ["        spikes = {\(list)}", "        for step in range(self.step):"]
    for node in nodes {
      lines += currents(of: node).map { "            current_\($0.name) = \($0.name)[step]" }
      for connection in network.connections where connection.target == node.neuron.node.name {
        let step = connection.delay == 0 ? "step" : "step - \(connection.delay)"
        let amount =
          "self.arriving(spikes['\(sourceName(connection))'], \(step), self.\(weightName(connection)))"
        switch connection.port {
        case .input(let input):
          let name = "current_\(node.name)_\(node.type.terms.names[input])"
          lines.append("            \(name) = \(name) + \(amount)")
        case .state(let state): lines += taken(amount, into: state, of: node)
        }
      }
      let call = currents(of: node).map { "current_\($0.name)" }.joined(separator: ", ")
      let size = node.neuron.node.population
      lines.append(
        "            spikes['\(node.name)'].append(self.\(node.name)(\(call)).expand(\(size)))")
    }
    return lines + ["        return {name: torch.stack(rows) for name, rows in spikes.items()}"]
  }

  // A neuron that holds a state takes nothing there.
  private func taken(_ amount: String, into state: String, of node: Part) -> [String] {
    func own(_ name: String) -> String { "self.\(node.name).\(node.type.terms.names[name])" }
    let model = node.neuron.model
    guard model.refractory != nil, model.held.contains(state) else {
      return ["            \(own(state)) = \(own(state)) + \(amount)"]
    }
    let test = "torch.as_tensor(\(own("refractory")) <= \(own("dt")) / 2)"
    return ["            \(own(state)) = \(own(state)) + torch.where(\(test), \(amount), 0.0)"]
  }

  private func arrivals(at node: Part) -> [(Connection, String)] {
    network.connections.filter { $0.target == node.neuron.node.name }.map {
      ($0, "\(node.name)_\(node.type.terms.names[$0.port.name])")
    }
  }

  private func sourceName(_ connection: Connection) -> String {
    nodes.first { $0.neuron.node.name == connection.source }?.name ?? ""
  }

  // What the file does where it is run: the same currents, and a row a step of spikes and mem.
  private var outcome: [String] {
    var lines = [
      "", "", "if __name__ == '__main__':", "    torch.set_default_dtype(torch.float64)",
      "    module = Module()", "    membranes = {}",
    ]
    for node in nodes {
      let size = node.neuron.node.population
      lines += [
        "    membranes['\(node.name)'] = []",
        "    module.\(node.name).register_forward_hook(lambda node, *_: membranes['\(node.name)'].append(",
        "        torch.as_tensor(node.mem).expand(\(size))))",
      ]
    }
    lines += ["    with torch.no_grad():", "        spikes = module("]
    for node in nodes {
      for input in currents(of: node) {
        lines.append("            \(input.name)=\(node.neuron.torchCurrent(input.input)),")
      }
    }
    lines += [
      "        )",
      "    table = torch.cat([*spikes.values(), *(torch.stack(rows) for rows in membranes.values())], 1)",
      "    lines = [' '.join(repr(x) for x in row.tolist()) for row in table]",
      "    if len(sys.argv) > 1:", "        with open(sys.argv[1], 'w') as file:",
      "            file.write('\\n'.join(lines) + '\\n')",
      "    else:", "        print('\\n'.join(lines))",
    ]
    return lines
  }
}

private let mostSynapses = 200_000
private let largestMatrix = 4_000_000
