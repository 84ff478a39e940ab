import Equations
import Neurons
import OrderedCollections
import Simulation

/// The neurons that a command means.
struct Target: Hashable, Sendable {
  /// A node, or some neurons of it.
  struct Part: Hashable, Sendable {
    /// The node's name.
    var node: String
    /// Which of its neurons, counted from 0; nil for all.
    var neurons: Range<Int>?
    /// Which of its inputs, as it is written; nil for the first, or for all.
    var input: String?
    /// The same in each of the compartments that it means.
    var inputs: [String] = []
  }

  /// The nodes in order.
  var parts: [Part]
  /// Where the target stands; the verb's place where it is left out.
  var range: SourceRange
  /// Whether it stands for whatever nodes there are in a module or in the session.
  var isModule = false
  /// The module that it names; nil for nodes and for `*`.
  var module: String?

  /// Finds what `n`, `p[3]`, `p[1..5]` or `*` names, and where inputs are meant `n.basal`.
  ///
  /// - Throws: `Diagnostic` where there is no such node or neuron.
  init(
    _ reference: Reference, in session: Session, allowsInput: Bool = false
  ) throws(Diagnostic) {
    if allowsInput, let input = reference.entry, input.text.isName || reference.index != nil {
      self = try Target(reference.owner, in: session)
      try choose(input, in: session)
      return
    }
    range = reference.range
    if reference.whole.text == "*" {
      guard !session.nodes.isEmpty else { throw session.noNodes(at: range) }
      parts = session.nodes.keys.map { Part(node: $0, neurons: nil) }
      isModule = true
      return
    }
    // A module stands for its nodes, `m.*` as well.
    if let group = session.module(named: reference) {
      parts = session.members(of: group).map { Part(node: $0, neurons: nil) }
      isModule = true
      module = group
      return
    }
    let name = reference.neurons == nil ? reference.whole : reference.name
    guard let node = session.nodes[name.text] else { throw session.unknownNode(name) }
    guard let neurons = reference.neurons else {
      parts = [Part(node: name.text, neurons: nil)]
      return
    }
    guard reference.quantity == nil, let chosen = neurons.range(of: node) else {
      throw Diagnostic(
        "'\(reference.whole.text.shortened)' picks no neurons of '\(name.text)'",
        at: SourceRange(neurons.range.lower, range.upper),
        expected: "[NUMBER] or [FIRST..LAST] from 1 to \(node.population)", kind: .outOfRange)
    }
    parts = [Part(node: name.text, neurons: chosen)]
  }

  private mutating func choose(_ input: Name, in session: Session) throws(Diagnostic) {
    for index in parts.indices {
      guard let model = session.nodes[parts[index].node]?.model else { continue }
      let inputs = try model.compartments(of: input) ?? [input.text]
      guard inputs.allSatisfy({ model.inputs[$0] != nil }) else {
        throw .unknown("input", input, oneOf: model.declaredInputs.keys)
      }
      (parts[index].input, parts[index].inputs) = (input.text, inputs)
    }
  }

  /// The target without the nodes that have not run, where it has others as well.
  func thatRan(in session: Session) -> Target {
    var target = self
    target.parts = parts.filter { (session.nodes[$0.node]?.recording.steps ?? 0) > 0 }
    return target.parts.isEmpty ? self : target
  }

  /// This target and another one, in which nothing stands twice.
  func joined(with other: Target) -> Target {
    var joined = self
    joined.parts += other.parts.filter { !parts.contains($0) }
    joined.range = range.joined(with: other.range)
    joined.isModule = isModule || other.isModule
    joined.module = nil
    return joined
  }

  /// A target of whole nodes.
  init(nodes: [String], range: SourceRange) {
    parts = nodes.map { Part(node: $0, neurons: nil) }
    self.range = range
  }
}

extension Reference.Index {
  /// The neurons that `[3]` or `[1..5]` picks, counted from 0; nil where it picks none.
  fileprivate func range(of node: Node) -> Range<Int>? {
    guard case .written(let name) = self else { return nil }
    return name.text.bracketedRange(upTo: node.population)
  }
}

extension Session {
  /// The module that `m` or `m.*` names.
  func module(named reference: Reference) -> String? {
    guard reference.neurons == nil, reference.quantity == nil else { return nil }
    return modules[reference.name.text] == nil ? nil : reference.name.text
  }

