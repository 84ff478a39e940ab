import Equations
import OrderedCollections
import Simulation

extension Report.Stopped {
  /// Nil where no commands lead there, as for a file that was stopped in the middle.
  init?(_ statement: String, before: Session, after: Session) {
    guard let (command, words) = Command.done(by: statement) else { return nil }
    let commands =
      if command.traits.contains(.startsAnew) {
        after.passes(since: before, words)
      } else if command.traits.contains(.advancesTime) {
        after.runs(since: before)
      } else if command.traits.contains(.setsParameters) {
        after.settings(since: before)
      } else { nil as [String]? }
    guard let commands else { return nil }
    self.statement = statement
    equivalent = commands.joined(separator: "; ")
  }
}

extension Session {
  /// The runs that took all nodes from where they were; nil where nodes that are connected took
  /// different numbers of steps.
  fileprivate func runs(since before: Session) -> [String]? {
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
  fileprivate func passes(since before: Session, _ words: ArraySlice<Word>) -> [String]? {
    if let resets = words.first(where: { $0.key?.text == "reset" }), resets.value.text != "true" {
      return runs(since: before)
    }
    var names = Array(nodes.keys)
    if let word = words.first(where: { $0.key == nil }) {
      guard let target = try? Target(Reference(word.value), in: before) else { return nil }
      names = network.component(of: target.parts.map(\.node))
    }
    var start = before
    // Each command changes something, so that undo takes back as many as there are.
    var resets: [String] = []
    for name in names {
      let unchanged = start.network
      guard (try? start.network.reset([name])) != nil else { return nil }
      if start.network != unchanged { resets.append("reset \(name)") }
    }
    return runs(since: start).map { resets + $0 }
  }

  /// The parameters that differ, to the last bit.
  fileprivate func settings(since before: Session) -> [String] {
    nodes.values.compactMap { node in
      let changes = node.parameters.compactMap { parameter, values in
        values == before.nodes[node.name]?.parameters[parameter]
          ? nil
          : values.first.map {
            "\(parameter)=\($0.canonicalText)"
          }
      }
      return changes.isEmpty ? nil : "set \(node.name) \(changes.joined(separator: " "))"
    }
  }
}
