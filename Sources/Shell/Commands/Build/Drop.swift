import Equations
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let drop = Command(
    "drop", .build, "Remove nodes, connections, modules, or a neuron that you defined.",
    details: """
      A node goes with its connections, and a module with the last node or module in it; the nodes
      of a module stay.
      """,
    examples: [
      "create lif n; drop n", "define fast = LIF with tau = 1.2; drop fast", "create lif n; drop *",
    ],
    Argument<Dropped>.required(
      .dropped, "what to remove", missing: "a node, or a neuron that you defined")
  ) { (context: inout Context, dropped: Dropped) throws(Diagnostic) in
    let before = Array(context.session.modules.keys)
    switch dropped {
    case .nodes(let target):
      try target.requireWholeNodes("drop")
      for part in target.parts { context.session.remove(part.node) }
      if let current = context.session.current, context.session.nodes[current] == nil {
        context.session.current = context.session.nodes.keys.last
      }
      return .dropped(
        target.parts.map(\.node) + before.filter { context.session.modules[$0] == nil })
    case .connection(let name):
      context.session.network.connections[name] = nil
      return .dropped([name])
    case .module(let name):
      context.session.remove(name)
      return .dropped(before.filter { context.session.modules[$0] == nil })
    case .model(let name):
      context.session.models.remove(name)
      return .dropped([name])
    }
  }
}

extension Report {
  fileprivate static func dropped(_ names: [String]) -> Report {
    Report(.note("dropped: \(names.joined(separator: ", "))"))
  }
}

private enum Dropped: Sendable {
  case nodes(Target)
  case connection(String)
  case module(String)
  case model(String)
}

extension ValueSyntax where Value == Dropped {
  fileprivate static var dropped: ValueSyntax {
    ValueSyntax(
      ["TARGET", "CONNECTION", "MODULE", "MODEL"],
      candidates: { situation in
        situation.targetCandidates + situation.connectionCandidates
          + situation.session.models.userDefined.map { Candidate($0.name, $0.summary) }
      }
    ) { (word: Name, _: String, context: Context) throws(Diagnostic) in
      let session = context.session
      if session.network.connections[word.text] != nil { return .connection(word.text) }
      if session.modules[word.text] != nil { return .module(word.text) }
      if session.nodes[word.text] == nil, let model = session.models[word.text] {
        guard !session.models.isBuiltIn(model.name) else {
          throw Diagnostic(
            "'\(model.name)' is a built-in neuron", at: word.range,
            expected: "a neuron that you defined")
        }
        // What builds on an earlier one of this name needs this one no more than nodes do.
        let users = session.models.userDefined.filter { $0 != model && $0.builds(on: model) }
          .map(\.name)
        guard users.isEmpty else {
          throw Diagnostic(
            "'\(model.name)' is inherited by \(users.joined(separator: ", "))", at: word.range,
            expected: "'drop \(users[0])' first")
        }
        return .model(model.name)
      }
      return .nodes(try Target(Reference(word), in: session))
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