  /// The error that a module stands where only a node can.
  func moduleInsteadOfNode(_ module: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "'\(module)' is a module", at: range,
      expected: "one of its nodes: \(members(of: module).prefix(12).joined(separator: ", "))")
  }

  /// The error that no node has this name.
  func unknownNode(_ name: Name) -> Diagnostic {
    if let module = module(named: Reference(name)) {
      return moduleInsteadOfNode(module, at: name.range)
    }
    guard !nodes.isEmpty else { return noNodes(at: name.range) }
    return .unknown(
      "node", name, among: Array(nodes.keys) + modules.keys,
      expected: "one of \(nodes.keys.prefix(12).joined(separator: ", "))")
  }

  /// The node that is meant where none is named.
  ///
  /// - Throws: `Diagnostic` at `range` where there is none.
  func currentTarget(at range: SourceRange) throws(Diagnostic) -> Target {
    guard let current else { throw noNodes(at: range) }
    return Target(nodes: [current], range: range)
  }

  /// The error that there is no node yet.
  func noNodes(at range: SourceRange) -> Diagnostic {
    Diagnostic("there are no nodes", at: range, expected: "'create lif n' first")
  }
}

extension Argument where Value == Target {
  /// Targets by their places; the current node where they are left out.
  static var target: Argument { target("which nodes or neurons", isSeveral: true) }

  /// A target that has to be there, since words of other arguments follow it.
  static var requiredTarget: Argument {
    Argument(
      "TARGET", "which node", candidates: \.targetCandidates, read: target("which node").read)
  }

  /// A target by its place, or one of its inputs; the current node where it is left out.
  static var inputTarget: Argument { target("which node or neurons", allowsInput: true) }

  /// Targets by their places; every node where they are left out.
  static var everyTarget: Argument {
    target("which nodes; all where left out", isSeveral: true).map {
      (target: Target, verb: Name, context: Context) in
      target.range == verb.range
        ? Target(nodes: Array(context.session.nodes.keys), range: verb.range) : target
    }
  }

  /// A target where the next word names a node or a module, else the current node: the word is left
  /// to the arguments that follow.
  static var leadingTarget: Argument {
    target("which node or neurons") { word, session in
      word.text == "*" || word.names(aTargetOf: session)
    }
  }

  /// The same, for what looks at a single node.
  static var leadingNode: Argument {
    Argument(
      "TARGET", "which node or neuron", isOptional: true, candidates: \.nodeCandidates
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      let target = try leadingTarget.read(&reader, context)
      if let module = target.module, target.parts.count != 1 {
        throw context.session.moduleInsteadOfNode(module, at: target.range)
      }
      return target
    }
  }

  private static func target(
    _ note: String, allowsInput: Bool = false, isSeveral: Bool = false,
    where isTarget: @escaping @Sendable (Word, Session) -> Bool = { word, _ in
      word.looksLikeTarget
    }
  ) -> Argument {
    Argument(
      isSeveral ? "TARGET ..." : "TARGET", note, isSeveral ? .places : .place, isOptional: true,
      candidates: \.targetCandidates
    ) { (reader: inout ArgumentReader, context: Context) throws(Diagnostic) in
      let session = context.session
      var found: Target?
      while let word = reader.nextPositional, isTarget(word, session), isSeveral || found == nil {
        let target = try Target(Reference(word.value), in: session, allowsInput: allowsInput)
        found = found?.joined(with: target) ?? target
        _ = reader.takePositional()
      }
      if let found { return found }
      return try session.currentTarget(at: reader.verb.range)
    }
  }
}

extension Word {
  /// Whether it is the name of a node or module, or that with neurons in brackets.
  func names(aTargetOf session: Session) -> Bool {
    let reference = Reference(value)
    guard reference.quantity == nil || reference.neurons != nil else { return false }
    return session.nodes[reference.name.text] != nil
      || session.modules[reference.name.text] != nil
  }

  /// Whether the word cannot be a number.
  var looksLikeTarget: Bool {
    text == "*" || text.utf8.first.map { !decimalStarts.contains($0) } ?? false
  }
}

private let decimalStarts = Set("0123456789+-.".utf8)
