import Equations
import Exchange
import Neurons
import OrderedCollections
import Simulation

extension Command {
  static let export = Command(
    "export", .session, "Write a neuron as a file of another program.",
    traits: [.isUnrepeatable],
    details: """
      A node goes out with its parameters, feeds and surrogate, as it began; a model by its name with
      its defaults; a module with the connections between its nodes. Without a file the text is
      printed. What a format cannot say is an error. 'help formats' shows what each can say; 'plot n
      --csv FILE' writes what was recorded. Formats:
      \(ExportFormat.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
      """,
    examples: [
      "export lif as=brian2",
      "create adex n; feed n const 500; export n as=brian2 steps=50ms adex.py --force",
    ],
    Argument<Name>.required(
      .name("NODE | MODULE | MODEL") { $0.targetCandidates + $0.modelCandidates },
      "what goes out", missing: "a node, a module or a neuron such as LIF"),
    Argument<Name?>.place(
      .name("FILE", candidates: \.fileCandidates), "where to write; else it is printed"),
    Argument<ExportFormat>.format,
    Argument<Quantity?>.exportedSteps,
    Argument<Bool>.flag("--force", "replace a file that exists")
  ) {
    (
      context: inout Context, what: Name, file: Name?, format: ExportFormat, steps: Quantity?,
      replaces: Bool
    ) throws(Diagnostic) in
    let network = try context.session.exported(what, steps: steps)
    let text = try refusing(at: what.range) { () throws(ExportRefusal) in
      try format.text(of: network)
    }
    guard let file else { return Report(.text(text)) }
    if let failure = context.host.files.write(file.text, Array(text.utf8), replaces) {
      throw failure.diagnostic(writing: file)
    }
    return Report(.note("wrote \(file.text)"))
  }
}

extension Argument where Value == ExportFormat {
  fileprivate static var format: Argument {
    let words = ExportFormat.all.map { "as=\($0.name)" }
    return Argument(
      "as=FORMAT", "one of \(ExportFormat.all.map(\.name).joined(separator: ", "))", .keyed("as"),
      candidates: { _ in ExportFormat.all.map { Candidate($0.name, $0.summary) } }
    ) { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) in
      guard let word = reader.take(key: "as") else {
        throw reader.missing(words.joined(separator: " or "))
      }
      return try word.value.format(among: ExportFormat.all)
    }
  }
}

extension Name {
  /// The format of this name.
  ///
  /// - Parameter formats: those that would do.
  /// - Throws: `Diagnostic` at a word that is none of them.
  func format(among formats: [ExportFormat]) throws(Diagnostic) -> ExportFormat {
    if let other = formats.first(where: { $0.otherName == text.lowercased() }) { return other }
    return formats[try index(among: formats.map(\.name), of: "format")]
  }
}

extension Argument where Value == Quantity? {
  /// For how many steps the other program runs.
  static var exportedSteps: Argument {
    .keyed(
      "steps", .time, "how many steps the file runs, or a time; else as many as were taken")
  }
}

extension Session {
  /// What a word names, for another program.
  ///
  /// - Parameters:
  ///   - what: a node, a module or a model.
  ///   - steps: for how many steps the other program runs; else as many as were taken, or as a pass
  ///     has.
  /// - Throws: `Diagnostic` where there is no such thing, or where it cannot go out.
  func exported(_ what: Name, steps: Quantity?) throws(Diagnostic) -> ExportedNetwork {
    let isModule = modules[what.text] != nil
    let names = isModule ? members(of: what.text) : nodes[what.text] == nil ? [] : [what.text]
    guard let first = names.first.flatMap({ nodes[$0] }) else {
      let node = try Node(name: "n", model: try model(named: what), at: what.range)
      let count = try steps.exported(node)
      return try refusing(at: what.range) { () throws(ExportRefusal) in
        ExportedNetwork(try ExportedNeuron(node, steps: count, random: random))
      }
    }
    let count = try steps.exported(first)
    return try refusing(at: what.range) { () throws(ExportRefusal) in
      try ExportedNetwork(names, of: network, steps: count, random: random)
    }
  }

  private func model(named what: Name) throws(Diagnostic) -> NeuronModel {
    if let model = models[what.text] { return model }
    throw .unknown(
      "node or neuron", what, among: Array(nodes.keys) + modules.keys + models.names,
      expected: "a node, a module or a neuron from 'list models'")
  }
}

extension Quantity? {
  // As many steps as were taken, or as a forward pass has, where none are told.
  fileprivate func exported(_ node: Node) throws(Diagnostic) -> Int {
    let limits = 1...10_000_000
    return try self?.steps(of: node, in: limits, what: "'steps'")
      ?? min(max(1, node.time == 0 ? node.windowLength : node.time), limits.upperBound)
  }
}

/// Does what may be refused by a format.
///
/// - Parameters:
///   - range: where the error points.
///   - work: what is done.
/// - Throws: `Diagnostic` with the reason of the refusal.
func refusing<Value>(
  at range: SourceRange, _ work: () throws(ExportRefusal) -> Value
) throws(Diagnostic) -> Value {
  do throws(ExportRefusal) { return try work() } catch {
    throw Diagnostic(error.reason, at: range, expected: "'help formats' shows what each can say")
  }
}
