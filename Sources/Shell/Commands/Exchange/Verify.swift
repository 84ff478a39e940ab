import Equations
import Exchange
import Simulation

extension Command {
  static let verify = Command(
    "verify", .check, "Run a neuron in another program, and compare.",
    traits: [.isUnrepeatable],
    details: """
      The neuron is exported as 'export' does it, the other program runs the file, and what became of
      spikes and mem is compared with what they are here, step by step. It is the one command that
      starts a program of its own: only where you type it, or with --trust. Python is 'python3' of the
      PATH, with the package that the format needs.
      """,
    examples: ["verify lif with=brian2 steps=20"],
    Argument<Name>.required(
      .name("NODE | MODULE | MODEL") { $0.targetCandidates + $0.modelCandidates },
      "what is run", missing: "a node, a module or a neuron such as LIF"),
    Argument<ExportFormat>.verified,
    Argument<Quantity?>.exportedSteps
  ) {
    (
      context: inout Context, what: Name, format: ExportFormat, steps: Quantity?
    ) throws(Diagnostic) in
    let network = try context.session.exported(what, steps: steps)
    let text = try refusing(at: what.range) { () throws(ExportRefusal) in
      try format.text(of: network)
    }
    guard let peer = format.peer, let runner = context.host.programs else {
      throw Diagnostic(
        "'verify' starts another program, which a session file may not", at: context.verb.range,
        expected: "to be typed at the prompt, or 'neurosh --trust'")
    }
    let method = peer.method(network)
    let alike = method.map(network.solved) ?? network
    guard let own = alike.ownTable(isInterrupted: context.host.isInterrupted) else {
      throw Diagnostic("'\(what.text)' does not get to the end of its steps", at: what.range)
    }
    let outcome: String
    let told = runner(peer.program, "neuron.\(format.ending)", text) { file, outcome in
      peer.arguments(file, outcome, network)
    }
    switch told {
    case .success(let text): outcome = text
    case .failure(let failure):
      throw Diagnostic(
        "\(peer.program) cannot run it: \(failure.reason)", at: what.range,
        expected: "\(peer.program) with \(peer.needs)")
    }
    guard let other = peer.read(outcome, network),
      let apart = ExportDifference(own, other, precision: peer.precision)
    else {
      throw Diagnostic(
        "\(peer.program) told no outcome that could be read", at: what.range,
        expected: "\(peer.program) with \(peer.needs)")
    }
    let spikes =
      apart.firstStep.map {
        "\(apart.spikes.counted("step")) of neurons with other spikes, the first at step \($0)"
      } ?? "the same spikes"
    let table = Table(
      ["format", "steps", "other_spikes", "largest_difference", "largest_mem"],
      [
        [
          .text(format.name), .number(Double(network.steps)), .number(Double(apart.spikes)),
          .number(apart.membrane), .number(apart.scale),
        ]
      ])
    return Report(
      .told(
        "\(format.name), \(network.steps.counted("step"))\(method.map { " by \($0.rawValue)" } ?? ""):"
          + " \(spikes); mem differs by at most"
          + " \(apart.membrane.readable) (mem is up to \(apart.scale.readable))", table))
  }
}

extension Argument where Value == ExportFormat {
  fileprivate static var verified: Argument {
    let formats = ExportFormat.all.filter { $0.peer != nil }
    let words = formats.map { "with=\($0.name)" }
    return Argument(
      "with=FORMAT", "one of \(formats.map(\.name).joined(separator: ", "))", .keyed("with"),
      candidates: { _ in formats.map { Candidate($0.name, $0.summary) } }
    ) { (reader: inout ArgumentReader, _: Context) throws(Diagnostic) in
      guard let word = reader.take(key: "with") else {
        throw reader.missing(words.joined(separator: " or "))
      }
      return try word.value.format(among: formats)
    }
  }
}
