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
    Argument<Name>.required(
      .name("NODE", "MARK", candidates: { $0.nodeCandidates + $0.markCandidates }) {
        (word: Name, session: Session) throws(Diagnostic) in
        let names = Array(session.nodes.keys) + session.marks.keys
        guard !names.contains(word.text) else { return }
        if let module = session.module(named: Reference(word)) {
          throw session.moduleInsteadOfNode(module, at: word.range)
        }
        throw .unknown(
          "node or mark", word, among: names, expected: "a node, or a mark that 'mark' made")
      }, "what to copy", missing: "a node or a mark"),
    Argument<Name?>.newNode
  ) { (context: inout Context, original: Name, name: Name?) throws(Diagnostic) in
    guard let mark = context.session.marks[original.text] else {
      let copy = name ?? Name("\(original.text)_fork", original.range)
      return try context.fork([(original.text, copy)], from: context.session)
    }
    if let name {
      throw Diagnostic(
        "'\(original.text)' is a mark, whose nodes get names of their own", at: name.range,
        expected: "'fork \(original.text)'", kind: .unexpected)
    }
    let copies = mark.nodes.keys.map { ($0, Name("\($0)_\(original.text)", original.range)) }
    guard !copies.isEmpty else {
      throw Diagnostic(
        "the mark '\(original.text)' has no nodes", at: original.range,
        expected: "a mark with nodes")
    }
    return try context.fork(copies, from: mark)
  }
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
