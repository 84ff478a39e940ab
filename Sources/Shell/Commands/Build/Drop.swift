import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let drop = Command(
    "drop", .build, "Remove nodes, connections, modules, or a neuron that you defined.",
    details: """
      A node goes with its connections, and a module with the last node or module in it; the nodes
      of a module stay. Of a gap junction between two nodes both directions go.
      """,
    examples: [
      "create lif n; drop n", "define fast = LIF with tau = 1.2; drop fast", "create lif n; drop *",
    ],
    Argument<Name>.required(
      .name(
        "TARGET", "CONNECTION", "MODULE", "MODEL",
        candidates: {
          $0.targetCandidates + $0.connectionCandidates
            + $0.session.models.userDefined.map { Candidate($0.name, $0.summary) }
        }), "what to remove",
      missing: "a node, or a neuron that you defined")
  ) { (context: inout Context, name: Name) throws(Diagnostic) in
    let before = context.session
    var names = [name.text]
    if let connection = before.network.connections[name.text] {
      if let other = before.network.counterpart(of: connection) { names.append(other.name) }
      for name in names { context.session.network.connections[name] = nil }
    } else if before.modules[name.text] != nil {
      context.session.remove(name.text)
      names = []
    } else if before.nodes[name.text] == nil, let model = before.models[name.text] {
      try before.checkIsUnused(model, at: name.range)
      context.session.models.remove(model.name)
      names = [model.name]
    } else {
      let target = try Target(Reference(name), in: before)
      try target.requireWholeNodes("drop")
      names = target.parts.map(\.node)
      for node in names { context.session.remove(node) }
      if let current = before.current, context.session.nodes[current] == nil {
        context.session.current = context.session.nodes.keys.last
      }
    }
    names += before.modules.keys.filter { context.session.modules[$0] == nil }
    return Report(.note("dropped: \(names.joined(separator: ", "))"))
  }
}

extension Session {
  // What builds on an earlier model of this name needs this one no more than nodes do.
  fileprivate func checkIsUnused(
    _ model: NeuronModel, at range: SourceRange
  ) throws(Diagnostic) {
    guard !models.isBuiltIn(model.name) else {
      throw Diagnostic(
        "'\(model.name)' is a built-in neuron", at: range, expected: "a neuron that you defined")
    }
    let users = models.userDefined.filter { $0 != model && $0.builds(on: model) }.map(\.name)
    guard users.isEmpty else {
      throw Diagnostic(
        "'\(model.name)' is inherited by \(users.joined(separator: ", "))", at: range,
        expected: "'drop \(users[0])' first")
    }
  }
}

extension Session {
  /// Removes a node with its connections, or a module; modules forget it, and empty ones go too.
  fileprivate mutating func remove(_ name: String) {
    network.remove(name)
    modules[name] = nil
    for module in modules.keys { modules[module]?.removeAll { $0 == name } }
    while let empty = modules.first(where: { $0.value.isEmpty })?.key {
      modules[empty] = nil
      for module in modules.keys { modules[module]?.removeAll { $0 == empty } }
    }
  }
}
