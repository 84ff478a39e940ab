import Equations
import OrderedCollections
import Simulation

extension Session {
  /// Commands that lead from an earlier session to this one, as a statement that was stopped did; nil
  /// where none do, as for a file that was stopped in the middle.
  func equivalent(of statement: String, since before: Session) -> String? {
    guard let (command, words) = Command.done(by: statement) else { return nil }
    let commands: [String]? =
      if command.traits.contains(.startsAnew) {
        passes(since: before, words)
      } else if command.traits.contains(.advancesTime) {
        runs(since: before)
      } else if command.traits.contains(.setsParameters) {
        // Weights are set by no command one by one.
        network.connections == before.network.connections ? settings(since: before) : nil
      } else { nil }
    return commands?.joined(separator: "; ")
  }

  /// The runs that took all nodes from where they were; nil where nodes that are connected took
  /// different numbers of steps.
  private func runs(since before: Session) -> [String]? {
    var runs: [String] = []
    var seen: Set<String> = []
    for name in nodes.keys where !seen.contains(name) {
      let names = network.component(of: [name])
      seen.formUnion(names)
      let taken = Set(names.map { (nodes[$0]?.time ?? 0) - (before.nodes[$0]?.time ?? 0) })
      guard let steps = taken.first, taken.count == 1 else { return nil }
      if steps > 0 { runs.append("run \(name) \(steps)") }
    }
    return runs
  }

  /// The resets and runs of a forward pass, which begins with `words` behind its verb.
  private func passes(since before: Session, _ words: ArraySlice<Word>) -> [String]? {
    let verb = Name(Command.forward.name, SourceRange(0, 0))
    var reader = ArgumentReader(text: "", verb: verb, words: Array(words))
    let context = Context(session: before, host: Host())
    guard
      let (target, resets) = try? reader.read(
        Argument<Target>.everyTarget, Argument<Bool>.resets, in: context)
    else { return nil }
    guard resets else { return runs(since: before) }
    let names = network.component(of: target.parts.map(\.node))
    var start = before
    // Each command changes something, so that undo takes back as many as there are.
    var commands: [String] = []
    for name in names {
      let unchanged = start.network
      guard (try? start.network.reset([name], random: random)) != nil else { return nil }
      if start.network != unchanged { commands.append("reset \(name)") }
    }
    return runs(since: start).map { commands + $0 }
  }

  /// The parameters that differ, to the last bit.
  private func settings(since before: Session) -> [String] {
    nodes.values.compactMap { node in
      let changes = node.parameters.compactMap { parameter, values in
        values == before.nodes[node.name]?.parameters[parameter]
          ? nil : values.first.map { "\(parameter)=\($0.canonicalText)" }
      }
      return changes.isEmpty ? nil : "set \(node.name) \(changes.joined(separator: " "))"
    }
  }
}
