import Equations
import OrderedCollections
import Simulation

extension Command {
  static let fork = Command(
    "fork", .session, "Copy a node, or a mark's nodes, to go on beside the present ones.",
    details: """
      A copy has the parameters, states, inputs, recording and noise of its original, so that what
      differs later follows from what you change. Connections are not copied. 'fork n twin' copies the node n; 'fork x' copies
      the nodes of the mark x, each named NODE_x. Without a name a node's copy is NODE_fork.
      """,
    examples: [
      "create lif n; feed n const 1.5; run n 10; fork n slow; set slow tau=9; run 10; list",
      "create lif n; feed n const 1.5; mark a; set n tau=9; fork a; run 20; plot n n_a",
    ],
    Argument<Forked>.required(.original, "what to copy", missing: "a node or a mark"),
    Argument<Name?>.newNode
  ) { (context: inout Context, forked: Forked, name: Name?) throws(Diagnostic) in
    switch forked {
    case .node(let node):
      let copy = name ?? Name("\(node.text)_fork", node.range)
      return try context.fork([(node.text, copy)], from: context.session)
    case .mark(let mark):
      if let name {
        throw Diagnostic(
          "'\(mark.text)' is a mark, whose nodes get names of their own", at: name.range,
          expected: "'fork \(mark.text)'")
      }
      guard let source = context.session.marks[mark.text] else { return Report() }
      let copies = source.nodes.keys.map { ($0, Name("\($0)_\(mark.text)", mark.range)) }
      guard !copies.isEmpty else {
        throw Diagnostic(
          "the mark '\(mark.text)' has no nodes", at: mark.range, expected: "a mark with nodes")
      }
      return try context.fork(copies, from: source)
    }
  }
}

/// What `fork` copies.
private enum Forked: Sendable {
  case node(Name)
  case mark(Name)
}

extension Context {
  fileprivate mutating func fork(
    _ copies: [(node: String, copy: Name)], from source: Session
  ) throws(Diagnostic) -> Report {
    var report = Report()
    for (name, copy) in copies {
      guard var node = source.nodes[name] else { continue }
      try session.checkIsNew(copy)
      try session.checkRoom(for: node.population, at: copy.range)
      node.name = copy.text
      session.nodes[copy.text] = node
      report.add(.note("\(copy.text): like \(name) at step \(node.time)"))
    }
    return report
  }
}

extension ValueSyntax where Value == Forked {
  fileprivate static var original: ValueSyntax {
    ValueSyntax(["NODE", "MARK"], candidates: { $0.nodeCandidates + $0.markCandidates }) {
      (word: Name, _: String, context: Context) throws(Diagnostic) in
      if context.session.marks[word.text] != nil { return .mark(word) }
      if context.session.nodes[word.text] != nil { return .node(word) }
      if let module = context.session.module(named: Reference(word)) {
        throw context.session.moduleInsteadOfNode(module, at: word.range)
      }
      throw .unknown(
        "node or mark", word,
        among: Array(context.session.nodes.keys) + context.session.marks.keys,
        expected: "a node, or a mark that 'mark' made")
    }
  }
}
